// What the store holds at one moment, and the unit in which it is changed. A state never changes: each write makes the next one.
import { type Collection, encodeCollection } from './catalog';
import { catalogKey, documentPrefix, indexPrefix } from './keys';
import { emptyTree, get, put as putInTree, remove, type Tree } from './tree';

/** `liveBytes`: what a fresh log of this state would weigh, roughly. */
export type State = {
  readonly tree: Tree<Buffer>;
  readonly collections: ReadonlyMap<string, Collection>;
  readonly documents: number;
  readonly liveBytes: number;
};

/**
 * One command's writes, seen by itself at once and by others only when the engine takes them over.
 * `lock` throws where somebody else's open transaction holds the key, or where the key has changed since this one's snapshot.
 */
export type Unit = {
  state: State;
  readonly owner: object;
  readonly changes: Map<string, Buffer | undefined>;
  lock(key: string): void;
  /** Called before the first write to a collection. */
  enter(collection: Collection): void;
};

export const emptyState: State = { tree: emptyTree(), collections: new Map(), documents: 0, liveBytes: 0 };

/** The value of all index entries: the key says everything. */
export const present: Buffer = Buffer.alloc(0);

// What an entry weighs in the log beside its key and value.
const entryOverheadBytes = 7;

function weight(key: string, value: Buffer | undefined): number {
  return value ? entryOverheadBytes + key.length + value.length : 0;
}

/** The state with one key changed. `owner` as for the tree. */
export function change(state: State, key: string, value: Buffer | undefined, owner: object): State {
  const previous = key.startsWith(indexPrefix) ? undefined : get(state.tree, key);
  const tree = value ? putInTree(state.tree, key, value, owner) : remove(state.tree, key, owner);
  if (key.startsWith(indexPrefix)) return { ...state, tree };
  const isDocument = key.startsWith(documentPrefix);
  return {
    tree,
    collections: state.collections,
    documents: state.documents + (isDocument ? Number(Boolean(value)) - Number(Boolean(previous)) : 0),
    liveBytes: state.liveBytes + weight(key, value) - weight(key, previous),
  };
}

/** Sets a key in a unit; undefined removes it. */
export function write(unit: Unit, key: string, value: Buffer | undefined): void {
  unit.state = change(unit.state, key, value, unit.owner);
  unit.changes.set(key, value);
}

/** Puts a collection's definition into the catalog, or takes it out. */
export function writeCollection(unit: Unit, collection: Collection, kept: boolean): void {
  write(unit, catalogKey(collection.id), kept ? encodeCollection(collection) : undefined);
  unit.state = { ...unit.state, collections: withCollection(unit.state, collection, kept) };
}

/** The catalog of a state with one collection put in or taken out. */
export function withCollection(state: State, collection: Collection, kept = true): ReadonlyMap<string, Collection> {
  const collections = new Map(state.collections);
  if (kept) collections.set(collection.namespace, collection);
  else collections.delete(collection.namespace);
  return collections;
}

/** The changes that a log must hold: index entries are made anew from the documents. */
export function logged(changes: ReadonlyMap<string, Buffer | undefined>): [string, Buffer | undefined][] {
  return [...changes].filter(([key]) => !key.startsWith(indexPrefix));
}
