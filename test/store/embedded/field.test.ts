// What indexes and sorts see of a document: one key per array element, parallel arrays refused, no paths.
import { keysAt, requireField } from '../../../src/store/embedded/field';
import { noElements } from '../../../src/store/embedded/order';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

test.each<[string, Doc, string[], unknown[][]]>([
  ['a value', { a: 1 }, ['a'], [[1]]],
  ['a missing field', {}, ['a'], [[undefined]]],
  ['an array', { a: [1, 2, 2] }, ['a'], [[1], [2], [2]]],
  ['an array in an array stays whole', { a: [[1], []] }, ['a'], [[[1]], [[]]]],
  ['an array without elements', { a: [] }, ['a'], [[noElements]]],
  [
    'an array beside other fields',
    { a: 1, b: [2, 3] },
    ['a', 'b', 'c'],
    [
      [1, 2, undefined],
      [1, 3, undefined],
    ],
  ],
  ['an array without elements leaves the other fields', { r: [], x: 9 }, ['r', 'x'], [[noElements, 9]]],
])('%s', (_, doc, fields, keys) => {
  expect(keysAt(decode(encode(doc)), fields)).toEqual(keys);
});

test('two arrays side by side are refused with the code asked for', () => {
  expect(() => keysAt({ a: [1], b: [2] }, ['a', 'b'])).toThrow(expect.objectContaining({ code: 171 }));
  expect(() => keysAt({ a: [1], b: [] }, ['a', 'b'], 2)).toThrow(expect.objectContaining({ code: 2 }));
});

test('a path is refused', () => {
  expect(requireField('a-b')).toBe('a-b');
  expect(() => requireField('a.b')).toThrow(expect.objectContaining({ code: 238 }));
});
