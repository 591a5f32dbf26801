// Pipelines: what each stage, accumulator and expression gives, and what is refused.
import { Decimal128, Double } from 'bson';
import { compilePipeline, distinctValues } from '../../../src/store/embedded/aggregate';
import { type Doc, decode, encode } from '../../../src/store/embedded/value';

const stored = (docs: readonly Doc[]): Doc[] => docs.map((doc) => decode(encode(doc)));

function run(docs: readonly Doc[], ...stages: Doc[]): Doc[] {
  const { match, rest } = compilePipeline(stored(stages));
  expect(match).toBeUndefined();
  return [...rest(stored(docs))];
}

const cond = (...named: [string, unknown][]): Doc => ({ $cond: Object.fromEntries(named) });
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
    [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { state: 1 } }],
    [
      { _id: 3, state: 'new' },
      { _id: 2, state: 'paid' },
    ],
  ],
  ['$count of something', [{ $count: 'n' }], [{ n: 4 }]],
  ['$count of nothing gives nothing', [{ $limit: 1 }, { $match: { _id: 9 } }, { $count: 'n' }], []],
  ['$project without', [{ $limit: 1 }, { $project: { _id: 0, at: 0, tags: 0 } }], [{ state: 'paid', fils: 5000 }]],
  [
    '$project computes, nested and dotted',
    [{ $limit: 1 }, { $project: { _id: 0, 'o.p': '$fils', q: { r: { $literal: 0 }, s: 'text' } } }],
    [{ o: { p: 5000 }, q: { r: 0, s: 'text' } }],
  ],
  [
    '$project of a missing field leaves it out',
    [{ $skip: 3 }, { $project: { s: '$state', all: { s: '$state', f: '$fils' } } }],
    [{ _id: 4, all: { f: new Double(2.5) } }],
  ],
  [
    '$addFields in place, added, removed',
    [{ $limit: 1 }, { $addFields: { state: 'x', at: '$$REMOVE', 'o.n': 1, 'tags.z': 2 } }],
    [{ _id: 1, state: 'x', fils: 5000, tags: [{ z: 2 }, { z: 2 }], o: { n: 1 } }],
  ],
  ['$set is $addFields', [{ $skip: 3 }, { $set: { fils: 1 } }], [{ _id: 4, fils: 1 }]],
  [
    '$unwind',
    [{ $project: { tags: 1 } }, { $unwind: '$tags' }],
    [
      { _id: 1, tags: 'a' },
      { _id: 1, tags: 'b' },
      { _id: 3, tags: 'c' },
    ],
  ],
  [
    '$unwind with index, keeping all',
    [
      { $project: { tags: 1 } },
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
    ],
    [
      { _id: 1, tags: 'a', i: 0n },
      { _id: 1, tags: 'b', i: 1n },
      { _id: 2, i: null },
      { _id: 3, tags: 'c', i: null },
      { _id: 4, i: null },
    ],
  ],
  [
    '$group',
    [
      {
        $group: {
          _id: '$state',
          n: { $sum: 1 },
          sum: { $sum: '$fils' },
          mean: { $avg: '$fils' },
          least: { $min: '$fils' },
          most: { $max: '$fils' },
        },
      },
    ],
    [
      { _id: 'paid', n: 2, sum: 12000n, mean: new Double(6000), least: 5000, most: 7000n },
      { _id: 'new', n: 1, sum: 0, mean: null, least: null, most: null },
      { _id: null, n: 1, sum: new Double(2.5), mean: new Double(2.5), least: new Double(2.5), most: new Double(2.5) },
    ],
  ],
  [
    '$group lists',
    [
      {
        $group: {
          _id: null,
          first: { $first: '$state' },
          last: { $last: '$state' },
          all: { $push: '$state' },
          set: { $addToSet: '$state' },
          n: { $count: {} },
        },
      },
    ],
    [{ _id: null, first: 'paid', last: null, all: ['paid', 'paid', 'new'], set: ['paid', 'new'], n: 4 }],
  ],
  [
    '$group of whole documents',
    [{ $limit: 1 }, { $project: { state: 1 } }, { $group: { _id: 1, doc: { $first: '$$ROOT' } } }],
    [{ _id: 1, doc: { _id: 1, state: 'paid' } }],
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

test.each<[string, unknown[], unknown, unknown]>([
  ['ints that overflow make a long', [2147483647, 1], 2147483648n, new Double(1073741824)],
  [
    'longs that overflow make a double',
    [9223372036854775807n, 1],
    new Double(9223372036854775808),
    new Double(4611686018427387904),
  ],
  [
    'small doubles beside a large one are not lost',
    [new Double(1e16), new Double(1), new Double(1), new Double(-1e16)],
    new Double(2),
    new Double(0.5),
  ],
  ['infinities', [new Double(Infinity), 1], new Double(Infinity), new Double(Infinity)],
  ['text and null count for nothing', [1, 'x', null, 3], 4, new Double(2)],
])('sums and means: %s', (_, values, sum, mean) => {
  const docs = values.map((v) => ({ v }));
  expect(run(docs, { $group: { _id: null, sum: { $sum: '$v' }, mean: { $avg: '$v' } } })).toEqual([
    { _id: null, sum, mean },
  ]);
});

const doc: Doc = {
  i: 7,
  l: 3n,
  d: new Double(2.5),
  m: 2147483647,
  top: 9223372036854775807n,
  s: 'x',
  n: null,
  zero: 0,
  no: false,
  t: new Date('2026-12-31T21:30:00.005Z'),
  list: [1, new Double(2), 'x'],
  docs: [{ a: 1 }, { b: 2 }, { a: 3 }],
};

test.each<[string, unknown, unknown]>([
  ['a path through an array of documents', '$docs.a', [1, 3]],
  ['a path through a scalar', '$i.x', undefined],
  ['an array of expressions', ['$i', '$zz'], [7, null]],
  ['$literal', { $literal: '$i' }, '$i'],
  ['$eq of number types', { $eq: [3, '$l'] }, true],
  ['$ne', { $ne: ['$i', '$s'] }, true],
  ['$gt crosses types', { $gt: ['$s', '$i'] }, true],
  ['missing is less than null', { $lt: ['$zz', '$n'] }, true],
  ['missing is not null', { $eq: ['$zz', '$n'] }, false],
  ['$gte', { $gte: ['$i', 7] }, true],
  ['$lte', { $lte: ['$i', 6] }, false],
  ['$cmp', { $cmp: ['$i', '$s'] }, -1],
  ['$and', { $and: ['$i', '$s', '$list'] }, true],
  ['$and of nothing', { $and: [] }, true],
  ['$or', { $or: ['$zero', '$n', '$no', '$zz'] }, false],
  ['$not', { $not: ['$zero'] }, true],
  ['$cond as list', { $cond: [{ $gt: ['$i', 5] }, 'more', 'less'] }, 'more'],
  ['$cond by name', cond(['if', '$zz'], ['then', 1], ['else', '$$REMOVE']), undefined],
  ['$ifNull', { $ifNull: ['$n', 'd'] }, 'd'],
  ['$ifNull leaves false', { $ifNull: ['$no', 'd'] }, false],
  ['$in', { $in: [2, '$list'] }, true],
  ['$size', { $size: '$list' }, 3],
  ['$concat', { $concat: ['$s', '-', '$s'] }, 'x-x'],
  ['$concat with null', { $concat: ['$s', '$n'] }, null],
  ['$add', { $add: ['$i', '$l', 1] }, 11n],
  ['$add that overflows int32', { $add: ['$m', 1] }, 2147483648n],
  ['$add that overflows int64', { $add: ['$top', 1] }, new Double(9223372036854775808)],
  ['$add of a date', { $add: ['$t', 1000] }, new Date('2026-12-31T21:30:01.005Z')],
  ['$add with null', { $add: ['$i', '$zz'] }, null],
  ['$subtract', { $subtract: ['$i', '$d'] }, new Double(4.5)],
  ['$subtract of dates', { $subtract: ['$t', '$t'] }, 0n],
  ['$subtract from a date', { $subtract: ['$t', 5] }, new Date('2026-12-31T21:30:00.000Z')],
  ['$multiply', { $multiply: ['$m', 2] }, 4294967294n],
  ['$divide', { $divide: ['$i', 2] }, new Double(3.5)],
  ['$dateToString', { $dateToString: { date: '$t' } }, '2026-12-31T21:30:00.005Z'],
  [
    '$dateToString in Amman',
    { $dateToString: { date: '$t', format: '%Y-%m-%d %H:%M:%S.%L %z %%', timezone: 'Asia/Amman' } },
    '2027-01-01 00:30:00.005 +0300 %',
  ],
  [
    '$dateToString by offset',
    { $dateToString: { date: '$t', format: '%d %H:%M %z %Z', timezone: '-03:30' } },
    '31 18:00 -0330 -210',
  ],
  ['$dateToString of null', { $dateToString: { date: '$n' } }, null],
  ['$dateToString with another text for null', { $dateToString: { date: '$zz', onNull: 'none' } }, 'none'],
])('%s', (_, expression, value) => {
  const expected = value === undefined ? {} : { r: value };
  expect(bytes(run([doc], { $project: { _id: 0, r: expression } }))).toBe(bytes([expected]));
});

test.each([
  ['winter before 2022', '2022-01-15T21:30:00Z', '2022-01-15 23:30 +0200'],
  ['summer before 2022', '2022-07-15T21:30:00Z', '2022-07-16 00:30 +0300'],
  ['winter since', '2023-01-15T21:30:00Z', '2023-01-16 00:30 +0300'],
  ['a month before 1970', '1969-12-31T23:59:59.999Z', '1970-01-01 01:59 +0200'],
])('the clock of Amman: %s', (_, at, text) => {
  const format = { date: '$t', format: '%Y-%m-%d %H:%M %z', timezone: 'Asia/Amman' };
  expect(run([{ t: new Date(at) }], { $project: { _id: 0, r: { $dateToString: format } } })).toEqual([{ r: text }]);
});

const project = (r: unknown): Doc => ({ $project: { r } });

test.each<[string, Doc, number]>([
  ['an unknown stage', { $foo: 1 }, 238],
  ['a name every object has', { toString: 1 } as unknown as Doc, 238],
  ['$lookup', { $lookup: {} }, 238],
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
  ['$unwind without $', { $unwind: 'l' }, 28818],
  ['$unwind without path', { $unwind: {} }, 28812],
  ['$unwind with more', { $unwind: { path: '$l', x: 1 } }, 28811],
  ['$unwind keeping by a number', { $unwind: { path: '$l', preserveNullAndEmptyArrays: 1 } }, 28809],
  ['$project of nothing', { $project: {} }, 40177],
  ['$project excluding among inclusions', { $project: { a: 1, b: 0 } }, 40178],
  ['$project including among exclusions', { $project: { a: 0, b: '$c' } }, 40179],
  ['$project a dotted name inside', { $project: { a: { 'b.c': 1 } } }, 40183],
  ['$addFields of nothing', { $addFields: {} }, 40177],
  ['$group without _id', { $group: { n: { $sum: 1 } } }, 15955],
  ['$group of no accumulator', { $group: { _id: null, n: 1 } }, 40234],
  ['$group with a dotted name', { $group: { _id: null, 'a.b': { $sum: 1 } } }, 40235],
  ['$group with two accumulators', { $group: { _id: null, n: { $sum: 1, $avg: 1 } } }, 40238],
  ['$group with a list for an accumulator', { $group: { _id: null, n: { $sum: ['$a'] } } }, 40237],
  ['an unknown accumulator', { $group: { _id: null, n: { $stdDevPop: '$a' } } }, 238],
  ['an unknown expression', project({ $toLower: '$a' }), 238],
  ['two expressions in one', project({ $eq: [1, 2], x: 1 }), 40181],
  ['$cond with two', project({ $cond: ['$a', 1] }), 16020],
  ['$cond without else', project(cond(['if', 1], ['then', 2])), 17082],
  ['$cond with more', project(cond(['if', 1], ['then', 2], ['else', 3], ['x', 4])), 17083],
  ['$dateToString without date', project({ $dateToString: { format: '%Y' } }), 18628],
  ['$dateToString with more', project({ $dateToString: { date: '$t', x: 1 } }), 18534],
  ['an unknown variable', project('$$zz'), 17276],
  ['$$NOW', project('$$NOW'), 238],
])('refused at once: %s', (_, stage, code) => {
  expect(() => compilePipeline(stored([stage]))).toThrow(expect.objectContaining({ code }));
});

test.each<[string, unknown, number]>([
  ['$add of text', { $add: ['$i', '$s'] }, 16554],
  ['$add of two dates', { $add: ['$t', '$t'] }, 16612],
  ['$add of a decimal', { $add: [Decimal128.fromString('1')] }, 238],
  ['$subtract of text', { $subtract: ['$i', '$s'] }, 16556],
  ['$subtract of a date from a number', { $subtract: [1, '$t'] }, 16556],
  ['$multiply of text', { $multiply: ['$s', 2] }, 16555],
  ['$divide of text', { $divide: ['$s', 2] }, 16609],
  ['$divide by zero', { $divide: ['$i', 0] }, 16608],
  ['$concat of a number', { $concat: ['$s', '$i'] }, 16702],
  ['$size of null', { $size: '$n' }, 17124],
  ['$in of no list', { $in: [1, '$i'] }, 40081],
  ['$dateToString of a number', { $dateToString: { date: '$i' } }, 16006],
  ['$dateToString in a number', { $dateToString: { date: '$t', format: 5 } }, 18533],
  ['$dateToString in an unknown zone', { $dateToString: { date: '$t', timezone: 'Amman' } }, 40485],
  ['$dateToString in a zone that is no text', { $dateToString: { date: '$t', timezone: 3 } }, 40517],
  ['$dateToString with an unknown sign', { $dateToString: { date: '$t', format: '%q' } }, 18536],
  ['$dateToString with an open sign', { $dateToString: { date: '$t', format: '%' } }, 18535],
  ['$dateToString with the week', { $dateToString: { date: '$t', format: '%V' } }, 238],
])('refused by the document: %s', (_, expression, code) => {
  expect(() => run([doc], project(expression))).toThrow(expect.objectContaining({ code }));
});

test('distinct values: arrays opened once, equal numbers once, missing never', () => {
  const docs = stored([
    { a: 1, o: [{ p: 3 }] },
    { a: new Double(1), o: { p: 1 } },
    { a: [5, [6]] },
    { a: null },
    {},
    { a: [] },
  ]);
  expect(distinctValues(docs, 'a')).toEqual([1, 5, [6], null]);
  expect(distinctValues(docs, 'o.p')).toEqual([3, 1]);
  expect(distinctValues(docs, 'zz')).toEqual([]);
});
