// Pipelines: what each stage and accumulator gives, and what is refused.
import { Double } from 'bson';
import { compilePipeline } from '../../../src/store/embedded/aggregate';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

const stored = (docs: readonly Doc[]): Doc[] => docs.map((doc) => decode(encode(doc)));

function run(docs: readonly Doc[], ...stages: Doc[]): Doc[] {
  const { match, rest } = compilePipeline(stored(stages));
  expect(match).toBeUndefined();
  return [...rest(stored(docs))];
}

const bytes = (docs: readonly Doc[]): string => Buffer.from(encode({ docs })).toString('hex');

const requests: Doc[] = [
  { _id: 1, state: 'paid', fils: 5000, at: new Date('2026-01-31T21:30:00Z'), tags: ['a', 'b'] },
  { _id: 2, state: 'paid', fils: 7000n, tags: [] },
  { _id: 3, state: 'new', fils: null, tags: 'c' },
  { _id: 4, fils: new Double(2.5) },
];

test('a leading $match is given out, the rest runs on what it finds', () => {
  const { match, rest } = compilePipeline([{ $match: { state: 'paid' } }, { $match: { _id: 2 } }, { $count: 'n' }]);
  expect(match).toEqual({ state: 'paid' });
  expect([...rest(requests)]).toEqual([{ n: 1 }]);
});

test.each<[string, Doc[], Doc[]]>([
  [
    '$sort, $skip, $limit',
    [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }],
    [requests[2] as Doc, requests[1] as Doc],
  ],
  ['$count of something', [{ $count: 'n' }], [{ n: 4 }]],
  ['$count of nothing gives nothing', [{ $limit: 1 }, { $match: { _id: 9 } }, { $count: 'n' }], []],
  [
    '$group',
    [
      {
        $group: {
          _id: '$state',
          n: { $sum: 1 },
          sum: { $sum: '$fils' },
          least: { $min: '$fils' },
          most: { $max: '$fils' },
        },
      },
    ],
    [
      { _id: 'paid', n: 2, sum: 12000n, least: 5000, most: 7000n },
      { _id: 'new', n: 1, sum: 0, least: null, most: null },
      { _id: null, n: 1, sum: new Double(2.5), least: new Double(2.5), most: new Double(2.5) },
    ],
  ],
  [
    '$group by a document',
    [{ $group: { _id: { s: '$state' }, n: { $sum: 1 } } }],
    [
      { _id: { s: 'paid' }, n: 2 },
      { _id: { s: 'new' }, n: 1 },
      { _id: {}, n: 1 },
    ],
  ],
])('%s', (_, stages, expected) => {
  expect(bytes(run(requests, ...stages))).toBe(bytes(expected));
});

test('groups do not tell number types apart, nor null from missing', () => {
  const docs = [{ k: 1 }, { k: 1n }, { k: new Double(1) }, { k: '1' }, { k: null }, {}];
  expect(run(docs, { $group: { _id: '$k', n: { $sum: 1 } } })).toEqual([
    { _id: 1, n: 3 },
    { _id: '1', n: 1 },
    { _id: null, n: 2 },
  ]);
});

test.each<[string, unknown[], unknown]>([
  ['ints that overflow make a long', [2147483647, 1], 2147483648n],
  ['longs that overflow make a double', [9223372036854775807n, 1], new Double(9223372036854775808)],
  ['infinities', [new Double(Infinity), 1], new Double(Infinity)],
  ['text and null count for nothing', [1, 'x', null, 3], 4],
])('sums: %s', (_, values, sum) => {
  const docs = values.map((v) => ({ v }));
  expect(run(docs, { $group: { _id: null, sum: { $sum: '$v' } } })).toEqual([{ _id: null, sum }]);
});

test.each<[string, Doc, number]>([
  ['an unknown stage', { $foo: 1 }, 238],
  ['a name every object has', { toString: 1 } as unknown as Doc, 238],
  ['$lookup', { $lookup: {} }, 238],
  ['$project', { $project: { a: 1 } }, 238],
  ['$unwind', { $unwind: '$a' }, 238],
  ['$group by an expression', { $group: { _id: { $year: '$at' } } }, 238],
  ['$group by a path', { $group: { _id: '$a.b' } }, 238],
  ['$group by a variable', { $group: { _id: '$$ROOT' } }, 238],
  ['two stages in one', { $limit: 1, $skip: 1 }, 40323],
  ['an empty stage', {}, 40323],
  ['$match of a number', { $match: 1 }, 15959],
  ['$match of an unknown operator', { $match: { $foo: 1 } }, 2],
  ['$sort by nothing', { $sort: {} }, 15976],
  ['$skip below zero', { $skip: -1 }, 15956],
  ['$limit 0', { $limit: 0 }, 15958],
  ['$limit of text', { $limit: 'a' }, 15957],
  ['$limit of a fraction', { $limit: new Double(1.5) }, 238],
  ['$count of a number', { $count: 1 }, 40156],
  ['$count without a name', { $count: '' }, 40157],
  ['$count of a path', { $count: '$x' }, 40158],
  ['$count with a dot', { $count: 'a.b' }, 40160],
  ['$group without _id', { $group: { n: { $sum: 1 } } }, 15955],
  ['$group of no accumulator', { $group: { _id: null, n: 1 } }, 40234],
  ['$group with a dotted name', { $group: { _id: null, 'a.b': { $sum: 1 } } }, 40235],
  ['$group with two accumulators', { $group: { _id: null, n: { $sum: 1, $avg: 1 } } }, 40238],
  ['$group with a list for an accumulator', { $group: { _id: null, n: { $sum: ['$a'] } } }, 40237],
  ['an unknown accumulator', { $group: { _id: null, n: { $stdDevPop: '$a' } } }, 238],
])('refused at once: %s', (_, stage, code) => {
  expect(() => compilePipeline(stored([stage]))).toThrow(expect.objectContaining({ code }));
});
