// One open store: folder, log, engine, sessions and server put together, and the work that goes on by itself: expiry, reaping, compaction.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createCursors } from './cursors';
import { type Disk, realDisk } from './disk';
import { createDispatch, type Dispatch } from './dispatch';
import { createEngine, type Engine } from './engine';
import { expire } from './expiry';
import { claimFolder, makeSocketPath, releaseFolder, StoreStartError, tidyFolder, uriOf } from './folder';
import { load, type Loaded, storedEntries } from './load';
import { openLog } from './log';
import { DamagedLog, logHeader } from './records';
import { listen, type Server } from './server';
import { createSessions } from './sessions';

/**
 * `report` hears, in one line each, what an operator should know. `nowMs` is the time for expiry and idle sessions; `upkeepMs` how often
 * they are looked at; `compactAboveBytes` the size below which a log is never rewritten by itself.
 */
export type StoreOptions = {
  readonly dir: string;
  readonly report?: (line: string) => void;
  readonly disk?: Disk;
  readonly nowMs?: () => number;
  readonly upkeepMs?: number;
  readonly compactAboveBytes?: number;
};

export type OpenStore = {
  readonly uri: string;
  /** Answers what is under way, closes, gives the folder back. */
  stop(): Promise<void>;
  /** Resolves when the store can go on no more by itself. */
  readonly failed: Promise<Error>;
};

const logFile = 'store.log';
const defaults = { upkeepMs: 5000, compactAboveBytes: 4 * 1024 * 1024 } as const;

/** Opens the store of a folder and serves it. @throws StoreStartError STORE_BUSY, STORE_DAMAGED */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const socketPath = makeSocketPath(options.dir);
  const uri = uriOf(socketPath);
  const ready = deferred<Dispatch>();
  // Listens before it claims: whoever comes next asks the socket whether this one lives.
  const server = await listen(socketPath, ready.promise);
  try {
    await claimFolder(options.dir, uri);
    try {
      tidyFolder(options.dir);
      const running = await start(options, server, socketPath, ready.resolve);
      return {
        uri,
        failed: running.failed,
        stop: once(async () => {
          await running.stop();
          await server.close();
          releaseFolder(options.dir, uri);
        }),
      };
    } catch (error) {
      releaseFolder(options.dir, uri);
      throw error;
    }
  } catch (error) {
    await server.close();
    throw error;
  }
}

type Running = { readonly failed: Promise<Error>; readonly stop: () => Promise<void> };

async function start(
  options: StoreOptions,
  server: Server,
  address: string,
  ready: (dispatch: Dispatch) => void,
): Promise<Running> {
  const { dir, disk = realDisk, report = () => undefined, nowMs = Date.now, upkeepMs = defaults.upkeepMs } = options;
  const path = join(dir, logFile);
  const loaded = readLog(path, dir, report);
  const failure = deferred<Error>();
  const log = await openLog({
    path,
    disk,
    end: loaded.end,
    onBroken: failure.resolve,
  });
  const engine = createEngine(log, loaded.state, loaded.numbers);
  const cursors = createCursors();
  const sessions = createSessions(engine, nowMs);
  const compact = oneAtATime(() => log.compact(() => storedEntries(engine.state())));
  let stopping = false;

  const store = {
    engine,
    cursors,
    nowMs,
    address,
    startedAtMs: nowMs(),
    connections: () => server.connections(),
    compact,
  };
  ready(
    createDispatch(
      store,
      sessions,
      () => stopping,
      (error) => report(`fault: ${error.stack ?? String(error)}`),
    ),
  );

  const upkeep = repeat(
    upkeepMs,
    async () => {
      cursors.forget((_, idle) => idle, nowMs());
      sessions.reap();
      await expire(engine, nowMs());
      if (isWasteful(engine, options.compactAboveBytes ?? defaults.compactAboveBytes)) await compact();
    },
    (error) => report(`upkeep of the store failed: ${error.message}`),
  );

  return {
    failed: failure.promise,
    stop: async () => {
      stopping = true;
      await upkeep.stop();
      sessions.abortAll();
      await log.close();
    },
  };
}

// More than half of the log is what nobody can see any more.
function isWasteful(engine: Engine, above: number): boolean {
  const bytes = engine.log.bytes();
  return bytes > above && engine.state().liveBytes < bytes / 2;
}

function readLog(path: string, dir: string, report: (line: string) => void): Loaded {
  const bytes = existingLog(path) ?? makeLog(path, dir);
  try {
    const loaded = load(bytes);
    const torn = bytes.length - loaded.end;
    if (torn > 0)
      report(`the last write of the log was not finished when the store ended; ${torn} bytes were cut off ${path}`);
    return loaded;
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    const { offset } = error;
    throw new StoreStartError('STORE_DAMAGED', `${path}: ${error.message}. Nothing was changed.`, {
      file: path,
      offset,
    });
  }
}

function existingLog(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// Renamed into place when it is whole: so a log without its header is never the work of a crash.
function makeLog(path: string, dir: string): Buffer {
  const file = openSync(`${path}.new`, 'w', 0o600);
  writeSync(file, logHeader);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
  const folder = openSync(dir, 'r');
  fsyncSync(folder);
  closeSync(folder);
  return logHeader;
}

type Deferred<T> = { readonly promise: Promise<T>; readonly resolve: (value: T) => void };

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function once(step: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= step());
}

// Whoever asks while one is running gets the next: the running one may have begun before what he wants to be rid of was gone.
function oneAtATime(step: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const next = last.catch(() => undefined).then(step);
    last = next;
    return next;
  };
}

function repeat(
  everyMs: number,
  step: () => Promise<void>,
  failed: (error: Error) => void,
): { stop: () => Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    timer = setTimeout(() => {
      running = step()
        .catch(failed)
        .then(() => (stopped ? undefined : arm()));
    }, everyMs);
    timer.unref();
  };
  arm();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
