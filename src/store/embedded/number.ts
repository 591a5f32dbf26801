// Arithmetic on BSON numbers: which type the result has, and where it overflows. Decimal128 is refused, never rounded.
import { Decimal128, Double } from 'bson';
import { notImplemented } from './errors';

/** A BSON number: int32 as number, int64 as bigint, double as `Double`. */
export type BsonNumber = number | bigint | Double;

/** The value where it is a number the store can calculate with, undefined for every other type. @throws StoreError 238 for Decimal128. */
export function bsonNumber(value: unknown): BsonNumber | undefined {
  if (value instanceof Decimal128) throw notImplemented('arithmetic with Decimal128');
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double ? value : undefined;
}

/** The number as JavaScript's double, for results that are doubles anyway. */
export function toDouble(value: BsonNumber): number {
  return Number(value instanceof Double ? value.value : value);
}

/** A whole number given in any numeric type (limits, sizes, positions); undefined for everything else. */
export function wholeNumber(value: unknown): number | undefined {
  const number = value instanceof Double ? value.value : typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

const exact = {
  add: (a: bigint, b: bigint) => a + b,
  subtract: (a: bigint, b: bigint) => a - b,
  multiply: (a: bigint, b: bigint) => a * b,
} as const;
const floating = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
} as const;

/** `add`, `subtract` or `multiply`: any double makes a double, any long a long, an int that overflows becomes a long; undefined where a long overflows. */
export function calculate(operation: keyof typeof exact, a: BsonNumber, b: BsonNumber): BsonNumber | undefined {
  if (a instanceof Double || b instanceof Double) return new Double(floating[operation](toDouble(a), toDouble(b)));
  const result = exact[operation](BigInt(a), BigInt(b));
  if (!fitsLong(result)) return undefined;
  return typeof a === 'bigint' || typeof b === 'bigint' ? result : wholeResult(result);
}

/** An exact whole result in the smallest of int and long that holds it. */
export function wholeResult(result: bigint): number | bigint {
  return BigInt.asIntN(32, result) === result ? Number(result) : result;
}

/** True where int64 holds the result. */
export function fitsLong(result: bigint): boolean {
  return BigInt.asIntN(64, result) === result;
}
