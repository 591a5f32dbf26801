// Migration 3: staff accounts, their sessions, the record of what they did. What is there already stays as it is.
import { TABLES } from '../tables';
import { makeCollection } from './0001-collections';
import type { Migration } from './migration';

export const staff: Migration = {
  number: 3,
  name: 'staff',
  async run(connection) {
    for (const table of TABLES) await makeCollection(connection, table);
  },
};
