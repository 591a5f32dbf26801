// The store's one state, and the only way to change it: plain units at once, transactions at their commit. Locks and conflicts are decided here.
// It knows nothing of commands, sessions or sockets.
import { storeError } from './errors';
import type { Collection } from './catalog';
import { after, documentPrefix, makeRid } from './keys';
import type { Log } from './log';
import { change, logged, type State, type Unit } from './state';
import { entries, get } from './tree';

/** An open transaction. `ended` resolves at its commit or abort, when its locks are free. */
export type Transaction = {
  readonly snapshot: State;
  state: State;
  readonly changes: Map<string, Buffer | undefined>;
  readonly locks: Set<string>;
  readonly entered: Set<Collection>;
  readonly ended: Promise<void>;
  open: boolean;
  readonly release: () => void;
};

/** Thrown out of a plain unit that met a transaction's lock: nothing has happened, try again when the transaction has ended. */
export class Blocked extends Error {
  constructor(readonly holder: Transaction) {
    super('locked by an open transaction');
  }
}

export type Engine = {
  state(): State;
  /** A unit outside of transactions; `commit` takes it over, dropping it undoes it. It must be finished in one synchronous go. */
  plainUnit(): Unit;
  /** Takes a plain unit over. Resolves when it is safe. */
  commit(unit: Unit): Promise<void>;
  begin(): Transaction;
  /** A unit for one command of a transaction; `keep` its state afterwards. */
  unitOf(transaction: Transaction): Unit;
  keep(transaction: Transaction, unit: Unit): void;
  commitTransaction(transaction: Transaction): Promise<void>;
  abort(transaction: Transaction): void;
  /** Throws Blocked where a transaction has written to the collection: its definition must hold still until that ends. */
  requireQuiet(collection: Collection): void;
  nextRid(): string;
  nextCollectionId(): number;
  /** Resolves when all that was taken over so far is safe. */
  settled(): Promise<void>;
  openTransactions(): number;
  log: Log;
};

/** An engine over a loaded state. `numbers` are the next free record and collection numbers. */
export function createEngine(log: Log, loaded: State, numbers: { record: number; collection: number }): Engine {
  let state = loaded;
  let safe = loaded;
  let nextRecord = numbers.record;
  let nextCollection = numbers.collection;
  const locks = new Map<string, Transaction>();
  const transactions = new Set<Transaction>();

  // What the log could not keep must not be seen any longer, nor anything that was built on it.
  log.onLost(() => {
    state = safe;
    for (const transaction of transactions) end(transaction);
  });

  function takeOver(next: State, changes: ReadonlyMap<string, Buffer | undefined>): Promise<void> {
    state = next;
    return log.append(logged(changes), () => {
      safe = next;
    });
  }

  function end(transaction: Transaction): void {
    if (!transaction.open) return;
    transaction.open = false;
    transactions.delete(transaction);
    for (const key of transaction.locks) locks.delete(key);
    transaction.release();
  }

  function lockFor(transaction: Transaction, key: string): void {
    const holder = locks.get(key);
    if (holder === transaction) return;
    if (holder || changedSince(transaction.snapshot, state, key)) throw writeConflict();
    locks.set(key, transaction);
    transaction.locks.add(key);
  }

  function enterFor(transaction: Transaction, collection: Collection): void {
    if (state.collections.get(collection.namespace) !== collection) throw writeConflict();
    transaction.entered.add(collection);
  }

  function blockIf(holder: Transaction | undefined): void {
    if (holder) throw new Blocked(holder);
  }

  return {
    log,
    state: () => state,
    settled: () => log.settled(),
    openTransactions: () => transactions.size,
    nextRid: () => makeRid(nextRecord++),
    nextCollectionId: () => nextCollection++,
    abort: end,
    plainUnit: () => ({
      state,
      owner: {},
      changes: new Map(),
      lock: (key) => blockIf(locks.get(key)),
      enter: () => undefined,
    }),
    commit: (unit) => (unit.changes.size > 0 ? takeOver(unit.state, unit.changes) : Promise.resolve()),
    begin: () => {
      const transaction = newTransaction(state);
      transactions.add(transaction);
      return transaction;
    },
    unitOf: (transaction) => ({
      state: transaction.state,
      owner: {},
      changes: transaction.changes,
      lock: (key) => lockFor(transaction, key),
      enter: (collection) => enterFor(transaction, collection),
    }),
    keep: (transaction, unit) => {
      transaction.state = unit.state;
    },
    commitTransaction: (transaction) => {
      const owner = {};
      let next = state;
      for (const [key, value] of transaction.changes) next = change(next, key, value, owner);
      const done = transaction.changes.size > 0 ? takeOver(next, transaction.changes) : log.settled();
      end(transaction);
      return done;
    },
    requireQuiet: (collection) => blockIf([...transactions].find(({ entered }) => entered.has(collection))),
  };
}

function newTransaction(snapshot: State): Transaction {
  let release = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  const own = { changes: new Map(), locks: new Set<string>(), entered: new Set<Collection>() };
  return { snapshot, state: snapshot, open: true, ended, release, ...own };
}

function writeConflict(): Error {
  return storeError(112, 'WriteConflict: another operation has changed this since; try the transaction again', {
    labels: ['TransientTransactionError'],
  });
}

// Stored values are never edited and never shared: the same object under a key means that nobody wrote it in between.
function changedSince(then: State, now: State, key: string): boolean {
  if (key.startsWith(documentPrefix)) return get(then.tree, key) !== get(now.tree, key);
  return firstEntry(then, key) !== firstEntry(now, key);
}

function firstEntry(state: State, uniqueKey: string): string | undefined {
  for (const [key] of entries(state.tree, uniqueKey, after(uniqueKey))) return key;
  return undefined;
}
