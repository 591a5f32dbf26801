// What a migration is, and how the numbered ones are run: in order, once, by one process at a time.
// A database that is newer than this program is left alone.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { Fault } from '../../errors';
import type { Log } from '../../log';

export type Migration = {
  /** 1, 2, 3 …; never changed once released. */
  readonly number: number;
  readonly name: string;
  /** May be cut off at any point and run again. */
  run(connection: Connection): Promise<void>;
};

type SchemaRow = { _id: string; number?: number; owner?: string; leaseUntil?: Date };

export const SCHEMA_COLLECTION = 'schema';
const ROW_ID = 'schema';
const LEASE_MS = 60_000;
const POLL_MS = 200;
const DUPLICATE_KEY = 11000;

const rows = (connection: Connection) => connection.collection<SchemaRow>(SCHEMA_COLLECTION);

/** The number of the last migration that was run, 0 for an empty database. */
export async function schemaNumber(connection: Connection): Promise<number> {
  return (await rows(connection).findOne({ _id: ROW_ID }))?.number ?? 0;
}

/**
 * Brings the database up to the newest migration. Waits while another process does it.
 * @throws Fault `schema-newer` when a newer program has been here; nothing is touched
 */
export async function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  log: Log,
  now: () => number,
): Promise<void> {
  const newest = Math.max(...migrations.map(({ number }) => number));
  const owner = randomUUID();
  for (;;) {
    const present = await schemaNumber(connection);
    if (present > newest)
      throw new Fault(
        'schema-newer',
        `the data is at schema ${present}, this program knows ${newest}: start the newer program`,
      );
    if (present === newest) return;
    if (await lease(connection, owner, now())) break;
    await pause(POLL_MS);
  }
  try {
    await runFrom(connection, migrations, owner, log, now);
  } finally {
    await rows(connection).updateOne({ _id: ROW_ID, owner }, { $unset: { owner: 1, leaseUntil: 1 } });
  }
}

async function runFrom(
  connection: Connection,
  migrations: readonly Migration[],
  owner: string,
  log: Log,
  now: () => number,
): Promise<void> {
  // Read again under the lease: another process may have just done it.
  const present = await schemaNumber(connection);
  const pending = migrations.filter(({ number }) => number > present).toSorted((a, b) => a.number - b.number);
  for (const migration of pending) {
    await migration.run(connection);
    const leaseUntil = new Date(now() + LEASE_MS);
    const done = await rows(connection).updateOne(
      { _id: ROW_ID, owner },
      { $set: { number: migration.number, leaseUntil } },
    );
    if (done.matchedCount === 0)
      throw new Fault('migration-lease-lost', `migration ${migration.number} took longer than its lease`);
    log.info('migrated', { id: migration.name, count: migration.number });
  }
}

/** One row is number and lease in one; whoever inserts or takes it over works alone. */
async function lease(connection: Connection, owner: string, now: number): Promise<boolean> {
  const leaseUntil = new Date(now + LEASE_MS);
  try {
    await rows(connection).insertOne({ _id: ROW_ID, number: 0, owner, leaseUntil });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
  }
  const free = { _id: ROW_ID, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date(now) } }] };
  return (await rows(connection).updateOne(free, { $set: { owner, leaseUntil } })).modifiedCount === 1;
}
