// Benchmarks of the embedded store through the ordinary driver, each beside something to compare it to in the same run.
// A folder of its own for each; removed afterwards.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { stopwatchMs } from '../clock';
import { startEmbeddedStore } from './embedded/start';

export type Figures = Readonly<Record<string, number>>;
export type Measured = { readonly figures: Figures; readonly comparedTo: Figures };
export type Benchmark = {
  readonly name: string;
  readonly about: string;
  readonly smallSize: number;
  readonly usualSize: number;
  run(size: number): Promise<Measured>;
};

type Bench = { readonly dir: string; connection: Connection; reopen(): Promise<number> };

const BATCH = 1_000;

/** About 350 bytes with three indexes, as the service's own rows are. */
const documentOf = (n: number) => ({
  _id: `req_${String(n).padStart(20, '0')}`,
  number: String(10_000_000 + n),
  state: n % 3 === 0 ? 'ready' : 'awaiting-payment',
  requesterId: `cit_${n % 5_000}`,
  createdAt: new Date(1_700_000_000_000 + n * 1_000),
  feeFils: 5_000,
  sealed: Buffer.alloc(180, n % 251),
});

async function withStore<Result>(use: (bench: Bench) => Promise<Result>): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  let store = await startEmbeddedStore({ dir });
  const bench: Bench = {
    dir,
    connection: await mongoose.createConnection(store.uri).asPromise(),
    async reopen() {
      await bench.connection.close();
      await store.stop();
      const began = stopwatchMs();
      store = await startEmbeddedStore({ dir });
      bench.connection = await mongoose.createConnection(store.uri).asPromise();
      await rows(bench).findOne({ _id: documentOf(0)._id });
      return stopwatchMs() - began;
    },
  };
  try {
    return await use(bench);
  } finally {
    await bench.connection.close();
    await store.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

type Row = ReturnType<typeof documentOf>;
const rows = ({ connection }: Bench) => connection.collection<Row>('rows');

async function fill(bench: Bench, size: number): Promise<void> {
  await rows(bench).createIndexes([
    { key: { number: 1 }, unique: true },
    { key: { requesterId: 1, createdAt: -1 } },
    { key: { state: 1 } },
  ]);
  for (let from = 0; from < size; from += BATCH) {
    await rows(bench).insertMany(Array.from({ length: Math.min(BATCH, size - from) }, (_, n) => documentOf(from + n)));
  }
}

/** Operations a second with so many under way at once. */
async function perSecond(count: number, atOnce: number, act: (n: number) => Promise<unknown>): Promise<number> {
  const began = stopwatchMs();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let n = next++; n < count; n = next++) await act(n);
    }),
  );
  return Math.round((count / (stopwatchMs() - began)) * 1_000);
}

/** What the disk alone gives: appends of 400 bytes, each with its own fdatasync. */
function bareSyncsPerSecond(dir: string, count: number): number {
  const file = openSync(join(dir, 'bare'), 'a');
  const began = stopwatchMs();
  for (let n = 0; n < count; n += 1) {
    writeSync(file, Buffer.alloc(400, n));
    fdatasyncSync(file);
  }
  closeSync(file);
  return Math.round((count / (stopwatchMs() - began)) * 1_000);
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

const start: Benchmark = {
  name: 'store-start',
  about: 'start with so many documents, until the first read is answered; beside an empty store',
  smallSize: 10_000,
  usualSize: 100_000,
  run: (size) =>
    withStore(async (bench) => {
      await fill(bench, 1);
      const emptyMs = await bench.reopen();
      await rows(bench).deleteMany({});
      await fill(bench, size);
      return { figures: { startMs: Math.round(await bench.reopen()) }, comparedTo: { emptyMs: Math.round(emptyMs) } };
    }),
};

const reads: Benchmark = {
  name: 'store-reads',
  about: 'reads a second by _id and by a unique key, one and twenty at once; beside bare pings of the server',
  smallSize: 2_000,
  usualSize: 100_000,
  run: (size) =>
    withStore(async (bench) => {
      await fill(bench, size);
      const count = 5_000;
      const by = (n: number) => documentOf((n * 7_919) % size);
      const byId = (n: number) => rows(bench).findOne({ _id: by(n)._id });
      const byNumber = (n: number) => rows(bench).findOne({ number: by(n).number });
      const ping = () => bench.connection.db?.admin().ping() ?? Promise.resolve();
      return {
        figures: {
          byId1: await perSecond(count, 1, byId),
          byId20: await perSecond(count, 20, byId),
          byNumber1: await perSecond(count, 1, byNumber),
          byNumber20: await perSecond(count, 20, byNumber),
        },
        comparedTo: { ping1: await perSecond(count, 1, ping), ping20: await perSecond(count, 20, ping) },
      };
    }),
};

const writes: Benchmark = {
  name: 'store-writes',
  about:
    'durable inserts a second, one and twenty at once, on so many documents; beside bare appends with an fdatasync each',
  smallSize: 2_000,
  usualSize: 100_000,
  run: (size) =>
    withStore(async (bench) => {
      await fill(bench, size);
      const count = 2_000;
      let at = size;
      const insert = () => rows(bench).insertOne(documentOf(at++));
      return {
        figures: { single: await perSecond(count, 1, insert), grouped20: await perSecond(count, 20, insert) },
        comparedTo: { bareSyncs: bareSyncsPerSecond(bench.dir, count) },
      };
    }),
};

const transactions: Benchmark = {
  name: 'store-transactions',
  about: 'durable transactions of three writes a second, one and twenty at once; beside single durable writes',
  smallSize: 2_000,
  usualSize: 100_000,
  run: (size) =>
    withStore(async (bench) => {
      await fill(bench, size);
      const count = 500;
      let at = size;
      const transact = async () => {
        const session = await bench.connection.startSession();
        await session.withTransaction(async () => {
          for (let n = 0; n < 3; n += 1) await rows(bench).insertOne(documentOf(at++), { session });
        });
        await session.endSession();
      };
      const insert = () => rows(bench).insertOne(documentOf(at++));
      return {
        figures: { one: await perSecond(count, 1, transact), twenty: await perSecond(count, 20, transact) },
        comparedTo: {
          singleWrites1: await perSecond(count, 1, insert),
          singleWrites20: await perSecond(count, 20, insert),
        },
      };
    }),
};

const memory: Benchmark = {
  name: 'store-memory',
  about:
    'resident memory of the process with so many documents, and after a start from the log; beside the empty process',
  smallSize: 10_000,
  usualSize: 100_000,
  run: (size) =>
    withStore(async (bench) => {
      const empty = process.memoryUsage().rss;
      await fill(bench, size);
      const filled = process.memoryUsage().rss;
      await bench.reopen();
      const reopened = process.memoryUsage().rss;
      return {
        figures: {
          filledMb: megabytes(filled),
          reopenedMb: megabytes(reopened),
          bytesADocument: Math.round((filled - empty) / size),
        },
        comparedTo: { emptyMb: megabytes(empty) },
      };
    }),
};

export const STORE_BENCHMARKS: readonly Benchmark[] = [start, reads, writes, transactions, memory];
