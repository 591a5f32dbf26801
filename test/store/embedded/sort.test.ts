// Sorts: by several fields, by the smallest or largest element of arrays, stable among equals.
import { Double } from 'bson';
import { compileSort } from '../../../src/store/embedded/sort';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

function sorted(docs: readonly Doc[], spec: Doc): unknown[] {
  const order = compileSort(decode(encode(spec)));
  return docs
    .map((doc) => decode(encode(doc)))
    .sort(order)
    .map(({ _id }) => _id);
}

const lists: Doc[] = [
  { _id: 'high-low', a: [9, 1] },
  { _id: 'middle', a: 5 },
  { _id: 'empty', a: [] },
  { _id: 'null', a: null },
  { _id: 'missing' },
  { _id: 'inner', a: [[0]] },
];

test.each<[string, readonly Doc[], Doc, unknown[]]>([
  ['ascending by the smallest element', lists, { a: 1 }, ['empty', 'null', 'missing', 'high-low', 'middle', 'inner']],
  ['descending by the largest element', lists, { a: -1 }, ['inner', 'high-low', 'middle', 'null', 'missing', 'empty']],
  [
    'directions in any number type',
    lists,
    { a: new Double(-1), _id: 1n },
    ['inner', 'high-low', 'middle', 'missing', 'null', 'empty'],
  ],
  [
    'several fields',
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 2, b: 2 },
      { _id: 3, a: 1, b: 2 },
    ],
    { a: 1, b: -1 },
    [3, 1, 2],
  ],
])('%s', (_, docs, spec, ids) => {
  expect(sorted(docs, spec)).toEqual(ids);
});

test.each<[string, Doc, number]>([
  ['0', { a: 0 }, 2],
  ['text', { a: 'asc' }, 2],
  ['null', { a: null }, 2],
  ['an empty name', { '': 1 }, 15998],
  ['a path', { 'a.b': 1 }, 238],
  ['$meta', { a: { $meta: 'textScore' } }, 238],
  ['a fraction', { a: new Double(1.5) }, 238],
  ['another number', { a: 2 }, 238],
])('refused: %s', (_, spec, code) => {
  expect(() => compileSort(decode(encode(spec)))).toThrow(expect.objectContaining({ code }));
});

test('two arrays side by side cannot be sorted by', () => {
  const docs: Doc[] = [
    { a: [1], b: [1] },
    { a: 1, b: 1 },
  ];
  expect(() => sorted(docs, { a: 1, b: 1 })).toThrow(expect.objectContaining({ code: 2 }));
});
