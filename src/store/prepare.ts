// Brings a database up to date and makes its collections known, before anybody reads or writes a row.
import type { Connection } from 'mongoose';
import type { Log } from '../log';
import type { Crypto } from './crypto';
import { checkKeys } from './key-check';
import { MIGRATIONS } from './migrations/list';
import { migrate } from './migrations/migration';
import { registerTable } from './table';
import { TABLES } from './tables';

/** @param now real time, for the lease of the migrations. @throws Fault `schema-newer` or `keys-wrong`; nothing is changed then */
export async function prepare(connection: Connection, crypto: Crypto, log: Log, now: () => number): Promise<void> {
  await migrate(connection, MIGRATIONS, log, now);
  await checkKeys(connection, crypto);
  for (const table of TABLES) registerTable(connection, table);
}
