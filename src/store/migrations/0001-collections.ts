// Migration 1: all collections with their indexes.
import type { Connection } from 'mongoose';
import { TABLES } from '../tables';
import type { AnyTable } from '../table';
import type { Migration } from './migration';

export const collections: Migration = {
  number: 1,
  name: 'collections',
  async run(connection) {
    for (const table of TABLES) await makeCollection(connection, table);
  },
};

/** Makes what is missing; what is there already, and the same, is left as it is. */
export async function makeCollection(connection: Connection, table: AnyTable): Promise<void> {
  const existing = await connection.listCollections();
  if (!existing.some(({ name }) => name === table.name)) await connection.createCollection(table.name);
  if (table.indexes.length > 0)
    await connection.collection(table.name).createIndexes(table.indexes.map((index) => ({ ...index })));
}
