// TTL indexes: documents whose date is older than their index allows are deleted, in small units.
import type { Collection, Index } from './catalog';
import { removeDocument } from './documents';
import { Blocked, type Engine } from './engine';
import { type Found, search } from './search';
import type { Unit } from './state';

const unitSize = 500;

/** Deletes what has expired. A document that a transaction has locked stays until the next time. */
export async function expire(engine: Engine, nowMs: number): Promise<void> {
  for (const { namespace } of engine.state().collections.values()) {
    for (let again = true; again;) again = await expireSome(engine, namespace, nowMs);
  }
}

async function expireSome(engine: Engine, namespace: string, nowMs: number): Promise<boolean> {
  const unit = engine.plainUnit();
  const collection = unit.state.collections.get(namespace);
  let removed = 0;
  for (const index of collection?.indexes ?? []) {
    if (!collection || index.expireAfterSeconds === undefined) continue;
    const old = [...oldDocuments(unit, collection, index, new Date(nowMs - index.expireAfterSeconds * 1000))];
    for (const { rid, doc } of old) {
      if (!removedUnlessLocked(() => removeDocument(unit, collection, rid, doc))) continue;
      removed++;
    }
    if (removed > 0) break;
  }
  await engine.commit(unit);
  return removed === unitSize;
}

function removedUnlessLocked(remove: () => void): boolean {
  try {
    remove();
    return true;
  } catch (error) {
    if (error instanceof Blocked) return false;
    throw error;
  }
}

// Only dates are below a date: what else stands in the field stays.
function* oldDocuments(
  { state }: Unit,
  collection: Collection,
  { fields, partial }: Index,
  before: Date,
): Generator<Found> {
  let left = unitSize;
  for (const found of search(state, collection, { filter: { [fields[0]?.field ?? '']: { $lt: before } } })) {
    if (partial && !partial.matches(found.doc)) continue;
    yield found;
    if (--left === 0) return;
  }
}
