// Chooses the index for a filter and a sort, as ranges of its entries. The filter is always asked again, so a range may be too wide, never too narrow.
// A sparse or partial index is used only where the filter itself says what the index left out cannot match.
import type { Collection, Index } from './catalog';
import { after, keyPart, type KeyPath } from './keys';
import type { Bound } from './match';
import { compare, typeRank } from './order';
import { type Doc, fieldName } from './value';

/** Key ranges `[from, to)` of index entries, in order; without an index all documents are walked. `sorted`: the walk gives the asked order. */
export type Plan = {
  readonly index: Index | undefined;
  readonly ranges: readonly (readonly [from: string, to: string])[];
  readonly sorted: boolean;
  readonly reverse: boolean;
};

type Range = readonly [from: string, to: string];
type Candidate = Plan & { readonly score: number };

const maxPoints = 1000;
const minKeyRank = 1;
const maxKeyRank = 127;

/** The way to the documents that may fulfil these conditions. `sort` is a specification of paths and 1 or -1, or undefined. */
export function choosePlan(collection: Collection, bounds: readonly Bound[], sort: Doc | undefined): Plan {
  const order = sort ? Object.entries(sort) : [];
  let best: Candidate = { index: undefined, ranges: [], sorted: order.length === 0, reverse: false, score: 0 };
  for (const index of collection.indexes) {
    if (!covers(index, bounds)) continue;
    const candidate = plan(index, bounds, order);
    if (candidate.score > best.score) best = candidate;
  }
  return best;
}

// Whether every document that fulfils the conditions stands in the index.
function covers(index: Index, bounds: readonly Bound[]): boolean {
  if (
    index.sparse &&
    !index.paths.some(({ path }) => bounds.some((bound) => bound.path === path && impliesPresence(bound)))
  ) {
    return false;
  }
  return !index.partial || implies(bounds, index.partial);
}

function implies(bounds: readonly Bound[], partial: NonNullable<Index['partial']>): boolean {
  return (
    partial.bounds.length > 0 &&
    partial.bounds.every((needed) => bounds.some((bound) => bound.path === needed.path && impliesBound(bound, needed)))
  );
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function impliesPresence(bound: Bound): boolean {
  if (bound.exists || isSet(bound.eq)) return true;
  if (bound.in) return bound.in.every(isSet);
  return isSet(bound.gt) || isSet(bound.gte) || isSet(bound.lt) || isSet(bound.lte);
}

// Every value that the filter lets pass is one the index holds. Where that is not plain to see, no.
function impliesBound(bound: Bound, needed: Bound): boolean {
  const points = bound.in ?? ('eq' in bound ? [bound.eq] : undefined);
  return Object.entries(needed).every(([name, operand]) => {
    if (name === 'path') return true;
    if (name === 'exists') return impliesPresence(bound);
    const same = name in bound && typeRank(bound[name as keyof Bound]) === typeRank(operand);
    if (same && compare(bound[name as keyof Bound], operand) === 0) return true;
    const test = pointTests[name];
    return (
      test !== undefined && points !== undefined && points.length > 0 && points.every((point) => test(point, operand))
    );
  });
}

function within(test: (order: number) => boolean): (point: unknown, operand: unknown) => boolean {
  return (point, operand) => isSet(point) && typeRank(point) === typeRank(operand) && test(compare(point, operand));
}

const pointTests: Readonly<Record<string, (point: unknown, operand: unknown) => boolean>> = {
  eq: within((order) => order === 0),
  gt: within((order) => order > 0),
  gte: within((order) => order >= 0),
  lt: within((order) => order < 0),
  lte: within((order) => order <= 0),
};

function plan(index: Index, bounds: readonly Bound[], order: readonly [string, unknown][]): Candidate {
  let prefixes = [index.entries];
  let used = 0;
  for (const part of index.paths) {
    if (meetsAgain(index, used)) break;
    const points = pointsFor(part, bounds);
    if (!points || points.length * prefixes.length > maxPoints) break;
    prefixes = prefixes.flatMap((prefix) => points.map((point) => prefix + point)).sort();
    used++;
  }
  const next = index.paths[used];
  const spans = next && !meetsAgain(index, used) ? rangesFor(next, bounds, index.multikey) : undefined;
  const ranges = prefixes.map((prefix): Range => (spans && next ? inside(prefix, spans) : [prefix, after(prefix)]));
  const way =
    prefixes.length === 1 && !index.multikey
      ? direction(index.paths.slice(used), order, fixed(index, used))
      : undefined;
  const whole = used === index.paths.length && index.unique;
  const score = (whole ? 1000 : 0) + used * 10 + (spans ? 5 : 0) + (order.length > 0 && way !== undefined ? 4 : 0);
  const reverse = way === -1;
  return {
    index,
    ranges: reverse ? ranges.reverse() : ranges,
    sorted: order.length === 0 || way !== undefined,
    reverse,
    score,
  };
}

// Two paths may lead through one array, and a key holds values of one element: two conditions may be fulfilled by two elements, so that no
// key fulfils both.
function meetsAgain({ multikey, paths }: Index, at: number): boolean {
  const root = paths[at]?.path.split('.')[0];
  return multikey && paths.slice(0, at).some(({ path }) => path.split('.')[0] === root);
}

function fixed(index: Index, used: number): ReadonlySet<string> {
  return new Set(index.paths.slice(0, used).map(({ path }) => path));
}

// The bytes of the values that a path must have, or undefined where the filter does not name them.
function pointsFor({ path, descending }: KeyPath, bounds: readonly Bound[]): string[] | undefined {
  const bound = bounds.find((each) => each.path === path && ('eq' in each || each.in));
  if (!bound) return undefined;
  return [...new Set((bound.in ?? [bound.eq]).map((value) => keyPart(value, descending)))];
}

type Spans = { readonly low: string; readonly high: string };

function inside(prefix: string, { low, high }: Spans): Range {
  return [prefix + low, prefix + high];
}

function usable(value: unknown): boolean {
  const rank = typeRank(value);
  return rank !== minKeyRank && rank !== maxKeyRank;
}

// In a multikey index one element may fulfil the lower bound and another the upper: then only one of the two may narrow the range.
function rangesFor({ path, descending }: KeyPath, bounds: readonly Bound[], multikey: boolean): Spans | undefined {
  const own = bounds.filter((bound) => bound.path === path);
  const lower = own
    .flatMap((b) => ('gt' in b ? [{ value: b.gt, open: true }] : 'gte' in b ? [{ value: b.gte, open: false }] : []))
    .find(({ value }) => usable(value));
  const upper = own
    .flatMap((b) => ('lt' in b ? [{ value: b.lt, open: true }] : 'lte' in b ? [{ value: b.lte, open: false }] : []))
    .find(({ value }) => usable(value));
  const one = lower ?? upper;
  if (!one) return undefined;
  const bracket = keyPart(one.value, descending).slice(0, 1);
  const first = descending ? upper : lower;
  const last = descending ? lower : upper;
  const keepLast = !(multikey && first);
  return {
    low: first ? edge(first, descending, first.open) : bracket,
    high: last && keepLast ? edge(last, descending, !last.open) : after(bracket),
  };
}

function edge({ value }: { value: unknown }, descending: boolean, beyond: boolean): string {
  const key = keyPart(value, descending);
  return beyond ? after(key) : key;
}

// 1 or -1: the way to walk these paths of an index so that documents come in the asked order; undefined where neither does it.
function direction(
  rest: readonly KeyPath[],
  order: readonly [string, unknown][],
  held: ReadonlySet<string>,
): 1 | -1 | undefined {
  const open = order.filter(([path]) => !held.has(fieldName(path)));
  const ways = open.map(([path, way], i) =>
    rest[i]?.path === fieldName(path) ? Number(way) * (rest[i]?.descending ? -1 : 1) : 0,
  );
  if (ways.every((way) => way === 1)) return 1;
  return ways.every((way) => way === -1) ? -1 : undefined;
}
