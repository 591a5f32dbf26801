// Starts the service, tells where it is, and ends it in good order.
import { startService } from './app';
import { sentenceOf } from './commands/start-failure';
import { loadConfig, type Config } from './config';
import { createLog } from './log';

const log = createLog();

async function main(config: Config): Promise<void> {
  const service = await startService({ config, log });
  for (const { what, address } of service.doors) console.error(`  ${what.padEnd(18)} ${address}`);
  if (service.demoPassword !== undefined)
    console.error(
      `  ${'staff sign in as'.padEnd(18)} clerk, manager, approver, editor, finance or admin: ${service.demoPassword}`,
    );
  let ending: Promise<void> | undefined;
  const end = (reason: string, code: number): void => {
    if (ending) return;
    log.info('service.stopping', { reason });
    ending = service.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error('service.stop-failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('unhandledRejection', (error) => log.error('unhandled', { error }));
  void service.failed.then((error) => {
    log.error('store.failed', { error });
    end('store', 1);
  });
}

const loaded = loadConfig(process.env);
if ('mistakes' in loaded) {
  console.error('The settings are not right (npm run config shows all of them):');
  for (const { name, cure } of loaded.mistakes) console.error(`  ${name}: ${cure}`);
  process.exitCode = 1;
} else {
  const { config } = loaded;
  main(config).catch((error: unknown) => {
    log.error('service.start-failed', { error });
    console.error(sentenceOf(error, config) ?? error);
    process.exit(1);
  });
}
