// Migration 2: sittings of official exams, and the index by which their candidates are found. What is there already stays as it is.
import { TABLES } from '../tables';
import { makeCollection } from './0001-collections';
import type { Migration } from './migration';

export const sittings: Migration = {
  number: 2,
  name: 'sittings',
  async run(connection) {
    for (const table of TABLES) await makeCollection(connection, table);
  },
};
