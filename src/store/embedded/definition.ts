// Index definitions as clients send them: what MongoDB refuses, what the store does not have, and what an index may be.
import { notImplemented, storeError } from './errors';
import { requireField } from './field';
import { compileFilter, isOperators, isTruthy } from './match';
import { isNumber, wholeNumber } from './number';
import { compare } from './order';
import { copyDoc, type Doc, isDoc, typeName } from './value';

const known = new Set('key name v unique sparse partialFilterExpression expireAfterSeconds'.split(' '));
const notHere = new Set(
  'background ns collation hidden weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize storageEngine wildcardProjection clustered prepareUnique dropDups'.split(
    ' ',
  ),
);
const plugins = new Set(['text', '2d', '2dsphere', 'hashed', 'geoHaystack']);
const partialRanges = new Set(['$gt', '$gte', '$lt', '$lte', '$in', '$type']);
const onIdIndex = new Set(['key', 'name', 'v']);
const maxInt32 = 2 ** 31 - 1;

/**
 * Checks a definition and returns it as the catalog keeps it.
 * @throws StoreError 9, 14, 67, 197 and 2 as MongoDB does; 238 for index kinds and options that the store does not have
 */
export function checkIndex(spec: unknown): Doc {
  if (!isDoc(spec))
    throw storeError(14, `The elements of the 'indexes' array must be objects, but got ${typeName(spec)}`);
  const { key, name, v = 2 } = spec;
  if (key === undefined) throw storeError(9, "The 'key' field is a required property of an index specification");
  if (!isDoc(key)) throw storeError(14, "The field 'key' must be an object");
  for (const option of Object.keys(spec)) checkOption(option);
  checkKey(key);
  if (name === undefined) throw storeError(9, "The 'name' field is a required property of an index specification");
  if (typeof name !== 'string') throw storeError(14, "The field 'name' must be a string");
  if (Object.keys(key).join() === '_id') checkIdIndex(spec, key);
  if (wholeNumber(v) !== 2) throw cannot('the only index version is v=2');
  const kept = copyDoc({ v: 2, key, name });
  if (flagIn(spec, 'unique')) kept['unique'] = true;
  if (flagIn(spec, 'sparse') !== undefined) kept['sparse'] = spec['sparse'];
  checkPartial(spec);
  checkExpiry(spec, key);
  for (const option of ['partialFilterExpression', 'expireAfterSeconds'])
    if (spec[option] !== undefined) kept[option] = spec[option];
  return kept;
}

function cannot(why: string): Error {
  return storeError(67, `Error in specification: ${why}`);
}

function checkOption(name: string): void {
  if (known.has(name)) return;
  if (notHere.has(name)) throw notImplemented(`the index option ${name}`);
  throw storeError(197, `The field '${name}' is not valid for an index specification.`);
}

function checkKey(key: Doc): void {
  if (Object.keys(key).length === 0) throw cannot('Index keys cannot be empty.');
  for (const [field, way] of Object.entries(key)) {
    if (field === '$**') throw notImplemented('wildcard indexes');
    if (field === '') throw cannot('Index keys cannot contain an empty field.');
    if (field.startsWith('$')) throw cannot(`Index key contains an illegal field name: ${field}`);
    requireField(field);
    if (plugins.has(String(way))) throw notImplemented(`indexes of the kind ${String(way)}`);
    if (typeof way === 'string') throw cannot(`Unknown index plugin '${way}'`);
    if (!isNumber(way) || !Number.isFinite(Number(way)) || Number(way) === 0)
      throw cannot('Values in the index key pattern must be numbers other than 0');
  }
}

function checkIdIndex(spec: Doc, key: Doc): void {
  if (Number(key['_id']) !== 1) throw storeError(2, "The field 'key' for an _id index must be {_id: 1}");
  for (const option of Object.keys(spec))
    if (!onIdIndex.has(option))
      throw storeError(197, `The field '${option}' is not valid for an _id index specification.`);
}

function flagIn(spec: Doc, name: string): boolean | undefined {
  const value = spec[name];
  if (value === undefined || typeof value === 'boolean') return value;
  if (isNumber(value)) throw notImplemented(`numbers for the flag ${name}`);
  throw storeError(14, `The field '${name}' is not convertible to bool`);
}

function checkPartial(spec: Doc): void {
  const filter = spec['partialFilterExpression'];
  if (filter === undefined) return;
  if (!isDoc(filter))
    throw storeError(14, `The field 'partialFilterExpression' must be an object, but got ${typeName(filter)}`);
  if (flagIn(spec, 'sparse')) throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  compileFilter(filter);
  for (const [field, operand] of Object.entries(filter)) checkCondition(field, operand);
}

// What the planner can compare with a query's conditions, which is less than MongoDB allows.
function checkCondition(field: string, operand: unknown): void {
  if (field.startsWith('$')) throw notImplemented(`${field} in a partial index filter`);
  const conditions: [string, unknown][] = isOperators(operand) ? Object.entries(operand) : [['$eq', operand]];
  for (const [operator, value] of conditions) {
    if (partialRanges.has(operator)) throw notImplemented(`${operator} in a partial index filter`);
    if (operator !== '$eq' && !(operator === '$exists' && isTruthy(value)))
      throw cannot(`unsupported expression in partial index: ${operator}`);
    if (Array.isArray(value) || value === null) throw notImplemented('arrays and null in a partial index filter');
  }
}

function checkExpiry(spec: Doc, key: Doc): void {
  const value = spec['expireAfterSeconds'];
  if (value === undefined) return;
  if (!isNumber(value))
    throw cannot(`TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(value)}'`);
  const seconds = Number(value);
  if (!(seconds >= 0)) throw cannot("TTL index 'expireAfterSeconds' option cannot be less than 0");
  if (seconds > maxInt32) throw cannot("TTL index 'expireAfterSeconds' option must be within an acceptable range");
  if (Object.keys(key).length > 1)
    throw cannot('TTL indexes are single-field indexes, compound indexes do not support TTL');
}

/** Whether two checked definitions ask for the same keys. */
export function sameKey(a: Doc, b: Doc): boolean {
  return compare(a['key'], b['key']) === 0;
}

/** Whether two checked definitions of the same keys ask for the same index. */
export function sameOptions(a: Doc, b: Doc): boolean {
  const flags = ['unique', 'sparse'].every((name) => (a[name] ?? false) === (b[name] ?? false));
  return flags && ['partialFilterExpression', 'expireAfterSeconds'].every((name) => compare(a[name], b[name]) === 0);
}
