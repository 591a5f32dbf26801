// Filters: compiled once, asked for every document. Knows MongoDB's operators only as far as the lists here; anything else is an error.
import { notImplemented, storeError } from './errors';
import { requireField } from './field';
import { compare, isNaNValue, same, typeRank } from './order';
import { type Doc, isDoc } from './value';

/** Says whether a document matches. */
export type Filter = (doc: Doc) => boolean;

// Asked for the value of a field, which is undefined where the field is missing.
type Predicate = (value: unknown) => boolean;

const unsupportedAtTop = new Set('$nor $where $expr $text $comment $jsonSchema $sampleRate'.split(' '));
const unsupportedInField = new Set(
  (
    '$not $type $elemMatch $size $all $regex $options $mod $near $nearSphere $geoWithin $geoIntersects $within $minDistance ' +
    '$maxDistance $bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear $ref $id $db'
  ).split(' '),
);

/**
 * Compiles a filter.
 * @throws StoreError 2 for what MongoDB refuses, 238 for what only the embedded store refuses ($regex, $expr, paths into fields …).
 */
export function compileFilter(filter: Doc): Filter {
  const clauses = Object.entries(filter).map(([key, operand]) => compileClause(key, operand));
  return (doc) => clauses.every((clause) => clause(doc));
}

function compileClause(key: string, operand: unknown): Filter {
  if (key === '$and' || key === '$or') {
    const filters = branches(key, operand).map(compileFilter);
    return (doc) => (key === '$and' ? filters.every((filter) => filter(doc)) : filters.some((filter) => filter(doc)));
  }
  if (unsupportedAtTop.has(key)) throw notImplemented(`the query operator ${key}`);
  if (key.startsWith('$')) throw storeError(2, `unknown top level operator: ${key}`);
  const field = requireField(key);
  const predicates = isOperators(operand) ? compileOperators(operand) : [equals(operand)];
  return (doc) => predicates.every((predicate) => predicate(doc[field]));
}

function branches(operator: string, operand: unknown): Doc[] {
  if (!Array.isArray(operand)) throw storeError(2, `${operator} must be an array`);
  if (operand.length === 0) throw storeError(2, '$and/$or must be a nonempty array');
  if (!operand.every(isDoc)) throw storeError(2, '$or/$and entries need to be full objects');
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
    throw storeError(2, `unknown operator: ${name}`);
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
  $exists: (operand: unknown) => (isTruthy(operand) ? isThere : negate(isThere)),
});

const isThere: Predicate = (value) => value !== undefined;

function negate(predicate: Predicate): Predicate {
  return (value) => !predicate(value);
}

// An array passes a test by itself or by one of its elements.
function anyElement(test: Predicate): Predicate {
  return (value) => test(value) || (Array.isArray(value) && value.some(test));
}

/** MongoDB's truth: false, null, missing and zero are false, all else is true, the empty string included. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !same(value, 0);
}

function equals(operand: unknown): Predicate {
  return anyElement((value) => same(value, operand));
}

// Only values of the operand's own type compare; NaN is neither above nor below anything.
function ordered(operand: unknown, wanted: (order: number) => boolean, orEqual: boolean): Predicate {
  if (isNaNValue(operand)) return anyElement((value) => orEqual && isNaNValue(value));
  const rank = typeRank(operand);
  return anyElement((value) => typeRank(value) === rank && !isNaNValue(value) && wanted(compare(value, operand)));
}

function anyOf(operator: string, operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw storeError(2, `${operator} needs an array`);
  if (operand.some(isOperators)) throw storeError(2, `cannot nest $ under ${operator}`);
  const texts = new Set(operand.filter((item) => typeof item === 'string'));
  const others = operand.filter((item) => typeof item !== 'string');
  return anyElement((value) =>
    typeof value === 'string' ? texts.has(value) : others.some((item) => same(item, value)),
  );
}

/**
 * One thing that is true of every matching document: the field (or an element, where it is an array) is equal, among, above or below.
 * Several bounds on one field, and `gt` beside `lt`, may each be met by another element.
 */
export type Bound = {
  field: string;
  eq?: unknown;
  in?: unknown[];
  gt?: unknown;
  gte?: unknown;
  lt?: unknown;
  lte?: unknown;
  exists?: true;
};

/**
 * The conditions that every match of the filter fulfils, for choosing an index; the filter must still be asked. A bound on null also means
 * missing. Left out: `$or`, negations, `$exists: false`, and operands that are arrays (an index holds an array's elements, not the array).
 */
export function conditions(filter: Doc): Bound[] {
  return Object.entries(filter).flatMap(([field, operand]) => {
    if (field === '$and') return (operand as Doc[]).flatMap(conditions);
    if (field.startsWith('$')) return [];
    if (!isOperators(operand)) return Array.isArray(operand) ? [] : [{ field, eq: operand }];
    const bound = { field, ...boundOf(operand) };
    return Object.keys(bound).length > 1 ? [bound] : [];
  });
}

const boundNames = new Set(['$eq', '$gt', '$gte', '$lt', '$lte']);

function boundOf(operators: Doc): Omit<Bound, 'field'> {
  const bound: Record<string, unknown> = {};
  for (const [operator, operand] of Object.entries(operators)) {
    if (boundNames.has(operator) && !Array.isArray(operand)) bound[operator.slice(1)] = operand;
    if (operator === '$in' && !(operand as unknown[]).some(Array.isArray)) bound['in'] = operand;
    if (operator === '$exists' && isTruthy(operand)) bound['exists'] = true;
  }
  return bound;
}
