// Sessions: which transaction a session is in, what became of its last one, and the answer of its last retryable write.
// That answer and a commit are stored with the write they belong to, so a retry after a crash is still known for one.
import { Binary } from 'bson';
import type { Engine, Transaction } from './engine';
import { storeError } from './errors';
import { after, retryKey, retryPrefix } from './keys';
import { type State, type Unit, write } from './state';
import { entries, get } from './tree';
import { copyDoc, decode, encode } from './value';

type Outcome = 'open' | 'committed' | 'aborted' | 'none';
type Session = { number: bigint; outcome: Outcome; transaction: Transaction | undefined; usedAtMs: number };
/** What is stored of a session's last write: its number, and its answer, or undefined where only the number is known any more. */
type Remembered = {
  readonly number: bigint;
  readonly reply: Buffer | undefined;
  readonly commit: boolean;
  readonly atMs: number;
};

const transactionIdleMs = 15_000;
const sessionIdleMs = 30 * 60_000;

export type Sessions = {
  /** The transaction that a command belongs to; begins it where `start` is set. @throws StoreError 251, 256, 225, 117 */
  enlist(session: string, number: bigint, start: boolean): Transaction;
  /** The command of a transaction failed, or said so in its answer: the transaction is over. */
  fail(session: string): void;
  commit(session: string, number: bigint): Promise<void>;
  abort(session: string, number: bigint): void;
  /** The answer to a retryable write that was done before, or undefined. @throws StoreError 225, 217 */
  answered(session: string, number: bigint): Buffer | undefined;
  remember(unit: Unit, session: string, number: bigint, reply: Uint8Array): void;
  /** Ends sessions, with their transactions; their answers are forgotten in a unit that is committed at once. */
  end(sessions: readonly string[]): Promise<void>;
  /** Aborts transactions idle for 15 s, forgets sessions idle for 30 min. */
  reap(): Promise<void>;
  /** Replaces stored answers that show documents: a retry of one is then refused (217), never done twice. */
  forgetShownDocuments(): Promise<void>;
  abortAll(): void;
};

export function createSessions(engine: Engine, nowMs: () => number): Sessions {
  const sessions = new Map<string, Session>();

  function sessionOf(id: string): Session {
    const known = sessions.get(id);
    if (known) {
      // What the log lost took its transactions with it.
      if (known.transaction && !known.transaction.open) close(known, 'aborted');
      known.usedAtMs = nowMs();
      return known;
    }
    const stored = remembered(engine.state(), id);
    const outcome = stored?.commit ? 'committed' : 'none';
    const session: Session = { number: stored?.number ?? -1n, outcome, transaction: undefined, usedAtMs: nowMs() };
    sessions.set(id, session);
    return session;
  }

  function close(session: Session, outcome: Outcome): void {
    if (session.transaction) engine.abort(session.transaction);
    session.transaction = undefined;
    session.outcome = outcome;
  }

  function begin(session: Session, number: bigint): Transaction {
    if (number === session.number && session.outcome !== 'none')
      throw storeError(117, `a transaction with the number ${number} has been begun before`);
    close(session, 'open');
    session.number = number;
    session.transaction = engine.begin();
    return session.transaction;
  }

  function requireOpen(session: Session, number: bigint): Transaction {
    if (number < session.number) throw tooOld(session, number);
    if (number === session.number && session.outcome === 'committed')
      throw storeError(256, `Transaction ${number} has been committed.`);
    if (number === session.number && session.transaction) return session.transaction;
    throw noTransaction(number);
  }

  async function forget(ids: readonly string[]): Promise<void> {
    const unit = engine.plainUnit();
    for (const id of ids) if (get(unit.state.tree, retryKey(id))) write(unit, retryKey(id), undefined);
    await engine.commit(unit);
  }

  return {
    enlist: (id, number, start) => {
      const session = sessionOf(id);
      if (start && number < session.number) throw tooOld(session, number);
      return start ? begin(session, number) : requireOpen(session, number);
    },
    fail: (id) => close(sessionOf(id), 'aborted'),
    commit: async (id, number) => {
      const session = sessionOf(id);
      if (number === session.number && session.outcome === 'committed') return engine.settled();
      const transaction = requireOpen(session, number);
      const unit = engine.unitOf(transaction);
      if (unit.changes.size > 0) write(unit, retryKey(id), encodeRemembered(number, undefined, true, nowMs()));
      const done = engine.commitTransaction(transaction);
      session.transaction = undefined;
      session.outcome = 'committed';
      await done.catch((error: unknown) => {
        session.outcome = 'aborted';
        throw error;
      });
    },
    abort: (id, number) => {
      const session = sessionOf(id);
      requireOpen(session, number);
      close(session, 'aborted');
    },
    answered: (id, number) => {
      const session = sessionOf(id);
      if (number < session.number) throw tooOld(session, number);
      if (number > session.number) close(session, 'none');
      session.number = number;
      const stored = remembered(engine.state(), id);
      if (stored?.number !== number) return undefined;
      if (!stored.reply)
        throw storeError(217, 'the answer to this write is not kept any more; it was done, do not send it again');
      return stored.reply;
    },
    remember: (unit, id, number, reply) =>
      write(unit, retryKey(id), encodeRemembered(number, Buffer.from(reply), false, nowMs())),
    end: async (ids) => {
      for (const id of ids) close(sessionOf(id), 'none');
      for (const id of ids) sessions.delete(id);
      await forget(ids);
    },
    reap: async () => {
      const now = nowMs();
      for (const session of sessions.values())
        if (session.transaction && now - session.usedAtMs > transactionIdleMs) close(session, 'aborted');
      const idle = storedSessions(engine.state()).filter(
        ([id, { atMs }]) => now - Math.max(atMs, sessions.get(id)?.usedAtMs ?? 0) > sessionIdleMs,
      );
      for (const [id, { usedAtMs }] of sessions) if (now - usedAtMs > sessionIdleMs) sessions.delete(id);
      await forget(idle.map(([id]) => id));
    },
    forgetShownDocuments: async () => {
      const unit = engine.plainUnit();
      for (const [id, { number, reply, commit, atMs }] of storedSessions(unit.state))
        if (reply && 'value' in decode(reply))
          write(unit, retryKey(id), encodeRemembered(number, undefined, commit, atMs));
      await engine.commit(unit);
    },
    abortAll: () => {
      for (const session of sessions.values()) if (session.transaction) close(session, 'aborted');
    },
  };
}

const transient = { labels: ['TransientTransactionError'] };

function noTransaction(number: bigint): Error {
  return storeError(251, `Transaction ${number} has been aborted, or was never begun.`, transient);
}

function tooOld(session: Session, number: bigint): Error {
  return storeError(225, `the number ${number} is older than the session's last, ${session.number}`);
}

function encodeRemembered(number: bigint, reply: Buffer | undefined, commit: boolean, atMs: number): Buffer {
  const doc = copyDoc({ number, commit, at: new Date(atMs), reply: reply && new Binary(reply) });
  return Buffer.from(encode(doc));
}

function decodeRemembered(bytes: Buffer): Remembered {
  const doc = decode(bytes);
  const reply = doc['reply'] as Binary | undefined;
  return {
    number: doc['number'] as bigint,
    commit: doc['commit'] === true,
    atMs: (doc['at'] as Date).getTime(),
    reply: reply && Buffer.from(reply.value()),
  };
}

function remembered(state: State, session: string): Remembered | undefined {
  const bytes = get(state.tree, retryKey(session));
  return bytes && decodeRemembered(bytes);
}

function storedSessions(state: State): [string, Remembered][] {
  const all = [...entries(state.tree, retryPrefix, after(retryPrefix))];
  return all.map(([key, bytes]) => [key.slice(retryPrefix.length), decodeRemembered(bytes)]);
}
