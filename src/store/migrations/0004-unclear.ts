// Migration 4: sentences that were not understood surely. What is there already stays as it is.
import { TABLES } from '../tables';
import { makeCollection } from './0001-collections';
import type { Migration } from './migration';

export const unclear: Migration = {
  number: 4,
  name: 'unclear',
  async run(connection) {
    for (const table of TABLES) await makeCollection(connection, table);
  },
};
