// From a request to its answer: finds the command, checks every field, puts it into its transaction, unit or state, and tells errors as MongoDB does.
import { Binary } from 'bson';
import {
  arrayField,
  type Call,
  checkFields,
  type Command,
  docField,
  countField,
  boolField,
  type Reply,
  type Store,
} from './commands/command';
import { defineCommands } from './commands/define';
import { readCommands } from './commands/read';
import { serveCommands } from './commands/serve';
import { writeCommands } from './commands/write';
import { Blocked, type Transaction } from './engine';
import { notImplemented, StoreError, storeError } from './errors';
import { wholeNumber } from './number';
import type { Sessions } from './sessions';
import type { Unit } from './state';
import { decode, type Doc, encode, isDoc } from './value';
import type { Request } from './wire';

/** `live` says whether the client is still there; `fault` hears of errors that are bugs. */
export type Dispatch = (request: Request, live: () => boolean) => Promise<Uint8Array>;

const ticksPerLook = 256;

// A request as it was read: which command, in whose name, and until when the client waits.
type Asked = {
  readonly name: string;
  readonly command: Command;
  readonly body: Doc;
  readonly sequences: Request['sequences'];
  readonly session: string | undefined;
  readonly number: bigint | undefined;
  readonly deadlineMs: number;
  readonly live: () => boolean;
};

/** The answers to requests, over one store. */
export function createDispatch(
  store: Store,
  sessions: Sessions,
  stopping: () => boolean,
  fault: (error: Error) => void,
): Dispatch {
  const { engine } = store;
  const commands = commandTable(sessions, store);

  function read({ body: bytes, legacyDb, sequences }: Request, live: () => boolean): Asked {
    const body = decode(bytes);
    if (legacyDb !== undefined) body['$db'] = legacyDb;
    const name = Object.keys(body)[0] ?? '';
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw storeError(59, `no such command: '${name}'`);
    if (stopping()) throw storeError(91, 'the store is stopping');
    checkFields(name, body, command.fields, command.refuses, true);
    return { name, command, body, sequences, live, ...readSetting(body) };
  }

  async function run(asked: Asked): Promise<Reply> {
    const { command, body } = asked;
    if (body['autocommit'] !== undefined) return inTransaction(asked);
    if (body['startTransaction'] !== undefined) throw storeError(72, 'startTransaction needs autocommit: false');
    checkReadConcern(body, false);
    if (command.kind === 'write') return inUnit(command, asked);
    const reply = command.run(callOf(asked, engine.plainUnit(), undefined));
    // What a majority read has seen must outlast a crash.
    if (docField(body, 'readConcern')?.['level'] === 'majority') await engine.settled();
    return reply;
  }

  function callOf({ body, sequences, session, deadlineMs }: Asked, unit: Unit, transaction: bigint | undefined): Call {
    const db = body['$db'];
    if (typeof db !== 'string' || db === '' || /[$\0. /\\"]/.test(db))
      throw storeError(73, 'a command needs a valid $db');
    let ticks = 0;
    const tick = (): void => {
      if (++ticks % ticksPerLook === 0 && performance.now() > deadlineMs) throw timeIsUp();
    };
    return { store, body, db, sequences, unit, session, transaction, tick };
  }

  async function inUnit(command: Exclude<Command, { kind: 'service' }>, asked: Asked): Promise<Reply> {
    const { session, number } = asked;
    for (;;) {
      const isRetryable = session !== undefined && number !== undefined;
      const earlier = isRetryable ? sessions.answered(session, number) : undefined;
      if (earlier) {
        await engine.settled();
        return earlier;
      }
      const unit = engine.plainUnit();
      try {
        const reply = bytesOf(command.run(callOf(asked, unit, undefined)));
        const forget = isRetryable && unit.changes.size > 0 ? sessions.remember(session, reply) : undefined;
        await engine.commit(unit).catch((error: unknown) => {
          forget?.();
          throw error;
        });
        return reply;
      } catch (error) {
        if (!(error instanceof Blocked)) throw error;
        await ended(error.holder, asked.deadlineMs);
        if (!asked.live()) throw storeError(279, 'the client is gone');
        if (stopping()) throw storeError(91, 'the store is stopping');
      }
    }
  }

  async function inTransaction(asked: Asked): Promise<Reply> {
    const { name, command, body, session, number } = asked;
    if (body['autocommit'] !== false || session === undefined || number === undefined)
      throw storeError(72, 'a transaction needs autocommit: false, lsid and txnNumber');
    if (ending.has(name)) return command.run(callOf(asked, engine.plainUnit(), number));
    const start = boolField(body, 'startTransaction');
    if (!start && body['readConcern'] !== undefined)
      throw storeError(72, 'only the first command in a transaction may specify a readConcern');
    if (!command.inTransaction) {
      if (!start) sessions.fail(session);
      throw storeError(263, `Cannot run '${name}' in a multi-document transaction.`);
    }
    const transaction = sessions.enlist(session, number, start);
    try {
      checkReadConcern(body, true);
      const unit = engine.unitOf(transaction);
      const reply = command.run(callOf(asked, unit, number));
      engine.keep(transaction, unit);
      if (!(reply instanceof Uint8Array) && reply['writeErrors']) sessions.fail(session);
      return reply;
    } catch (error) {
      sessions.fail(session);
      throw error;
    }
  }

  return async (request, live) => {
    try {
      return bytesOf(await run(read(request, live)));
    } catch (error) {
      const isAnswer = error instanceof StoreError;
      if (!isAnswer) fault(error as Error);
      return encode(errorReply(isAnswer ? error : storeError(1, `a fault inside the store: ${String(error)}`)));
    }
  };
}

const ending = new Set(['commitTransaction', 'abortTransaction']);

function commandTable(sessions: Sessions, store: Store): Readonly<Record<string, Command>> {
  const finish = (name: string, step: (session: string, number: bigint) => Promise<void> | void): Command => ({
    kind: 'service',
    fields: `${name} recoveryToken`,
    run: async ({ session, transaction }) => {
      if (session === undefined || transaction === undefined)
        throw storeError(72, `${name} must be run in a transaction`);
      await step(session, transaction);
      return { ok: 1 };
    },
  });
  return {
    ...readCommands,
    ...writeCommands,
    ...defineCommands,
    ...serveCommands,
    commitTransaction: finish('commitTransaction', (session, number) => sessions.commit(session, number)),
    abortTransaction: finish('abortTransaction', (session, number) => sessions.abort(session, number)),
    endSessions: {
      kind: 'service',
      fields: 'endSessions',
      run: async ({ body }) => {
        const ids = (arrayField(body, 'endSessions') ?? []).map(sessionId);
        store.cursors.forget(({ session }) => session !== undefined && ids.includes(session), store.nowMs());
        sessions.end(ids);
        return { ok: 1 };
      },
    },
  };
}

function bytesOf(reply: Reply): Uint8Array {
  return reply instanceof Uint8Array ? reply : encode(reply);
}

function errorReply({ message, code, codeName, labels, extra }: StoreError): Doc {
  return { ok: 0, errmsg: message, code, codeName, ...extra, ...(labels.length > 0 ? { errorLabels: labels } : {}) };
}

function sessionId(lsid: unknown): string {
  const id = isDoc(lsid) ? lsid['id'] : undefined;
  if (id instanceof Binary && id.length() === 16) return Buffer.from(id.value()).toString('hex');
  throw storeError(14, 'lsid must hold an id of 16 bytes');
}

function readSetting(body: Doc): Pick<Asked, 'session' | 'number' | 'deadlineMs'> {
  checkWriteConcern(body);
  checkReadPreference(body);
  const number = body['txnNumber'];
  if (number !== undefined && typeof number !== 'bigint') throw storeError(14, 'txnNumber must be of type long');
  const maxTimeMs = countField(body, 'maxTimeMS') || Infinity;
  const session = body['lsid'] === undefined ? undefined : sessionId(body['lsid']);
  if (number !== undefined && session === undefined) throw storeError(72, 'a transaction number needs a session');
  return { session, number, deadlineMs: performance.now() + maxTimeMs };
}

function checkWriteConcern(body: Doc): void {
  const concern = docField(body, 'writeConcern');
  if (!concern) return;
  checkFields('writeConcern', concern, 'w j wtimeout', 'fsync');
  const { w = 1 } = concern;
  const nodes = wholeNumber(w);
  if (w !== 'majority' && nodes !== 0 && nodes !== 1)
    throw notImplemented(`write concern w: ${String(w)}; there is one node`);
}

const readModes = new Set(['primary', 'primaryPreferred', 'nearest']);

function checkReadPreference(body: Doc): void {
  const preference = docField(body, '$readPreference');
  if (preference && !readModes.has(String(preference['mode'])))
    throw notImplemented(`read preference ${String(preference['mode'])}`);
}

function checkReadConcern(body: Doc, inTransaction: boolean): void {
  const concern = docField(body, 'readConcern');
  if (!concern) return;
  checkFields('readConcern', concern, 'level', 'afterClusterTime atClusterTime afterOpTime provenance');
  const { level = 'local' } = concern;
  const known = level === 'local' || level === 'majority' || (level === 'snapshot' && inTransaction);
  if (!known) throw notImplemented(`read concern ${String(level)} here`);
}

function timeIsUp(): Error {
  return storeError(50, 'operation exceeded time limit');
}

// Waits for a transaction's end, at most until the client's time is up.
async function ended(holder: Transaction, deadlineMs: number): Promise<void> {
  if (deadlineMs === Infinity) return holder.ended;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeIsUp()), Math.max(0, deadlineMs - performance.now()));
  });
  await Promise.race([holder.ended, late]).finally(() => clearTimeout(timer));
}
