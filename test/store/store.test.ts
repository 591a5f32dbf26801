import { SCHEMA_NUMBER } from '../../src/store/migrations/list';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { createClock, DAY_MS } from '../../src/clock';
import { createLog } from '../../src/log';
import { connect } from '../../src/store/connection';
import { newKey } from '../../src/store/keys';
import { openStore, type Store, type StoreOptions } from '../../src/store/store';
import { smallCatalogue } from '../support/catalogue';
import { MORNING, aCitizen } from '../support/samples';
import { dropDatabase, testUri } from '../support/store';

const log = createLog(() => undefined);
const uri = testUri();
let dataDir: string;
const opened: Store[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-open-'));
});
afterEach(async () => {
  for (const store of opened.splice(0).toReversed()) await store.close();
  if (uri !== undefined) await dropDatabase(uri);
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(over: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({
    publicUrl: 'https://stations.example',
    uri,
    dataDir,
    demo: true,
    clock: createClock(() => MORNING),
    log,
    ...over,
  });
  opened.push(store);
  return store;
}

async function reopen(over: Partial<StoreOptions> = {}): Promise<Store> {
  await opened.pop()?.close();
  return open(over);
}

const codeOf = (use: Promise<unknown>): Promise<unknown> =>
  use.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

describe('opening', () => {
  it('finds what was stored before', async () => {
    const store = await open();
    await store.transact((work) => work.citizens.add(aCitizen()));
    const again = await reopen();
    expect(await again.transact((work) => work.citizens.byPhone('+962791234567'))).toEqual(aCitizen());
  });

  it('serves a second opener as a client of the first', async () => {
    const first = await open();
    const second = await open();
    await second.transact((work) => work.citizens.add(aCitizen()));
    expect(await first.transact((work) => work.citizens.byId('cit_1'))).toEqual(aCitizen());
    expect([first.kind, second.kind]).toEqual(uri === undefined ? ['embedded', 'embedded'] : ['mongodb', 'mongodb']);
  });

  it('opens for many at once that all find it empty', async () => {
    const stores = await Promise.all(Array.from({ length: 3 }, () => open()));
    await Promise.all(
      stores.map((store, n) =>
        store.transact((work) => work.citizens.add(aCitizen({ id: `cit_${n}`, phone: `+96279000000${n}` }))),
      ),
    );
    expect(await stores[0]?.transact(async (work) => (await work.citizens.byId('cit_2'))?.phone)).toBe('+962790000002');
  });

  it('answers a ping while it is open', async () => {
    const store = await open();
    await store.ping();
    await opened.pop()?.close();
    await expect(store.ping()).rejects.toThrow();
  });

  it('refuses data of a newer program, and touches nothing', async () => {
    await open();
    await opened.pop()?.close();
    await changeSchema(SCHEMA_NUMBER + 1);
    expect(await codeOf(open())).toBe('schema-newer');
    expect(await changeSchema(SCHEMA_NUMBER)).toEqual({ _id: 'schema', number: SCHEMA_NUMBER + 1 });
    expect(await codeOf(open())).toBe('fine');
  });

  it('waits for the lease of another process, and takes over one that is over', async () => {
    await open();
    await opened.pop()?.close();
    await changeSchema(0, { owner: 'another process', leaseUntil: new Date(MORNING) });
    expect(await codeOf(open())).toBe('fine');
    expect(await changeSchema(1)).toEqual({ _id: 'schema', number: SCHEMA_NUMBER });
  });
});

describe('keys', () => {
  const keys = { dataKey: newKey(), indexKey: newKey() };

  it('are made once for a demo, for the owner only, and stay', async () => {
    await open();
    const made = readFileSync(join(dataDir, 'keys.json'), 'utf8');
    expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
    await reopen();
    expect(readFileSync(join(dataDir, 'keys.json'), 'utf8')).toBe(made);
  });

  it.each([
    ['without any in production', { demo: false }, 'keys-missing'],
    ['with another index key', { keys: { ...keys, indexKey: newKey() } }, 'keys-wrong'],
    ['with another data key', { keys: { ...keys, dataKey: newKey() } }, 'keys-wrong'],
    [
      'with the old data key beside the new',
      { keys: { ...keys, dataKey: newKey(), dataKeyOld: keys.dataKey } },
      'fine',
    ],
    ['with those it was made with', { keys }, 'fine'],
  ])('open %s', async (_, over, expected) => {
    await open({ keys });
    await opened.pop()?.close();
    expect(await codeOf(open(over))).toBe(expected);
  });
});

describe('settings', () => {
  it('make a secret once', async () => {
    const store = await open();
    const made = await Promise.all([
      store.settings.secret('direct-line'),
      store.settings.secret('direct-line'),
      store.settings.secret('other'),
    ]);
    expect(made[0]).toMatch(/^[\w-]{32}$/);
    expect(made[1]).toBe(made[0]);
    expect(made[2]).not.toBe(made[0]);
    expect(await (await reopen()).settings.secret('direct-line')).toBe(made[0]);
  });

  it('move business time forward for good and for every process, never back', async () => {
    const [clock, other] = [createClock(() => MORNING), createClock(() => MORNING)];
    const store = await open({ clock });
    const second = await open({ clock: other });
    await store.settings.advanceClock(40 * DAY_MS);
    expect([clock.now(), other.now()]).toEqual([MORNING + 40 * DAY_MS, MORNING]);
    expect(await second.transact(async (work) => [work.now, work.real])).toEqual([MORNING + 40 * DAY_MS, MORNING]);
    await expect(store.settings.advanceClock(39 * DAY_MS)).rejects.toThrow(RangeError);
    await opened.pop()?.close();
    const later = createClock(() => MORNING);
    await reopen({ clock: later });
    expect(later.now()).toBe(MORNING + 40 * DAY_MS);
  });
});

describe('the catalogue', () => {
  const zahran = smallCatalogue.stations[0];
  if (!zahran) throw new Error('the small catalogue has a station');

  it('is empty at first', async () => {
    const { version, stations, exams, sample } = await (await open()).catalogue.current();
    expect({ version, stations, exams, sample }).toEqual({ version: 0, stations: [], exams: [], sample: false });
  });

  it('comes back whole, in the next process, too', async () => {
    await (await open()).catalogue.load(smallCatalogue);
    const again = await reopen();
    expect(await again.catalogue.current()).toEqual({ ...smallCatalogue, version: 1 });
    expect(await again.transact(async (work) => work.catalogue)).toEqual({ ...smallCatalogue, version: 1 });
  });

  it('makes a new version of what differs only', async () => {
    const store = await open();
    await store.catalogue.load(smallCatalogue);
    expect((await store.catalogue.load(smallCatalogue)).version).toBe(1);
    const cheaper = { ...smallCatalogue, terms: { ...smallCatalogue.terms, paymentWorkingDays: 7 } };
    expect(await store.catalogue.load(cheaper)).toEqual({ ...cheaper, version: 2 });
  });

  it('replaces what it names, adds what is new, leaves what it does not name', async () => {
    const store = await open();
    await store.catalogue.load(smallCatalogue);
    const sweileh = { ...zahran, id: 'sweileh' };
    const marka = { ...zahran, id: 'marka', ramp: false };
    await store.catalogue.load({ ...smallCatalogue, stations: [sweileh, marka], exams: [] });
    await store.catalogue.load({ ...smallCatalogue, stations: [{ ...marka, ramp: true }], exams: [] });
    const { stations, exams, version } = await store.catalogue.current();
    expect(stations.map(({ id, ramp }) => [id, ramp])).toEqual([
      ['zahran', true],
      ['sweileh', true],
      ['marka', true],
    ]);
    expect([exams.length, version]).toEqual([1, 3]);
  });

  it('stays marked as a sample while an entry of the sample is left', async () => {
    const store = await open();
    await store.catalogue.load(smallCatalogue);
    const real = { ...smallCatalogue, sample: false, stations: [] };
    expect((await store.catalogue.load(real)).sample).toBe(true);
    expect((await store.catalogue.load({ ...real, stations: smallCatalogue.stations })).sample).toBe(false);
  });
});

/** Changes the row of the schema as another program would. @returns the row as it was */
async function changeSchema(number: number, lease: object = {}): Promise<unknown> {
  const { connection, close } = await connect({ uri, dataDir, log });
  try {
    const rows = connection.collection<{ _id: string }>('schema');
    const before = await rows.findOne({ _id: 'schema' });
    await rows.replaceOne({ _id: 'schema' }, { number, ...lease });
    return before;
  } finally {
    await close();
  }
}

afterAll(() => mongoose.disconnect());
