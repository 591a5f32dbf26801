// Updates: replacement documents and the field operators listed here, applied to one document at a time without changing it.
import { BSONRegExp } from 'bson';
import { notImplemented, storeError } from './errors';
import { compileElementTest, isOperators } from './match';
import { bsonNumber, calculate, wholeNumber } from './number';
import { compare, same } from './order';
import { type Part, joinPath, splitPath } from './path';
import { type Doc, copyDoc, encode, fieldName, isDoc, newDoc, typeName } from './value';

/**
 * Gives the document after the update: the very same object where nothing changes. `inserting` is true for an upsert's new document; its
 * `_id`, where it has one, comes first, otherwise the caller has to add it.
 */
export type Update = (doc: Doc, inserting: boolean) => Doc;

const gone = Symbol('gone');
type Change = (old: unknown) => unknown;
type Operator = {
  /** Whether the path is made where it does not exist. */
  readonly creates: boolean;
  /** Whether a scalar or an array in the way of the path is an error. */
  readonly strict: boolean;
  readonly compile: (operand: unknown, path: string) => Change;
};
type Step = {
  readonly parts: readonly Part[];
  readonly operator: Operator;
  readonly change: Change;
  readonly onInsertOnly: boolean;
};

const unsupported = new Set('$rename $mul $currentDate $bit $pop $pullAll $pushAll'.split(' '));
const maxPadding = 1_500_000;

/**
 * Compiles an update.
 * @throws StoreError 2, 9, 14, 40, 52 or 56 for what MongoDB refuses; 238 for pipelines, positional paths and operators outside the subset.
 */
export function compileUpdate(update: unknown): { replacement: boolean; apply: Update } {
  if (Array.isArray(update)) throw notImplemented('updates by a pipeline');
  if (!isDoc(update)) throw storeError(9, 'Update argument must be either an object or an array');
  if (!isOperators(update)) return { replacement: true, apply: replaceWith(update) };
  const steps = Object.entries(update).flatMap(([name, fields]) => compileOperator(fieldName(name), fields));
  orderSteps(steps, 40, 'Updating one path twice would create a conflict');
  return { replacement: false, apply: (doc, inserting) => settle(doc, applySteps(doc, steps, inserting), inserting) };
}

function replaceWith(replacement: Doc): Update {
  requireStorable(replacement, '');
  return (doc, inserting) => {
    const { _id: oldId } = doc;
    const { _id: newId = oldId, ...fields } = replacement;
    if (oldId !== undefined && !same(oldId, newId)) throw immutableId();
    const result = copyDoc(newId === undefined ? fields : { _id: newId, ...fields });
    if (inserting) requireId(result);
    return identical(doc, result) ? doc : result;
  };
}

function compileOperator(name: string, fields: unknown): Step[] {
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) {
    if (unsupported.has(name)) throw notImplemented(`the update operator ${name}`);
    throw storeError(9, `Unknown modifier: ${name}. Expected a valid update modifier`);
  }
  if (!isDoc(fields)) throw storeError(9, `Modifiers operate on fields but we found type ${typeName(fields)} instead`);
  if (Object.keys(fields).length === 0) throw storeError(9, `'${name}' is empty. You must specify a field`);
  return Object.entries(fields).map(([key, operand]) => {
    const path = fieldName(key);
    const parts = updatePath(path);
    return { parts, operator, change: operator.compile(operand, path), onInsertOnly: name === '$setOnInsert' };
  });
}

function updatePath(path: string): readonly Part[] {
  if (path === '') throw storeError(56, 'An empty update path is not valid.');
  const parts = splitPath(path);
  for (const { key } of parts) {
    if (key === '') throw storeError(56, `The update path '${path}' contains an empty field name.`);
    if (key === '$' || key.startsWith('$[')) throw notImplemented(`positional updates: ${path}`);
    if (key.startsWith('$')) throw notStorable(key, path);
  }
  return parts;
}

function notStorable(name: string, path: string): Error {
  return storeError(52, `The dollar ($) prefixed field '${name}' in '${path}' is not valid for storage.`);
}

function requireStorable(value: unknown, path: string): void {
  if (Array.isArray(value)) value.forEach((item) => requireStorable(item, path));
  if (!isDoc(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const full = path === '' ? key : `${path}.${key}`;
    if (key.startsWith('$')) throw notStorable(key, full);
    requireStorable(inner, full);
  }
}

function comparePaths(a: readonly Part[], b: readonly Part[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(fieldName((a[i] as Part).key), fieldName((b[i] as Part).key));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

// MongoDB adds new fields in the order of their names, whatever the order in the update; what lies under a path then follows it at once.
function orderSteps(steps: Step[], conflictCode: number, refusal: string): void {
  steps.sort((a, b) => comparePaths(a.parts, b.parts));
  steps.forEach(({ parts }, i) => {
    const outer = steps[i - 1]?.parts;
    if (!outer?.every((part, at) => part.key === parts[at]?.key)) return;
    throw storeError(conflictCode, `${refusal}: '${joinPath(outer)}' and '${joinPath(parts)}'`);
  });
}

function applySteps(doc: Doc, steps: readonly Step[], inserting: boolean): Doc {
  let result: unknown = doc;
  for (const step of steps) if (inserting || !step.onInsertOnly) result = changeAt(result, step, 0);
  return result as Doc;
}

function changeAt(value: unknown, step: Step, at: number): unknown {
  const { parts, operator, change } = step;
  const part = parts[at];
  if (!part) return change(value);
  if (value === undefined) return withField(newDoc(), part.key, changeAt(undefined, step, at + 1));
  if (isDoc(value)) return changeField(value, part.key, step, at);
  if (Array.isArray(value) && part.index >= 0) return changeItem(value, part.index, step, at);
  if (!operator.strict) return value;
  const [name, path] = [fieldName(part.key), joinPath(parts)];
  if (!operator.creates) throw storeError(28, `Cannot use the part (${name}) of (${path}) to traverse the element`);
  throw storeError(28, `Cannot create field '${name}' in element {${path}: ${typeName(value)}}`);
}

function changeField(doc: Doc, key: string, step: Step, at: number): Doc {
  const old = doc[key];
  if (old === undefined && !step.operator.creates) return doc;
  const next = changeAt(old, step, at + 1);
  return next === old ? doc : withField(doc, key, next);
}

function withField(doc: Doc, key: string, value: unknown): Doc {
  const copy = copyDoc(doc);
  if (value === gone) delete copy[key];
  else copy[key] = value;
  return copy;
}

function changeItem(array: readonly unknown[], index: number, step: Step, at: number): readonly unknown[] {
  const old = array[index];
  if (old === undefined && !step.operator.creates) return array;
  if (index - array.length >= maxPadding) throw storeError(2, `cannot add more than ${maxPadding} nulls`);
  const next = changeAt(old, step, at + 1);
  if (next === old) return array;
  const copy = array.slice();
  while (copy.length < index) copy.push(null);
  copy[index] = next === gone ? null : next;
  return copy;
}

function settle(before: Doc, after: Doc, inserting: boolean): Doc {
  if (before === after) {
    if (inserting) requireId(after);
    return before;
  }
  if (before['_id'] !== undefined && !identicalValues(before['_id'], after['_id'])) throw immutableId();
  if (!inserting || after['_id'] === undefined) return after;
  requireId(after);
  return copyDoc({ _id: after['_id'], ...after });
}

function immutableId(): Error {
  return storeError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

function requireId({ _id: id }: Doc): void {
  const isUnfit = Array.isArray(id) || id instanceof BSONRegExp;
  if (isUnfit) throw storeError(53, `The '_id' value cannot be of type ${typeName(id)}`);
}

function identical(a: Doc, b: Doc): boolean {
  return a === b || Buffer.compare(encode(a), encode(b)) === 0;
}

// Byte for byte: 1 and 1.0 are equal but not identical, and `$set` must then write.
function identicalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return identical({ v: a }, { v: b });
}

const setting: Operator = { creates: true, strict: true, compile: setTo };
const operators: Readonly<Record<string, Operator>> = {
  $set: setting,
  $setOnInsert: setting,
  $unset: { creates: false, strict: false, compile: () => () => gone },
  $inc: { creates: true, strict: true, compile: incrementBy },
  $min: { creates: true, strict: true, compile: (operand, path) => keepWhere((order) => order <= 0, operand, path) },
  $max: { creates: true, strict: true, compile: (operand, path) => keepWhere((order) => order >= 0, operand, path) },
  $push: { creates: true, strict: true, compile: push },
  $addToSet: { creates: true, strict: true, compile: addToSet },
  $pull: { creates: false, strict: true, compile: pull },
};

function setTo(operand: unknown, path: string): Change {
  requireStorable(operand, path);
  return (old) => (identicalValues(old, operand) ? old : operand);
}

function keepWhere(keeps: (order: number) => boolean, operand: unknown, path: string): Change {
  requireStorable(operand, path);
  return (old) => (old !== undefined && keeps(compare(old, operand)) ? old : operand);
}

function incrementBy(operand: unknown, path: string): Change {
  const by = bsonNumber(operand);
  if (by === undefined) throw storeError(14, `Cannot increment '${path}' with a value of type ${typeName(operand)}`);
  return (old) => {
    if (old === undefined) return by;
    const from = bsonNumber(old);
    if (from === undefined) throw storeError(14, `Cannot apply $inc to '${path}' of type ${typeName(old)}`);
    const sum = calculate('add', from, by);
    if (sum === undefined) throw storeError(2, `Failed to apply $inc: '${path}' would overflow`);
    return identicalValues(old, sum) ? old : sum;
  };
}

const unsupportedClauses = new Set(['$position', '$sort']);

function push(operand: unknown, path: string): Change {
  const clauses = isDoc(operand) && '$each' in operand ? operand : { $each: [operand] };
  const { $each: items, $slice: slice, ...others } = clauses;
  for (const clause of Object.keys(others)) {
    if (unsupportedClauses.has(clause)) throw notImplemented(`${clause} in $push`);
    throw storeError(2, `Unrecognized clause in $push: ${clause}`);
  }
  if (!Array.isArray(items)) throw storeError(2, `$each in $push must be an array, not of type ${typeName(items)}`);
  const limit = wholeNumber(slice);
  if (slice !== undefined && limit === undefined) throw storeError(2, 'The value for $slice must be an integer value');
  requireStorable(items, path);
  return (old) => {
    const before = arrayAt(old, path);
    const after = sliced([...before, ...items], limit);
    return old !== undefined && identicalValues(old, after) ? old : after;
  };
}

function sliced(array: readonly unknown[], limit: number | undefined): readonly unknown[] {
  if (limit === undefined) return array;
  return limit < 0 ? array.slice(limit) : array.slice(0, limit);
}

function arrayAt(old: unknown, path: string): readonly unknown[] {
  if (old === undefined) return [];
  if (Array.isArray(old)) return old;
  throw storeError(2, `The field '${path}' must be an array but is of type ${typeName(old)}`);
}

function addToSet(operand: unknown, path: string): Change {
  const items = isDoc(operand) && '$each' in operand ? eachOf(operand) : [operand];
  requireStorable(items, path);
  return (old) => {
    const before = arrayAt(old, path);
    const after = before.slice();
    for (const item of items) if (!after.some((member) => same(member, item))) after.push(item);
    return old !== undefined && after.length === before.length ? old : after;
  };
}

function eachOf(clauses: Doc): readonly unknown[] {
  const { $each: items, ...others } = clauses;
  if (!Array.isArray(items)) throw storeError(14, `$each in $addToSet must be an array, not a ${typeName(items)}`);
  if (Object.keys(others).length > 0) throw storeError(2, 'Found unexpected fields after $each in $addToSet');
  return items;
}

function pull(operand: unknown, path: string): Change {
  const matches = compileElementTest(operand);
  return (old) => {
    const before = arrayAt(old, path);
    const after = before.filter((item) => !matches(item));
    return after.length === before.length ? old : after;
  };
}

/**
 * The document an upsert starts from: what the filter says a match is equal to, through `$eq`, one-element `$in` and `$all`, `$and` and
 * one-branch `$or`. A replacement takes only the `_id`.
 * @throws StoreError 54 where the filter names one path twice or a path and one under it; 52 for names that cannot be stored.
 */
export function upsertSeed(filter: Doc, replacement = false): Doc {
  const found = equalities(filter).filter(({ path }) => !replacement || path === '_id');
  const steps = found.map(({ path, value }) => {
    requireStorable(value, path);
    return { parts: updatePath(path), operator: setting, change: () => value, onInsertOnly: false };
  });
  orderSteps(steps, 54, 'cannot infer query fields to set');
  return applySteps(newDoc(), steps, true);
}

type Equality = { readonly path: string; readonly value: unknown };

function equalities(filter: Doc): Equality[] {
  return Object.entries(filter).flatMap(([key, operand]) => {
    if (key === '$and') return (operand as Doc[]).flatMap(equalities);
    if (key === '$or') return (operand as Doc[]).length === 1 ? (operand as Doc[]).flatMap(equalities) : [];
    if (key.startsWith('$')) return [];
    const path = fieldName(key);
    if (!isOperators(operand)) return [{ path, value: operand }];
    const values = Object.entries(operand).flatMap(([name, value]) => equalTo(name, value));
    return values.map((value) => ({ path, value }));
  });
}

function equalTo(operator: string, operand: unknown): readonly unknown[] {
  if (operator === '$eq') return [operand];
  if (operator === '$in') return (operand as unknown[]).length === 1 ? (operand as unknown[]) : [];
  if (operator === '$all') return (operand as unknown[]).filter((item) => !isOperators(item));
  return [];
}
