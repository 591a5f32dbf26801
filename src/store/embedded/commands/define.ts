// The commands about collections and indexes: made and listed. None of them runs inside a transaction.
import { type Collection, type Index, makeCollection, makeIndex, namespaceOf } from '../catalog';
import { checkIndex, sameKey, sameOptions } from '../definition';
import { duplicateKey, holderOf, keysIn } from '../documents';
import { storeError } from '../errors';
import { after, ridOf } from '../keys';
import { compileFilter } from '../match';
import { present, write, writeCollection } from '../state';
import { entries } from '../tree';
import { copyDoc, decode, type Doc, encode, newDoc } from '../value';
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
import { ensureCollection, newCollection } from './write';

function create(call: Call): Reply {
  const name = collectionName(call, 'create');
  if (!collectionOf(call, name)) writeCollection(call.unit, newCollection(call, name), true);
  return { ok: 1 };
}

function collectionsOf({ unit, db }: Call): Collection[] {
  return [...unit.state.collections.values()].filter((collection) => collection.db === db);
}

function createIndexes(call: Call): Reply {
  const name = collectionName(call, 'createIndexes');
  const specs = arrayField(call.body, 'indexes');
  if (!specs) throw storeError(40414, "BSON field 'createIndexes.indexes' is missing but a required field");
  if (specs.length === 0) throw storeError(2, 'Must specify at least one index to create');
  const checked = specs.map(checkIndex);
  const createdCollectionAutomatically = !collectionOf(call, name);
  let collection = ensureCollection(call, name);
  call.store.engine.requireQuiet(collection);
  const numIndexesBefore = collection.indexes.length;
  for (const spec of checked) collection = withIndex(call, collection, spec);
  if (collection.indexes.length > numIndexesBefore) writeCollection(call.unit, collection, true);
  return { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically, ok: 1 };
}

function withIndex(call: Call, collection: Collection, spec: Doc): Collection {
  if (isPresent(collection, spec)) return collection;
  const { id, db, name, indexes } = collection;
  const index = makeIndex(id, Math.max(...indexes.map((each) => each.id)) + 1, spec);
  build(call, collection, index);
  return makeCollection(id, db, name, [...indexes, index]);
}

function isPresent({ indexes }: Collection, spec: Doc): boolean {
  const named = indexes.find(({ name }) => name === spec['name']);
  if (named && !sameKey(named.spec, spec))
    throw storeError(86, `An index with the name ${named.name} exists with another key`);
  const alike = indexes.find((index) => sameKey(index.spec, spec));
  if (!alike) return false;
  // MongoDB takes {_id: 1} under any name for the index that is always there.
  if (alike.name === '_id_') return true;
  if (alike.name === spec['name'] && sameOptions(alike.spec, spec)) return true;
  throw storeError(85, `Index ${alike.name} already exists with a different name or different options`);
}

function build({ unit, tick }: Call, collection: Collection, index: Index): void {
  const documents = [...entries(unit.state.tree, collection.documents, after(collection.documents))];
  for (const [documentKey, bytes] of documents) {
    tick();
    const rid = ridOf(documentKey);
    for (const key of keysIn(index, decode(bytes))) {
      const entry = index.entries + key.bytes;
      if (index.unique && holderOf(unit.state, entry) !== undefined) throw duplicateKey(collection, index, key);
      write(unit, entry + rid, present);
    }
  }
}

function cursorOver(call: Call, name: string, docs: readonly Doc[]): Reply {
  const cursor = docField(call.body, 'cursor') ?? newDoc();
  checkFields('cursor', cursor, 'batchSize');
  const size = countField(cursor, 'batchSize');
  const bytes = docs.map((doc) => encode(doc));
  return call.store.cursors.open(ownerOf(call, name), bytes, size ?? Infinity, false, call.store.nowMs());
}

function listIndexes(call: Call): Reply {
  const name = collectionName(call, 'listIndexes');
  const collection = collectionOf(call, name);
  if (!collection) throw storeError(26, `ns does not exist: ${namespaceOf(call.db, name)}`);
  return cursorOver(
    call,
    name,
    collection.indexes.map(({ spec }) => spec),
  );
}

function listCollections(call: Call): Reply {
  const matches = compileFilter(docField(call.body, 'filter') ?? newDoc());
  const nameOnly = boolField(call.body, 'nameOnly');
  const all = collectionsOf(call).map(({ name, indexes }) => {
    const brief = { name, type: 'collection' };
    return copyDoc(
      nameOnly ? brief : { ...brief, options: newDoc(), info: copyDoc({ readOnly: false }), idIndex: indexes[0]?.spec },
    );
  });
  return cursorOver(call, '$cmd.listCollections', all.filter(matches));
}

/** Command name -> command. */
export const defineCommands: Readonly<Record<string, Command>> = {
  create: {
    kind: 'write',
    fields: 'create',
    refuses:
      'capped autoIndexId size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn pipeline collation timeseries clusteredIndex expireAfterSeconds changeStreamPreAndPostImages idIndex encryptedFields',
    run: create,
  },
  createIndexes: {
    kind: 'write',
    fields: 'createIndexes indexes',
    refuses: 'commitQuorum ignoreUnknownIndexOptions',
    run: createIndexes,
  },
  listIndexes: {
    kind: 'read',
    fields: 'listIndexes cursor',
    refuses: 'includeBuildUUIDs',
    run: listIndexes,
  },
  listCollections: {
    kind: 'read',
    fields: 'listCollections filter nameOnly authorizedCollections cursor',
    run: listCollections,
  },
};
