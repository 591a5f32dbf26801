// Chooses the index for a filter and a sort, as ranges of its entries. The filter is always asked again, so a range may be too wide, never too narrow.
// A sparse or partial index is used only where the filter itself says what the index left out cannot match.
import type { Collection, Index } from './catalog';
import { after, keyPart, type KeyField } from './keys';
import type { Bound } from './match';
import { same } from './order';
import type { Doc } from './value';

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

/** The way to the documents that may fulfil these conditions. `sort` is a specification of fields and 1 or -1, or undefined. */
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
  const isThere = ({ field }: KeyField) => bounds.some((bound) => bound.field === field && impliesPresence(bound));
  if (index.sparse && !index.fields.some(isThere)) return false;
  return !index.partial || implies(bounds, index.partial);
}

function implies(bounds: readonly Bound[], partial: NonNullable<Index['partial']>): boolean {
  return (
    partial.bounds.length > 0 &&
    partial.bounds.every((needed) =>
      bounds.some((bound) => bound.field === needed.field && impliesBound(bound, needed)),
    )
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
  if (needed.exists && !impliesPresence(bound)) return false;
  if (!('eq' in needed)) return true;
  const points = bound.in ?? ('eq' in bound ? [bound.eq] : []);
  return points.length > 0 && points.every((point) => same(point, needed.eq));
}

function plan(index: Index, bounds: readonly Bound[], order: readonly [string, unknown][]): Candidate {
  let prefixes = [index.entries];
  let used = 0;
  for (const part of index.fields) {
    const points = pointsFor(part, bounds);
    if (!points || points.length * prefixes.length > maxPoints) break;
    prefixes = prefixes.flatMap((prefix) => points.map((point) => prefix + point)).sort();
    used++;
  }
  const next = index.fields[used];
  const span = next && rangeFor(next, bounds, index.multikey);
  const ranges = prefixes.map((prefix): Range =>
    span ? [prefix + span[0], prefix + span[1]] : [prefix, after(prefix)],
  );
  const way = prefixes.length === 1 && !index.multikey ? direction(index.fields, used, order) : undefined;
  const whole = used === index.fields.length && index.unique;
  const score = (whole ? 1000 : 0) + used * 10 + (span ? 5 : 0) + (order.length > 0 && way !== undefined ? 4 : 0);
  const reverse = way === -1;
  return {
    index,
    ranges: reverse ? ranges.reverse() : ranges,
    sorted: order.length === 0 || way !== undefined,
    reverse,
    score,
  };
}

// The bytes of the values that a field must have, or undefined where the filter does not name them.
function pointsFor({ field, descending }: KeyField, bounds: readonly Bound[]): string[] | undefined {
  const bound = bounds.find((each) => each.field === field && ('eq' in each || each.in));
  if (!bound) return undefined;
  return [...new Set((bound.in ?? [bound.eq]).map((value) => keyPart(value, descending)))];
}

type Edge = { readonly value: unknown; readonly open: boolean };

function edgesOf(bound: Bound): { lower: Edge[]; upper: Edge[] } {
  const at = (name: 'gt' | 'gte' | 'lt' | 'lte', open: boolean): Edge[] =>
    name in bound ? [{ value: bound[name], open }] : [];
  return { lower: [...at('gt', true), ...at('gte', false)], upper: [...at('lt', true), ...at('lte', false)] };
}

// In a multikey index one element may fulfil the lower bound and another the upper: then only one of the two may narrow the range.
function rangeFor({ field, descending }: KeyField, bounds: readonly Bound[], multikey: boolean): Range | undefined {
  const own = bounds.filter((bound) => bound.field === field).map(edgesOf);
  const [lower] = own.flatMap((edges) => edges.lower);
  const [upper] = own.flatMap((edges) => edges.upper);
  const one = lower ?? upper;
  if (!one) return undefined;
  const bracket = keyPart(one.value, descending).slice(0, 1);
  const first = descending ? upper : lower;
  const last = descending ? lower : upper;
  const place = ({ value }: Edge, beyond: boolean): string =>
    beyond ? after(keyPart(value, descending)) : keyPart(value, descending);
  const low = first ? place(first, first.open) : bracket;
  const high = last && !(multikey && first) ? place(last, !last.open) : after(bracket);
  return [low, high];
}

// 1 or -1: the way to walk an index whose first fields are fixed so that documents come in the asked order; undefined where neither does it.
function direction(fields: readonly KeyField[], used: number, order: readonly [string, unknown][]): 1 | -1 | undefined {
  const fixed = new Set(fields.slice(0, used).map(({ field }) => field));
  const ways = order
    .filter(([field]) => !fixed.has(field))
    .map(([field, way], i) => {
      const next = fields[used + i];
      return next?.field === field ? Number(way) * (next.descending ? -1 : 1) : 0;
    });
  if (ways.every((way) => way === 1)) return 1;
  return ways.every((way) => way === -1) ? -1 : undefined;
}
