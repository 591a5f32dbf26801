// A conversation in the terminal: a Direct Line client of the running service, or of one that it starts itself.
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startService } from './app';
import { loadConfig, type Config } from './config';
import { createLog } from './log';

const POLL_MS = 300;
const USER = 'terminal';

type Activity = { readonly id?: string; readonly text?: string; readonly from?: { readonly id?: string } };
type Line = { readonly base: string; readonly conversation: string; token: string };

async function call(
  base: string,
  path: string,
  options: { method?: string; token?: string; body?: unknown } = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(base + path, {
    method: options.method ?? 'GET',
    headers: {
      Origin: base,
      ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

async function isRunning(base: string): Promise<boolean> {
  return fetch(`${base}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The running service's address, or that of one started for this conversation, which `stop` ends. */
async function findService(config: Config): Promise<{ base: string; stop(): Promise<void> }> {
  const base = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`;
  if (await isRunning(base)) return { base, stop: () => Promise.resolve() };
  // Only warnings and worse: the terminal belongs to the conversation.
  const log = createLog((line) => /"level":"(warn|error)"/.test(line) && process.stderr.write(line));
  const service = await startService({ config, log });
  return { base: service.publicUrl, stop: service.stop };
}

async function open(base: string): Promise<Line> {
  const { token } = await call(base, '/widget/token', { method: 'POST' });
  const started = await call(base, '/v3/directline/conversations', {
    method: 'POST',
    token: String(token),
    body: { locale: 'ar-JO' },
  });
  return { base, conversation: String(started['conversationId']), token: String(started['token']) };
}

/** Prints what the bot says from a watermark on, for as long as the conversation lasts. */
async function listen(line: Line, isOver: () => boolean): Promise<void> {
  let watermark = '';
  while (!isOver()) {
    const answer = await call(
      line.base,
      `/v3/directline/conversations/${line.conversation}/activities?watermark=${watermark}`,
      { token: line.token },
    );
    watermark = String(answer['watermark'] ?? watermark);
    for (const { text, from } of answer['activities'] as Activity[]) {
      if (text !== undefined && from?.id === 'assistant') process.stdout.write(`\n${text}\n> `);
    }
    await pause(POLL_MS);
  }
}

async function say(line: Line, text: string, count: number): Promise<void> {
  await call(line.base, `/v3/directline/conversations/${line.conversation}/activities`, {
    method: 'POST',
    token: line.token,
    body: { type: 'message', from: { id: USER }, text, channelData: { clientActivityID: `${USER}-${count}` } },
  });
}

async function talk(config: Config): Promise<void> {
  const service = await findService(config);
  const line = await open(service.base);
  const terminal = createInterface({ input: process.stdin });
  let over = false;
  let said = 0;
  const listening = listen(line, () => over);
  process.stdout.write(`${service.base} — Ctrl+D\n> `);
  for await (const text of terminal) {
    if (text.trim() !== '') await say(line, text, (said += 1));
  }
  // What was asked last is still answered when the input ends at once, as from a file.
  await pause(POLL_MS * 5);
  over = true;
  await listening;
  await service.stop();
}

const loaded = loadConfig(process.env);
if ('mistakes' in loaded) {
  for (const { name, cure } of loaded.mistakes) console.error(`${name}: ${cure}`);
  process.exitCode = 1;
} else {
  talk(loaded.config).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
