// The benchmark of turns: the service as it is started, asked over HTTP and heard on streams as the widget does, with 1, 10 and 50 conversations at once;
// beside the framework alone behind the same web server, and the store's own rate, in the same run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { createBaseline, type Baseline } from '../bot/baseline';
import { createClock, stopwatchMs } from '../clock';
import { createLog } from '../log';
import type { Benchmark, Figures } from '../store/benchmarks';
import { openStore, type Store } from '../store/store';
import { createWebServer, json } from '../web/server';

const SECRET = 'the-secret-of-the-benchmark-of-turns';
const LANES = [1, 10, 50] as const;
const TURNS = { 1: 120, 10: 600, 50: 1_200 } as const;
/** Four turns of the request for an exam; each stores the words, the draft and the answer in one transaction. */
const WORDS = ['I want to take the ICDL trial exam at Tabarbour', 'for me', 'back', 'cancel'] as const;
const BATCH = 100;

type Lane = { turn(words: string): Promise<void>; close?(): void };

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Turns a second and how long one takes, with so many conversations at once. */
async function measure(name: string, lanes: number, open: () => Promise<Lane>): Promise<Figures> {
  const total = TURNS[lanes as keyof typeof TURNS];
  const took: number[] = [];
  let left = total;
  const run = async (): Promise<void> => {
    while (left > 0) {
      const lane = await open();
      // A conversation may write so many messages at once; then another one begins.
      for (let round = 0; round < 5 && left > 0; round += 1)
        for (const words of WORDS) {
          left -= 1;
          const began = stopwatchMs();
          await lane.turn(words);
          took.push(stopwatchMs() - began);
        }
      lane.close?.();
    }
  };
  const began = stopwatchMs();
  await Promise.all(Array.from({ length: lanes }, run));
  const seconds = (stopwatchMs() - began) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  return {
    [`${name}${lanes}PerSecond`]: Math.round(took.length / seconds),
    [`${name}${lanes}P50Ms`]: Math.round(share(sorted, 0.5) * 10) / 10,
    [`${name}${lanes}P99Ms`]: Math.round(share(sorted, 0.99) * 10) / 10,
  };
}

async function measureAll(name: string, open: () => Promise<Lane>, lanes: readonly number[] = LANES): Promise<Figures> {
  let figures: Figures = {};
  for (const count of lanes) figures = { ...figures, ...(await measure(name, count, open)) };
  return figures;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The service as a process of its own. @returns how to stop it */
async function startService(dataDir: string, port: number): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(__dirname, '../index.js')], {
    env: { DATA_DIR: dataDir, PORT: String(port), DIRECTLINE_SECRET: SECRET },
    stdio: 'ignore',
  });
  for (let tried = 0; ; tried += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (ready?.ok === true) break;
    if (tried > 600) throw new Error('the service does not start');
    await pause(100);
  }
  return () =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
}

type Activities = { readonly activities: readonly { readonly from: { readonly role?: string } }[] };

/** A conversation of the web chat as the widget has it: words are posted, answers come on its stream. */
async function openChat(base: string): Promise<Lane> {
  const headers = { Authorization: `Bearer ${SECRET}`, 'Content-Type': 'application/json' };
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(`${base}/v3/directline${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path.split('/')[1]}: ${answer.status}`);
    return (await answer.json()) as Record<string, string>;
  };
  const { conversationId, token, streamUrl } = await post('/conversations', { locale: 'en-GB' });
  headers.Authorization = `Bearer ${token ?? SECRET}`;
  const { search, pathname } = new URL(streamUrl ?? base);
  const stream = new WebSocket(`${base.replace('http', 'ws')}${pathname}${search}`);
  await once(stream, 'open');
  return {
    async turn(text) {
      const answered = new Promise<void>((resolve) => {
        const hear = (frame: Buffer): void => {
          if (frame.length === 0) return;
          const { activities } = JSON.parse(frame.toString()) as Activities;
          if (!activities.some(({ from }) => from.role === 'bot')) return;
          stream.off('message', hear);
          resolve();
        };
        stream.on('message', hear);
      });
      await post(`/conversations/${conversationId}/activities`, { type: 'message', from: { id: 'dl_bench' }, text });
      await answered;
    },
    close: () => stream.close(),
  };
}

async function withService<Result>(dataDir: string, use: (base: string) => Promise<Result>): Promise<Result> {
  const port = await freePort();
  const stop = await startService(dataDir, port);
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    await stop();
  }
}

/** A bot behind the web server that the service uses, answering in the call itself. */
async function measureBaseline(name: string, baseline: Baseline): Promise<Figures> {
  const server = createWebServer({
    routes: [
      {
        method: 'POST',
        path: '/echo',
        name: 'echo',
        async answer(call) {
          const { conversation, text } = call.json() as { conversation: string; text: string };
          return json(200, await baseline(conversation, text));
        },
      },
    ],
    log: createLog(() => undefined),
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
  let count = 0;
  const open = (): Promise<Lane> => {
    const conversation = `c${(count += 1)}`;
    return Promise.resolve({
      async turn(text) {
        const body = JSON.stringify({ conversation, text });
        const headers = { 'Content-Type': 'application/json' };
        await (await fetch(`http://127.0.0.1:${server.port}/echo`, { method: 'POST', headers, body })).json();
      },
    });
  };
  const figures = await measureAll(name, open, [1, 10, 50]);
  await server.close();
  return figures;
}

const withStore = async <Result>(dataDir: string, use: (store: Store) => Promise<Result>): Promise<Result> => {
  const log = createLog(() => undefined);
  const store = await openStore({ dataDir, demo: true, clock: createClock(), log, publicUrl: 'http://localhost' });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};

/** Citizens, each with somebody they have entered. */
async function fill({ transact }: Store, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += BATCH)
    await transact(async (work) => {
      for (let n = first; n < Math.min(to, first + BATCH); n += 1) {
        const phone = `+9627${String(n).padStart(8, '0')}`;
        const citizen = { id: work.random.id('cit'), phone, language: 'ar', createdAt: work.now } as const;
        await work.citizens.add(citizen);
        await work.persons.add({
          id: work.random.id('per'),
          document: 'civil-id',
          number: `9${String(n).padStart(9, '0')}`,
          country: 'JO',
          name: `A B ${n}`,
          enteredBy: [citizen.id],
          consent: { version: 'bench', at: work.now },
          guardian: undefined,
          createdAt: work.now,
        });
      }
    });
}

const TRANSACTIONS = 400;

/** Durable transactions of three writes a second, ten at once, by the service's own repositories. */
async function storeRate({ transact }: Store): Promise<number> {
  let left = TRANSACTIONS;
  const began = stopwatchMs();
  const run = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await transact(async (work) => {
        for (let n = 0; n < 3; n += 1) {
          const id = work.random.id('body');
          await work.billerBodies.add({ id, operation: 'bench', body: 'x'.repeat(200), receivedAt: work.now });
        }
      });
    }
  };
  await Promise.all(Array.from({ length: 10 }, run));
  return Math.round(TRANSACTIONS / ((stopwatchMs() - began) / 1000));
}

const FEW = 1_000;

export const turns: Benchmark = {
  name: 'turns',
  about:
    'durable turns over HTTP with 1, 10 and 50 conversations, and with so many citizens on record; beside the framework alone',
  smallSize: FEW,
  usualSize: 200_000,
  async run(size) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-turns-'));
    try {
      const transactions = await withStore(dataDir, async (store) => {
        await fill(store, 0, FEW);
        return storeRate(store);
      });
      const few = await withService(dataDir, (base) => measureAll('turns', () => openChat(base)));
      const many: Figures = {};
      if (size > FEW) {
        await withStore(dataDir, (store) => fill(store, FEW, size));
        Object.assign(many, await withService(dataDir, (base) => measureAll('many', () => openChat(base), [10])));
      }
      const comparedTo = {
        ...(await measureBaseline('echo', createBaseline(false))),
        ...(await measureBaseline('state', createBaseline(true))),
        storeTransactionsPerSecond: transactions,
      };
      const turnShare = Math.round(((few['turns10PerSecond'] ?? 0) / transactions) * 100);
      return { figures: { ...few, ...many, percentOfStoreRate: turnShare }, comparedTo };
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
