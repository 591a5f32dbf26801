// One transaction from its start to its commit: snapshot reads, majority writes, run again from the start on a conflict.
// First attempts run side by side; repeats queue up, one at a time, so that a hot row makes no storm of retries.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import { Fault } from '../errors';
import type { Crypto } from './crypto';
import { createQueue } from './queue';
import type { Scope } from './table';

/** A scope whose session is in a transaction. */
export type Transaction = Scope & { readonly session: ClientSession };
export type InTransaction = <Result>(use: (transaction: Transaction) => Promise<Result>) => Promise<Result>;

const MOST_ATTEMPTS = 40;
const LONGEST_PAUSE_MS = 100;
const COMMIT_TRIES = 5;

const hasLabel = (error: unknown, label: string): boolean =>
  error instanceof Error && 'hasErrorLabel' in error && (error.hasErrorLabel as (label: string) => boolean)(label);

/** Half of a growing pause is chance, so that two processes do not meet again and again. */
const pauseMs = (attempt: number): number => Math.min(LONGEST_PAUSE_MS, 2 ** attempt) * Math.random();

/**
 * @returns runs a function in one transaction and commits. What it throws rolls back and is thrown on; a conflict runs it again.
 * Fault `transaction-conflict` after 40 attempts, Fault `transaction-nested` when one is begun inside another.
 */
export function createTransactions(deps: { connection: Connection; crypto: Crypto }): InTransaction {
  const { connection, crypto } = deps;
  const repeats = createQueue();
  const inside = new AsyncLocalStorage<{ open: boolean }>();

  async function once<Result>(use: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const session = await connection.startSession();
    try {
      session.startTransaction({
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
        readPreference: 'primary',
      });
      const result = await use({ connection, crypto, session, queue: createQueue() });
      await commit(session);
      return result;
    } catch (error) {
      // The reason is what matters; a server that is gone ends the transaction by itself.
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      throw error;
    } finally {
      await session.endSession();
    }
  }

  async function repeated<Result>(use: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (attempt === 1 ? once(use) : repeats(() => pause(pauseMs(attempt)).then(() => once(use))));
      } catch (error) {
        if (!hasLabel(error, 'TransientTransactionError')) throw error;
        if (attempt === MOST_ATTEMPTS)
          throw new Fault('transaction-conflict', 'a transaction met a conflict every time', { cause: error });
      }
    }
  }

  return async (use) => {
    if (inside.getStore()?.open) throw new Fault('transaction-nested', 'a transaction was begun inside another one');
    const here = { open: true };
    try {
      return await inside.run(here, () => repeated(use));
    } finally {
      here.open = false;
    }
  };
}

/** A commit whose answer was lost is asked for again: the server knows whether it happened. */
async function commit(session: ClientSession): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!hasLabel(error, 'UnknownTransactionCommitResult') || tried === COMMIT_TRIES) throw error;
      await pause(pauseMs(tried + 3));
    }
  }
}
