// From the log's bytes to a state: the changes in order, then the catalog, then every index entry made anew from the documents.
import { decodeCollection, type Collection } from './catalog';
import { keysIn } from './documents';
import { after, catalogPrefix, documentPrefix, numberIn, ridOf } from './keys';
import { DamagedLog, decodeChanges, readRecords } from './records';
import { change, emptyState, present, type State } from './state';
import { entries, put } from './tree';
import { decode } from './value';

export type Loaded = {
  readonly state: State;
  /** Length of the log's good part, in bytes. */
  readonly end: number;
  /** The next free numbers. */
  readonly numbers: { record: number; collection: number };
};

/** Reads a whole log. @throws DamagedLog */
export function load(log: Buffer): Loaded {
  const owner = {};
  let state = emptyState;
  const end = readRecords(log, (payload) => {
    // Copies: a view would keep the whole file in memory for one document.
    for (const [key, value] of decodeChanges(payload)) state = change(state, key, value && Buffer.from(value), owner);
  });
  const collections = catalogIn(state);
  const numbers = {
    record: nextRecord(state, collections),
    collection: Math.max(0, ...collections.map(({ id }) => id)) + 1,
  };
  let { tree } = state;
  for (const collection of collections) tree = indexed(tree, collection, owner, end);
  return { state: { ...state, tree, collections: new Map(collections.map((c) => [c.namespace, c])) }, end, numbers };
}

function catalogIn({ tree }: State): Collection[] {
  return [...entries(tree, catalogPrefix, after(catalogPrefix))].map(([, bytes]) => decodeCollection(bytes));
}

function nextRecord({ tree }: State, collections: readonly Collection[]): number {
  let last = 0;
  for (const { documents } of collections) {
    for (const [key] of entries(tree, documents, after(documents), true)) {
      last = Math.max(last, numberIn(ridOf(key)));
      break;
    }
  }
  return last + 1;
}

type Tree = State['tree'];

function indexed(start: Tree, collection: Collection, owner: object, end: number): Tree {
  let tree = start;
  // Taken first: the tree is edited in place from here on.
  const documents = [...entries(tree, collection.documents, after(collection.documents))];
  for (const [key, bytes] of documents) {
    const doc = decodeStored(bytes, end);
    for (const index of collection.indexes) {
      for (const { bytes: entry } of keysIn(index, doc))
        tree = put(tree, index.entries + entry + ridOf(key), present, owner);
    }
  }
  return tree;
}

function decodeStored(bytes: Buffer, end: number): ReturnType<typeof decode> {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new DamagedLog(end, `a stored document cannot be read (${(cause as Error).message})`);
  }
}

/** All that a log holds: the catalog and the documents, but no index entries. */
export function storedEntries(state: State): Iterable<[string, Buffer]> {
  return entries(state.tree, catalogPrefix, after(documentPrefix));
}
