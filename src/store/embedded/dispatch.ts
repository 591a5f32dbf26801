// From a request to its answer: finds the command, checks every field, puts it into its transaction, unit or state, and tells errors as MongoDB does.
import { Binary } from 'bson';
import {
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
import { hasChanges, type Unit } from './state';
import { type Doc, encode, isDoc } from './value';
import type { Request } from './wire';

/** `live` says whether the client is still there; `fault` hears of errors that are bugs. */
export type Dispatch = (request: Request, live: () => boolean) => Promise<Uint8Array>;

const ticksPerLook = 256;

type Setting = {
  readonly session: string | undefined;
  readonly number: bigint | undefined;
  readonly deadlineMs: number;
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

  async function run(request: Request, live: () => boolean): Promise<Reply> {
    const { body } = request;
    const name = Object.keys(body)[0] ?? '';
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw storeError(59, `no such command: '${name}'`);
    if (stopping()) throw storeError(91, 'the store is stopping');
    checkFields(name, body, command.fields, command.refuses, true);
    const setting = readSetting(body);
    if (body['autocommit'] !== undefined) return inTransaction(name, command, request, setting);
    if (body['startTransaction'] !== undefined) throw storeError(72, 'startTransaction needs autocommit: false');
    checkReadConcern(body, false);
    if (command.kind === 'service') return command.run(callOf(request, engine.plainUnit(), setting, undefined));
    if (command.kind !== 'read') return inUnit(command, request, setting, live);
    const reply = command.run(callOf(request, engine.plainUnit(), setting, undefined));
    // What a majority read has seen must outlast a crash.
    if (docField(body, 'readConcern')?.['level'] === 'majority') await engine.settled();
    return reply;
  }

  function callOf(
    { body, sequences }: Request,
    unit: Unit,
    { session, deadlineMs }: Setting,
    transaction: bigint | undefined,
  ): Call {
    const db = body['$db'];
    if (typeof db !== 'string' || db === '' || /[$\0. /\\"]/.test(db))
      throw storeError(73, 'a command needs a valid $db');
    let ticks = 0;
    const tick = (): void => {
      if (++ticks % ticksPerLook === 0 && performance.now() > deadlineMs) throw timeIsUp();
    };
    return { store, body, db, sequences, unit, session, transaction, tick };
  }

  async function inUnit(command: Command, request: Request, setting: Setting, live: () => boolean): Promise<Reply> {
    for (;;) {
      const earlier = earlierAnswer(setting);
      if (earlier) {
        await engine.settled();
        return earlier;
      }
      const unit = engine.plainUnit();
      try {
        const reply = bytesOf(command.run(callOf(request, unit, setting, undefined)) as Reply);
        const { session, number } = setting;
        if (session !== undefined && number !== undefined && hasChanges(unit))
          sessions.remember(unit, session, number, reply);
        await engine.commit(unit);
        return reply;
      } catch (error) {
        if (!(error instanceof Blocked)) throw error;
        await ended(error.holder, setting.deadlineMs);
        if (!live()) throw storeError(279, 'the client is gone');
        if (stopping()) throw storeError(91, 'the store is stopping');
      }
    }
  }

  function earlierAnswer({ session, number }: Setting): Buffer | undefined {
    return session !== undefined && number !== undefined ? sessions.answered(session, number) : undefined;
  }

  async function inTransaction(name: string, command: Command, request: Request, setting: Setting): Promise<Reply> {
    const { body } = request;
    const { session, number } = setting;
    if (body['autocommit'] !== false || session === undefined || number === undefined)
      throw storeError(72, 'a transaction needs autocommit: false, lsid and txnNumber');
    if (command.kind === 'service' && ending.has(name))
      return command.run(callOf(request, engine.plainUnit(), setting, number));
    const start = boolField(body, 'startTransaction');
    if (!start) refuseReadConcern(body);
    if (!command.inTransaction) {
      if (!start) sessions.fail(session);
      throw storeError(263, `Cannot run '${name}' in a multi-document transaction.`);
    }
    const transaction = sessions.enlist(session, number, start);
    try {
      checkReadConcern(body, true);
      const unit = engine.unitOf(transaction);
      const reply = command.run(callOf(request, unit, setting, number));
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
      return bytesOf(await run(request, live));
    } catch (error) {
      if (!(error instanceof StoreError)) fault(error as Error);
      return encode(
        errorReply(error instanceof StoreError ? error : storeError(1, `a fault inside the store: ${String(error)}`)),
      );
    }
  };
}

const ending = new Set(['commitTransaction', 'abortTransaction']);

function commandTable(sessions: Sessions, store: Store): Readonly<Record<string, Command>> {
  const service = { kind: 'service', inTransaction: false, refuses: '' } as const;
  const finish = (name: string, step: (session: string, number: bigint) => Promise<void> | void): Command => ({
    ...service,
    fields: `${name} recoveryToken`,
    run: async ({ session, transaction }) => {
      if (session === undefined || transaction === undefined)
        throw storeError(72, `${name} must be run in a transaction`);
      await step(session, transaction);
      return { ok: 1 };
    },
  });
  const endSessions = (name: string): Command => ({
    ...service,
    fields: name,
    run: async ({ body }) => {
      const ids = ((body[name] ?? []) as unknown[]).map(sessionId);
      store.cursors.forget(({ session }) => session !== undefined && ids.includes(session), store.nowMs());
      await sessions.end(ids);
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
    endSessions: endSessions('endSessions'),
    killSessions: endSessions('killSessions'),
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

function readSetting(body: Doc): Setting {
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

function refuseReadConcern(body: Doc): void {
  if (body['readConcern'] !== undefined)
    throw storeError(72, 'only the first command in a transaction may specify a readConcern');
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
