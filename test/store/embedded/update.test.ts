// Updates: the document after each operator, what counts as no change, what is refused, and where an upsert starts.
import { Double } from 'bson';
import * as fc from 'fast-check';
import { compileUpdate, upsertSeed } from '../../../src/store/embedded/update';
import { type Doc, decode, encode, newDoc } from '../../../src/store/embedded/value';
import { anyDoc, anyValue } from './arbitrary';

const stored = (doc: Doc): Doc => decode(encode(doc));

const before: Doc = {
  _id: 1,
  n: 5,
  big: 2147483647,
  long: 9223372036854775807n,
  half: new Double(0.5),
  s: 'x',
  o: { c: 2, l: [1, 2, 3] },
  r: [{ x: 1 }, { x: 2, y: [7] }],
  e: [],
  z: null,
};

test.each<[string, Doc, Doc]>([
  ['$set, new fields by name', { $set: { n: 6, q: 1, b: [] } }, { ...before, n: 6, b: [], q: 1 }],
  ['$set to an equal number of another type', { $set: { n: new Double(5) } }, { ...before, n: new Double(5) }],
  [
    '$set of a document in another order',
    { $set: { o: { l: [1, 2, 3], c: 2 } } },
    { ...before, o: { l: [1, 2, 3], c: 2 } },
  ],
  ['$setOnInsert beside another', { $setOnInsert: { n: 9 }, $set: { s: 'y' } }, { ...before, s: 'y' }],
  ['$unset', { $unset: { n: '', o: '' } }, { ...before, n: undefined, o: undefined }],
  ['$inc', { $inc: { n: -7, new: 3 } }, { ...before, n: -2, new: 3 }],
  ['$inc beyond int32 makes a long', { $inc: { big: 1 } }, { ...before, big: 2147483648n }],
  ['$inc by a long', { $inc: { n: 1n } }, { ...before, n: 6n }],
  ['$inc by a double', { $inc: { n: new Double(1) } }, { ...before, n: new Double(6) }],
  ['$inc of a double', { $inc: { half: 1 } }, { ...before, half: new Double(1.5) }],
  ['$min and $max', { $min: { n: 3, s: 0 }, $max: { big: 1, z: 1, new: 4 } }, { ...before, n: 3, s: 0, z: 1, new: 4 }],
  ['a replacement keeps the _id, first', { b: 1, a: 2 }, { _id: 1, b: 1, a: 2 }],
  ['a replacement may name the _id', { a: 2, _id: new Double(1) }, { _id: new Double(1), a: 2 }],
  ['an empty replacement', {}, { _id: 1 }],
])('%s', (_, update, after) => {
  const doc = stored(before);
  const result = compileUpdate(stored(update)).apply(doc, false);
  expect(Buffer.from(encode(result))).toEqual(Buffer.from(encode(after)));
  expect(Buffer.from(encode(doc))).toEqual(Buffer.from(encode(before)));
});

test.each<[string, Doc]>([
  ['$set to what is there', { $set: { n: 5, o: { c: 2, l: [1, 2, 3] } } }],
  ['$unset of what is not there', { $unset: { q: 1 } }],
  ['$inc by nothing', { $inc: { n: 0 } }],
  ['$max by an equal number', { $max: { n: new Double(5) } }],
  ['$min by more', { $min: { n: 6 } }],
  ['$setOnInsert', { $setOnInsert: { n: 1 } }],
  ['$inc of the _id by nothing', { $inc: { _id: 0 } }],
  ['a replacement by itself', before],
])('no change, the same object: %s', (_, update) => {
  const doc = stored(before);
  expect(compileUpdate(stored(update)).apply(doc, false)).toBe(doc);
});

test.each<[string, unknown, number]>([
  ['a pipeline', [{ $set: { a: 1 } }], 238],
  ['a number', 1, 9],
  ['an unknown operator', { $foo: { a: 1 } }, 9],
  ['a field among operators', { $set: { a: 1 }, b: 1 }, 9],
  ['an operator among fields', { b: 1, $set: { a: 1 } }, 52],
  ['an operator of no document', { $set: 1 }, 9],
  ['an operator of nothing', { $inc: {} }, 9],
  ['an empty path', { $set: { '': 1 } }, 56],
  ['a dollar in a name', { $set: { $x: 1 } }, 52],
  ['a dollar in a value', { $set: { a: [{ $x: 1 }] } }, 52],
  ['a dollar in a replacement', { a: { $x: 1 } }, 52],
  ['two operators on a path', { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['$inc by text', { $inc: { n: '1' } }, 14],
  ['the position found by the query', { $set: { 'r.$.x': 1 } }, 238],
  ['a path', { $set: { 'o.c': 1 } }, 238],
  ['$push', { $push: { e: 1 } }, 238],
  ['$pull', { $pull: { e: 1 } }, 238],
  ['$addToSet', { $addToSet: { e: 1 } }, 238],
  ['$rename', { $rename: { a: 'b' } }, 238],
  ['$currentDate', { $currentDate: { a: true } }, 238],
])('refused at once: %s', (_, update, code) => {
  const { u } = decode(encode({ u: update }));
  expect(() => compileUpdate(u)).toThrow(expect.objectContaining({ code }));
});

test.each<[string, Doc, number]>([
  ['another _id', { $set: { _id: 2 } }, 66],
  ['the _id in another type', { $set: { _id: new Double(1) } }, 66],
  ['no _id', { $unset: { _id: 1 } }, 66],
  ['another _id in a replacement', { _id: 2 }, 66],
  ['$inc of text', { $inc: { s: 1 } }, 14],
  ['$inc of null', { $inc: { z: 1 } }, 14],
  ['a long that overflows', { $inc: { long: 1 } }, 2],
])('refused by the document: %s', (_, update, code) => {
  const { apply } = compileUpdate(stored(update));
  expect(() => apply(stored(before), false)).toThrow(expect.objectContaining({ code }));
});

describe('an upsert', () => {
  test.each<[string, Doc, Doc, Doc]>([
    [
      'starts from equalities',
      { k: 'a', p: { q: 1 }, n: { $gt: 5 } },
      { $set: { v: 1 } },
      { k: 'a', p: { q: 1 }, v: 1 },
    ],
    [
      'reads $eq, one $in, $and, one $or',
      { a: { $eq: 1 }, b: { $in: [2] }, $and: [{ d: 4 }], $or: [{ e: 5 }] },
      { $set: { f: 6 } },
      { a: 1, b: 2, d: 4, e: 5, f: 6 },
    ],
    ['does not guess', { a: { $in: [1, 2] }, $or: [{ b: 1 }, { b: 2 }], c: { $ne: 1 } }, { $set: { f: 6 } }, { f: 6 }],
    ['inserts what $setOnInsert says', { k: 1 }, { $setOnInsert: { b: 2 }, $inc: { a: 3 } }, { k: 1, a: 3, b: 2 }],
    ['puts the _id first', { k: 1 }, { $set: { _id: 7 } }, { _id: 7, k: 1 }],
    ['by replacement takes only the _id', { _id: 7, k: 1 }, { z: 1 }, { _id: 7, z: 1 }],
    ['works on the seed', { n: 1, l: null }, { $inc: { n: 2 }, $unset: { l: 1 } }, { n: 3 }],
  ])('%s', (_, filter, update, result) => {
    const { replacement, apply } = compileUpdate(stored(update));
    const made = apply(upsertSeed(stored(filter), replacement), true);
    expect(Buffer.from(encode(made))).toEqual(Buffer.from(encode(result)));
  });

  test.each<[string, Doc, Doc, number]>([
    ['one field twice', { a: 1, $and: [{ a: 1 }] }, { $set: { b: 1 } }, 54],
    ['another _id than the filter', { _id: 5 }, { $set: { _id: 6 } }, 66],
    ['another _id by replacement', { _id: 5 }, { _id: 6 }, 66],
    ['an array as _id', { _id: [1] }, { $set: { a: 1 } }, 53],
    ['an array as _id by update', { k: 1 }, { $set: { _id: [1] } }, 53],
  ])('refused: %s', (_, filter, update, code) => {
    const { replacement, apply } = compileUpdate(stored(update));
    expect(() => apply(upsertSeed(stored(filter), replacement), true)).toThrow(expect.objectContaining({ code }));
  });
});

test('an update never changes the document it is given, and $set is idempotent', () => {
  const path = fc.constantFrom('a', 'b');
  fc.assert(
    fc.property(anyDoc, path, anyValue, (doc, field, value) => {
      const original = encode(doc);
      let apply;
      try {
        ({ apply } = compileUpdate(Object.assign(newDoc(), { $set: { [field]: value } })));
        const once = apply(doc, false);
        expect(apply(once, false)).toBe(once);
      } catch (error) {
        expect((error as { code: number }).code).toBe(52);
      }
      expect(Buffer.compare(encode(doc), original)).toBe(0);
    }),
    { numRuns: 500 },
  );
});
