// All migrations in their order.
import { collections } from './0001-collections';
import { sittings } from './0002-sittings';
import { staff } from './0003-staff';
import { unclear } from './0004-unclear';
import type { Migration } from './migration';

export const MIGRATIONS: readonly Migration[] = [collections, sittings, staff, unclear];

/** The schema number that this program reads and writes. */
export const SCHEMA_NUMBER = Math.max(...MIGRATIONS.map(({ number }) => number));
