// Indexes must never change an answer: random documents, filters, sorts and updates with and without them, against the plain semantics.
// And expiry, which walks an index by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from 'bson';
import fc from 'fast-check';
import { MongoClient, type Sort } from 'mongodb';
import { type OpenStore, openStore } from '../../../src/store/embedded/store';

const dir = mkdtempSync(join(tmpdir(), 'store-'));
let nowMs = Date.UTC(2026, 0, 1);
let store: OpenStore;
let client: MongoClient;
let databases = 0;

beforeAll(async () => {
  store = await openStore({ dir, nowMs: () => nowMs, upkeepMs: 5 });
  client = await MongoClient.connect(store.uri);
});

afterAll(async () => {
  await client.close();
  await store.stop();
  rmSync(dir, { recursive: true });
});

// Few different values, and arrays among them: what goes wrong with indexes goes wrong where several conditions meet.
const number = fc.integer({ min: 0, max: 3 });
const scalar = fc.oneof({ arbitrary: number, weight: 5 }, fc.constantFrom('a', '', null, true, 2.5));
const value = fc.oneof({ arbitrary: scalar, weight: 2 }, fc.constantFrom([], [1, 3], [0, 3], ['a', 2]));
const document = fc.record({ a: value, b: value, r: value }, { requiredKeys: [] });
const path = fc.constantFrom('a', 'b', 'r');
const condition = fc.oneof(
  { arbitrary: scalar, weight: 3 },
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $gt: scalar }),
  { arbitrary: fc.record({ $gte: number, $lt: number }), weight: 3 },
  fc.record({ $lte: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $ne: scalar }),
);
const filter = fc.dictionary(path, condition, { maxKeys: 3 });
const sort = fc.dictionary(path, fc.constantFrom(1, -1), { maxKeys: 2 });

const indexSets: [string, Document[]][] = [
  ['single, both ways', [{ key: { a: 1 } }, { key: { b: -1 } }, { key: { r: 1 } }]],
  ['compound', [{ key: { a: 1, b: 1 } }, { key: { b: -1, a: 1 } }, { key: { r: 1, b: -1 } }]],
  [
    'sparse',
    [
      { key: { a: 1 }, sparse: true },
      { key: { b: 1, a: 1 }, sparse: true },
    ],
  ],
  [
    'partial',
    [
      { key: { a: 1 }, partialFilterExpression: { b: { $exists: true } } },
      { key: { b: 1 }, partialFilterExpression: { a: 1 } },
    ],
  ],
];

// No index takes keys from two arrays side by side, and no sort does.
function isParallel({ a, b, r }: Document): boolean {
  return [a, b, r].filter(Array.isArray).length > 1;
}

/** Each set takes some seconds; on a busy machine many times that. */
const BUSY_MS = 120_000;

test.each(indexSets)(
  '%s: same answers with and without',
  async (_, indexes) => {
    const query = fc.record({ filter, sort, skip: fc.nat(3), limit: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 25 }),
        fc.array(query, { minLength: 5, maxLength: 15 }),
        async (docs, queries) => {
          const db = client.db(`indexes${++databases}`);
          const [plain, indexed] = [db.collection('plain'), db.collection('indexed')];
          for (const [i, spec] of indexes.entries()) {
            const { key, ...options } = spec;
            await indexed.createIndex(key as Document, { name: `i${i}`, ...options });
          }
          const stored = docs.filter((doc) => !isParallel(doc)).map((doc, _id) => ({ _id, ...doc }));
          if (stored.length === 0) return;
          for (const collection of [plain, indexed]) {
            await collection.insertMany(structuredClone(stored) as Document[]);
            await collection.updateMany({ a: { $gte: 2 } }, { $set: { a: 1 } });
            await collection.deleteMany({ b: 3 });
          }
          for (const { filter: where, sort: order, skip, limit } of queries) {
            // With _id the order is whole, so that skip and limit mean the same on both.
            const answers = [plain, indexed].map((c) =>
              c
                .find(where as Document)
                .sort({ ...order, _id: 1 })
                .skip(skip)
                .limit(limit)
                .toArray(),
            );
            const [expected, actual] = await Promise.all(answers);
            expect({ where, order, found: actual }).toEqual({ where, order, found: expected });
            const counts = await Promise.all([plain, indexed].map((c) => c.countDocuments(where as Document)));
            expect(counts[1]).toBe(counts[0]);
          }
        },
      ),
      { numRuns: 30 },
    );
  },
  BUSY_MS,
);

type Trap = [what: string, index: Document, docs: Document[], filter: Document, ids: number[]];

const traps: Trap[] = [
  [
    'a sparse index has no missing fields',
    { key: { a: 1 }, sparse: true },
    [{}, { a: null }, { a: 1 }],
    { a: null },
    [0, 1],
  ],
  ['a sparse index has no missing fields to sort', { key: { a: 1 }, sparse: true }, [{}, { a: 1 }], {}, [0, 1]],
  [
    'a range over an array is fulfilled by different elements',
    { key: { a: 1 } },
    [{ a: [1, 9] }, { a: 9 }],
    { a: { $gt: 4, $lt: 6 } },
    [0],
  ],
  ['a document with several keys is found once', { key: { a: 1 } }, [{ a: [1, 2, 3] }], { a: { $gt: 0 } }, [0]],
  [
    'a partial index is no help where the filter says less than it',
    { key: { a: 1 }, partialFilterExpression: { b: 7 } },
    [
      { a: 1, b: 3 },
      { a: 1, b: 7 },
    ],
    { a: 1, b: { $in: [3, 7] } },
    [0, 1],
  ],
  [
    'a partial index is used where the filter says as much',
    { key: { a: 1 }, partialFilterExpression: { b: 7 } },
    [
      { a: 1, b: 3 },
      { a: 1, b: 7 },
      { a: 2, b: 7 },
    ],
    { a: 1, b: 7 },
    [1],
  ],
  [
    'a range stays within its type, but for what it looks at',
    { key: { a: -1 } },
    [{ a: 'x' }, { a: 3 }, { a: null }, {}],
    { a: { $gte: 2 } },
    [1],
  ],
  [
    'null is also missing',
    { key: { a: -1, b: 1 } },
    [{ b: 1 }, { a: null, b: 1 }, { a: 0, b: 1 }],
    { a: null, b: 1 },
    [0, 1],
  ],
];

test.each(traps)('%s', async (_, { key, ...options }: Document, docs, where, ids) => {
  const c = client.db(`traps${++databases}`).collection<{ _id: number }>('c');
  await c.createIndex(key as Document, options);
  await c.insertMany(docs.map((doc, _id) => ({ _id, ...doc })));
  for (const order of [{}, { a: 1 }, { a: -1 }] as Sort[]) {
    const found = await c.find(where).sort(order).toArray();
    expect(found.map(({ _id }) => _id).sort((a, b) => a - b)).toEqual(ids);
  }
});

test('a sort that the index gives equals the sort without it', async () => {
  const c = client.db('sorts').collection<{ _id: number; a: number; b: number }>('c');
  await c.insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, a: (_id * 7) % 11, b: (_id * 5) % 13 })));
  const ask = (order: Document, where: Document = {}): Promise<number[]> =>
    c
      .find(where)
      .sort(order)
      .project({ a: 1, b: 1 })
      .map((doc) => (doc['a'] as number) * 100 + (doc['b'] as number))
      .toArray();
  const asked: [Document, Document?][] = [
    [{ a: 1, b: 1 }],
    [{ a: -1, b: -1 }],
    [{ a: 1, b: -1 }],
    [{ b: 1, a: 1 }],
    [{ b: -1 }, { a: 3 }],
    [{ a: 1, b: 1 }, { a: { $gt: 4, $lte: 8 } }],
    [{ a: -1, b: -1 }, { a: { $in: [2, 9, 5] } }],
  ];
  const before = await Promise.all(asked.map(([order, where]) => ask(order, where)));
  await c.createIndex({ a: 1, b: 1 });
  const after = await Promise.all(asked.map(([order, where]) => ask(order, where)));
  expect(after).toEqual(before);
});

test('a TTL index lets documents go when their date is older than it allows, and no others', async () => {
  const c = client.db('ttl').collection<{ _id: number; at?: unknown }>('c');
  await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const at = (seconds: number): Date => new Date(nowMs + seconds * 1000);
  await c.insertMany([
    { _id: 1, at: at(0) },
    { _id: 2, at: at(61) },
    { _id: 3, at: 'not a date' },
    { _id: 4 },
    { _id: 5, at: [at(200), at(0)] },
    { _id: 6, at: null },
    ...Array.from({ length: 1200 }, (_, i) => ({ _id: 100 + i, at: at(-1) })),
  ]);
  nowMs += 61_000;
  while ((await c.countDocuments({ _id: { $in: [1, 5] } })) > 0 || (await c.countDocuments()) > 4)
    await new Promise(setImmediate);
  expect((await c.find().toArray()).map(({ _id }) => _id)).toEqual([2, 3, 4, 6]);
});
