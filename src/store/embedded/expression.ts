// Aggregation expressions: the operators of the table below and no others.
import { Double, ObjectId, Timestamp } from 'bson';
import { dateToText } from './date-text';
import { notImplemented, storeError } from './errors';
import { isOperators, isTruthy } from './match';
import { type BsonNumber, bsonNumber, calculate, toDouble } from './number';
import { compare } from './order';
import { type Part, splitPath } from './path';
import { type Doc, fieldName, isDoc, newDoc, typeName } from './value';

/** Computes a value from a document of the pipeline; undefined means missing. */
export type Expression = (root: Doc) => unknown;

/**
 * Compiles an expression: "$path", "$$ROOT", "$$REMOVE", an operator, a document or an array of expressions, or a constant.
 * @throws StoreError 238 for an operator outside the subset, MongoDB's codes for wrong arguments (at once where they are counted, per document
 * where they are typed).
 */
export function compileExpression(spec: unknown): Expression {
  if (typeof spec === 'string' && spec.startsWith('$')) return compilePath(spec);
  if (Array.isArray(spec)) return compileList(spec);
  if (isOperators(spec)) return compileOperator(spec);
  if (isDoc(spec)) return compileDoc(spec);
  return () => spec;
}

function compilePath(text: string): Expression {
  const [variable = '', ...names] = text.startsWith('$$')
    ? text.slice(2).split('.')
    : ['ROOT', ...text.slice(1).split('.')];
  if (names.includes('')) throw storeError(15998, 'FieldPath field names may not be empty strings.');
  const parts = names.length > 0 ? splitPath(names.join('.')) : [];
  if (variable === 'REMOVE') return () => undefined;
  if (variable === 'ROOT' || variable === 'CURRENT') return (root) => valueAt(root, parts, 0);
  if (/^[A-Z]/.test(variable)) throw notImplemented(`the variable $$${variable}`);
  throw storeError(17276, `Use of undefined variable: ${variable}`);
}

/** The value on an expression's path: an array on the way gives the array of what its documents hold there. */
function valueAt(value: unknown, parts: readonly Part[], from: number): unknown {
  const part = parts[from];
  if (!part) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, parts, from)).filter((item) => item !== undefined);
  return isDoc(value) ? valueAt(value[part.key], parts, from + 1) : undefined;
}

function compileList(specs: readonly unknown[]): Expression {
  const items = specs.map(compileExpression);
  return (root) => items.map((item) => item(root) ?? null);
}

function compileDoc(spec: Doc): Expression {
  const fields = Object.entries(spec).map(([key, value]) => {
    if (fieldName(key).includes('.'))
      throw storeError(16412, `an expression's field name cannot contain '.': '${key}'`);
    return [key, compileExpression(value)] as const;
  });
  return (root) => {
    const doc = newDoc();
    for (const [key, field] of fields) {
      const value = field(root);
      if (value !== undefined) doc[key] = value;
    }
    return doc;
  };
}

function compileOperator(spec: Doc): Expression {
  const [name = '', ...others] = Object.keys(spec);
  if (others.length > 0) throw storeError(40181, 'an expression must contain exactly one field, its name');
  const special = specialForms[name];
  if (special) return special(spec[name]);
  const operator = operators[name];
  if (!operator) throw notImplemented(`the expression ${name}`);
  const specs: readonly unknown[] = Array.isArray(spec[name]) ? spec[name] : [spec[name]];
  requireCount(name, specs.length, operator.count);
  const items = specs.map(compileExpression);
  return (root) => operator.evaluate(items.map((item) => item(root)));
}

function requireCount(name: string, given: number, wanted: number | undefined): void {
  if (wanted === undefined || given === wanted) return;
  throw storeError(16020, `Expression ${name} takes exactly ${wanted} arguments. ${given} were passed in.`);
}

const specialForms: Readonly<Record<string, (operand: unknown) => Expression>> = {
  $literal: (operand) => () => operand,
  $cond: compileCond,
  $dateToString: compileDateToString,
  $and: (operand) => lazily(operand, (items, root) => items.every((item) => isTruthy(item(root)))),
  $or: (operand) => lazily(operand, (items, root) => items.some((item) => isTruthy(item(root)))),
};

function lazily(operand: unknown, decide: (items: readonly Expression[], root: Doc) => boolean): Expression {
  const items = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
  return (root) => decide(items, root);
}

function compileCond(operand: unknown): Expression {
  const [test, yes, no] = Array.isArray(operand)
    ? operand.map(compileExpression)
    : namedArguments('$cond', operand, 17083, condArguments);
  if (Array.isArray(operand)) requireCount('$cond', operand.length, 3);
  return (root) => (isTruthy(test?.(root)) ? yes?.(root) : no?.(root));
}

type Arguments = readonly (Expression | undefined)[];
// The names of an operator's arguments, each with the error code for its absence, or 0 where it may be left out.
type Names = readonly (readonly [name: string, code: number])[];
const condArguments: Names = [
  ['if', 17080],
  ['then', 17081],
  ['else', 17082],
];
const dateToStringArguments: Names = [
  ['date', 18628],
  ['format', 0],
  ['timezone', 0],
  ['onNull', 0],
];

function namedArguments(operator: string, operand: unknown, unknownCode: number, names: Names): Arguments {
  if (!isDoc(operand)) throw notImplemented(`${operator} without named arguments`);
  const stranger = Object.keys(operand).find((key) => !names.some(([name]) => name === key));
  if (stranger !== undefined) throw storeError(unknownCode, `Unrecognized argument to ${operator}: ${stranger}`);
  return names.map(([name, code]) => {
    if (name in operand) return compileExpression(operand[name]);
    if (code !== 0) throw storeError(code, `Missing '${name}' parameter to ${operator}`);
    return undefined;
  });
}

function compileDateToString(operand: unknown): Expression {
  const [date, format, timezone, onNull] = namedArguments('$dateToString', operand, 18534, dateToStringArguments);
  return (root) => {
    const pattern = format ? format(root) : undefined;
    const zone = timezone ? timezone(root) : 'UTC';
    if (format && typeof pattern !== 'string')
      throw storeError(18533, `the format must be a string, not ${typeName(pattern)}`);
    const value = date?.(root);
    if (isNullish(value)) return onNull ? onNull(root) : null;
    if (isNullish(zone)) return null;
    if (typeof zone !== 'string') throw storeError(40517, `the timezone must be a string, not ${typeName(zone)}`);
    return dateToText(dateOf(value), pattern as string | undefined, zone);
  };
}

function dateOf(value: unknown): Date {
  if (value instanceof Date) return value;
  const hasDate = value instanceof ObjectId || value instanceof Timestamp;
  if (hasDate) throw notImplemented('$dateToString of an ObjectId or a Timestamp');
  throw storeError(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

type Operator = { readonly count?: number; readonly evaluate: (values: readonly unknown[]) => unknown };

const operators: Readonly<Record<string, Operator>> = {
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
  $cmp: { count: 2, evaluate: ([a, b]) => Math.sign(order(a, b)) },
  $not: { count: 1, evaluate: ([value]) => !isTruthy(value) },
  $ifNull: { count: 2, evaluate: ([value, otherwise]) => value ?? otherwise },
  $in: { count: 2, evaluate: ([value, list]) => listOf(list, 40081, '$in').some((item) => order(item, value) === 0) },
  $size: { count: 1, evaluate: ([list]) => listOf(list, 17124, '$size').length },
  $concat: { evaluate: concat },
  $add: { evaluate: add },
  $subtract: { count: 2, evaluate: ([a, b]) => subtract(a, b) },
  $multiply: { evaluate: multiply },
  $divide: { count: 2, evaluate: ([a, b]) => divide(a, b) },
};

function comparing(holds: (order: number) => boolean): Operator {
  return { count: 2, evaluate: ([a, b]) => holds(order(a, b)) };
}

// Unlike in filters and sorts, here a missing value is less than null.
function order(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    return (a === undefined ? -1 : 1) * (compare(a ?? b, null) < 0 ? -1 : 1);
  }
  return compare(a, b);
}

function listOf(value: unknown, code: number, operator: string): readonly unknown[] {
  if (!Array.isArray(value)) throw storeError(code, `${operator} needs an array, but was of type: ${typeName(value)}`);
  return value;
}

function isNullish(value: unknown): boolean {
  return value === null || value === undefined;
}

function concat(values: readonly unknown[]): string | null {
  let text = '';
  for (const value of values) {
    if (isNullish(value)) return null;
    if (typeof value !== 'string') throw storeError(16702, `$concat only supports strings, not ${typeName(value)}`);
    text += value;
  }
  return text;
}

function add(values: readonly unknown[]): unknown {
  let date: Date | undefined;
  let sum: BsonNumber = 0;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (value instanceof Date) {
      if (date) throw storeError(16612, 'only one date allowed in an $add expression');
      date = value;
      continue;
    }
    sum = combine('add', sum, requireNumber(value, 16554, '$add only supports numeric or date types'));
  }
  return date ? shiftDate(date, sum) : sum;
}

function requireNumber(value: unknown, code: number, message: string): BsonNumber {
  const number = bsonNumber(value);
  if (number === undefined) throw storeError(code, `${message}, not ${typeName(value)}`);
  return number;
}

// Where even a long overflows MongoDB goes on in doubles.
function combine(operation: 'add' | 'subtract' | 'multiply', a: BsonNumber, b: BsonNumber): BsonNumber {
  return calculate(operation, a, b) ?? (calculate(operation, new Double(toDouble(a)), b) as BsonNumber);
}

function shiftDate(date: Date, byMs: BsonNumber): Date {
  const shifted = new Date(date.getTime() + Math.round(toDouble(byMs)));
  if (Number.isNaN(shifted.getTime())) throw notImplemented('dates beyond the year 275760');
  return shifted;
}

function multiply(values: readonly unknown[]): unknown {
  if (values.some(isNullish)) return null;
  return values
    .map((value) => requireNumber(value, 16555, '$multiply only supports numeric types'))
    .reduce((product, factor) => combine('multiply', product, factor), 1);
}

function subtract(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  const by = b instanceof Date ? undefined : bsonNumber(b);
  if (a instanceof Date && by !== undefined) return shiftDate(a, combine('multiply', by, -1));
  const from = bsonNumber(a);
  if (from !== undefined && by !== undefined) return combine('subtract', from, by);
  throw storeError(16556, `cant $subtract a ${typeName(b)} from a ${typeName(a)}`);
}

function divide(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  const over = toDouble(requireNumber(a, 16609, '$divide only supports numeric types'));
  const under = toDouble(requireNumber(b, 16609, '$divide only supports numeric types'));
  if (under === 0) throw storeError(16608, "can't $divide by zero");
  return new Double(over / under);
}
