// From a filter to its documents: by the plan's ranges or over all, each asked against the filter itself, in the order asked.
import type { Collection, Index } from './catalog';
import { after, documentKey, ridOf } from './keys';
import { compileFilter, conditions } from './match';
import { choosePlan, type Plan } from './planner';
import { compileSort } from './sort';
import type { State } from './state';
import { entries, get } from './tree';
import { decode, type Doc } from './value';

export type Found = { readonly rid: string; readonly bytes: Buffer; readonly doc: Doc };

export type Query = { readonly filter: Doc; readonly sort?: Doc | undefined };

/**
 * The documents of a collection that fulfil a filter, in natural order or the one asked. Lazy, but for a sort that no index gives. The filter
 * and sort are checked at once, also where the collection does not exist. `tick` is called for each document looked at.
 * @throws StoreError for a bad filter or sort
 */
export function search(
  state: State,
  collection: Collection | undefined,
  { filter, sort }: Query,
  tick: () => void = () => undefined,
): Iterable<Found> {
  const matches = compileFilter(filter);
  const order = sort && Object.keys(sort).length > 0 ? compileSort(sort) : undefined;
  if (!collection) return [];
  const plan = choosePlan(collection, conditions(filter), order && sort);
  const found = filtered(recordsIn(state, collection, plan), matches, tick);
  return order && !plan.sorted ? sorted(found, order) : found;
}

function* filtered(
  records: Iterable<[string, Buffer]>,
  matches: (doc: Doc) => boolean,
  tick: () => void,
): Generator<Found> {
  for (const [rid, bytes] of records) {
    tick();
    const doc = decode(bytes);
    if (matches(doc)) yield { rid, bytes, doc };
  }
}

function* sorted(found: Iterable<Found>, order: (a: Doc, b: Doc) => number): Generator<Found> {
  yield* [...found].sort((a, b) => order(a.doc, b.doc));
}

// The record ids and bytes that a plan leads to, each once.
function* recordsIn(state: State, collection: Collection, plan: Plan): Generator<[string, Buffer]> {
  const { index } = plan;
  if (!index) {
    const all = entries(state.tree, collection.documents, after(collection.documents));
    for (const [key, bytes] of all) yield [ridOf(key), bytes];
    return;
  }
  for (const rid of ridsIn(state, index, plan)) yield [rid, get(state.tree, documentKey(collection.id, rid)) as Buffer];
}

// A document with several keys may stand in the ranges more than once.
function* ridsIn(state: State, index: Index, plan: Plan): Generator<string> {
  const seen = new Set<string>();
  for (const [from, to] of plan.ranges) {
    for (const [key] of entries(state.tree, from, to, plan.reverse)) {
      const rid = ridOf(key);
      if (index.multikey && seen.has(rid)) continue;
      if (index.multikey) seen.add(rid);
      yield rid;
    }
  }
}
