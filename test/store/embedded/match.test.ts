// Filters: what each operator finds, through arrays and missing fields; what is refused; and what an index may rely on.
import { Double } from 'bson';
import * as fc from 'fast-check';
import { keysAt } from '../../../src/store/embedded/field';
import { type Bound, compileFilter, conditions } from '../../../src/store/embedded/match';
import { compare } from '../../../src/store/embedded/order';
import { type Doc, decode, encode, newDoc } from '../../../src/store/embedded/value';
import { anyDoc } from './arbitrary';

const stored: Readonly<Record<string, Doc>> = {
  missing: {},
  null: { a: null },
  one: { a: 1, b: 'x' },
  long: { a: 1n },
  double: { a: new Double(1.5) },
  nan: { a: new Double(NaN) },
  text: { a: 'b' },
  yes: { a: true },
  doc: { a: { b: 1, c: 2 } },
  turned: { a: { c: 2, b: 1 } },
  empty: { a: [] },
  list: { a: [1, 5] },
  nested: { a: [[1, 5]] },
  docs: { a: [{ b: 1 }, { b: 7, c: 1 }] },
  nothing: { a: [{ c: 1 }] },
};

function found(filter: Doc): string[] {
  const matches = compileFilter(decode(encode(filter)));
  return Object.keys(stored).filter((name) => matches(decode(encode(stored[name] as Doc))));
}

test.each<[string, Doc, string[]]>([
  ['nothing asked', {}, Object.keys(stored)],
  ['equality of numbers of any type, and of elements', { a: 1 }, ['one', 'long', 'list']],
  ['equality with a document minds the order', { a: { b: 1, c: 2 } }, ['doc']],
  ['equality with an array: itself or an element', { a: [1, 5] }, ['list', 'nested']],
  ['an empty array', { a: [] }, ['empty']],
  ['null finds null and missing', { a: null }, ['missing', 'null']],
  ['$eq of a document with operators in it', { a: { $eq: { $gt: 1 } } }, []],
  [
    '$ne',
    { a: { $ne: 1 } },
    ['missing', 'null', 'double', 'nan', 'text', 'yes', 'doc', 'turned', 'empty', 'nested', 'docs', 'nothing'],
  ],
  ['$gt keeps to the type', { a: { $gt: 1 } }, ['double', 'list']],
  ['$gte', { a: { $gte: 1 } }, ['one', 'long', 'double', 'list']],
  ['$lt', { a: { $lt: new Double(1.5) } }, ['one', 'long', 'list']],
  ['$lte of text', { a: { $lte: 'c' } }, ['text']],
  ['$lte: null finds missing too', { a: { $lte: null } }, ['missing', 'null']],
  ['$gt: null finds nothing', { a: { $gt: null } }, []],
  ['NaN equals only itself', { a: { $gte: new Double(NaN) } }, ['nan']],
  ['nothing is below NaN', { a: { $lt: new Double(NaN) } }, []],
  ['a range may be met by two elements', { a: { $gt: 1, $lt: 5 } }, ['double', 'list']],
  ['$in', { a: { $in: ['b', null, 1n] } }, ['missing', 'null', 'one', 'long', 'text', 'list']],
  ['$in of nothing', { a: { $in: [] } }, []],
  [
    '$nin',
    { a: { $nin: [1, null, 'b'] } },
    ['double', 'nan', 'yes', 'doc', 'turned', 'empty', 'nested', 'docs', 'nothing'],
  ],
  ['$exists', { a: { $exists: true } }, Object.keys(stored).slice(1)],
  ['$exists: 0', { a: { $exists: 0 } }, ['missing']],
  ['$exists takes an empty string as yes', { b: { $exists: '' } }, ['one']],
  ['$and', { $and: [{ a: 1 }, { b: 'x' }] }, ['one']],
  ['$or beside a field', { a: 1, $or: [{ b: 'x' }, { a: 5 }] }, ['one', 'list']],
])('%s', (_, filter, names) => {
  expect(found(filter)).toEqual(names);
});

test('a name that every JavaScript object has is a name like others', () => {
  const matches = compileFilter(decode(encode({ constructor: { $exists: true } } as Doc)));
  expect(matches(newDoc())).toBe(false);
  expect(matches(decode(encode({ constructor: 1 } as Doc)))).toBe(true);
});

test.each<[string, Doc, number]>([
  ['an unknown operator', { $foo: 1 }, 2],
  ['an unknown operator on a field', { a: { $foo: 1 } }, 2],
  ['a name among operators', { a: { $exists: true, toString: 1 } as Doc }, 2],
  ['$not at the top', { $not: { a: 1 } }, 2],
  ['$or on a field', { a: { $or: [] } }, 2],
  ['$or of no list', { $or: { a: 1 } }, 2],
  ['$and of nothing', { $and: [] }, 2],
  ['$or of a number', { $or: [1] }, 2],
  ['$in of no list', { a: { $in: 1 } }, 2],
  ['$in with an operator', { a: { $in: [{ $gt: 1 }] } }, 2],
  ['$regex', { a: { $regex: '^a' } }, 238],
  ['$expr', { $expr: { $eq: ['$a', 1] } }, 238],
  ['$where', { $where: 'true' }, 238],
  ['$text', { $text: { $search: 'a' } }, 238],
  ['$mod', { a: { $mod: [2, 0] } }, 238],
  ['$nor', { $nor: [{ a: 1 }] }, 238],
  ['$not', { a: { $not: { $gt: 1 } } }, 238],
  ['$type', { a: { $type: 'int' } }, 238],
  ['$elemMatch', { a: { $elemMatch: { b: 1 } } }, 238],
  ['$size', { a: { $size: 1 } }, 238],
  ['$all', { a: { $all: [1] } }, 238],
  ['a path', { 'a.b': 1 }, 238],
  ['deep inside', { $or: [{ a: 1 }, { $and: [{ b: { $regex: 'a' } }] }] }, 238],
])('refused: %s', (_, filter, code) => {
  expect(() => compileFilter(decode(encode(filter)))).toThrow(expect.objectContaining({ code }));
});

describe('conditions for an index', () => {
  test.each<[string, Doc, Bound[]]>([
    [
      'equality',
      { a: 1, b: null },
      [
        { field: 'a', eq: 1 },
        { field: 'b', eq: null },
      ],
    ],
    ['a range', { a: { $gt: 1, $lte: 5 } }, [{ field: 'a', gt: 1, lte: 5 }]],
    [
      '$in and $exists',
      { a: { $in: [1, 2] }, b: { $exists: true } },
      [
        { field: 'a', in: [1, 2] },
        { field: 'b', exists: true },
      ],
    ],
    [
      '$and',
      { $and: [{ a: 1 }, { $and: [{ a: { $lt: 3 } }] }] },
      [
        { field: 'a', eq: 1 },
        { field: 'a', lt: 3 },
      ],
    ],
    [
      'not from $or, $ne, $nin',
      {
        $or: [{ a: 1 }],
        d: { $ne: 1 },
        e: { $nin: [1] },
      },
      [],
    ],
    ['not absence', { a: { $exists: false } }, []],
    ['not arrays', { a: [1], b: { $eq: [1] }, c: { $in: [1, []] }, d: { $gt: [1] } }, []],
  ])('%s', (_, filter, bounds) => {
    expect(conditions(filter)).toEqual(bounds);
  });

  // What makes an index safe: a document that matches always has a key that meets each condition.
  test('every match has a key within each bound', () => {
    const operand = fc.constantFrom<unknown>(null, 0, 1, 'a', new Double(NaN), true);
    const operator = fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte');
    fc.assert(
      fc.property(anyDoc, fc.constantFrom('a', 'b'), operator, operand, (doc, path, name, wanted) => {
        const filter = { [path]: { [name]: wanted } };
        fc.pre(compileFilter(filter)(doc));
        const keys = keysAt(doc, [path]).map(([key]) => key);
        const within: Readonly<Record<string, (order: number) => boolean>> = {
          $eq: (order) => order === 0,
          $gt: (order) => order > 0,
          $gte: (order) => order >= 0,
          $lt: (order) => order < 0,
          $lte: (order) => order <= 0,
        };
        expect(keys.some((key) => within[name]?.(compare(key, wanted)))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
