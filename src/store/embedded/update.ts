// Updates: replacement documents and the operators listed here on whole fields, applied to one document at a time without changing it.
import { notImplemented, storeError } from './errors';
import { requireField } from './field';
import { isOperators } from './match';
import { isNumber, sum } from './number';
import { compare, same } from './order';
import { type Doc, copyDoc, encode, isDoc, newDoc, typeName } from './value';

/**
 * Gives the document after the update: the very same object where nothing changes. `inserting` is true for an upsert's new document; its
 * `_id`, where it has one, comes first, otherwise the caller has to add it.
 */
export type Update = (doc: Doc, inserting: boolean) => Doc;

// From a field's old value to its new one; undefined for a field that is not there.
type Change = (old: unknown) => unknown;
type Step = { readonly field: string; readonly change: Change; readonly onInsertOnly: boolean };

const unsupported = new Set('$push $pull $addToSet $rename $mul $currentDate $bit $pop $pullAll $pushAll'.split(' '));

/**
 * Compiles an update.
 * @throws StoreError 9, 14, 40, 52 or 56 for what MongoDB refuses; 238 for pipelines, paths and operators outside the subset.
 */
export function compileUpdate(update: unknown): { replacement: boolean; apply: Update } {
  if (Array.isArray(update)) throw notImplemented('updates by a pipeline');
  if (!isDoc(update)) throw storeError(9, 'Update argument must be either an object or an array');
  if (!isOperators(update)) return { replacement: true, apply: replaceWith(update) };
  const steps = Object.entries(update).flatMap(([name, fields]) => compileOperator(name, fields));
  orderSteps(steps, 40, 'Updating one field twice would create a conflict');
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
  const compile = operators[name];
  if (unsupported.has(name)) throw notImplemented(`the update operator ${name}`);
  if (!compile) throw storeError(9, `Unknown modifier: ${name}. Expected a valid update modifier`);
  if (!isDoc(fields)) throw storeError(9, `Modifiers operate on fields but we found type ${typeName(fields)} instead`);
  if (Object.keys(fields).length === 0) throw storeError(9, `'${name}' is empty. You must specify a field`);
  return Object.entries(fields).map(([field, operand]) => {
    if (field === '') throw storeError(56, 'An empty update path is not valid.');
    requireField(field);
    if (field.startsWith('$')) throw notStorable(field, field);
    requireStorable(operand, field);
    return { field, change: compile(operand, field), onInsertOnly: name === '$setOnInsert' };
  });
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

// MongoDB adds new fields in the order of their names, whatever the order in the update.
function orderSteps(steps: Step[], conflictCode: number, refusal: string): void {
  steps.sort((a, b) => compare(a.field, b.field));
  steps.forEach(({ field }, i) => {
    if (steps[i - 1]?.field === field) throw storeError(conflictCode, `${refusal}: '${field}'`);
  });
}

function applySteps(doc: Doc, steps: readonly Step[], inserting: boolean): Doc {
  let result = doc;
  for (const { field, change, onInsertOnly } of steps) {
    if (onInsertOnly && !inserting) continue;
    const next = change(result[field]);
    if (next === result[field]) continue;
    result = copyDoc(result);
    if (next === undefined) delete result[field];
    else result[field] = next;
  }
  return result;
}

function settle(before: Doc, after: Doc, inserting: boolean): Doc {
  const id = after['_id'];
  if (before['_id'] !== undefined && !identicalValues(before['_id'], id)) throw immutableId();
  if (!inserting) return after;
  requireId(after);
  return id === undefined ? after : copyDoc({ _id: id, ...after });
}

function immutableId(): Error {
  return storeError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

function requireId({ _id: id }: Doc): void {
  if (Array.isArray(id)) throw storeError(53, "The '_id' value cannot be of type array");
}

function identical(a: Doc, b: Doc): boolean {
  return a === b || Buffer.compare(encode(a), encode(b)) === 0;
}

// Byte for byte: 1 and 1.0 are equal but not identical, and `$set` must then write.
function identicalValues(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && identical({ v: a }, { v: b }));
}

const operators: Readonly<Record<string, (operand: unknown, field: string) => Change>> = Object.assign(
  Object.create(null),
  {
    $set: setTo,
    $setOnInsert: setTo,
    $unset: () => () => undefined,
    $inc: incrementBy,
    $min: (operand: unknown) => keepWhere((order) => order <= 0, operand),
    $max: (operand: unknown) => keepWhere((order) => order >= 0, operand),
  },
);

function setTo(operand: unknown): Change {
  return (old) => (identicalValues(old, operand) ? old : operand);
}

function keepWhere(keeps: (order: number) => boolean, operand: unknown): Change {
  return (old) => (old !== undefined && keeps(compare(old, operand)) ? old : operand);
}

function incrementBy(by: unknown, field: string): Change {
  if (!isNumber(by)) throw storeError(14, `Cannot increment '${field}' with a value of type ${typeName(by)}`);
  return (old) => {
    if (old === undefined) return by;
    if (!isNumber(old)) throw storeError(14, `Cannot apply $inc to '${field}' of type ${typeName(old)}`);
    const next = sum(old, by);
    if (next === undefined) throw storeError(2, `Failed to apply $inc: '${field}' would overflow`);
    return identicalValues(old, next) ? old : next;
  };
}

/**
 * The document an upsert starts from: what the filter says a match is equal to, through `$eq`, one-element `$in`, `$and` and one-branch
 * `$or`. A replacement takes only the `_id`.
 * @throws StoreError 54 where the filter names one field twice; 52 for names that cannot be stored.
 */
export function upsertSeed(filter: Doc, replacement = false): Doc {
  const steps = equalities(filter).filter(({ field }) => !replacement || field === '_id');
  orderSteps(steps, 54, 'cannot infer query fields to set');
  return applySteps(newDoc(), steps, true);
}

function equalities(filter: Doc): Step[] {
  return Object.entries(filter).flatMap(([field, operand]) => {
    const isOneWay = field === '$and' || (field === '$or' && (operand as Doc[]).length === 1);
    if (isOneWay) return (operand as Doc[]).flatMap(equalities);
    if (field.startsWith('$')) return [];
    return equalTo(operand).map((value) => {
      requireStorable(value, field);
      return { field, change: () => value, onInsertOnly: false };
    });
  });
}

function equalTo(operand: unknown): readonly unknown[] {
  if (!isOperators(operand)) return [operand];
  const among = (operand['$in'] ?? []) as unknown[];
  return [...('$eq' in operand ? [operand['$eq']] : []), ...(among.length === 1 ? among : [])];
}
