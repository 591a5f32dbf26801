// BSON in and out, with int32, int64 and double kept apart: what a client sent is what it gets back.
// It must not repair: bytes that are not what they claim are refused, and so are types nobody sends any more.
import { Binary, BSONRegExp, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { notImplemented, storeError } from './errors';

/**
 * A decoded document or a part of one. Values: int32 is a `number`, int64 a `bigint`, double a bson `Double`; strings, booleans and null
 * as they are; dates are `Date`, arrays are arrays, all else is bson's class. Field order is kept: a name that JavaScript would
 * put before the others ("0", "17") is held under `fieldKey(name)`.
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

const arrayIndex = /^(?:0|[1-9]\d{0,15})$/;

/** The key under which a `Doc` holds the field of this name. */
export function fieldKey(name: string): string {
  const first = name.charCodeAt(0);
  return first >= 48 && first <= 57 && arrayIndex.test(name) ? `\0${name}` : name;
}

/** The name of the field that a `Doc` holds under this key. */
export function fieldName(key: string): string {
  return key.charCodeAt(0) === 0 ? key.slice(1) : key;
}

const types = {
  missing: 0,
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;

/** MongoDB's word for a BSON type; `missing` stands for no value at all. */
export type TypeName = keyof typeof types;

/** BSON's number of each type name. */
export const typeNumbers: Readonly<Record<TypeName, number>> = types;

const typeOfPrimitive: Readonly<Partial<Record<string, number>>> = {
  number: types.int,
  string: types.string,
  bigint: types.long,
  boolean: types.bool,
};
const typeOfPrototype = new Map<unknown, number>([
  [Fields.prototype, types.object],
  [Array.prototype, types.array],
  [Double.prototype, types.double],
  [ObjectId.prototype, types.objectId],
  [Date.prototype, types.date],
  [Binary.prototype, types.binData],
  [Timestamp.prototype, types.timestamp],
  [Decimal128.prototype, types.decimal],
  [BSONRegExp.prototype, types.regex],
  [MinKey.prototype, types.minKey],
  [MaxKey.prototype, types.maxKey],
]);

/** BSON's type number of a decoded value: 16 int, 18 long, 1 double; 0 for undefined (a missing field). */
export function typeNumber(value: unknown): number {
  if (typeof value !== 'object') return typeOfPrimitive[typeof value] ?? types.missing;
  return value === null ? types.null : (typeOfPrototype.get(Object.getPrototypeOf(value)) ?? types.object);
}

/** MongoDB's name of a decoded value's type, as it stands in error messages. */
export function typeName(value: unknown): TypeName {
  const number = typeNumber(value);
  return (Object.keys(types) as TypeName[]).find((name) => types[name] === number) ?? 'missing';
}

/** True for an embedded document: an object that is neither an array nor one of the value classes. */
export function isDoc(value: unknown): value is Doc {
  return typeNumber(value) === types.object;
}

const maxDepth = 200;
const maxDateMs = 8_640_000_000_000_000;

// Decoding: one cursor over one buffer. Synchronous and never re-entered, so module variables serve instead of an object per call.
let input: Buffer = Buffer.alloc(0);
let at = 0;

/**
 * Decodes one whole BSON document.
 * @throws StoreError 22 where the bytes are not valid BSON, 15 nested deeper than 200, 238 for deprecated types and repeated field names.
 */
export function decode(bytes: Uint8Array): Doc {
  input = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  at = 0;
  const doc = readDoc(input.length, 0);
  if (at !== input.length) throw damaged('bytes after the end of the document');
  return doc;
}

function damaged(what: string): Error {
  return storeError(22, `invalid BSON: ${what}`);
}

function readDoc(limit: number, depth: number): Doc {
  const end = readEnd(limit, depth);
  const doc = newDoc();
  for (let type = readByte(end); type !== 0; type = readByte(end)) {
    const key = readKey(end);
    if (doc[key] !== undefined) throw notImplemented(`a document with the field "${fieldName(key)}" twice`);
    doc[key] = readValue(type, end, depth);
  }
  if (at !== end) throw damaged('a document shorter than its length');
  return doc;
}

function readArray(limit: number, depth: number): unknown[] {
  const end = readEnd(limit, depth);
  const values: unknown[] = [];
  for (let type = readByte(end); type !== 0; type = readByte(end)) {
    // The names in an array carry nothing; MongoDB takes its elements in the order they stand.
    at = input.indexOf(0, at) + 1;
    if (at === 0 || at > end) throw damaged('a field name without end');
    values.push(readValue(type, end, depth));
  }
  if (at !== end) throw damaged('an array shorter than its length');
  return values;
}

function readEnd(limit: number, depth: number): number {
  if (depth > maxDepth) throw storeError(15, `BSON nested deeper than ${maxDepth}`);
  const end = at + readInt32(limit);
  if (end > limit || end < at + 1) throw damaged('a length that does not fit');
  return end;
}

function readByte(limit: number): number {
  if (at >= limit) throw damaged('the end comes too early');
  return input[at++] as number;
}

function take(length: number, limit: number): number {
  if (length < 0 || at + length > limit) throw damaged('a value longer than its document');
  const start = at;
  at += length;
  return start;
}

function readInt32(limit: number): number {
  return input.readInt32LE(take(4, limit));
}

const knownKeys: string[] = Array.from({ length: 4096 }, () => '');

// Field names repeat from document to document: a table of the names already met saves building the same string again and again.
function readKey(limit: number): string {
  let hash = 0;
  let end = at;
  let ascii = true;
  for (let byte = input[end] as number; end < limit && byte !== 0; byte = input[++end] as number) {
    hash = (hash * 31 + byte) | 0;
    if (byte > 127) ascii = false;
  }
  if (end >= limit) throw damaged('a field name without end');
  const start = at;
  at = end + 1;
  const first = input[start] as number;
  if (!ascii || (first >= 48 && first <= 57)) return fieldKey(text(start, end));
  const slot = hash & 4095;
  const known = knownKeys[slot] as string;
  if (sameAscii(known, start, end)) return known;
  return (knownKeys[slot] = input.toString('latin1', start, end));
}

function sameAscii(known: string, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== input[start + i]) return false;
  return true;
}

function text(start: number, end: number): string {
  const read = input.toString('utf8', start, end);
  // Node puts U+FFFD where the bytes are not UTF-8; writing that back would change the client's data.
  if (!read.includes('\ufffd') || Buffer.from(read).equals(input.subarray(start, end))) return read;
  throw damaged('text that is not UTF-8');
}

function readCString(limit: number): string {
  const end = input.indexOf(0, at);
  if (end < 0 || end >= limit) throw damaged('a text without end');
  const read = text(at, end);
  at = end + 1;
  return read;
}

function readString(limit: number): string {
  const length = readInt32(limit);
  const start = take(length, limit);
  if (length < 1 || input[at - 1] !== 0) throw damaged('a string without end');
  return text(start, at - 1);
}

function readDate(limit: number): Date {
  const ms = Number(input.readBigInt64LE(take(8, limit)));
  if (Math.abs(ms) > maxDateMs) throw notImplemented('dates beyond the year 275760');
  return new Date(ms);
}

function readBinary(limit: number): Binary {
  const length = readInt32(limit);
  const subtype = readByte(limit);
  if (subtype === Binary.SUBTYPE_BYTE_ARRAY) throw notImplemented('binary data of the old subtype 2');
  return new Binary(readBytes(length, limit), subtype);
}

function readBool(limit: number): boolean {
  const byte = readByte(limit);
  if (byte > 1) throw damaged('a boolean that is neither true nor false');
  return byte === 1;
}

function readTimestamp(limit: number): Timestamp {
  const start = take(8, limit);
  return new Timestamp({ i: input.readUInt32LE(start), t: input.readUInt32LE(start + 4) });
}

function readValue(type: number, limit: number, depth: number): unknown {
  const read = readers[type];
  if (!read) throw notImplemented(`BSON type ${type}`);
  return read(limit, depth);
}

// A value that keeps bytes gets its own: the input may be a view of a far larger message.
function readBytes(length: number, limit: number): Buffer {
  return Buffer.from(input.subarray(take(length, limit), at));
}

const readers: Readonly<Partial<Record<number, (limit: number, depth: number) => unknown>>> = {
  [types.double]: (limit) => new Double(input.readDoubleLE(take(8, limit))),
  [types.string]: readString,
  [types.object]: (limit, depth) => readDoc(limit, depth + 1),
  [types.array]: (limit, depth) => readArray(limit, depth + 1),
  [types.binData]: readBinary,
  [types.objectId]: (limit) => new ObjectId(readBytes(12, limit)),
  [types.bool]: readBool,
  [types.date]: readDate,
  [types.null]: () => null,
  [types.regex]: (limit) => new BSONRegExp(readCString(limit), readCString(limit)),
  [types.int]: readInt32,
  [types.timestamp]: readTimestamp,
  [types.long]: (limit) => input.readBigInt64LE(take(8, limit)),
  [types.decimal]: (limit) => new Decimal128(readBytes(16, limit)),
  [types.minKey & 0xff]: () => new MinKey(),
  [types.maxKey]: () => new MaxKey(),
};

// Encoding: one buffer that grows and is used again; the result is a copy.
let output = Buffer.allocUnsafe(64 * 1024);
let written = 0;

/**
 * Encodes a document; the exact inverse of `decode`. Fields that are undefined are left out.
 * @throws RangeError for a JavaScript number that is no int32 or a bigint that is no int64; TypeError for a value BSON has no type for.
 */
export function encode(doc: Doc): Uint8Array {
  written = 0;
  writeDoc(doc, 0);
  return Buffer.from(output.subarray(0, written));
}

function reserve(length: number): number {
  if (written + length > output.length) {
    const grown = Buffer.allocUnsafe(Math.max(output.length * 2, written + length));
    output.copy(grown, 0, 0, written);
    output = grown;
  }
  const start = written;
  written += length;
  return start;
}

function writeByte(byte: number): void {
  output[reserve(1)] = byte;
}

function writeCString(value: string): void {
  if (value.includes('\0')) throw new TypeError('a BSON name cannot hold a zero character');
  writeText(value);
  writeByte(0);
}

// Most text is short ASCII, and for that a loop is several times faster than the call into Node.
function writeText(value: string): void {
  const start = reserve(value.length * 3);
  written = start + value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 127 || value.length > 40) {
      written = start + output.write(value, start);
      return;
    }
    output[start + i] = unit;
  }
}

function writeString(value: string): void {
  const start = reserve(4);
  writeText(value);
  writeByte(0);
  output.writeInt32LE(written - start - 4, start);
}

function writeBytes(bytes: Uint8Array): void {
  output.set(bytes, reserve(bytes.length));
}

function writeFramed(depth: number, fill: () => void): void {
  if (depth > maxDepth) throw storeError(15, `BSON nested deeper than ${maxDepth}`);
  const start = reserve(4);
  fill();
  writeByte(0);
  output.writeInt32LE(written - start, start);
}

function writeDoc(doc: Doc, depth: number): void {
  writeFramed(depth, () => {
    for (const key in doc) if (doc[key] !== undefined) writeField(fieldName(key), doc[key], depth);
  });
}

function writeField(name: string, value: unknown, depth: number): void {
  const type = typeNumber(value);
  writeByte(type & 0xff);
  writeCString(name);
  writers[type]?.(value, depth);
}

function writeInt(value: number): void {
  if ((value | 0) !== value) throw new RangeError(`${value} is no int32; wrap it`);
  output.writeInt32LE(value, reserve(4));
}

function writeLong(value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} is no int64`);
  output.writeBigInt64LE(value, reserve(8));
}

function writeBinary(value: Binary): void {
  const bytes = value.value();
  writeInt(bytes.length);
  writeByte(value.sub_type);
  writeBytes(bytes);
}

function writeTimestamp(value: Timestamp): void {
  const start = reserve(8);
  output.writeUInt32LE(value.i, start);
  output.writeUInt32LE(value.t, start + 4);
}

// Keyed by what `typeNumber` says, which is also what makes the casts true.
const writers: Readonly<Record<number, (value: unknown, depth: number) => void>> = {
  [types.double]: (value) => output.writeDoubleLE((value as Double).value, reserve(8)),
  [types.string]: (value) => writeString(value as string),
  [types.object]: (value, depth) => writeDoc(value as Doc, depth + 1),
  [types.array]: (value, depth) =>
    writeFramed(depth + 1, () =>
      (value as unknown[]).forEach((item, i) => writeField(String(i), item ?? null, depth + 1)),
    ),
  [types.binData]: (value) => writeBinary(value as Binary),
  [types.objectId]: (value) => writeBytes((value as ObjectId).id),
  [types.bool]: (value) => writeByte(value === true ? 1 : 0),
  [types.date]: (value) => output.writeBigInt64LE(BigInt((value as Date).getTime()), reserve(8)),
  [types.regex]: (value) => {
    writeCString((value as BSONRegExp).pattern);
    writeCString((value as BSONRegExp).options);
  },
  [types.int]: (value) => writeInt(value as number),
  [types.timestamp]: (value) => writeTimestamp(value as Timestamp),
  [types.long]: (value) => writeLong(value as bigint),
  [types.decimal]: (value) => writeBytes((value as Decimal128).bytes),
};
