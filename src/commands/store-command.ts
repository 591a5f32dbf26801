// What the commands on the store share: the settings they need, and how they end.
import { join } from 'node:path';
import { createClock } from '../clock';
import { loadConfig } from '../config';
import { Fault } from '../errors';
import { createLog, type Log } from '../log';
import type { Keys } from '../store/keys';
import { openStore, type Store } from '../store/store';
import { sentenceOf } from './start-failure';

export type StoreSettings = {
  readonly uri: string | undefined;
  readonly dataDir: string;
  readonly filesDir: string;
  readonly publicUrl: string;
  /** Undefined in a demo, whose keys lie in its folder. */
  readonly keys: Keys | undefined;
  /** To the standard error: the standard output is the command's own. */
  readonly log: Log;
};

/** Runs a command with the settings of the environment; says in one line what went wrong, and ends with 1. */
export async function runStoreCommand(
  run: (settings: StoreSettings, args: readonly string[]) => Promise<string>,
): Promise<void> {
  const loaded = loadConfig(process.env);
  if ('mistakes' in loaded) {
    for (const { name, cure } of loaded.mistakes) console.error(`${name}: ${cure}`);
    process.exitCode = 1;
    return;
  }
  const {
    MONGODB_URI: uri,
    PORT,
    PUBLIC_URL: publicUrl = `http://localhost:${PORT}`,
    DATA_DIR: dataDir,
    FILES_DIR,
    DATA_KEY,
    DATA_KEY_OLD,
    INDEX_KEY,
  } = loaded.config;
  const keys = DATA_KEY && INDEX_KEY ? { dataKey: DATA_KEY, dataKeyOld: DATA_KEY_OLD, indexKey: INDEX_KEY } : undefined;
  const log = createLog((line) => process.stderr.write(line));
  try {
    console.log(
      await run(
        { uri, dataDir, filesDir: FILES_DIR ?? join(dataDir, 'files'), publicUrl, keys, log },
        process.argv.slice(2),
      ),
    );
  } catch (error) {
    console.error(sentenceOf(error, loaded.config) ?? error);
    process.exitCode = 1;
  }
}

/** The one FILE that a command is given. @throws Fault `usage` */
export function fileOf(args: readonly string[], command: string): string {
  const [file] = args;
  if (file === undefined || args.length !== 1) throw new Fault('usage', `npm run ${command} -- FILE`);
  return file;
}

/** MongoDB has its own tools, which know its replica set. @throws Fault `usage` */
export function requireEmbedded({ uri }: StoreSettings, tool: string): void {
  if (uri !== undefined) throw new Fault('usage', `MONGODB_URI is set: use ${tool}, and save FILES_DIR with it`);
}

/** Opens the store, beside the service where it runs, and closes it when the work is over. */
export async function withStore<Result>(
  settings: StoreSettings,
  use: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { filesDir: _, ...options } = settings;
  const store = await openStore({ ...options, demo: settings.keys === undefined, clock: createClock() });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
