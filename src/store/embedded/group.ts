// `$group` and its accumulators. Groups are kept by the bytes of their key, so 1, 1.0 and 1L are one group and null and missing another.
import { Double } from 'bson';
import { notImplemented, storeError } from './errors';
import { type Expression, compileExpression } from './expression';
import { bsonNumber, fitsLong, wholeResult } from './number';
import { compare, keyBytes } from './order';
import { type Doc, fieldName, isDoc, newDoc } from './value';

type Accumulator = { readonly add: (value: unknown) => void; readonly result: () => unknown };
type Field = { readonly key: string; readonly expression: Expression; readonly start: () => Accumulator };

/**
 * Compiles `$group`; the groups come out in the order in which they were first met.
 * @throws StoreError 15955, 40234, 40235, 40237, 40238 for what MongoDB refuses, 238 for an accumulator outside the subset.
 */
export function compileGroup(spec: unknown): (docs: Iterable<Doc>) => Iterable<Doc> {
  if (!isDoc(spec)) throw storeError(15947, "a group's fields must be specified in an object");
  if (!('_id' in spec)) throw storeError(15955, 'a group specification must include an _id');
  const id = compileExpression(spec['_id']);
  const fields = Object.entries(spec)
    .filter(([key]) => key !== '_id')
    .map(([key, value]) => compileField(key, value));
  return (docs) => gather(docs, id, fields);
}

function compileField(key: string, value: unknown): Field {
  const field = fieldName(key);
  if (field.includes('.')) throw storeError(40235, `The field name '${field}' cannot contain '.'`);
  const [name = '', ...others] = isDoc(value) ? Object.keys(value) : [];
  if (!name.startsWith('$')) throw storeError(40234, `The field '${field}' must be an accumulator object`);
  if (others.length > 0) throw storeError(40238, `The field '${field}' must specify one accumulator`);
  const start = accumulators[name];
  if (!start) throw notImplemented(`the accumulator ${name}`);
  const operand = (value as Doc)[name];
  if (Array.isArray(operand)) throw storeError(40237, `The ${name} accumulator is a unary operator`);
  if (name === '$count' && !(isDoc(operand) && Object.keys(operand).length === 0)) {
    throw storeError(2, '$count takes no arguments, i.e. $count:{}');
  }
  return { key, expression: compileExpression(operand), start };
}

type Group = { readonly id: unknown; readonly totals: readonly Accumulator[] };

function* gather(docs: Iterable<Doc>, id: Expression, fields: readonly Field[]): Iterable<Doc> {
  const groups = new Map<string, Group>();
  for (const doc of docs) {
    const value = id(doc) ?? null;
    const key = Buffer.from(keyBytes(value)).toString('latin1');
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { id: value, totals: fields.map((field) => field.start()) }));
    fields.forEach((field, i) => group.totals[i]?.add(field.expression(doc)));
  }
  for (const group of groups.values()) {
    const result = newDoc();
    result['_id'] = group.id;
    fields.forEach((field, i) => (result[field.key] = group.totals[i]?.result()));
    yield result;
  }
}

const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => {
    const total = createTotal();
    return { add: total.add, result: total.sum };
  },
  $avg: () => {
    const total = createTotal();
    return { add: total.add, result: total.mean };
  },
  $count: () => {
    let count = 0;
    return { add: () => count++, result: () => count };
  },
  $min: () => extreme((order) => order < 0),
  $max: () => extreme((order) => order > 0),
  $first: () => {
    let first: { value: unknown } | undefined;
    return { add: (value) => (first ??= { value }), result: () => first?.value ?? null };
  },
  $last: () => {
    let last: unknown;
    return { add: (value) => (last = value), result: () => last ?? null };
  },
  $push: () => {
    const list: unknown[] = [];
    return { add: (value) => value !== undefined && list.push(value), result: () => list };
  },
  $addToSet: () => {
    const set = new Map<string, unknown>();
    return {
      add: (value) => value !== undefined && set.set(Buffer.from(keyBytes(value)).toString('latin1'), value),
      result: () => [...set.values()],
    };
  },
};

function extreme(isBetter: (order: number) => boolean): Accumulator {
  let best: unknown = null;
  return {
    add: (value) => {
      if (value === undefined || value === null) return;
      if (best === null || isBetter(compare(value, best))) best = value;
    },
    result: () => best,
  };
}

// Whole numbers are added exactly; doubles with the lost low bits kept beside the sum (Neumaier), as MongoDB does.
function createTotal() {
  let whole = 0n;
  let double = 0;
  let lost = 0;
  let count = 0;
  let hasLong = false;
  let hasDouble = false;
  const addDouble = (value: number): void => {
    const next = double + value;
    if (Number.isFinite(next))
      lost += Math.abs(double) >= Math.abs(value) ? double - next + value : value - next + double;
    double = next;
  };
  const asDouble = (): number => {
    addDouble(Number(whole));
    whole = 0n;
    return double + lost;
  };
  return {
    add: (value: unknown): void => {
      const number = bsonNumber(value);
      if (number === undefined) return;
      count++;
      hasLong ||= typeof number === 'bigint';
      hasDouble ||= number instanceof Double;
      if (number instanceof Double) addDouble(number.value);
      else whole += BigInt(number);
    },
    sum: (): unknown => {
      if (hasDouble || !fitsLong(whole)) return new Double(asDouble());
      return hasLong ? whole : wholeResult(whole);
    },
    mean: (): unknown => (count === 0 ? null : new Double(asDouble() / count)),
  };
}
