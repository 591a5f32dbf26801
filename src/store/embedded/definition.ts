// Index definitions as clients send them: what MongoDB refuses, what the store does not have, and what an index may be.
import { notImplemented, storeError } from './errors';
import { compileFilter, isOperators, isTruthy } from './match';
import { wholeNumber } from './number';
import { compare, isNumber } from './order';
import { copyDoc, type Doc, fieldName, isDoc, typeName } from './value';

const known = new Set([
  'key',
  'name',
  'v',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'ns',
]);
const notHere = new Set(
  'collation hidden weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize storageEngine wildcardProjection clustered prepareUnique dropDups'.split(
    ' ',
  ),
);
const plugins = new Set(['text', '2d', '2dsphere', 'hashed', 'geoHaystack']);
const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type']);
const onIdIndex = new Set(['key', 'name', 'v', 'ns']);
const maxInt32 = 2 ** 31 - 1;

/**
 * Checks a definition and returns it as the catalog keeps it.
 * @throws StoreError 9, 14, 67, 197 and 2 as MongoDB does; 238 for index kinds and options that the store does not have
 */
export function checkIndex(spec: unknown): Doc {
  if (!isDoc(spec))
    throw storeError(14, `The elements of the 'indexes' array must be objects, but got ${typeName(spec)}`);
  const key = spec['key'];
  if (key === undefined) throw storeError(9, "The 'key' field is a required property of an index specification");
  if (!isDoc(key)) throw storeError(14, "The field 'key' must be an object");
  for (const option of Object.keys(spec)) checkOption(fieldName(option));
  checkKey(key);
  if (spec['name'] === undefined)
    throw storeError(9, "The 'name' field is a required property of an index specification");
  if (typeof spec['name'] !== 'string') throw storeError(14, "The field 'name' must be a string");
  const isId = isIdKey(key);
  if (isId) checkIdIndex(spec, key);
  if (spec['v'] !== undefined && wholeNumber(spec['v']) !== 2) throw cannot('the only index version is v=2');
  checkFlags(spec);
  checkPartial(spec);
  checkExpiry(spec, key);
  return kept(spec);
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
  const paths = Object.keys(key).map(fieldName);
  if (paths.length === 0) throw cannot('Index keys cannot be empty.');
  for (const path of paths) {
    if (path === '$**' || path.endsWith('.$**')) throw notImplemented('wildcard indexes');
    const parts = path.split('.');
    if (parts.includes('')) throw cannot('Index keys cannot contain an empty field.');
    if (parts.some((part) => part.startsWith('$'))) throw cannot(`Index key contains an illegal field name: ${path}`);
  }
  for (const value of Object.values(key)) checkKind(value);
}

function checkKind(value: unknown): void {
  if (typeof value === 'string') {
    if (plugins.has(value)) throw notImplemented(`indexes of the kind ${value}`);
    throw cannot(`Unknown index plugin '${value}'`);
  }
  if (!isNumber(value) || !Number.isFinite(Number(value)) || Number(value) === 0)
    throw cannot('Values in the index key pattern must be numbers other than 0');
}

function isIdKey(key: Doc): boolean {
  return Object.keys(key).length === 1 && key['_id'] !== undefined;
}

function checkIdIndex(spec: Doc, key: Doc): void {
  if (Number(key['_id']) !== 1) throw storeError(2, "The field 'key' for an _id index must be {_id: 1}");
  for (const option of Object.keys(spec))
    if (!onIdIndex.has(option))
      throw storeError(197, `The field '${option}' is not valid for an _id index specification.`);
}

function checkFlags(spec: Doc): void {
  for (const name of ['unique', 'sparse', 'background']) {
    const value = spec[name];
    if (value === undefined || typeof value === 'boolean' || isNumber(value)) continue;
    throw storeError(14, `The field '${name}' is not convertible to bool`);
  }
}

function checkPartial(spec: Doc): void {
  const filter = spec['partialFilterExpression'];
  if (filter === undefined) return;
  if (!isDoc(filter))
    throw storeError(14, `The field 'partialFilterExpression' must be an object, but got ${typeName(filter)}`);
  if (isTruthy(spec['sparse'] ?? false)) throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  compileFilter(filter);
  checkPartialFilter(filter);
}

// What the planner can compare with a query's conditions, which is also nearly what MongoDB allows.
function checkPartialFilter(filter: Doc): void {
  for (const [key, operand] of Object.entries(filter)) {
    if (key === '$and') {
      (operand as Doc[]).forEach(checkPartialFilter);
      continue;
    }
    if (key.startsWith('$')) throw cannot(`unsupported expression in partial index: ${key}`);
    if (!isOperators(operand)) {
      if (Array.isArray(operand)) throw notImplemented('arrays in a partial index filter');
      continue;
    }
    for (const [operator, value] of Object.entries(operand)) {
      if (!partialOperators.has(operator) || (operator === '$exists' && !isTruthy(value)))
        throw cannot(`unsupported expression in partial index: ${operator}`);
      if (Array.isArray(value)) throw notImplemented('arrays in a partial index filter');
    }
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

function kept(spec: Doc): Doc {
  const doc = copyDoc({ v: 2, key: spec['key'], name: spec['name'] });
  if (isTruthy(spec['unique'] ?? false)) doc['unique'] = true;
  for (const name of ['sparse', 'partialFilterExpression', 'expireAfterSeconds', 'background'])
    if (spec[name] !== undefined) doc[name] = spec[name];
  return doc;
}

/** Whether two checked definitions ask for the same keys. */
export function sameKey(a: Doc, b: Doc): boolean {
  return compare(a['key'], b['key']) === 0;
}

/** Whether two checked definitions of the same keys ask for the same index. */
export function sameOptions(a: Doc, b: Doc): boolean {
  const flags = ['unique', 'sparse'].every((name) => isTruthy(a[name] ?? false) === isTruthy(b[name] ?? false));
  return flags && ['partialFilterExpression', 'expireAfterSeconds'].every((name) => compare(a[name], b[name]) === 0);
}
