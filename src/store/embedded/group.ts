// `$group` and its accumulators. Groups are kept by the bytes of their key, so 1, 1.0 and 1L are one group and null and missing another.
import { Double } from 'bson';
import { notImplemented, storeError } from './errors';
import { requireField } from './field';
import { isOperators } from './match';
import { type BsonNumber, isNumber, sum } from './number';
import { compare, keyBytes } from './order';
import { type Doc, isDoc, newDoc } from './value';

/** Computes a value from a document; undefined means missing. */
type Expression = (doc: Doc) => unknown;
/** From what there is so far (undefined at first) and one more value to what there is then. */
type Accumulate = (total: unknown, value: unknown) => unknown;
type Accumulator = { readonly name: string; readonly expression: Expression; readonly add: Accumulate };

/**
 * Compiles `$group`; the groups come out in the order in which they were first met. Keys and operands are constants, "$field"s, and for the
 * key a document of these.
 * @throws StoreError 15955, 40234, 40235, 40237, 40238 for what MongoDB refuses, 238 for accumulators and expressions outside the subset.
 */
export function compileGroup(spec: unknown): (docs: Iterable<Doc>) => Iterable<Doc> {
  if (!isDoc(spec)) throw storeError(15947, "a group's fields must be specified in an object");
  if (!('_id' in spec)) throw storeError(15955, 'a group specification must include an _id');
  const { _id, ...rest } = spec;
  const id = compileKey(_id);
  const accumulators = Object.entries(rest).map(([name, value]) => compileAccumulator(name, value));
  return (docs) => gather(docs, id, accumulators);
}

function compileKey(spec: unknown): Expression {
  if (!isDoc(spec) || isOperators(spec)) return compileExpression(spec);
  const fields = Object.entries(spec).map(([name, value]) => [requireField(name), compileExpression(value)] as const);
  return (doc) => {
    const key = newDoc();
    for (const [name, field] of fields) {
      const value = field(doc);
      if (value !== undefined) key[name] = value;
    }
    return key;
  };
}

function compileExpression(spec: unknown): Expression {
  if (isDoc(spec) || Array.isArray(spec)) throw notImplemented('expressions other than fields and constants');
  if (typeof spec !== 'string' || !spec.startsWith('$')) return () => spec;
  const field = requireField(spec.slice(1));
  if (field.startsWith('$')) throw notImplemented(`the variable ${spec}`);
  if (field === '') throw storeError(15998, 'FieldPath field names may not be empty strings.');
  return (doc) => doc[field];
}

function compileAccumulator(name: string, value: unknown): Accumulator {
  if (name.includes('.')) throw storeError(40235, `The field name '${name}' cannot contain '.'`);
  const [operator = '', ...others] = isDoc(value) ? Object.keys(value) : [];
  if (!operator.startsWith('$')) throw storeError(40234, `The field '${name}' must be an accumulator object`);
  if (others.length > 0) throw storeError(40238, `The field '${name}' must specify one accumulator`);
  const add = accumulate[operator];
  if (!add) throw notImplemented(`the accumulator ${operator}`);
  const operand = (value as Doc)[operator];
  if (Array.isArray(operand)) throw storeError(40237, `The ${operator} accumulator is a unary operator`);
  return { name, expression: compileExpression(operand), add };
}

const accumulate: Readonly<Record<string, Accumulate>> = Object.assign(Object.create(null), {
  $sum: (total: BsonNumber = 0, value: unknown) => {
    if (!isNumber(value)) return total;
    return sum(total, value) ?? new Double(Number(total) + Number(value));
  },
  $min: (best: unknown, value: unknown) => better(best, value, 1),
  $max: (best: unknown, value: unknown) => better(best, value, -1),
});

function better(best: unknown = null, value: unknown = null, way: 1 | -1): unknown {
  if (best === null || value === null) return best ?? value;
  return way * compare(value, best) < 0 ? value : best;
}

function* gather(docs: Iterable<Doc>, id: Expression, accumulators: readonly Accumulator[]): Iterable<Doc> {
  const groups = new Map<string, Doc>();
  for (const doc of docs) {
    const value = id(doc) ?? null;
    const key = Buffer.from(keyBytes(value)).toString('latin1');
    const group = groups.get(key) ?? Object.assign(newDoc(), { _id: value });
    groups.set(key, group);
    for (const { name, expression, add } of accumulators) group[name] = add(group[name], expression(doc));
  }
  yield* groups.values();
}
