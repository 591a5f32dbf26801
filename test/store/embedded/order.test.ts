// The order of all values and the bytes of index keys: each is checked by tables, and that they agree is checked on arbitrary values.
import { Binary, Double, ObjectId } from 'bson';
import * as fc from 'fast-check';
import { compare, keyBytes, noElements } from '../../../src/store/embedded/order';
import { anyValue } from './arbitrary';

const ascending: readonly unknown[] = [
  noElements,
  null,
  new Double(NaN),
  new Double(-Infinity),
  -9223372036854775808n,
  -1,
  new Double(-5e-324),
  0,
  new Double(0.5),
  1,
  9007199254740992n,
  9007199254740993n,
  9223372036854775807n,
  new Double(9223372036854775808),
  new Double(Infinity),
  '',
  '\0',
  'A',
  'a',
  'a\0',
  'aa',
  '\ud7ff',
  '\ue000',
  '\u{1f600}',
  {},
  { x: 1 },
  { x: 1, y: 1 },
  { x: 2 },
  { y: 0 },
  { x: 'a' },
  [],
  [1],
  [1, 0],
  [2],
  ['a'],
  new Binary(Buffer.from('b'), 0),
  new Binary(Buffer.from('b'), 1),
  new Binary(Buffer.from('aa'), 0),
  new ObjectId('000000000000000000000001'),
  new ObjectId('ff0000000000000000000000'),
  false,
  true,
  new Date(-1),
  new Date(0),
];

function keyOrder(a: unknown, b: unknown, descending = false): number {
  return Buffer.compare(keyBytes(a, descending), keyBytes(b, descending));
}

test('the table of values is in order, by comparison, by key and by descending key', () => {
  ascending.forEach((a, i) =>
    ascending.forEach((b, j) => {
      expect([i, j, Math.sign(compare(a, b))]).toEqual([i, j, Math.sign(i - j)]);
      expect([i, j, keyOrder(a, b)]).toEqual([i, j, Math.sign(i - j)]);
      expect([i, j, keyOrder(a, b, true)]).toEqual([i, j, Math.sign(j - i) + 0]);
    }),
  );
});

test.each([
  ['numbers of all types', [1, 1n, new Double(1)]],
  ['zeros', [0, 0n, new Double(0), new Double(-0)]],
  ['not a number', [new Double(NaN), new Double(-NaN)]],
  ['null and missing', [null, undefined]],
  ['documents with equal numbers', [{ a: 1 }, { a: new Double(1) }]],
])('equal: %s', (_, values) => {
  for (const value of values) {
    expect(compare(values[0], value)).toBe(0);
    expect(keyOrder(values[0], value)).toBe(0);
  }
});

test('keys sort as the values compare', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      const order = Math.sign(compare(a, b));
      expect(keyOrder(a, b)).toBe(order);
      expect(keyOrder(a, b, true) + order).toBe(0);
      expect(Math.sign(compare(b, a)) + order).toBe(0);
    }),
    { numRuns: 3000 },
  );
});

test('no key is the start of another, so compound keys can be put together', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      fc.pre(compare(a, b) !== 0);
      const [short, long] = [keyBytes(a), keyBytes(b)].sort((x, y) => x.length - y.length) as [Uint8Array, Uint8Array];
      expect(Buffer.compare(short, long.subarray(0, short.length))).not.toBe(0);
    }),
    { numRuns: 2000 },
  );
});
