// TTL indexes: documents whose date is older than their index allows are deleted, in small units.
import type { Collection, Index } from './catalog';
import { removeDocument } from './documents';
import { Blocked, type Engine } from './engine';
import { after, keyPart } from './keys';
import type { Plan } from './planner';
import { type Found, recordsIn } from './search';
import { decode } from './value';

const unitSize = 500;
const firstDate = new Date(-8_640_000_000_000_000);

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
    const old = [...oldDocuments(engine, collection, index, nowMs - index.expireAfterSeconds * 1000)];
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

function* oldDocuments(engine: Engine, collection: Collection, index: Index, beforeMs: number): Generator<Found> {
  const [field] = index.fields;
  if (!field) return;
  const oldest = keyPart(firstDate, field.descending);
  const youngest = keyPart(new Date(beforeMs), field.descending);
  const range = [
    index.entries + (field.descending ? youngest : oldest),
    index.entries + (field.descending ? after(oldest) : youngest),
  ] as const;
  const plan: Plan = { index, ranges: [range], sorted: true, reverse: false };
  let left = unitSize;
  for (const [rid, bytes] of recordsIn(engine.state(), collection, plan)) {
    yield { rid, bytes, doc: decode(bytes) };
    if (--left === 0) return;
  }
}
