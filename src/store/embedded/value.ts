// BSON in and out through the official library, with int32, int64 and double kept apart: what a client sent is what it gets back.
// Types that the service does not store are refused here, before anything sees them.
import { Binary, deserialize, Double, Int32, Long, ObjectId, serialize, setInternalBufferSize, UUID } from 'bson';
import { notImplemented, storeError } from './errors';

/**
 * A decoded document or a part of one. Values: int32 is a `number`, int64 a `bigint`, double a bson `Double`; strings, booleans and null
 * as they are; dates are `Date`, arrays are arrays; `ObjectId` and `Binary` are bson's. Field order is kept,
 * but that names which are whole numbers come first: so every JavaScript client sends them, too.
 */
export type Doc = { [field: string]: unknown };

// A class without any prototype chain: `doc['constructor']` and `doc['__proto__']` are fields like others, and V8 keeps its fast shapes.
const Fields = function () {} as unknown as new () => Doc;
Fields.prototype = Object.create(null);

/** An empty document whose every field name is safe to write and to read. */
export function newDoc(): Doc {
  return new Fields();
}

/** A shallow copy, fields in the same order. */
export function copyDoc(doc: Doc): Doc {
  return Object.assign(newDoc(), doc);
}

const primitives = new Map([
  ['number', 'int'],
  ['bigint', 'long'],
  ['string', 'string'],
  ['boolean', 'bool'],
]);
const classes = new Map<unknown, string>([
  [Array.prototype, 'array'],
  [Double.prototype, 'double'],
  [ObjectId.prototype, 'objectId'],
  [Binary.prototype, 'binData'],
  [UUID.prototype, 'binData'],
  [Date.prototype, 'date'],
]);

/** MongoDB's word for the type of a decoded value; `missing` for no value at all. */
export function typeName(value: unknown): string {
  if (typeof value !== 'object') return primitives.get(typeof value) ?? 'missing';
  return value === null ? 'null' : (classes.get(Object.getPrototypeOf(value)) ?? 'object');
}

/** True for an embedded document: an object that is neither an array nor one of the value classes. */
export function isDoc(value: unknown): value is Doc {
  return typeName(value) === 'object';
}

const maxDepth = 200;
// The library writes nothing longer than this; a message may hold 48 MB.
setInternalBufferSize(64 * 1024 * 1024);

/**
 * Decodes one whole BSON document.
 * @throws StoreError 22 where the bytes are not valid BSON, 15 nested deeper than 200, 238 for types and names the store does not keep.
 */
export function decode(bytes: Uint8Array): Doc {
  return keptDoc(parsed(bytes), 0);
}

function parsed(bytes: Uint8Array): object {
  try {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
  } catch (error) {
    throw storeError(22, `invalid BSON: ${(error as Error).message}`);
  }
}

function keptDoc(parsedDoc: object, depth: number): Doc {
  const doc = newDoc();
  for (const [name, value] of Object.entries(parsedDoc)) {
    // The library takes such a document for one of its classes.
    if (name === '_bsontype') throw notImplemented(`the field name ${name}`);
    doc[name] = kept(value, depth);
  }
  return doc;
}

function kept(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  const prototype: unknown = value === undefined ? undefined : Object.getPrototypeOf(value);
  if (prototype === Int32.prototype) return (value as Int32).value;
  if (prototype === Long.prototype) return (value as Long).toBigInt();
  if (Array.isArray(value)) return value.map((item) => kept(item, inside(depth)));
  if (value instanceof Date && Number.isNaN(value.getTime())) throw notImplemented('dates beyond the year 275760');
  if (classes.has(prototype)) return value;
  if (prototype === Object.prototype) return keptDoc(value as object, inside(depth));
  throw notImplemented(`BSON type ${(value as { _bsontype?: string } | undefined)?._bsontype ?? 'undefined'}`);
}

function inside(depth: number): number {
  if (depth >= maxDepth) throw storeError(15, `BSON nested deeper than ${maxDepth}`);
  return depth + 1;
}

/** Encodes a document; the inverse of `decode`. Fields that are undefined are left out. */
export function encode(doc: Doc): Uint8Array {
  return serialize(doc, { ignoreUndefined: true });
}
