// Finds the database: a MongoDB replica set, the embedded store of this folder, or the one that another process runs there.
// From here on nobody knows the difference.
import mongoose, { type Connection } from 'mongoose';
import { Fault } from '../errors';
import type { Log } from '../log';
import { StoreStartError } from './embedded/folder';
import { startEmbeddedStore, type EmbeddedStore } from './embedded/start';

export type StoreKind = 'embedded' | 'mongodb';

export type Connected = {
  readonly connection: Connection;
  readonly kind: StoreKind;
  /** Whether the embedded store runs in this process; false for a client of another one. */
  readonly owner: boolean;
  /** Resolves when the embedded store dies by itself (disk full, damage); never for others. */
  readonly failed: Promise<Error>;
  readonly close: () => Promise<void>;
};

const OPTIONS = {
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  serverSelectionTimeoutMS: 5_000,
  maxPoolSize: 20,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
} as const;

const never = new Promise<Error>(() => undefined);

export type ConnectOptions = {
  readonly uri?: string | undefined;
  readonly dataDir: string;
  readonly log: Log;
  /** By what the embedded store takes rows to be old. */
  readonly nowMs?: () => number;
  /** The embedded store must run in this process: joining another one's is refused. Nothing to a MongoDB. */
  readonly owner?: 'required' | undefined;
};

/**
 * @throws Fault `mongodb-standalone` when the server has no transactions; `folder-busy` when the owner is required and another process
 * is it; the embedded store's own errors for its folder
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  if (options.uri !== undefined) {
    const connection = await open(options.uri, options.log);
    await requireTransactions(connection);
    return { connection, kind: 'mongodb', owner: false, failed: never, close: () => connection.close() };
  }
  const embedded = await startOrFind(options);
  try {
    const connection = await open(embedded.uri, options.log);
    const close = () => connection.close().then(() => embedded.stop());
    return { connection, kind: 'embedded', owner: embedded.owner, failed: embedded.failed, close };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function open(uri: string, log: Log): Promise<Connection> {
  const connection = mongoose.createConnection(uri, OPTIONS);
  connection.on('error', (error: unknown) => log.error('store-connection', { error }));
  return connection.asPromise();
}

/** Only the process that owns a folder opens it; any other becomes a client of the store that runs there. */
async function startOrFind({ dataDir, owner, nowMs }: ConnectOptions): Promise<EmbeddedStore & { owner: boolean }> {
  try {
    return { ...(await startEmbeddedStore({ dir: dataDir, ...(nowMs && { nowMs }) })), owner: true };
  } catch (error) {
    const uri = liveUri(error);
    if (uri === undefined) throw error;
    if (owner === 'required') throw folderBusy(dataDir, error);
    return { uri, owner: false, failed: never, stop: () => Promise.resolve() };
  }
}

const folderBusy = (dataDir: string, cause: unknown): Fault =>
  new Fault(
    'folder-busy',
    `another service runs on DATA_DIR (${dataDir}): end it first, or give this one a folder of its own`,
    { cause },
  );

function liveUri(error: unknown): string | undefined {
  return error instanceof StoreStartError && error.code === 'STORE_BUSY' ? error.details.uri : undefined;
}

async function requireTransactions(connection: Connection): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.['setName'] !== undefined || hello?.['msg'] === 'isdbgrid') return;
  await connection.close();
  throw new Fault('mongodb-standalone', 'MONGODB_URI names a single server; transactions need a replica set');
}
