// Aggregation pipelines: the stages and accumulators of the tables below, run over documents in memory.
import { notImplemented, storeError } from './errors';
import { compileGroup } from './group';
import { compileFilter } from './match';
import { isNumber, wholeNumber } from './number';
import { compileSort } from './sort';
import { type Doc, copyDoc, isDoc } from './value';

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
  if (!compile) throw notImplemented(`the pipeline stage ${name}`);
  return compile((stage as Doc)[name]);
}

const stageTable: Readonly<Record<string, (spec: unknown) => Stage>> = Object.assign(Object.create(null), {
  $match: compileMatch,
  $sort: compileSortStage,
  $skip: compileSkip,
  $limit: compileLimit,
  $count: compileCount,
  $group: compileGroup,
});

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
    if (count > 0) yield copyDoc({ [spec]: count });
  };
}
