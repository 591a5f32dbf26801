// What a crash, a second process, a damaged file and a full disk do to a store: nothing that was answered is lost, and nothing is silent.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, UUID } from 'bson';
import { type Collection, MongoClient } from 'mongodb';
import { realDisk } from '../../../src/store/embedded/disk';
import { type OpenStore, openStore, type StoreOptions } from '../../../src/store/embedded/store';
import { type Compiled, compileStore } from './compiled';
import { failingDisk } from './failing-disk';
import { connectRaw } from './raw-client';

type Item = { _id: number; text?: string };
type Session = {
  store: OpenStore;
  client: MongoClient;
  items: Collection<Item>;
  lines: string[];
  close(): Promise<void>;
};

let compiled: Compiled;
let dir: string;

beforeAll(() => {
  compiled = compileStore();
});

afterAll(() => compiled.remove());

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'store-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

async function open(options: Partial<StoreOptions> = {}): Promise<Session> {
  const lines: string[] = [];
  const store = await openStore({ dir, report: (line) => lines.push(line), ...options });
  const client = await MongoClient.connect(store.uri);
  const close = async (): Promise<void> => {
    await client.close();
    await store.stop();
  };
  return { store, client, items: client.db().collection<Item>('items'), lines, close };
}

async function reopened<T>(look: (session: Session) => Promise<T>): Promise<T> {
  const session = await open();
  try {
    return await look(session);
  } finally {
    await session.close();
  }
}

const writer = `
const { writeSync } = require('node:fs');
const { MongoClient } = require('mongodb');
const { startEmbeddedStore } = require('./start');
(async () => {
  const [dir, first] = process.argv.slice(2);
  const store = await startEmbeddedStore({ dir });
  const client = await MongoClient.connect(store.uri);
  const [singles, left, right] = ['singles', 'left', 'right'].map((name) => client.db().collection(name));
  const single = async (from) => {
    for (let n = from; ; n += 4) {
      await singles.insertOne({ _id: n, text: 'x'.repeat(n % 500) });
      writeSync(1, 's' + n + '\\n');
    }
  };
  const pair = async (from) => {
    for (let n = from; ; n += 2) {
      await client.withSession((session) => session.withTransaction(async () => {
        await left.insertOne({ _id: n }, { session });
        await right.insertOne({ _id: n }, { session });
      }));
      writeSync(1, 'p' + n + '\\n');
    }
  };
  const base = Number(first);
  await Promise.all([single(base), single(base + 1), single(base + 2), single(base + 3), pair(base), pair(base + 1)]);
})();
`;

function startWriter(first: number): ChildProcess {
  const script = join(compiled.dir, 'writer.js');
  writeFileSync(script, writer);
  return spawn(process.execPath, [script, dir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

// Runs the writer until it has told of so many writes, kills it, and returns all it told.
async function killAfter(child: ChildProcess, answers: number): Promise<string[]> {
  let told = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    told += chunk;
    if (told.split('\n').length > answers) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return told.split('\n').slice(0, -1);
}

function ids(documents: readonly { _id: unknown }[]): number[] {
  return documents.map(({ _id }) => _id as number).sort((a, b) => a - b);
}

test('after SIGKILL at any moment all that was answered is there, and no half transaction', async () => {
  const answered: string[] = [];
  for (const [round, answers] of [1, 40, 200, 333].entries()) {
    answered.push(...(await killAfter(startWriter(round * 100_000), answers)));
    await reopened(async ({ client, lines }) => {
      const all = async (name: string): Promise<number[]> => ids(await client.db().collection(name).find().toArray());
      const [singles, left, right] = [await all('singles'), await all('left'), await all('right')];
      const held = new Set([...singles.map((n) => `s${n}`), ...left.map((n) => `p${n}`)]);
      expect(answered.filter((answer) => !held.has(answer))).toEqual([]);
      expect(right).toEqual(left);
      expect(lines.filter((line) => !line.includes('bytes were cut off'))).toEqual([]);
    });
  }
  expect(answered.length).toBeGreaterThan(500);
});

test('a store in its own thread: opens, keeps, refuses a second one by its address, stops, opens again', async () => {
  const { startEmbeddedStore } = require(
    join(compiled.dir, 'start.js'),
  ) as typeof import('../../../src/store/embedded/start');
  const first = await startEmbeddedStore({ dir });
  const client = await MongoClient.connect(first.uri);
  await client.db().collection<Item>('items').insertOne({ _id: 1 });
  expect(readFileSync(join(dir, 'store.uri'), 'utf8').trim()).toBe(first.uri);
  await expect(startEmbeddedStore({ dir })).rejects.toMatchObject({ code: 'STORE_BUSY', details: { uri: first.uri } });
  await client.close();
  await first.stop();
  expect(readdirSync(dir).sort()).toEqual(['socket', 'store.log']);
  expect(await reopened(({ items }) => items.find().toArray())).toEqual([{ _id: 1 }]);
});

test('the files are for their owner only', async () => {
  const session = await open();
  const modes = ['store.log', 'store.uri', 'socket'].map((name) =>
    (statSync(join(dir, name)).mode & 0o777).toString(8),
  );
  await session.close();
  expect(modes).toEqual(['600', '600', '700']);
});

test('a folder whose path is too long for a socket gets one in the temp directory, and leaves none behind', async () => {
  const far = join(dir, 'far'.repeat(30));
  const session = await open({ dir: far });
  expect(decodeURIComponent(session.store.uri).startsWith(`mongodb://${tmpdir()}/ks-`)).toBe(true);
  await session.items.insertOne({ _id: 1 });
  await session.close();
  const socket = /mongodb:\/\/(.*)\/[^/]*\.sock/.exec(decodeURIComponent(session.store.uri))?.[1] as string;
  expect(existsSync(socket)).toBe(false);
});

test('of many that start at once, one gets the folder', async () => {
  const started = await Promise.allSettled(Array.from({ length: 8 }, () => openStore({ dir })));
  const open = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const codes = started.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: string }).code] : []));
  for (const store of open) await store.stop();
  expect({ open: open.length, codes }).toEqual({ open: 1, codes: Array.from({ length: 7 }, () => 'STORE_BUSY') });
});

test('a tail torn by a crash is cut off, and said so', async () => {
  await reopened(({ items }) => items.insertMany([{ _id: 1 }, { _id: 2 }]));
  appendFileSync(join(dir, 'store.log'), 'KSR1 torn');
  const { found, lines } = await reopened(async ({ items, lines: told }) => ({
    found: await items.find().toArray(),
    lines: told,
  }));
  expect(found).toEqual([{ _id: 1 }, { _id: 2 }]);
  expect(lines).toEqual([expect.stringContaining('9 bytes were cut off')]);
});

test.each([
  ['a flipped byte in the middle', (bytes: Buffer) => bytes.fill(0xff, 60, 61)],
  ['an empty file', () => Buffer.alloc(0)],
  ['another file', () => Buffer.from('something else entirely')],
])('%s: refused, and left as it is', async (_, damage) => {
  await reopened(({ items }) => items.insertMany([{ _id: 1 }, { _id: 2 }]));
  const path = join(dir, 'store.log');
  const damaged = damage(readFileSync(path));
  writeFileSync(path, damaged);
  await expect(openStore({ dir })).rejects.toMatchObject({ code: 'STORE_DAMAGED', details: { file: path } });
  expect(readFileSync(path).equals(damaged)).toBe(true);
  expect(existsSync(join(dir, 'store.uri'))).toBe(false);
});

test('a full disk: writes fail with 14031 and change nothing, reads go on, and writes too when there is space', async () => {
  const disk = failingDisk(realDisk);
  const session = await open({ disk });
  const { items, client } = session;
  await items.insertOne({ _id: 1, text: 'kept' });
  disk.fail('ENOSPC');
  await expect(items.updateOne({ _id: 1 }, { $set: { text: 'lost' } })).rejects.toMatchObject({ code: 14031 });
  await expect(items.insertOne({ _id: 2 })).rejects.toMatchObject({ code: 14031 });
  const inTransaction = client.withSession((s) => s.withTransaction(() => items.insertOne({ _id: 3 }, { session: s })));
  await expect(inTransaction).rejects.toMatchObject({ code: 14031 });
  expect(await items.find().toArray()).toEqual([{ _id: 1, text: 'kept' }]);
  disk.heal();
  await items.insertOne({ _id: 4 });
  await session.close();
  expect(await reopened((next) => next.items.find().toArray())).toEqual([{ _id: 1, text: 'kept' }, { _id: 4 }]);
});

test('a broken disk ends the store, which says so; reads go on until it is stopped', async () => {
  const disk = failingDisk(realDisk);
  const session = await open({ disk });
  await session.items.insertOne({ _id: 1 });
  disk.fail('EIO');
  await expect(session.items.insertOne({ _id: 2 })).rejects.toMatchObject({ code: 96 });
  expect((await session.store.failed).message).toContain('EIO');
  expect(await session.items.find().toArray()).toEqual([{ _id: 1 }]);
  await session.close();
});

test('a retried write, and a commit, are answered as the first time and not done again', async () => {
  const store = await openStore({ dir });
  const raw = await connectRaw(store.uri);
  const session = { lsid: { id: new UUID() }, txnNumber: Long.fromNumber(7) };
  const update = { $inc: { n: 1 } };
  const write = { findAndModify: 'items', query: { _id: 1 }, update, upsert: true, new: true, ...session, $db: 'db' };
  const answers = [await raw.command(write), await raw.command(write)];
  expect(answers[0]).toMatchObject({ ok: expect.anything(), value: { _id: expect.anything(), n: expect.anything() } });
  expect(answers[1]).toEqual(answers[0]);
  const transaction = { lsid: session.lsid, txnNumber: Long.fromNumber(8), autocommit: false };
  await raw.command({ insert: 'items', documents: [{ _id: 2 }], ...transaction, startTransaction: true, $db: 'db' });
  for (let run = 0; run < 2; run++) {
    const reply = await raw.command({ commitTransaction: 1, ...transaction, $db: 'admin' });
    expect(Number(reply['ok'])).toBe(1);
  }
  raw.close();
  await store.stop();
  const kept = await reopened(({ client }) => client.db('db').collection('items').find().toArray());
  expect(kept).toEqual([{ _id: 1, n: 1 }, { _id: 2 }]);
});

test('compactStore answers when deleted data is on no disk any more', async () => {
  const session = await open();
  const { items, client } = session;
  await items.insertMany([
    { _id: 1, text: 'a secret' },
    { _id: 2, text: 'kept' },
  ]);
  await items.findOneAndUpdate({ _id: 1 }, { $set: { text: 'another secret' } });
  const log = (): string => readFileSync(join(dir, 'store.log'), 'latin1');
  expect(log().includes('a secret')).toBe(true);
  await items.findOneAndDelete({ _id: 1 });
  await client.db('admin').command({ compactStore: 1 });
  expect(['a secret', 'another secret', 'kept'].map((text) => log().includes(text))).toEqual([false, false, true]);
  await items.insertOne({ _id: 3 });
  await session.close();
  expect(await reopened((next) => next.items.find().toArray())).toEqual([{ _id: 2, text: 'kept' }, { _id: 3 }]);
});

test('a log that is mostly garbage is compacted by itself while writes go on', async () => {
  const session = await open({ upkeepMs: 5, compactAboveBytes: 20_000 });
  const counter = session.client.db().collection<{ _id: number; n: number; text: string }>('counter');
  await counter.insertOne({ _id: 1, n: 0, text: 'x'.repeat(500) });
  for (let n = 0; n < 500; n++) await counter.updateOne({ _id: 1 }, { $inc: { n: 1 } });
  await session.close();
  // Uncompacted, 500 versions of 500 bytes and more.
  expect(statSync(join(dir, 'store.log')).size).toBeLessThan(200_000);
  expect((await reopened((next) => next.client.db().collection('counter').findOne()))?.['n']).toBe(500);
});

test('indexes are there after a restart, and hold', async () => {
  await reopened(async ({ items }) => {
    await items.createIndex({ text: 1 }, { unique: true, partialFilterExpression: { text: { $exists: true } } });
    await items.insertMany([{ _id: 1, text: 'a' }, { _id: 2 }, { _id: 3 }]);
  });
  await reopened(async ({ items }) => {
    expect((await items.indexes()).map(({ name }) => name)).toEqual(['_id_', 'text_1']);
    await expect(items.insertOne({ _id: 4, text: 'a' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { text: 1 },
    });
    await items.insertOne({ _id: 5 });
    expect(await items.find({ text: 'a' }).toArray()).toEqual([{ _id: 1, text: 'a' }]);
  });
});
