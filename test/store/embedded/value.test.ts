// BSON in and out: nothing changes on the way, and damaged bytes and other types are refused.
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  calculateObjectSize,
  deserialize,
  serialize,
} from 'bson';
import * as fc from 'fast-check';
import { decode, encode, newDoc, typeName } from '../../../src/store/embedded/value';
import { anyDoc } from './arbitrary';

test('decode(encode(x)) is x, field order and number types included', () => {
  fc.assert(
    fc.property(anyDoc, (doc) => {
      const bytes = encode(doc);
      const back = decode(bytes);
      expect(back).toEqual(doc);
      expect(Object.keys(back)).toEqual(Object.keys(doc));
      expect(Buffer.compare(encode(back), bytes)).toBe(0);
    }),
    { numRuns: 500 },
  );
});

const samples: readonly (readonly [string, unknown, string])[] = [
  ['int32', -2147483648, 'int'],
  ['int64', 9223372036854775807n, 'long'],
  ['whole double', new Double(5), 'double'],
  ['string with a zero', 'a\0b', 'string'],
  ['document', { b: 1, a: 2 }, 'object'],
  ['array', [1, [2]], 'array'],
  ['binary', new Binary(Buffer.from('xyz'), 4), 'binData'],
  ['ObjectId', new ObjectId('0123456789abcdef01234567'), 'objectId'],
  ['boolean', false, 'bool'],
  ['date', new Date(-1), 'date'],
  ['null', null, 'null'],
];

test.each(samples)('%s: the same bytes as the official library, the right type', (_, value, name) => {
  const ours = encode({ v: value });
  expect(Buffer.from(ours)).toEqual(Buffer.from(serialize({ v: value })));
  const { v: back } = decode(ours);
  expect(back).toEqual(value);
  expect(typeName(back)).toBe(name);
});

test('a missing value is not written', () => {
  expect(typeName(undefined)).toBe('missing');
  expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
});

describe('field names JavaScript treats specially', () => {
  const bytes = serialize(
    new Map<string, unknown>([
      ['2', 1],
      ['17', 2],
      ['b', 3],
      ['01', 4],
      ['__proto__', 5],
      ['constructor', 6],
    ]),
  );

  test('keep their order and their bytes', () => {
    const doc = decode(bytes);
    expect(Object.keys(doc)).toEqual(['2', '17', 'b', '01', '__proto__', 'constructor']);
    expect(Buffer.from(encode(doc))).toEqual(Buffer.from(bytes));
  });

  test('are absent where they are not stored', () => {
    expect(newDoc()['constructor']).toBeUndefined();
    expect(newDoc()['__proto__']).toBeUndefined();
  });
});

const whole = Buffer.from(serialize({ a: 'text', b: { c: 1 } }));
function altered(change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(whole);
  change(copy);
  return copy;
}
function oneField(type: number, value: readonly number[]): Buffer {
  return Buffer.from([4 + 3 + value.length + 1, 0, 0, 0, type, 0x61, 0, ...value, 0]);
}

test.each([
  ['cut in a string', whole.subarray(0, 12), 22],
  ['empty', Buffer.alloc(0), 22],
  ['a length beyond the end', altered((bytes) => bytes.writeInt32LE(9999, 0)), 22],
  ['a length too short', altered((bytes) => bytes.writeInt32LE(8, 0)), 22],
  ['a negative string length', altered((bytes) => bytes.writeInt32LE(-1, 7)), 22],
  ['bytes after the end', Buffer.concat([whole, Buffer.from([0])]), 22],
  ['text that is not UTF-8', oneField(2, [3, 0, 0, 0, 0xc3, 0x28, 0]), 22],
  ['a boolean that is 2', oneField(8, [2]), 22],
  ['an unknown type', oneField(0x20, [0]), 22],
  ['undefined, deprecated', oneField(6, []), 238],
  ['code, deprecated', oneField(13, [2, 0, 0, 0, 0x61, 0]), 238],
  ['a date beyond JavaScript', oneField(9, [255, 255, 255, 255, 255, 255, 255, 127]), 238],
  ['a name that the library takes for a type', serialize(new Map([['_bsontype', 1]])), 238],
  ['a regular expression', serialize({ v: new BSONRegExp('^a', 'i') }), 238],
  ['a timestamp', serialize({ v: new Timestamp({ t: 1, i: 7 }) }), 238],
  ['a decimal', serialize({ v: Decimal128.fromString('1.10') }), 238],
  ['MinKey', serialize({ v: new MinKey() }), 238],
  ['MaxKey', serialize({ v: new MaxKey() }), 238],
])('refused: %s', (_, bytes, code) => {
  expect(() => decode(bytes)).toThrow(expect.objectContaining({ code }));
});

test('any damage to a byte is refused or gives a document, never another error', () => {
  for (let at = 0; at < whole.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = altered((copy) => (copy[at] = (copy[at] as number) ^ (1 << bit)));
      let code = 0;
      try {
        decode(bytes);
      } catch (error) {
        ({ code } = error as { code: number });
      }
      expect([0, 22, 238]).toContain(code);
    }
  }
});

test('deeper than 200 is refused', () => {
  let deep: { [field: string]: unknown } = {};
  for (let i = 0; i < 201; i++) deep = { a: deep };
  expect(() => decode(serialize(deep))).toThrow(expect.objectContaining({ code: 15 }));
});

test('a document larger than the writing buffer', () => {
  const doc = { list: Array.from({ length: 50_000 }, (_, i) => `item ${i}`) };
  const bytes = encode(doc);
  expect(bytes.length).toBe(calculateObjectSize(doc));
  expect(deserialize(bytes)).toEqual(doc);
});
