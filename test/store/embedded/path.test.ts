// What indexes see of a document: one key per array element, values of one element kept together, parallel arrays refused.
import { noElements } from '../../../src/store/embedded/order';
import { keysAt, splitPath, valuesAt } from '../../../src/store/embedded/path';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

test.each<[string, Doc, string, unknown[]]>([
  ['a value', { a: 1 }, 'a', [1]],
  ['a missing field', {}, 'a', [undefined]],
  ['a path through a scalar', { a: 1 }, 'a.b', [undefined]],
  ['a path', { a: { b: { c: 1 } } }, 'a.b.c', [1]],
  ['an array', { a: [1, 2, 2] }, 'a', [1, 2, 2]],
  ['an array in an array stays whole', { a: [[1], []] }, 'a', [[1], []]],
  ['an array without elements', { a: [] }, 'a', [noElements]],
  ['a path through an array without elements', { a: [] }, 'a.b', [undefined]],
  ['documents in an array', { a: [{ b: 1 }, { c: 1 }, 5] }, 'a.b', [1, undefined, undefined]],
  ['arrays in documents in an array', { a: [{ b: [1, 2] }, { b: [] }] }, 'a.b', [1, 2, noElements]],
  ['a position', { a: [1, 2] }, 'a.1', [2]],
  ['a position holding an array', { a: [[1, 2]] }, 'a.0', [[1, 2]]],
  ['a position beyond the end', { a: [1] }, 'a.1', [undefined]],
  ['a number as a field name', { a: { '1': 5 } }, 'a.1', [5]],
])('%s', (_, doc, path, values) => {
  expect(valuesAt(decode(encode(doc)), path)).toEqual(values);
});

const keys = (doc: Doc, ...paths: string[]) => keysAt(decode(encode(doc)), paths.map(splitPath));

test('a compound key takes values of one element together', () => {
  const doc = { r: [{ p: 1, q: 5 }, { p: 2 }], x: 9 };
  expect(keys(doc, 'r.p', 'x', 'r.q')).toEqual([
    [1, 9, 5],
    [2, 9, undefined],
  ]);
});

test('an array without elements leaves the other fields', () => {
  expect(keys({ r: [], x: 9 }, 'r', 'x', 'r.q')).toEqual([[noElements, 9, undefined]]);
});

test('two arrays side by side are refused with the code asked for', () => {
  expect(() => keys({ a: [1], b: [2] }, 'a', 'b')).toThrow(expect.objectContaining({ code: 171 }));
  expect(() => keysAt({ a: [1], b: [] }, [splitPath('a'), splitPath('b')], 2)).toThrow(
    expect.objectContaining({ code: 2 }),
  );
});

test('a part that is a position and a field name at once is refused', () => {
  expect(() => valuesAt(decode(encode({ a: [{ '0': 1 }] })), 'a.0')).toThrow(expect.objectContaining({ code: 238 }));
});
