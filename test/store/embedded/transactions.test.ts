// Transactions under load and at their edges, beyond the recorded cases: money stays whole, locks end, nothing waits for ever.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, UUID } from 'bson';
import { type ClientSession, type Collection, MongoClient } from 'mongodb';
import { type OpenStore, openStore } from '../../../src/store/embedded/store';
import { connectRaw } from './raw-client';

type Account = { _id: number; fils: number; moves: number };

const dir = mkdtempSync(join(tmpdir(), 'store-'));
let nowMs = 1_700_000_000_000;
let store: OpenStore;
let client: MongoClient;
let banks = 0;
let accounts: Collection<Account>;

beforeAll(async () => {
  store = await openStore({ dir, nowMs: () => nowMs, upkeepMs: 10 });
  client = await MongoClient.connect(store.uri, { maxPoolSize: 50 });
});

beforeEach(async () => {
  accounts = client.db(`bank${++banks}`).collection<Account>('accounts');
  await accounts.insertMany(Array.from({ length: 6 }, (_, _id) => ({ _id, fils: 1000, moves: 0 })));
});

afterAll(async () => {
  await client.close();
  await store.stop();
  rmSync(dir, { recursive: true });
});

function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return client.withSession((session) => session.withTransaction(() => work(session)));
}

async function transfer(from: number, to: number, fils: number): Promise<void> {
  await inTransaction(async (session) => {
    await accounts.updateOne({ _id: from }, { $inc: { fils: -fils, moves: 1 } }, { session });
    await accounts.updateOne({ _id: to }, { $inc: { fils, moves: 1 } }, { session });
  });
}

async function totalSeen(session?: ClientSession): Promise<number> {
  const all = await accounts.find({}, session ? { session } : {}).toArray();
  return all.reduce((sum, { fils }) => sum + fils, 0);
}

test('a bank: transfers, plain writes and readers at once; no total is ever wrong and no write is lost', async () => {
  const totals = new Set<number>();
  let running = true;
  const readers = Array.from({ length: 3 }, async () => {
    while (running) totals.add(await inTransaction(totalSeen));
  });
  const transfers = Array.from({ length: 8 }, async (_, worker) => {
    for (let i = 0; i < 25; i++) await transfer((worker + i) % 6, (worker * 3 + i + 1 + ((worker + i) % 6)) % 6, i + 1);
  });
  const plain = Array.from({ length: 3 }, async (_, worker) => {
    for (let i = 0; i < 50; i++) await accounts.updateOne({ _id: worker }, { $inc: { moves: 1 } });
  });
  await Promise.all([...transfers, ...plain]);
  running = false;
  await Promise.all(readers);
  expect([...totals]).toEqual([6000]);
  const all = await accounts.find().toArray();
  expect(all.reduce((sum, { fils }) => sum + fils, 0)).toBe(6000);
  expect(all.reduce((sum, { moves }) => sum + moves, 0)).toBe(8 * 25 * 2 + 3 * 50);
});

test('one seat, many takers at once: a unique key lets one have it, the others get 11000', async () => {
  const seats = client.db().collection<{ seat: number; who: number }>('seats');
  await seats.createIndex({ seat: 1 }, { unique: true });
  const taken = await Promise.allSettled(
    Array.from({ length: 20 }, (_, who) => inTransaction((session) => seats.insertOne({ seat: 1, who }, { session }))),
  );
  const codes = taken.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: number }).code] : []));
  expect(codes).toEqual(Array.from({ length: 19 }, () => 11000));
  expect(await seats.countDocuments({ seat: 1 })).toBe(1);
});

test('a key freed in an open transaction is nobody’s until it ends', async () => {
  const seats = client.db().collection<{ _id: number; seat: number }>('seats');
  await seats.createIndex({ seat: 1 }, { unique: true });
  await seats.insertOne({ _id: 1, seat: 5 });
  const session = client.startSession();
  session.startTransaction();
  await seats.deleteOne({ _id: 1 }, { session });
  await expect(seats.insertOne({ _id: 2, seat: 5 }, { maxTimeMS: 50 })).rejects.toMatchObject({ code: 50 });
  await session.abortTransaction();
  await expect(seats.insertOne({ _id: 2, seat: 5 })).rejects.toMatchObject({ code: 11000 });
  await session.endSession();
});

test('a plain write that met a lock is done when the transaction has ended, once, on what it left', async () => {
  const session = client.startSession();
  session.startTransaction();
  await accounts.updateOne({ _id: 1 }, { $set: { fils: 7 } }, { session });
  const waiting = accounts.updateMany({}, { $inc: { fils: 1 } });
  await accounts.updateOne({ _id: 2 }, { $inc: { moves: 1 } });
  await session.commitTransaction();
  expect((await waiting).modifiedCount).toBe(6);
  expect((await accounts.find().toArray()).map(({ fils }) => fils)).toEqual([1001, 8, 1001, 1001, 1001, 1001]);
  await session.endSession();
});

test('a transaction left alone is aborted after 15 s, and its locks with it', async () => {
  const session = client.startSession();
  session.startTransaction();
  await accounts.updateOne({ _id: 1 }, { $set: { fils: 0 } }, { session });
  const waiting = accounts.updateOne({ _id: 1 }, { $inc: { fils: 1 } });
  nowMs += 15_001;
  await waiting;
  expect((await accounts.findOne({ _id: 1 }))?.fils).toBe(1001);
  await expect(accounts.findOne({ _id: 1 }, { session })).rejects.toMatchObject({ code: 251 });
  await session.endSession();
});

test('a collection that a transaction needs is made, and a definition waits for the transactions that wrote', async () => {
  const fresh = client.db().collection<{ _id: number; k: number }>('fresh');
  const session = client.startSession();
  session.startTransaction();
  await fresh.insertOne({ _id: 1, k: 1 }, { session });
  const index = fresh.createIndex({ k: 1 }, { unique: true });
  await accounts.updateOne({ _id: 5 }, { $inc: { moves: 1 } });
  await session.commitTransaction();
  await index;
  await expect(fresh.insertOne({ _id: 2, k: 1 })).rejects.toMatchObject({ code: 11000 });
  await session.endSession();
});

test('an index made after a transaction began makes its first write to the collection a conflict', async () => {
  const session = client.startSession();
  session.startTransaction();
  await accounts.findOne({ _id: 0 }, { session });
  await accounts.createIndex({ fils: 1 });
  await expect(accounts.updateOne({ _id: 0 }, { $inc: { fils: 1 } }, { session })).rejects.toMatchObject({
    code: 112,
    errorLabels: ['TransientTransactionError'],
  });
  await session.endSession();
});

test('numbers of transactions: twice begun, older than the last, and after the session’s end', async () => {
  const raw = await connectRaw(store.uri);
  const lsid = { id: new UUID() };
  const find = (txnNumber: number, rest: object): Promise<unknown> =>
    raw.command({
      find: 'accounts',
      lsid,
      txnNumber: Long.fromNumber(txnNumber),
      autocommit: false,
      ...rest,
      $db: 'test',
    });
  const begin = { startTransaction: true };
  const codes: number[] = [];
  const note = (reply: unknown): number => codes.push(Number((reply as { code?: unknown }).code ?? 0));
  note(await find(5, begin));
  note(await find(5, begin));
  note(await find(4, {}));
  note(await find(4, begin));
  note(await find(5, {}));
  await raw.command({ endSessions: [lsid], $db: 'admin' });
  note(await find(5, {}));
  raw.close();
  expect(codes).toEqual([0, 117, 225, 225, 0, 251]);
});

test('a cursor of a transaction sees its snapshot, whatever is written meanwhile', async () => {
  const session = client.startSession();
  session.startTransaction();
  const cursor = accounts.find({}, { session, batchSize: 2 });
  const seen = [await cursor.next(), await cursor.next()];
  await accounts.updateOne({ _id: 3 }, { $set: { fils: 0 } });
  await accounts.insertOne({ _id: 9, fils: 9, moves: 0 }, { session });
  for await (const account of cursor) seen.push(account);
  expect(seen.map((account) => account?.fils)).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
  await session.abortTransaction();
  await session.endSession();
});
