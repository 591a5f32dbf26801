// Projections of find: what stays, in which order, and what is refused.
import { Double } from 'bson';
import { compileProjection } from '../../../src/store/embedded/project';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

const doc: Doc = {
  _id: 1,
  a: 1,
  b: { c: 1, d: { e: 2, f: 3 } },
  r: [{ x: 1, y: 1 }, 5, [{ x: 2 }], { y: 3 }],
  n: null,
};

test.each<[string, Doc, Doc]>([
  ['inclusion keeps the order of the document', { n: 1, a: true }, { _id: 1, a: 1, n: null }],
  ['inclusion without the _id', { _id: 0, a: new Double(2.5) }, { a: 1 }],
  ['the _id alone', { _id: 1 }, { _id: 1 }],
  ['exclusion', { a: 0, b: false, r: 0 }, { _id: 1, n: null }],
  ['exclusion of the _id alone', { _id: 0 }, { a: doc['a'], b: doc['b'], r: doc['r'], n: null }],
  ['a name no document has', { constructor: 1 } as unknown as Doc, { _id: 1 }],
])('%s', (_, spec, expected) => {
  const project = compileProjection(decode(encode(spec)));
  expect(Buffer.from(encode(project?.(decode(encode(doc))) ?? {}))).toEqual(Buffer.from(encode(expected)));
});

test.each([
  ['nothing', {}],
  ['not given', undefined],
])('no projection: %s', (_, spec) => {
  expect(compileProjection(spec)).toBeUndefined();
});

test.each<[string, Doc, number]>([
  ['a mix', { a: 1, b: 0 }, 2],
  ['a mix the other way', { a: 0, b: 1 }, 2],
  ['the _id wanted in an exclusion', { a: 0, _id: 1 }, 2],
  ['$slice', { r: { $slice: 1 } }, 238],
  ['$elemMatch', { r: { $elemMatch: { x: 1 } } }, 238],
  ['a position', { 'r.$': 1 }, 238],
  ['an expression', { a: '$b' }, 238],
  ['a nested document', { b: { c: 1 } }, 238],
  ['null', { a: null }, 238],
  ['a path', { 'b.c': 1 }, 238],
  ['an empty name', { '': 1 }, 238],
])('refused: %s', (_, spec, code) => {
  expect(() => compileProjection(decode(encode(spec)))).toThrow(expect.objectContaining({ code }));
});
