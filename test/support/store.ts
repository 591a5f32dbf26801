// A store for one test file: the embedded one in a folder of its own, or a database of its own where MONGODB_URI is given.
// Close it in afterAll; nothing of it stays.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { createClock, type Clock } from '../../src/clock';
import type { Catalogue } from '../../src/domain/catalogue';
import type { Inbox, Random, Transact } from '../../src/domain/work';
import { createLog } from '../../src/log';
import { openStore, type Store } from '../../src/store/store';
import { smallCatalogue } from './catalogue';

export type TestStore = {
  readonly transact: Transact;
  readonly inbox: Inbox;
  readonly store: Store;
  readonly clock: Clock;
  readonly dataDir: string;
  /** Undefined for the embedded store. */
  readonly uri: string | undefined;
  /** Closes it and removes its data. */
  close(): Promise<void>;
};

export type TestStoreOptions = {
  /** Taken in place of the real time. */
  readonly clock?: Clock;
  /** Loaded in place of the sample. */
  readonly catalogue?: Catalogue;
  readonly random?: Random;
};

const SAMPLE = join(__dirname, '../../locales/catalogue');

/** The sample catalogue that the repository ships; a small one of the tests where there is none. Its files are parts of one object. */
export function sampleCatalogue(): Catalogue {
  const files = existsSync(SAMPLE) ? readdirSync(SAMPLE).filter((name) => name.endsWith('.json')) : [];
  if (files.length === 0) return smallCatalogue;
  const parts = files.map((name) => JSON.parse(readFileSync(join(SAMPLE, name), 'utf8')) as Partial<Catalogue>);
  return { ...smallCatalogue, ...Object.assign({}, ...parts) };
}

/** A database of its own on the server that MONGODB_URI names, or undefined for the embedded store. */
export function testUri(): string | undefined {
  const given = process.env['MONGODB_URI'];
  if (given === undefined || given === '') return undefined;
  const uri = new URL(given);
  uri.pathname = `/test-${randomBytes(6).toString('hex')}`;
  return uri.toString();
}

export async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

export async function openTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const clock = options.clock ?? createClock();
  const uri = testUri();
  const store = await openStore({
    publicUrl: 'https://stations.example',
    uri,
    dataDir,
    demo: true,
    clock,
    log: createLog(() => undefined),
    random: options.random,
  });
  await store.catalogue.load(options.catalogue ?? sampleCatalogue());
  return {
    transact: store.transact,
    inbox: store.inbox,
    store,
    clock,
    dataDir,
    uri,
    async close() {
      await store.close();
      if (uri !== undefined) await dropDatabase(uri);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
