// The commands about the server and its collections, as the driver uses them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type OpenStore, openStore } from '../../../src/store/embedded/store';

const dir = mkdtempSync(join(tmpdir(), 'store-'));
let store: OpenStore;
let client: MongoClient;
let db: Db;
let towns = 0;

beforeAll(async () => {
  store = await openStore({ dir });
  client = await MongoClient.connect(store.uri);
});

beforeEach(() => {
  db = client.db(`town${++towns}`);
});

afterAll(async () => {
  await client.close();
  await store.stop();
  rmSync(dir, { recursive: true });
});

test('hello: the primary of a set, at the address that was asked, below the version that has bulkWrite', async () => {
  const { setName, hosts, isWritablePrimary, maxWireVersion } = await db.command({ hello: 1 });
  const path = decodeURIComponent(new URL(store.uri).host);
  expect({ setName, hosts, isWritablePrimary, maxWireVersion }).toEqual({
    setName: 'rs0',
    hosts: [path],
    isWritablePrimary: true,
    maxWireVersion: 21,
  });
});

test('serverStatus counts documents, and syncs rise with writes', async () => {
  const figures = async (): Promise<{ documents: number; syncs: number }> =>
    (await db.command({ serverStatus: 1 }))['store'] as { documents: number; syncs: number };
  const before = await figures();
  await db.collection('people').insertMany([{}, {}, {}]);
  const after = await figures();
  expect(after.documents).toBe(before.documents + 3);
  expect(after.syncs).toBeGreaterThan(before.syncs);
});

test('making a collection that exists is fine', async () => {
  await db.createCollection('people');
  await db.createCollection('people');
  expect(await db.listCollections().toArray()).toHaveLength(1);
});

test('lists collections of the one database, whole or by name', async () => {
  await db.createCollection('people');
  await db.createCollection('places');
  await client.db('village').createCollection('people');
  expect((await db.listCollections().toArray()).map(({ name, type }) => ({ name, type }))).toEqual([
    { name: 'people', type: 'collection' },
    { name: 'places', type: 'collection' },
  ]);
  expect(await db.listCollections({ name: 'places' }, { nameOnly: true }).toArray()).toEqual([
    { name: 'places', type: 'collection' },
  ]);
});

test('a large answer comes in batches below 16 MB, whole', async () => {
  const people = db.collection<{ _id: number; text: string }>('people');
  const text = 'x'.repeat(3_000_000);
  for (let _id = 0; _id < 14; _id++) await people.insertOne({ _id, text });
  expect(
    (await people.find({}, { batchSize: 100 }).toArray()).map(({ _id, text: { length } }) => [_id, length]),
  ).toEqual(Array.from({ length: 14 }, (_, _id) => [_id, 3_000_000]));
});

test('maxTimeMS ends a long look with 50', async () => {
  const people = db.collection('people');
  await people.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(200) })));
  await expect(people.find({ none: 1 }, { maxTimeMS: 1 }).toArray()).rejects.toMatchObject({ code: 50 });
});
