// Collections and their indexes as they stand in the catalog, and as they are kept there.
// It must not judge definitions: definition.ts does, before anything gets here.
import { documentsOf, entriesOf, type KeyField } from './keys';
import { compileFilter, conditions, type Bound } from './match';
import { decode, type Doc, encode, newDoc } from './value';

export type Index = {
  readonly id: number;
  readonly name: string;
  /** The definition as `listIndexes` shows it. */
  readonly spec: Doc;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: { readonly matches: (doc: Doc) => boolean; readonly bounds: readonly Bound[] } | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** The prefix of its entries. */
  readonly entries: string;
  /** Whether a document ever had several keys in it. Only ever set, also for snapshots: to believe it wrongly costs speed, not truth. */
  multikey: boolean;
};

export type Collection = {
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly namespace: string;
  /** The prefix of its documents. */
  readonly documents: string;
  /** The index on `_id` comes first. */
  readonly indexes: readonly Index[];
};

/** The name of the index that every collection has; it is unique without saying so. */
export const idIndexName = '_id_';

export function namespaceOf(db: string, name: string): string {
  return `${db}.${name}`;
}

/** An index from its definition, which must be valid. */
export function makeIndex(collectionId: number, id: number, spec: Doc): Index {
  const key = spec['key'] as Doc;
  const filter = spec['partialFilterExpression'] as Doc | undefined;
  const expiry = spec['expireAfterSeconds'];
  return {
    id,
    name: spec['name'] as string,
    spec,
    fields: Object.entries(key).map(([field, way]) => ({ field, descending: Number(way) < 0 })),
    unique: spec['unique'] === true || spec['name'] === idIndexName,
    sparse: spec['sparse'] === true,
    partial: filter && { matches: compileFilter(filter), bounds: conditions(filter) },
    expireAfterSeconds: expiry === undefined ? undefined : Number(expiry),
    entries: entriesOf(collectionId, id),
    multikey: false,
  };
}

/** The definition of the index that every collection has. */
export function idIndexSpec(): Doc {
  return Object.assign(newDoc(), { v: 2, key: Object.assign(newDoc(), { _id: 1 }), name: idIndexName });
}

export function makeCollection(id: number, db: string, name: string, indexes: readonly Index[]): Collection {
  return { id, db, name, namespace: namespaceOf(db, name), documents: documentsOf(id), indexes };
}

/** The catalog's entry for a collection. */
export function encodeCollection({ id, db, name, indexes }: Collection): Buffer {
  const entry = { id, db, name, indexes: indexes.map((index) => ({ id: index.id, spec: index.spec })) };
  return Buffer.from(encode(Object.assign(newDoc(), entry)));
}

/** The inverse of `encodeCollection`. */
export function decodeCollection(bytes: Uint8Array): Collection {
  const entry = decode(bytes);
  const id = entry['id'] as number;
  const indexes = (entry['indexes'] as Doc[]).map((index) =>
    makeIndex(id, index['id'] as number, index['spec'] as Doc),
  );
  return makeCollection(id, entry['db'] as string, entry['name'] as string, indexes);
}
