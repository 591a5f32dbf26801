// What the store does not do it says, loudly: every field, operator, stage, option and command outside its list is an error, and changes nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from 'bson';
import { Long, UUID } from 'bson';
import { type OpenStore, openStore } from '../../../src/store/embedded/store';
import { connectRaw, message, type RawClient } from './raw-client';

const dir = mkdtempSync(join(tmpdir(), 'store-'));
const faults: string[] = [];
let store: OpenStore;
let raw: RawClient;

beforeAll(async () => {
  store = await openStore({ dir, report: (line) => faults.push(line) });
  raw = await connectRaw(store.uri);
  await raw.command({ insert: 'c', documents: [{ _id: 1, a: 1, l: [1] }], $db: 'db' });
});

afterAll(async () => {
  raw.close();
  await store.stop();
  rmSync(dir, { recursive: true });
});

async function codeOf(command: Document): Promise<number> {
  const reply = await raw.command({ ...command, $db: command['$db'] ?? 'db' });
  const first = (reply['writeErrors'] as Document[] | undefined)?.[0] ?? reply;
  return Number(first['code'] ?? 0);
}

const find = { find: 'c' };
const update = (u: unknown, more: object = {}): Document => ({ update: 'c', updates: [{ q: { _id: 1 }, u, ...more }] });
const aggregate = (...pipeline: Document[]): Document => ({ aggregate: 'c', pipeline, cursor: {} });
const index = (more: object): Document => ({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', ...more }] });

test.each<[string, number, Document]>([
  ['a command nobody knows', 59, { nonsense: 1 }],
  ['count', 59, { count: 'c' }],
  ['distinct', 59, { distinct: 'c', key: 'a' }],
  ['drop', 59, { drop: 'c' }],
  ['dropDatabase', 59, { dropDatabase: 1 }],
  ['dropIndexes', 59, { dropIndexes: 'c', index: 'a' }],
  ['mapReduce', 59, { mapReduce: 'c' }],
  ['explain', 59, { explain: find }],
  ['renameCollection', 59, { renameCollection: 'db.c', to: 'db.d' }],
  ['collMod', 59, { collMod: 'c' }],
  ['bulkWrite', 59, { bulkWrite: 1, ops: [] }],
  ['a change stream', 238, aggregate({ $changeStream: {} })],
  ['an inherited name as a command', 59, { constructor: 1 }],
  ['an unknown field of a command', 40415, { ...find, nope: 1 }],
  ['collation', 238, { ...find, collation: { locale: 'ar' } }],
  ['hint', 238, { ...find, hint: 'a_1' }],
  ['let', 238, { ...find, let: {} }],
  ['a tailable cursor', 238, { ...find, tailable: true }],
  ['allowDiskUse', 238, { ...aggregate(), allowDiskUse: true }],
  ['$regex', 238, { ...find, filter: { a: { $regex: 'x' } } }],
  ['$where', 238, { ...find, filter: { $where: 'true' } }],
  ['$expr', 238, { ...find, filter: { $expr: true } }],
  ['$text', 238, { ...find, filter: { $text: { $search: 'x' } } }],
  ['$mod', 238, { ...find, filter: { a: { $mod: [2, 1] } } }],
  ['an unknown operator', 2, { ...find, filter: { a: { $nope: 1 } } }],
  ['$natural', 238, { ...find, sort: { a: 2 } }],
  ['a path in a filter', 238, { ...find, filter: { 'a.b': 1 } }],
  ['a path in a sort', 238, { ...find, sort: { 'a.b': 1 } }],
  ['a path in an index', 238, index({ key: { 'a.b': 1 } })],
  ['a path in a projection', 238, { ...find, projection: { 'a.b': 1 } }],
  ['$slice in a projection', 238, { ...find, projection: { l: { $slice: 1 } } }],
  ['$lookup', 238, aggregate({ $lookup: {} })],
  ['$out', 238, aggregate({ $out: 'd' })],
  ['$project', 238, aggregate({ $project: { a: 1 } })],
  ['$unwind', 238, aggregate({ $unwind: '$l' })],
  ['$facet', 238, aggregate({ $facet: {} })],
  ['an unknown accumulator field', 238, aggregate({ $group: { _id: null, x: { $stdDevPop: '$a' } } })],
  ['an expression', 238, aggregate({ $group: { _id: { $year: '$a' } } })],
  ['$push', 238, update({ $push: { l: 2 } })],
  ['$rename', 238, update({ $rename: { a: 'b' } })],
  ['$currentDate', 238, update({ $currentDate: { a: true } })],
  ['a path in an update', 238, update({ $set: { 'l.$': 1 } })],
  ['a pipeline update', 238, update([{ $set: { a: 2 } }])],
  ['arrayFilters', 238, update({ $set: { a: 2 } }, { arrayFilters: [] })],
  ['sort in an update statement', 238, update({ $set: { a: 2 } }, { sort: { a: 1 } })],
  ['an unknown field of a statement', 40415, update({ $set: { a: 2 } }, { nope: 1 })],
  ['a text index', 238, index({ key: { a: 'text' } })],
  ['a geo index', 238, index({ key: { a: '2dsphere' } })],
  ['a hashed index', 238, index({ key: { a: 'hashed' } })],
  ['a wildcard index', 238, index({ key: { '$**': 1 } })],
  ['a hidden index', 238, index({ hidden: true })],
  ['an index with a collation', 238, index({ collation: { locale: 'ar' } })],
  ['a capped collection', 238, { create: 'd', capped: true, size: 100 }],
  ['a view', 238, { create: 'd', viewOn: 'c', pipeline: [] }],
  ['a time series', 238, { create: 'd', timeseries: { timeField: 't' } }],
  ['write concern of two nodes', 238, { insert: 'c', documents: [{}], writeConcern: { w: 2 } }],
  ['read concern linearizable', 238, { ...find, readConcern: { level: 'linearizable' } }],
  ['read concern snapshot outside a transaction', 238, { ...find, readConcern: { level: 'snapshot' } }],
  ['a secondary read', 238, { ...find, $readPreference: { mode: 'secondary' } }],
  ['a login', 59, { saslStart: 1, mechanism: 'PLAIN', payload: '' }],
  ['startTransaction without autocommit', 72, { ...find, startTransaction: true }],
  ['a transaction without a session', 72, { ...find, autocommit: false, txnNumber: Long.fromNumber(1) }],
  [
    'serverStatus in a transaction',
    263,
    {
      serverStatus: 1,
      lsid: { id: new UUID() },
      txnNumber: Long.fromNumber(1),
      autocommit: false,
      startTransaction: true,
    },
  ],
  ['an empty batch', 16, { insert: 'c', documents: [] }],
  ['a document above 16 MB', 10334, { insert: 'c', documents: [{ text: 'x'.repeat(16 * 1024 * 1024) }] }],
  ['a collection name with a dollar', 73, { insert: 'a$b', documents: [{}] }],
  ['a database name with a slash', 73, { ...find, $db: 'a/b' }],
])('%s is error %i', async (_, code, command) => {
  expect(await codeOf(command)).toBe(code);
  expect(((await raw.command({ find: 'c', $db: 'db' }))['cursor'] as Document)['firstBatch']).toHaveLength(1);
});

test('none of it was a fault of the store', () => expect(faults).toEqual([]));

const broken: [string, Buffer][] = [
  ['a length that is too short', Buffer.from([4, 0, 0, 0])],
  ['a length of two gigabytes', Buffer.from([0xff, 0xff, 0xff, 0x7f])],
  [
    'an unknown opcode',
    Buffer.concat([message({ ping: 1 }).subarray(0, 12), Buffer.from([1, 2, 3, 4]), message({ ping: 1 }).subarray(16)]),
  ],
  ['flags it does not know', message({ ping: 1, $db: 'db' }, 1)],
  ['a body cut short inside', cutInside(message({ ping: 1, $db: 'db' }))],
];

function cutInside(whole: Buffer): Buffer {
  const bytes = Buffer.from(whole);
  bytes.writeInt32LE(bytes.readInt32LE(21) + 40, 21);
  return bytes;
}

test.each(broken)('%s closes that connection and no other', async (_, bytes) => {
  const bad = await connectRaw(store.uri);
  expect(await bad.send(bytes)).toBe('closed');
  bad.close();
  expect(Number((await raw.command({ ping: 1, $db: 'db' }))['ok'])).toBe(1);
});

test('a message in single bytes is a message', async () => {
  const slow = await connectRaw(store.uri);
  const whole = message({ ping: 1, $db: 'db' });
  for (const byte of whole.subarray(0, -1)) slow.write(Buffer.from([byte]));
  expect(await slow.send(whole.subarray(-1))).not.toBe('closed');
  slow.close();
});

test('a write without an answer is done all the same', async () => {
  const quiet = await connectRaw(store.uri);
  quiet.write(message({ insert: 'quiet', documents: [{ _id: 1 }], writeConcern: { w: 0 }, $db: 'db' }, 2));
  const reply = await quiet.command({ find: 'quiet', $db: 'db' });
  quiet.close();
  expect((reply['cursor'] as Document)['firstBatch']).toHaveLength(1);
});
