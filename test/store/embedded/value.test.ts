// BSON in and out: nothing changes on the way, and damaged or deprecated bytes are refused.
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
import { decode, encode, fieldKey, fieldName, newDoc, typeName, typeNumber } from '../../../src/store/embedded/value';
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

const samples: readonly (readonly [string, unknown, number, string])[] = [
  ['int32', -2147483648, 16, 'int'],
  ['int64', 9223372036854775807n, 18, 'long'],
  ['whole double', new Double(5), 1, 'double'],
  ['string with a zero', 'a\0b', 2, 'string'],
  ['document', { b: 1, a: 2 }, 3, 'object'],
  ['array', [1, [2]], 4, 'array'],
  ['binary', new Binary(Buffer.from('xyz'), 4), 5, 'binData'],
  ['ObjectId', new ObjectId('0123456789abcdef01234567'), 7, 'objectId'],
  ['boolean', false, 8, 'bool'],
  ['date', new Date(-1), 9, 'date'],
  ['null', null, 10, 'null'],
  ['regular expression', new BSONRegExp('^a', 'i'), 11, 'regex'],
  ['timestamp', new Timestamp({ t: 4294967295, i: 7 }), 17, 'timestamp'],
  ['decimal', Decimal128.fromString('1.10'), 19, 'decimal'],
  ['MinKey', new MinKey(), -1, 'minKey'],
  ['MaxKey', new MaxKey(), 127, 'maxKey'],
];

test.each(samples)('%s: the same bytes as the official library, the right type', (_, value, number, name) => {
  const ours = encode({ v: value });
  expect(Buffer.from(ours)).toEqual(Buffer.from(serialize({ v: value })));
  const { v: back } = decode(ours);
  expect(back).toEqual(value);
  expect(typeNumber(back)).toBe(number);
  expect(typeName(back)).toBe(name);
});

test('a missing value has type number 0 and is not written', () => {
  expect(typeNumber(undefined)).toBe(0);
  expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
});

describe('field names JavaScript treats specially', () => {
  const bytes = serialize(
    new Map<string, unknown>([
      ['b', 1],
      ['10', 2],
      ['2', 3],
      ['__proto__', 4],
      ['constructor', 5],
    ]),
  );

  test('keep their order and their bytes', () => {
    const doc = decode(bytes);
    expect(Object.keys(doc).map(fieldName)).toEqual(['b', '10', '2', '__proto__', 'constructor']);
    expect(Buffer.from(encode(doc))).toEqual(Buffer.from(bytes));
  });

  test('are absent where they are not stored', () => {
    expect(newDoc()['constructor']).toBeUndefined();
    expect(newDoc()['__proto__']).toBeUndefined();
  });

  test.each(['0', '17', '4294967295', '00', '-1', '1.5', 'a', ''])('"%s" comes back from its key', (name) => {
    expect(fieldName(fieldKey(name))).toBe(name);
  });
});

describe('numbers that do not fit are a bug of the caller, not rounded', () => {
  test.each([
    ['a fraction', 1.5],
    ['beyond int32', 2147483648],
    ['beyond int64', 2n ** 63n],
  ])('%s', (_, value) => {
    expect(() => encode({ v: value })).toThrow(RangeError);
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
  ['an unknown type', oneField(0x20, [0]), 238],
  ['undefined, deprecated', oneField(6, []), 238],
  ['code, deprecated', oneField(13, [2, 0, 0, 0, 0x61, 0]), 238],
  ['a date beyond JavaScript', oneField(9, [255, 255, 255, 255, 255, 255, 255, 127]), 238],
  ['a field twice', Buffer.from([13, 0, 0, 0, 8, 0x61, 0, 0, 8, 0x61, 0, 0, 0]), 238],
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

test('deeper than 200 is refused both ways', () => {
  let deep: { [field: string]: unknown } = {};
  for (let i = 0; i < 201; i++) deep = { a: deep };
  expect(() => encode(deep)).toThrow(expect.objectContaining({ code: 15 }));
  expect(() => decode(serialize(deep, { checkKeys: false }))).toThrow(expect.objectContaining({ code: 15 }));
});

test('a document larger than the writing buffer', () => {
  const doc = { list: Array.from({ length: 50_000 }, (_, i) => `item ${i}`) };
  const bytes = encode(doc);
  expect(bytes.length).toBe(calculateObjectSize(doc));
  expect(deserialize(bytes)).toEqual(doc);
});
