// The commands that only read: find, aggregate, and the cursors they leave open.
import { compilePipeline } from '../aggregate';
import { notImplemented, storeError } from '../errors';
import { compileProjection } from '../project';
import { type Found, search } from '../search';
import { type Doc, encode, newDoc } from '../value';
import {
  arrayField,
  boolField,
  type Call,
  checkFields,
  collectionName,
  collectionOf,
  type Command,
  countField,
  docField,
  ownerOf,
  type Reply,
} from './command';

function find(call: Call): Reply {
  const name = collectionName(call, 'find');
  const { body, store } = call;
  const query = { filter: docField(body, 'filter') ?? newDoc(), sort: docField(body, 'sort') };
  const project = compileProjection(docField(body, 'projection'));
  const limit = countField(body, 'limit') || Infinity;
  const skip = countField(body, 'skip') ?? 0;
  const size = countField(body, 'batchSize');
  const found = slice(search(call.unit.state, collectionOf(call, name), query, call.tick), skip, limit);
  const docs = asBytes(found, project);
  return store.cursors.open(ownerOf(call, name), docs, size, boolField(body, 'singleBatch'), store.nowMs());
}

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let at = 0;
  for (const item of items) {
    if (at++ < skip) continue;
    yield item;
    // Ends with the last one, without looking for another: so the answer tells that it is complete.
    if (at - skip >= limit) return;
  }
}

function* asBytes(found: Iterable<Found>, project: ((doc: Doc) => Doc) | undefined): Generator<Uint8Array> {
  for (const { bytes, doc } of found) yield project ? encode(project(doc)) : bytes;
}

function aggregate(call: Call): Reply {
  const { body, store } = call;
  if (typeof body['aggregate'] !== 'string') throw notImplemented('an aggregate without a collection');
  const name = collectionName(call, 'aggregate');
  const stages = arrayField(body, 'pipeline');
  if (!stages) throw storeError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  const cursor = docField(body, 'cursor');
  if (!cursor) throw storeError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  checkFields('aggregate.cursor', cursor, 'batchSize');
  const size = countField(cursor, 'batchSize');
  const { match, rest } = compilePipeline(stages);
  const found = search(call.unit.state, collectionOf(call, name), { filter: match ?? newDoc() }, call.tick);
  return store.cursors.open(ownerOf(call, name), encoded(rest(docsOf(found))), size, false, store.nowMs());
}

function* docsOf(found: Iterable<Found>): Generator<Doc> {
  for (const { doc } of found) yield doc;
}

function* encoded(docs: Iterable<Doc>): Generator<Uint8Array> {
  for (const doc of docs) yield encode(doc);
}

function getMore(call: Call): Reply {
  const { body, store } = call;
  const id = body['getMore'];
  if (typeof id !== 'bigint') throw storeError(14, "BSON field 'getMore.getMore' must be of type long");
  if (id === 0n) throw storeError(2, 'Cursor id for getMore must be non-zero');
  const size = countField(body, 'batchSize');
  if (size === 0) throw storeError(2, 'Batch size for getMore must be positive, but received: 0');
  return store.cursors.more(id, ownerOf(call, collectionName(call, 'collection')), size, store.nowMs());
}

function killCursors(call: Call): Reply {
  const ids = arrayField(call.body, 'cursors') ?? [];
  if (ids.length === 0) throw storeError(2, 'Must specify at least one cursor id in killCursors');
  if (!ids.every((id) => typeof id === 'bigint')) throw storeError(14, 'cursor ids must be of type long');
  const killed = ids.filter((id) => call.store.cursors.kill(id));
  const cursorsNotFound = ids.filter((id) => !killed.includes(id));
  return { cursorsKilled: killed, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

/** Command name -> command. */
export const readCommands: Readonly<Record<string, Command>> = {
  find: {
    kind: 'read',
    inTransaction: true,
    fields: 'find filter sort projection skip limit batchSize singleBatch',
    refuses:
      'collation hint let min max returnKey showRecordId tailable awaitData noCursorTimeout allowPartialResults oplogReplay allowDiskUse',
    run: find,
  },
  aggregate: {
    kind: 'read',
    inTransaction: true,
    fields: 'aggregate pipeline cursor',
    refuses: 'explain allowDiskUse bypassDocumentValidation collation hint let',
    run: aggregate,
  },
  getMore: {
    kind: 'read',
    inTransaction: true,
    fields: 'getMore collection batchSize',
    refuses: 'term lastKnownCommittedOpTime',
    run: getMore,
  },
  killCursors: { kind: 'read', inTransaction: true, fields: 'killCursors cursors', run: killCursors },
};
