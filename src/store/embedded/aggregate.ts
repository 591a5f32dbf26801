// Aggregation pipelines: the stages and accumulators of the tables below, run over documents in memory.
import { notImplemented, storeError } from './errors';
import { compileGroup } from './group';
import { compileFilter } from './match';
import { wholeNumber } from './number';
import { isNumber, keyBytes } from './order';
import { type Part, someAt, splitPath } from './path';
import { compileAddFields, compileProject } from './project';
import { compileSort } from './sort';
import { type Doc, copyDoc, fieldKey, fieldName, isDoc, typeName } from './value';

/** One stage, or several in a row: takes documents, gives documents, lazily where it can. */
export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;

/**
 * Compiles a pipeline. A `$match` at its start is checked and given out as a filter, so that the caller can find its documents by an index.
 * @throws StoreError 40323 for a stage that is no single field, 238 for a stage outside the subset, MongoDB's codes for wrong arguments.
 */
export function compilePipeline(stages: readonly unknown[]): { match: Doc | undefined; rest: Stage } {
  const compiled = stages.map(compileStage);
  const first = stages[0] as Doc | undefined;
  const match = first && isDoc(first['$match']) ? first['$match'] : undefined;
  const rest = match ? compiled.slice(1) : compiled;
  return { match, rest: (docs) => rest.reduce((flow, stage) => stage(flow), docs) };
}

function compileStage(stage: unknown): Stage {
  const [name, ...others] = isDoc(stage) ? Object.keys(stage) : [];
  if (name === undefined || others.length > 0) {
    throw storeError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const compile = stageTable[name];
  if (!compile) throw notImplemented(`the pipeline stage ${fieldName(name)}`);
  return compile((stage as Doc)[name]);
}

const stageTable: Readonly<Record<string, (spec: unknown) => Stage>> = Object.assign(Object.create(null), {
  $match: compileMatch,
  $sort: compileSortStage,
  $skip: compileSkip,
  $limit: compileLimit,
  $project: (spec: unknown) => each(compileProject(spec)),
  $addFields: (spec: unknown) => each(compileAddFields(spec)),
  $set: (spec: unknown) => each(compileAddFields(spec)),
  $unwind: compileUnwind,
  $count: compileCount,
  $group: compileGroup,
});

function each(change: (doc: Doc) => Doc): Stage {
  return function* (docs) {
    for (const doc of docs) yield change(doc);
  };
}

function compileMatch(spec: unknown): Stage {
  if (!isDoc(spec)) throw storeError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(spec);
  return function* (docs) {
    for (const doc of docs) if (matches(doc)) yield doc;
  };
}

function compileSortStage(spec: unknown): Stage {
  if (!isDoc(spec)) throw storeError(15973, 'the $sort key specification must be an object');
  if (Object.keys(spec).length === 0) throw storeError(15976, '$sort stage must have at least one sort key');
  const order = compileSort(spec);
  return (docs) => [...docs].sort(order);
}

function countOf(stage: string, value: unknown, code: number): number {
  if (!isNumber(value)) throw storeError(code, `the ${stage.slice(1)} must be specified as a number`);
  const count = wholeNumber(value);
  if (count === undefined) throw notImplemented(`a fraction in ${stage}`);
  return count;
}

function compileSkip(spec: unknown): Stage {
  const count = countOf('$skip', spec, 15972);
  if (count < 0) throw storeError(15956, 'Argument to $skip cannot be negative');
  return function* (docs) {
    let left = count;
    for (const doc of docs) if (left-- <= 0) yield doc;
  };
}

function compileLimit(spec: unknown): Stage {
  const count = countOf('$limit', spec, 15957);
  if (count <= 0) throw storeError(15958, 'the limit must be positive');
  return function* (docs) {
    let left = count;
    for (const doc of docs) {
      yield doc;
      if (--left === 0) return;
    }
  };
}

function compileCount(spec: unknown): Stage {
  if (typeof spec !== 'string') throw storeError(40156, 'the count field must be a non-empty string');
  if (spec === '') throw storeError(40157, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw storeError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) throw storeError(40160, "the count field cannot contain '.'");
  return function* (docs) {
    let count = 0;
    for (const _ of docs) count++;
    if (count > 0) yield { [fieldKey(spec)]: count };
  };
}

function compileUnwind(spec: unknown): Stage {
  const {
    path,
    includeArrayIndex,
    preserveNullAndEmptyArrays: keepsEmpty = false,
    ...others
  } = isDoc(spec) ? spec : { path: spec };
  for (const name of Object.keys(others)) throw storeError(28811, `unrecognized option to $unwind stage: ${name}`);
  if (path === undefined) throw storeError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw storeError(28808, `the path of $unwind must be a string, not ${typeName(path)}`);
  if (!path.startsWith('$')) throw storeError(28818, `the path of $unwind must begin with '$': ${path}`);
  if (typeof keepsEmpty !== 'boolean') throw storeError(28809, 'preserveNullAndEmptyArrays must be a boolean');
  const indexName = unwindIndexName(includeArrayIndex);
  const parts = splitPath(path.slice(1));
  const withIndex = (doc: Doc, index: bigint | null): Doc => {
    if (indexName === undefined) return doc;
    const indexed = copyDoc(doc);
    indexed[indexName] = index;
    return indexed;
  };
  return function* (docs) {
    for (const doc of docs) {
      const value = fieldAt(doc, parts);
      const items = Array.isArray(value) ? value : undefined;
      for (const [i, item] of (items ?? []).entries()) yield withIndex(replaceAt(doc, parts, 0, item), BigInt(i));
      const isNothing = items ? items.length === 0 : value === undefined || value === null;
      if (isNothing && keepsEmpty) yield withIndex(items ? replaceAt(doc, parts, 0, undefined) : doc, null);
      if (!items && !isNothing) yield withIndex(doc, null);
    }
  };
}

function unwindIndexName(name: unknown): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || name === '') throw storeError(28810, 'includeArrayIndex must be a non-empty string');
  if (name.startsWith('$')) throw storeError(28822, 'includeArrayIndex must not begin with $');
  if (name.includes('.')) throw notImplemented('a path in includeArrayIndex');
  return fieldKey(name);
}

// `$unwind` follows documents only: an array on the way is as if nothing were there.
function fieldAt(doc: Doc, parts: readonly Part[]): unknown {
  return parts.reduce<unknown>((value, part) => (isDoc(value) ? value[part.key] : undefined), doc);
}

function replaceAt(doc: Doc, parts: readonly Part[], at: number, value: unknown): Doc {
  const { key } = parts[at] as Part;
  const copy = copyDoc(doc);
  const next = at === parts.length - 1 ? value : replaceAt(doc[key] as Doc, parts, at + 1, value);
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy;
}

/**
 * The distinct values on a path, arrays opened, in the order met; a missing field adds nothing.
 * @throws StoreError 238 for Decimal128.
 */
export function distinctValues(docs: Iterable<Doc>, path: string): unknown[] {
  const parts = splitPath(path);
  const found = new Map<string, unknown>();
  const note = (value: unknown): void => {
    const key = Buffer.from(keyBytes(value)).toString('latin1');
    if (value !== undefined && !found.has(key)) found.set(key, value);
  };
  for (const doc of docs) {
    someAt(doc, parts, false, (value) => {
      if (Array.isArray(value)) value.forEach(note);
      else note(value);
      return false;
    });
  }
  return [...found.values()];
}
