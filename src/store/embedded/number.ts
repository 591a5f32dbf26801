// Numbers of three types: which type a sum has, and where it overflows.
import { Double } from 'bson';

/** A BSON number: int32 as number, int64 as bigint, double as `Double`. */
export type BsonNumber = number | bigint | Double;

/** True for int, long and double. */
export function isNumber(value: unknown): value is BsonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

/** A whole number given in any numeric type (limits, sizes, directions); undefined for everything else. */
export function wholeNumber(value: unknown): number | undefined {
  const number = isNumber(value) ? Number(value) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The sum: any double makes a double, any long a long, an int that overflows becomes a long; undefined where a long overflows. */
export function sum(a: BsonNumber, b: BsonNumber): BsonNumber | undefined {
  if (a instanceof Double || b instanceof Double) return new Double(Number(a) + Number(b));
  const result = BigInt(a) + BigInt(b);
  if (BigInt.asIntN(64, result) !== result) return undefined;
  const isLong = typeof a === 'bigint' || typeof b === 'bigint' || BigInt.asIntN(32, result) !== result;
  return isLong ? result : Number(result);
}
