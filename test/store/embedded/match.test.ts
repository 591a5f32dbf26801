// Filters: what each operator finds, through arrays and missing fields; what is refused; and what an index may rely on.
import { BSONRegExp, Double, MaxKey, MinKey } from 'bson';
import * as fc from 'fast-check';
import { type Bound, compileElementTest, compileFilter, conditions } from '../../../src/store/embedded/match';
import { compare } from '../../../src/store/embedded/order';
import { valuesAt } from '../../../src/store/embedded/path';
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
  [
    'null under an array of documents',
    { 'a.b': null },
    ['missing', 'null', 'one', 'long', 'double', 'nan', 'text', 'yes', 'nothing'],
  ],
  ['a path into documents in an array', { 'a.b': 1 }, ['doc', 'turned', 'docs']],
  ['a position', { 'a.1': 5 }, ['list']],
  ['a position, then a name', { 'a.1.b': 7 }, ['docs']],
  ['a position in a nested array', { 'a.0.1': 5 }, ['nested']],
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
  ['$gt MinKey crosses types', { a: { $gt: new MinKey() } }, Object.keys(stored)],
  ['$gte MaxKey', { a: { $gte: new MaxKey() } }, []],
  ['a range may be met by two elements', { a: { $gt: 1, $lt: 5 } }, ['double', 'list']],
  ['$elemMatch asks one element for all', { a: { $elemMatch: { $gt: 1, $lt: 5 } } }, []],
  ['$elemMatch of documents', { a: { $elemMatch: { b: 7, c: 1 } } }, ['docs']],
  ['$elemMatch with $or inside', { a: { $elemMatch: { $or: [{ b: 7 }, { c: 9 }] } } }, ['docs']],
  ['$elemMatch sees an inner array as a document', { a: { $elemMatch: { '1': 5 } } }, ['nested']],
  ['$elemMatch of $elemMatch', { a: { $elemMatch: { $elemMatch: { $eq: 5 } } } }, ['nested']],
  ['$in', { a: { $in: ['b', null, 1n] } }, ['missing', 'null', 'one', 'long', 'text', 'list']],
  ['$in of nothing', { a: { $in: [] } }, []],
  ['$nin', { 'a.b': { $nin: [1, null] } }, ['empty', 'list', 'nested']],
  ['$exists', { a: { $exists: true } }, Object.keys(stored).slice(1)],
  ['$exists: 0', { a: { $exists: 0 } }, ['missing']],
  ['$exists takes an empty string as yes', { 'a.c': { $exists: '' } }, ['doc', 'turned', 'docs', 'nothing']],
  ['$type by name', { a: { $type: 'int' } }, ['one', 'list']],
  ['$type number', { a: { $type: 'number' } }, ['one', 'long', 'double', 'nan', 'list']],
  ['$type by number, several', { a: { $type: [2, 8] } }, ['text', 'yes']],
  ['$type array', { a: { $type: 'array' } }, ['empty', 'list', 'nested', 'docs', 'nothing']],
  ['$size', { a: { $size: new Double(2) } }, ['list', 'docs']],
  ['$all', { a: { $all: [5, 1] } }, ['list']],
  ['$all of one array', { a: { $all: [[1, 5]] } }, ['list', 'nested']],
  ['$all of nothing', { a: { $all: [] } }, []],
  ['$all of $elemMatch', { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { c: 1 } }] } }, ['docs']],
  ['$not', { a: { $not: { $exists: true } } }, ['missing']],
  [
    '$not of several',
    { a: { $not: { $gte: 1, $lt: 2 } } },
    ['missing', 'null', 'nan', 'text', 'yes', 'doc', 'turned', 'empty', 'nested', 'docs', 'nothing'],
  ],
  ['$and', { $and: [{ a: 1 }, { b: 'x' }] }, ['one']],
  ['$or beside a field', { a: 1, $or: [{ b: 'x' }, { a: 5 }] }, ['one', 'list']],
  ['$nor', { $nor: [{ a: { $exists: true } }, { b: 1 }] }, ['missing']],
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
  ['$nor of a number', { $nor: [1] }, 2],
  ['$in of no list', { a: { $in: 1 } }, 2],
  ['$in with an operator', { a: { $in: [{ $gt: 1 }] } }, 2],
  ['$all of no list', { a: { $all: 1 } }, 2],
  ['$all of an operator', { a: { $all: [{ $gt: 1 }] } }, 2],
  ['$all mixed', { a: { $all: [{ $elemMatch: { b: 1 } }, 1] } }, 2],
  ['$size of a fraction', { a: { $size: new Double(1.5) } }, 2],
  ['$size below zero', { a: { $size: -1 } }, 2],
  ['$type of an unknown name', { a: { $type: 'words' } }, 2],
  ['$type 0', { a: { $type: 0 } }, 2],
  ['$type of nothing', { a: { $type: [] } }, 9],
  ['$type of a document', { a: { $type: {} } }, 14],
  ['$type deprecated', { a: { $type: 'symbol' } }, 238],
  ['$not of a number', { a: { $not: 1 } }, 2],
  ['$not of nothing', { a: { $not: {} } }, 2],
  ['$elemMatch of a number', { a: { $elemMatch: 1 } }, 2],
  ['$regex', { a: { $regex: '^a' } }, 238],
  ['a regular expression', { a: new BSONRegExp('^a') }, 238],
  ['a regular expression in $in', { a: { $in: [new BSONRegExp('^a')] } }, 238],
  ['a regular expression under $not', { a: { $not: new BSONRegExp('^a') } }, 238],
  ['$expr', { $expr: { $eq: ['$a', 1] } }, 238],
  ['$where', { $where: 'true' }, 238],
  ['$text', { $text: { $search: 'a' } }, 238],
  ['$mod', { a: { $mod: [2, 0] } }, 238],
  ['deep inside', { $or: [{ a: 1 }, { $and: [{ b: { $not: { $regex: 'a' } } }] }] }, 238],
])('refused: %s', (_, filter, code) => {
  expect(() => compileFilter(decode(encode(filter)))).toThrow(expect.objectContaining({ code }));
});

test.each<[string, unknown, unknown[], boolean[]]>([
  ['a value', 1, [1, 1n, 2, [1]], [true, true, false, false]],
  ['operators look into an element that is an array', { $gte: 2 }, [1, 2, [5]], [false, true, true]],
  ['a document is a filter on documents', { b: 1 }, [{ c: 2, b: 1 }, { b: 2 }, 1], [true, false, false]],
  ['$or is a filter on documents', { $or: [{ b: 1 }, { b: 2 }] }, [{ b: 2 }, 2], [true, false]],
])('an element test with %s', (_, condition, elements, answers) => {
  expect(elements.map(compileElementTest(condition))).toEqual(answers);
});

describe('conditions for an index', () => {
  test.each<[string, Doc, Bound[]]>([
    [
      'equality',
      { a: 1, 'b.c': null },
      [
        { path: 'a', eq: 1 },
        { path: 'b.c', eq: null },
      ],
    ],
    ['a range', { a: { $gt: 1, $lte: 5 } }, [{ path: 'a', gt: 1, lte: 5 }]],
    [
      '$in, $exists and $type',
      { a: { $in: [1, 2] }, b: { $exists: true, $type: 'int' } },
      [
        { path: 'a', in: [1, 2] },
        { path: 'b', exists: true, type: 'int' },
      ],
    ],
    [
      '$and',
      { $and: [{ a: 1 }, { $and: [{ a: { $lt: 3 } }] }] },
      [
        { path: 'a', eq: 1 },
        { path: 'a', lt: 3 },
      ],
    ],
    [
      'not from $or, $nor, $not, $ne, $nin, $elemMatch, $all, $size',
      {
        $or: [{ a: 1 }],
        $nor: [{ b: 1 }],
        c: { $not: { $gt: 1 } },
        d: { $ne: 1 },
        e: { $nin: [1] },
        f: { $elemMatch: { $gt: 1 } },
        g: { $all: [1] },
        h: { $size: 1 },
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
      fc.property(anyDoc, fc.constantFrom('a', 'b', 'a.b', 'a.a'), operator, operand, (doc, path, name, wanted) => {
        const filter = { [path]: { [name]: wanted } };
        fc.pre(compileFilter(filter)(doc));
        const keys = valuesAt(doc, path);
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
