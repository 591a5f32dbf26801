// A conversation in the terminal: a Direct Line client of the running service, or of one that it starts itself.
// It speaks only through that door: nothing here reads the store or calls a service.
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startService } from './app';
import { stopwatchMs } from './clock';
import { sentenceOf } from './commands/start-failure';
import { loadConfig, type Config } from './config';
import { createLog } from './log';

const POLL_MS = 300;
const RETRY_MS = 2_000;
/** How long the end of the input waits for the answer to what was said last. */
const LAST_ANSWER_MS = 15_000;
const USER = 'terminal';

type Activity = {
  readonly text?: string;
  readonly from?: { readonly role?: string };
  readonly replyToId?: string;
};

type Line = {
  readonly base: string;
  readonly conversation: string;
  token: string;
  /** By `stopwatchMs`: half the token's life is over then. */
  refreshAt: number;
  /** The last activity of ours, and the last one of ours that was answered. Ids of a conversation sort by their time. */
  said: string;
  answered: string;
};

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
  if (!response.ok) throw new Error(`${path.split('?')[0]} answered ${response.status}`);
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
  // Port 0 is any free one: nobody can be found there.
  const findable = config.PUBLIC_URL !== undefined || config.PORT !== 0;
  if (findable && (await isRunning(base))) return { base, stop: () => Promise.resolve() };
  // Only warnings and worse: the terminal belongs to the conversation.
  const log = createLog((line) => /"level":"(warn|error)"/.test(line) && process.stderr.write(line));
  const service = await startService({ config, log });
  return { base: service.publicUrl, stop: service.stop };
}

const halfLife = (answer: Record<string, unknown>): number =>
  stopwatchMs() + (Number(answer['expires_in']) * 1_000) / 2;

async function open(base: string): Promise<Line> {
  const { token } = await call(base, '/widget/token', { method: 'POST' });
  const started = await call(base, '/v3/directline/conversations', {
    method: 'POST',
    token: String(token),
    body: { locale: 'ar-JO' },
  });
  return {
    base,
    conversation: String(started['conversationId']),
    token: String(started['token']),
    refreshAt: halfLife(started),
    said: '',
    answered: '',
  };
}

async function keepToken(line: Line): Promise<void> {
  if (stopwatchMs() < line.refreshAt) return;
  const answer = await call(line.base, '/v3/directline/tokens/refresh', { method: 'POST', token: line.token });
  line.token = String(answer['token']);
  line.refreshAt = halfLife(answer);
}

/** Prints what the bot says after a watermark. @returns the next watermark */
async function hear(line: Line, watermark: string): Promise<string> {
  await keepToken(line);
  const path = `/v3/directline/conversations/${line.conversation}/activities?watermark=${watermark}`;
  const answer = await call(line.base, path, { token: line.token });
  for (const { text, from, replyToId = '' } of answer['activities'] as Activity[]) {
    if (text === undefined || from?.role !== 'bot') continue;
    process.stdout.write(`\n${text}\n> `);
    if (replyToId > line.answered) line.answered = replyToId;
  }
  return String(answer['watermark'] ?? watermark);
}

const tell = (what: string, error: unknown): void => {
  console.error(`\n${what}: ${error instanceof Error ? error.message : String(error)}`);
};

/** Listens for as long as the conversation lasts. A service that is away for a while is told once and asked again. */
async function listen(line: Line, isOver: () => boolean): Promise<void> {
  let watermark = '';
  let away = false;
  while (!isOver()) {
    try {
      watermark = await hear(line, watermark);
      away = false;
    } catch (error) {
      if (!away) tell('The service does not answer; it is asked again', error);
      away = true;
    }
    await pause(away ? RETRY_MS : POLL_MS);
  }
}

async function say(line: Line, text: string, count: number): Promise<void> {
  try {
    const { id } = await call(line.base, `/v3/directline/conversations/${line.conversation}/activities`, {
      method: 'POST',
      token: line.token,
      body: { type: 'message', from: { id: USER }, text, channelData: { clientActivityID: `${USER}-${count}` } },
    });
    line.said = String(id);
  } catch (error) {
    tell('This was not sent', error);
  }
}

/** What was asked last is still answered when the input ends at once, as from a file. */
async function lastAnswer(line: Line): Promise<void> {
  for (const until = stopwatchMs() + LAST_ANSWER_MS; line.answered < line.said && stopwatchMs() < until;) {
    await pause(POLL_MS);
  }
}

async function talk(config: Config): Promise<void> {
  const service = await findService(config);
  try {
    const line = await open(service.base);
    const terminal = createInterface({ input: process.stdin });
    let over = false;
    let said = 0;
    const listening = listen(line, () => over);
    process.stdout.write(`${service.base} — Ctrl+D\n> `);
    for await (const text of terminal) {
      if (text.trim() !== '') await say(line, text, (said += 1));
    }
    await lastAnswer(line);
    over = true;
    await listening;
  } finally {
    await service.stop();
  }
}

const loaded = loadConfig(process.env);
if ('mistakes' in loaded) {
  for (const { name, cure } of loaded.mistakes) console.error(`${name}: ${cure}`);
  process.exitCode = 1;
} else {
  const { config } = loaded;
  talk(config).catch((error: unknown) => {
    console.error(sentenceOf(error, config) ?? error);
    process.exitCode = 1;
  });
}
