// MongoDB's order over all values, as bytes that sort as the values do: for filters and sorts, index keys, uniqueness and groups alike.
import { type Binary, Double, type ObjectId } from 'bson';
import { type Doc, typeName } from './value';

/** What an index or a sort sees in an array without elements; it sorts just before null. */
export const noElements: unique symbol = Symbol('no elements');

const ranks: Readonly<Record<string, number>> = {
  missing: 5,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
};
const noElementsRank = 3;

/** The place of a value's type in MongoDB's order; all numbers share one, missing shares null's. */
export function typeRank(value: unknown): number {
  return value === noElements ? noElementsRank : (ranks[typeName(value)] as number);
}

/** True for the double that is not a number. */
export function isNaNValue(value: unknown): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}

/** MongoDB's order: negative, zero or positive. Missing equals null; numbers compare by value, exactly, whatever their type. */
export function compare(a: unknown, b: unknown): number {
  const byType = typeRank(a) - typeRank(b);
  if (byType !== 0 || a === b) return byType;
  // What most comparisons are of, without the detour over bytes.
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return Buffer.compare(keyBytes(a), keyBytes(b));
}

/** Equality as filters and unique keys see it. */
export function same(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' ? a === b : compare(a, b) === 0;
}

function plainNumber(value: unknown): number | bigint {
  return value instanceof Double ? value.value : (value as number | bigint);
}

/**
 * Bytes whose order is the order of the values (`Buffer.compare` agrees with `compare`), no key a prefix of another, so that the keys
 * of a compound index can be put one after the other. Equal numbers of different types give equal bytes.
 */
export function keyBytes(value: unknown, descending = false): Uint8Array {
  const parts: number[] = [];
  pushKey(value, parts);
  const bytes = Buffer.from(parts);
  if (descending) for (let i = 0; i < bytes.length; i++) bytes[i] = ~(bytes[i] as number);
  return bytes;
}

function pushKey(value: unknown, out: number[]): void {
  const rank = typeRank(value);
  out.push(rank);
  keyWriters[rank]?.(value as never, out);
}

const keyWriters: Readonly<Record<number, (value: never, out: number[]) => void>> = {
  10: pushNumber,
  15: pushText,
  20: pushDoc,
  25: (value: readonly unknown[], out) => {
    for (const item of value) pushKey(item, out);
    out.push(0);
  },
  30: (value: Binary, out) => {
    pushBytes(out, 4, (bytes) => bytes.writeUInt32BE(value.position));
    out.push(value.sub_type);
    for (const byte of value.value()) out.push(byte);
  },
  35: (value: ObjectId, out) => out.push(...value.id),
  40: (value: boolean, out) => out.push(Number(value)),
  45: (value: Date, out) => pushBytes(out, 8, (bytes) => bytes.writeBigUInt64BE(BigInt(value.getTime()) + 2n ** 63n)),
};

const scratch = Buffer.alloc(8);

function pushBytes(out: number[], length: number, write: (bytes: Buffer) => void): void {
  write(scratch);
  for (let i = 0; i < length; i++) out.push(scratch[i] as number);
}

// A zero inside the text becomes 0 255, the end 0 0: so the shorter text comes first and no key is the start of another.
function pushText(value: string, out: number[]): void {
  for (const byte of Buffer.from(value)) {
    out.push(byte);
    if (byte === 0) out.push(255);
  }
  out.push(0, 0);
}

function pushDoc(value: Doc, out: number[]): void {
  for (const key of Object.keys(value)) {
    out.push(typeRank(value[key]));
    pushText(key, out);
    keyWriters[typeRank(value[key])]?.(value[key] as never, out);
  }
  out.push(0);
}

// The nearest double that is not above the number, then what is left: only int64 beyond 2^53 leaves anything, and less than 2^16.
function pushNumber(value: unknown, out: number[]): void {
  const plain = plainNumber(value);
  let floor = Number(plain);
  let left = 0;
  if (typeof plain === 'bigint') {
    if (BigInt(floor) > plain) floor = nextBelow(floor);
    left = Number(plain - BigInt(floor));
  }
  pushBytes(out, 8, (bytes) => writeOrderedDouble(bytes, floor));
  pushBytes(out, 2, (bytes) => bytes.writeUInt16BE(left));
}

function nextBelow(value: number): number {
  scratch.writeDoubleBE(value);
  scratch.writeBigInt64BE(scratch.readBigInt64BE() + (value > 0 ? -1n : 1n));
  return scratch.readDoubleBE();
}

function writeOrderedDouble(bytes: Buffer, value: number): void {
  if (Number.isNaN(value)) {
    bytes.fill(0);
    return;
  }
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const negative = ((bytes[0] as number) & 0x80) !== 0;
  if (negative) for (let i = 0; i < 8; i++) bytes[i] = ~(bytes[i] as number);
  else bytes[0] = (bytes[0] as number) | 0x80;
}
