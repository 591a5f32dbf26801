// Open cursors: what is left of an answer, in batches. A cursor walks a frozen state, so writes meanwhile do not touch it.
import { storeError } from './errors';

/** Where a cursor belongs: getMore must come from the same place. `transaction` is its number, or undefined outside. */
export type Owner = {
  readonly namespace: string;
  readonly session: string | undefined;
  readonly transaction: bigint | undefined;
};

type Cursor = {
  readonly owner: Owner;
  readonly source: Iterator<Uint8Array>;
  ahead: Uint8Array | undefined;
  usedAtMs: number;
};

const defaultFirstBatch = 101;
const maxBatchBytes = 16 * 1024 * 1024;
const idleMs = 10 * 60_000;

export type Cursors = {
  /** Answers with a first batch of at most `size` documents (101 by default) and keeps the rest. `single`: there is no rest. */
  open(owner: Owner, docs: Iterable<Uint8Array>, size: number | undefined, single: boolean, nowMs: number): Buffer;
  /** The next batch, of any number of documents by default. @throws StoreError 43, 13 */
  more(id: bigint, owner: Owner, size: number | undefined, nowMs: number): Buffer;
  /** False where there is no such cursor. */
  kill(id: bigint): boolean;
  /** Forgets the cursors for which this is true. */
  forget(which: (owner: Owner, idle: boolean) => boolean, nowMs: number): void;
  count(): number;
};

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  let lastId = BigInt(Date.now()) << 10n;

  function take(cursor: Cursor, size: number): { batch: Uint8Array[]; done: boolean } {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    while (batch.length < size) {
      const doc = cursor.ahead ?? next(cursor.source);
      cursor.ahead = undefined;
      if (!doc) return { batch, done: true };
      bytes += doc.length;
      if (batch.length > 0 && bytes > maxBatchBytes) {
        cursor.ahead = doc;
        break;
      }
      batch.push(doc);
    }
    return { batch, done: false };
  }

  function end(id: bigint): boolean {
    cursors.get(id)?.source.return?.();
    return cursors.delete(id);
  }

  return {
    count: () => cursors.size,
    kill: end,
    open: (owner, docs, size, single, nowMs) => {
      const cursor: Cursor = { owner, source: docs[Symbol.iterator](), ahead: undefined, usedAtMs: nowMs };
      const { batch, done } = take(cursor, size ?? defaultFirstBatch);
      if (done || single) {
        cursor.source.return?.();
        return batchReply('firstBatch', owner.namespace, 0n, batch);
      }
      cursors.set(++lastId, cursor);
      return batchReply('firstBatch', owner.namespace, lastId, batch);
    },
    more: (id, owner, size, nowMs) => {
      const cursor = cursors.get(id);
      if (!cursor) throw storeError(43, `cursor id ${id} not found`);
      checkOwner(cursor.owner, owner);
      cursor.usedAtMs = nowMs;
      const { batch, done } = take(cursor, size ?? Infinity);
      if (done) end(id);
      return batchReply('nextBatch', owner.namespace, done ? 0n : id, batch);
    },
    forget: (which, nowMs) => {
      for (const [id, { owner, usedAtMs }] of cursors) if (which(owner, nowMs - usedAtMs > idleMs)) end(id);
    },
  };
}

function next(source: Iterator<Uint8Array>): Uint8Array | undefined {
  const step = source.next();
  return step.done ? undefined : step.value;
}

function checkOwner(held: Owner, asked: Owner): void {
  if (held.namespace !== asked.namespace) {
    throw storeError(
      13,
      `Requested getMore on namespace '${asked.namespace}', but cursor belongs to a different namespace ${held.namespace}`,
    );
  }
  if (held.session !== asked.session || held.transaction !== asked.transaction) {
    throw storeError(50738, 'the cursor was made in another session or transaction');
  }
}

function framed(parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length);
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], length);
}

function field(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'latin1');
}

/** The answer with a batch, built around the documents' own bytes: decoding and encoding them again would be most of a read's cost. */
function batchReply(batchName: string, namespace: string, id: bigint, batch: readonly Uint8Array[]): Buffer {
  const elements = batch.flatMap((doc, i) => [field(3, String(i)), doc]);
  const idBytes = Buffer.alloc(8);
  idBytes.writeBigInt64LE(id);
  const name = Buffer.from(`${namespace}\0`);
  const nameLength = Buffer.alloc(4);
  nameLength.writeInt32LE(name.length);
  const cursor = framed([
    field(4, batchName),
    framed(elements),
    field(18, 'id'),
    idBytes,
    field(2, 'ns'),
    nameLength,
    name,
  ]);
  const one = Buffer.alloc(8);
  one.writeDoubleLE(1);
  return framed([field(3, 'cursor'), cursor, field(1, 'ok'), one]);
}
