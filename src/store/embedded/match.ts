// Filters: compiled once, asked for every document. Knows MongoDB's operators only as far as the lists here; anything else is an error.
import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { notImplemented, storeError } from './errors';
import { wholeNumber } from './number';
import { compare, isNaNValue, same, typeRank } from './order';
import { type Part, someAt, splitPath } from './path';
import { type Doc, fieldKey, fieldName, isDoc, newDoc, typeName, typeNumber, typeNumbers } from './value';

/** Says whether a document matches. */
export type Filter = (doc: Doc) => boolean;

// Asks whether any value that the path reaches passes the test; `expand` opens an array at the end of the path.
type Reach = (test: (value: unknown) => boolean, expand: boolean) => boolean;
type Predicate = (reach: Reach) => boolean;

const unsupportedAtTop = new Set(
  '$where $expr $text $comment $jsonSchema $sampleRate $alwaysTrue $alwaysFalse'.split(' '),
);
const unsupportedInField = new Set(
  (
    '$regex $options $mod $near $nearSphere $geoWithin $geoIntersects $within $minDistance $maxDistance ' +
    '$bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear $ref $id $db'
  ).split(' '),
);

/**
 * Compiles a filter.
 * @throws StoreError 2, 9 or 14 for what MongoDB refuses, 238 for what only the embedded store refuses ($regex, $expr, $mod …).
 */
export function compileFilter(filter: Doc): Filter {
  const clauses = Object.keys(filter).map((key) => compileClause(key, filter[key]));
  const [only] = clauses;
  if (clauses.length === 1 && only) return only;
  return (doc) => clauses.every((clause) => clause(doc));
}

function compileClause(key: string, operand: unknown): Filter {
  if (key.startsWith('$')) {
    const combine = logical[key];
    if (combine) return combine(branches(key, operand).map(compileFilter));
    if (unsupportedAtTop.has(key)) throw notImplemented(`the query operator ${key}`);
    throw storeError(2, `unknown top level operator: ${key}`);
  }
  const parts = splitPath(fieldName(key));
  const predicates = isOperators(operand) ? compileOperators(operand) : [equals(operand)];
  return (doc) => {
    const reach: Reach = (test, expand) => someAt(doc, parts, expand, test);
    return predicates.every((predicate) => predicate(reach));
  };
}

const logical: Readonly<Record<string, (filters: readonly Filter[]) => Filter>> = {
  $and: (filters) => (doc) => filters.every((filter) => filter(doc)),
  $or: (filters) => (doc) => filters.some((filter) => filter(doc)),
  $nor: (filters) => (doc) => !filters.some((filter) => filter(doc)),
};

function branches(operator: string, operand: unknown): Doc[] {
  if (!Array.isArray(operand)) throw storeError(2, `${operator} must be an array`);
  if (operand.length === 0) throw storeError(2, '$and/$or/$nor must be a nonempty array');
  if (!operand.every(isDoc)) throw storeError(2, '$or/$and/$nor entries need to be full objects');
  return operand;
}

/** True where a filter's operand holds operators and not a document to be equal to. */
export function isOperators(operand: unknown): operand is Doc {
  return isDoc(operand) && (Object.keys(operand)[0] ?? '').startsWith('$');
}

function compileOperators(operators: Doc): Predicate[] {
  return Object.entries(operators).map(([name, operand]) => {
    const compile = fieldOperators[name];
    if (compile) return compile(operand);
    if (unsupportedInField.has(name)) throw notImplemented(`the query operator ${name}`);
    throw storeError(2, `unknown operator: ${fieldName(name)}`);
  });
}

const fieldOperators: Readonly<Record<string, (operand: unknown) => Predicate>> = Object.assign(Object.create(null), {
  $eq: equals,
  $ne: (operand: unknown) => negate(equals(operand)),
  $gt: (operand: unknown) => ordered(operand, (order) => order > 0, false),
  $gte: (operand: unknown) => ordered(operand, (order) => order >= 0, true),
  $lt: (operand: unknown) => ordered(operand, (order) => order < 0, false),
  $lte: (operand: unknown) => ordered(operand, (order) => order <= 0, true),
  $in: (operand: unknown) => anyOf('$in', operand),
  $nin: (operand: unknown) => negate(anyOf('$nin', operand)),
  $exists: (operand: unknown) => (isTruthy(operand) ? present : negate(present)),
  $type: ofType,
  $not: notAll,
  $elemMatch: elementMatches,
  $size: ofSize,
  $all: containsAll,
});

const present: Predicate = (reach) => reach((value) => value !== undefined, false);

function negate(predicate: Predicate): Predicate {
  return (reach) => !predicate(reach);
}

/** MongoDB's truth: false, null, missing and zero are false, all else is true, the empty string included. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeRank(value) !== typeRank(0) || !same(value, 0);
}

function refuseRegex(operand: unknown): void {
  if (operand instanceof BSONRegExp) throw notImplemented('regular expressions in queries');
}

function equals(operand: unknown): Predicate {
  refuseRegex(operand);
  const test = (value: unknown): boolean => same(value, operand);
  return (reach) => reach(test, true);
}

// Only values of the operand's own type compare, except against MinKey and MaxKey; NaN is neither above nor below anything.
function ordered(operand: unknown, wanted: (order: number) => boolean, orEqual: boolean): Predicate {
  refuseRegex(operand);
  const rank = typeRank(operand);
  const anyType = operand instanceof MinKey || operand instanceof MaxKey;
  if (isNaNValue(operand)) return (reach) => orEqual && reach(isNaNValue, true);
  const test = (value: unknown): boolean =>
    anyType
      ? wanted(compare(value, operand))
      : typeRank(value) === rank && !isNaNValue(value) && wanted(compare(value, operand));
  return (reach) => reach(test, true);
}

function anyOf(operator: string, operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw storeError(2, `${operator} needs an array`);
  operand.forEach(refuseRegex);
  if (operand.some(isOperators)) throw storeError(2, `cannot nest $ under ${operator}`);
  const texts = new Set(operand.filter((item) => typeof item === 'string'));
  const others = operand.filter((item) => typeof item !== 'string');
  const test = (value: unknown): boolean =>
    typeof value === 'string' ? texts.has(value) : others.some((item) => same(item, value));
  return (reach) => reach(test, true);
}

const numberTypes = [typeNumbers.int, typeNumbers.long, typeNumbers.double, typeNumbers.decimal];
const deprecatedTypes = new Set<unknown>([6, 12, 13, 14, 15]);
for (const name of 'undefined dbPointer javascript symbol javascriptWithScope'.split(' ')) deprecatedTypes.add(name);
const typeAliases = new Map<unknown, readonly number[]>([['number', numberTypes]]);
for (const [name, number] of Object.entries(typeNumbers)) {
  if (number === typeNumbers.missing) continue;
  typeAliases.set(name, [number]).set(number, [number]);
}

function ofType(operand: unknown): Predicate {
  const wanted = new Set<number>();
  const list: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw storeError(9, '$type must match at least one type');
  for (const item of list) for (const number of typeNumbersOf(item)) wanted.add(number);
  return (reach) => reach((value) => wanted.has(typeNumber(value)), true);
}

function typeNumbersOf(item: unknown): readonly number[] {
  const name = typeof item === 'string' ? item : wholeNumber(item);
  if (deprecatedTypes.has(name)) throw notImplemented(`$type ${String(name)}`);
  const numbers = typeAliases.get(name);
  if (numbers) return numbers;
  if (typeof item === 'string') throw storeError(2, `Unknown type name alias: ${item}`);
  if (typeRank(item) === typeRank(0)) throw storeError(2, `Invalid numerical type code: ${String(name)}`);
  throw storeError(14, `type must be represented as a number or a string, not ${typeName(item)}`);
}

function notAll(operand: unknown): Predicate {
  refuseRegex(operand);
  if (!isDoc(operand)) throw storeError(2, '$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw storeError(2, '$not cannot be empty');
  const predicates = compileOperators(operand);
  return (reach) => !predicates.every((predicate) => predicate(reach));
}

function ofSize(operand: unknown): Predicate {
  const size = wholeNumber(operand);
  if (size === undefined) throw storeError(2, '$size must be a whole number');
  if (size < 0) throw storeError(2, '$size may not be negative');
  return (reach) => reach((value) => Array.isArray(value) && value.length === size, false);
}

function containsAll(operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw storeError(2, '$all needs an array');
  const items: unknown[] = operand;
  const elements = items.filter((item) => isOperators(item) && '$elemMatch' in item);
  if (elements.length > 0 && elements.length < items.length) throw storeError(2, 'no $ expressions in $all');
  if (elements.length === 0 && items.some(isOperators)) throw storeError(2, 'no $ expressions in $all');
  const predicates = items.flatMap((item) => (elements.length > 0 ? compileOperators(item as Doc) : [equals(item)]));
  return (reach) => predicates.length > 0 && predicates.every((predicate) => predicate(reach));
}

function elementMatches(operand: unknown): Predicate {
  if (!isDoc(operand)) throw storeError(2, '$elemMatch needs an Object');
  const test =
    isOperators(operand) && !((Object.keys(operand)[0] as string) in logical) ? valueTest(operand) : docTest(operand);
  return (reach) => reach((value) => Array.isArray(value) && value.some(test), false);
}

function valueTest(operators: Doc): (value: unknown) => boolean {
  const predicates = compileOperators(operators);
  return (value) => predicates.every((predicate) => predicate((test) => test(value)));
}

// An array among the elements counts as a document with the names 0, 1, 2 …
function docTest(filter: Doc): (value: unknown) => boolean {
  const matches = compileFilter(filter);
  return (value) => (Array.isArray(value) ? matches(asDoc(value)) : isDoc(value) && matches(value));
}

function asDoc(array: readonly unknown[]): Doc {
  const doc = newDoc();
  array.forEach((item, i) => (doc[fieldKey(String(i))] = item));
  return doc;
}

const itself: readonly Part[] = splitPath('');

/** What `$pull` asks of each element: operators as on a field holding it, a document as a filter on documents, else equality. */
export function compileElementTest(condition: unknown): (element: unknown) => boolean {
  refuseRegex(condition);
  const first = isDoc(condition) ? (Object.keys(condition)[0] ?? '') : '';
  if (isDoc(condition) && (first in fieldOperators || unsupportedInField.has(first)) && first !== '$not') {
    const predicates = compileOperators(condition);
    return (element) => {
      const holder: Doc = { '': element };
      return predicates.every((predicate) => predicate((test, expand) => someAt(holder, itself, expand, test)));
    };
  }
  if (!isDoc(condition)) return (element) => same(element, condition);
  const matches = compileFilter(condition);
  return (element) => isDoc(element) && matches(element);
}

/**
 * One thing that is true of every matching document: on the path there is a value (an element, where there is an array) that is equal, among,
 * above or below. Several bounds on one path, and `gt` beside `lt`, may each be met by another element of an array.
 */
export type Bound = {
  path: string;
  eq?: unknown;
  in?: unknown[];
  gt?: unknown;
  gte?: unknown;
  lt?: unknown;
  lte?: unknown;
  exists?: true;
  type?: unknown;
};

/**
 * The conditions that every match of the filter fulfils, for choosing an index; the filter must still be asked. A bound on null also means
 * missing. Left out: what stands in `$or`, `$nor`, `$not`, `$elemMatch`, negations, `$all`, `$size`, `$exists: false`, and operands that are
 * arrays (an index holds an array's elements, not the array).
 */
export function conditions(filter: Doc): Bound[] {
  return Object.keys(filter).flatMap((key) => {
    const operand = filter[key];
    if (key === '$and') return (operand as Doc[]).flatMap(conditions);
    if (key.startsWith('$')) return [];
    const path = fieldName(key);
    if (!isOperators(operand)) return Array.isArray(operand) ? [] : [{ path, eq: operand }];
    const bound = { path, ...boundOf(operand) };
    return Object.keys(bound).length > 1 ? [bound] : [];
  });
}

const boundNames: Readonly<Record<string, keyof Bound>> = {
  $eq: 'eq',
  $gt: 'gt',
  $gte: 'gte',
  $lt: 'lt',
  $lte: 'lte',
  $type: 'type',
};

function boundOf(operators: Doc): Omit<Bound, 'path'> {
  const bound: Record<string, unknown> = {};
  for (const [operator, operand] of Object.entries(operators)) {
    const name = boundNames[operator];
    if (name && (name === 'type' || !Array.isArray(operand))) bound[name] = operand;
    if (operator === '$in' && !(operand as unknown[]).some(Array.isArray)) bound['in'] = operand;
    if (operator === '$exists' && isTruthy(operand)) bound['exists'] = true;
  }
  return bound;
}
