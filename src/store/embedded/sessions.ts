// Sessions: which transaction a session is in, what became of its last one, and the answer of its last retryable write.
// All of it lives as long as the store's process: the address dies with it, so no retry can come after that.
import type { Engine, Transaction } from './engine';
import { storeError } from './errors';

type Outcome = 'open' | 'committed' | 'aborted' | 'none';
type Session = {
  number: bigint;
  outcome: Outcome;
  transaction: Transaction | undefined;
  usedAtMs: number;
  /** What the write of this number was answered. */
  reply: Uint8Array | undefined;
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
  /** The answer to a retryable write that was done before, or undefined. @throws StoreError 225 */
  answered(session: string, number: bigint): Uint8Array | undefined;
  /** Keeps the answer of a write until the session's next one; gives a function that forgets it, for a write that was lost. */
  remember(session: string, reply: Uint8Array): () => void;
  /** Ends sessions, with their transactions. */
  end(sessions: readonly string[]): void;
  /** Aborts transactions idle for 15 s, forgets sessions idle for 30 min. */
  reap(): void;
  abortAll(): void;
};

export function createSessions(engine: Engine, nowMs: () => number): Sessions {
  const sessions = new Map<string, Session>();

  function sessionOf(id: string): Session {
    const session = sessions.get(id) ?? {
      number: -1n,
      outcome: 'none',
      transaction: undefined,
      usedAtMs: 0,
      reply: undefined,
    };
    // What the log lost took its transactions with it.
    if (session.transaction && !session.transaction.open) close(session, 'aborted');
    session.usedAtMs = nowMs();
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
    session.reply = undefined;
    session.transaction = engine.begin();
    return session.transaction;
  }

  function requireOpen(session: Session, number: bigint): Transaction {
    if (number < session.number) throw tooOld(session, number);
    if (number === session.number && session.outcome === 'committed')
      throw storeError(256, `Transaction ${number} has been committed.`);
    if (number === session.number && session.transaction) return session.transaction;
    throw storeError(251, `Transaction ${number} has been aborted, or was never begun.`, transient);
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
      const done = engine.commitTransaction(requireOpen(session, number));
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
      if (number > session.number) {
        close(session, 'none');
        session.reply = undefined;
      }
      session.number = number;
      return session.reply;
    },
    remember: (id, reply) => {
      const session = sessionOf(id);
      session.reply = reply;
      return () => {
        if (session.reply === reply) session.reply = undefined;
      };
    },
    end: (ids) => {
      for (const id of ids) close(sessionOf(id), 'none');
      for (const id of ids) sessions.delete(id);
    },
    reap: () => {
      for (const [id, session] of sessions) {
        const idleMs = nowMs() - session.usedAtMs;
        if (session.transaction && idleMs > transactionIdleMs) close(session, 'aborted');
        if (idleMs > sessionIdleMs) sessions.delete(id);
      }
    },
    abortAll: () => {
      for (const session of sessions.values()) if (session.transaction) close(session, 'aborted');
    },
  };
}

const transient = { labels: ['TransientTransactionError'] };

function tooOld(session: Session, number: bigint): Error {
  return storeError(225, `the number ${number} is older than the session's last, ${session.number}`);
}
