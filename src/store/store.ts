// The store as the rest of the house sees it: transactions on repositories, the inbox, the catalogue, a few settings.
import type { Clock } from '../clock';
import type { Inbox, Random, Transact } from '../domain/work';
import { Fault } from '../errors';
import type { Log } from '../log';
import { createCatalogues, type Catalogues } from './catalogue';
import { connect, type Connected, type StoreKind } from './connection';
import { createCrypto } from './crypto';
import { endDeadClaims } from './dead-claims';
import { createInbox } from './inbox';
import { demoKeys, type Keys } from './keys';
import { prepare } from './prepare';
import { createRandom } from './random';
import { createSettings, rememberTime, type Settings } from './settings';
import { createTransactions } from './transaction';
import { createTransact } from './work';

export type StoreOptions = {
  /** A MongoDB replica set; the embedded store in `dataDir` where none is given. */
  readonly uri?: string | undefined;
  readonly dataDir: string;
  /** Needed unless it is a demo, which makes its own. */
  readonly keys?: Keys | undefined;
  readonly demo: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random | undefined;
  /** What links in messages begin with. */
  readonly publicUrl: string;
  /** Refuses to join the store of another process: the service's way. Without it, the folder's owner is joined where there is one. */
  readonly owner?: 'required' | undefined;
};

export type Store = {
  readonly transact: Transact;
  readonly inbox: Inbox;
  readonly catalogue: Pick<Catalogues, 'current' | 'load'>;
  readonly settings: Settings;
  readonly kind: StoreKind;
  /** By how much the machine's clock stands before the latest time the store has seen; 0 where it does not. */
  readonly clockSetBackMs: number;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  /** Resolves when the embedded store dies by itself. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
};

/**
 * Opens the store and brings it up to date: collections, indexes, migrations, the demo's clock. Nothing is served before.
 * @throws Fault `keys-missing`, `keys-wrong`, `schema-newer`, `mongodb-standalone`, `folder-busy`, or the embedded store's own errors
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const crypto = createCrypto(keysOf(options));
  const connected = await connect({ ...options, nowMs: () => options.clock.real() });
  try {
    return await assemble(connected, options, crypto);
  } catch (error) {
    await connected.close();
    throw error;
  }
}

function keysOf({ keys, demo, dataDir }: Pick<StoreOptions, 'keys' | 'demo' | 'dataDir'>): Keys {
  if (keys) return keys;
  if (!demo) throw new Fault('keys-missing', 'DATA_KEY and INDEX_KEY must be given');
  return demoKeys(dataDir);
}

async function assemble(
  { connection, kind, owner, failed, close }: Connected,
  { clock, log, publicUrl, random = createRandom() }: StoreOptions,
  crypto: ReturnType<typeof createCrypto>,
): Promise<Store> {
  await prepare(connection, crypto, log, () => clock.real());
  const inTransaction = createTransactions({ connection, crypto });
  if (owner) await endDeadClaims(inTransaction);
  const catalogues = createCatalogues({ connection, crypto, inTransaction });
  const clockSetBackMs = await rememberTime(inTransaction, clock);
  if (clockSetBackMs > 0) log.warn('clock.set-back', { ms: clockSetBackMs });

  return {
    transact: createTransact({ inTransaction, catalogues, clock, random, publicUrl }),
    inbox: createInbox({ connection, crypto, inTransaction }),
    catalogue: catalogues,
    settings: createSettings({ inTransaction, clock }),
    kind,
    clockSetBackMs,
    async ping() {
      await connection.db?.admin().ping();
    },
    failed,
    close,
  };
}
