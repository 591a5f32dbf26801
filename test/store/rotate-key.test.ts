import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock';
import { createLog } from '../../src/log';
import { connect } from '../../src/store/connection';
import { keyIdOf, newKey, type Keys } from '../../src/store/keys';
import { rotateDemoKey, rotateKey } from '../../src/store/rotate-key';
import { openStore, type Store } from '../../src/store/store';
import { MORNING, aCitizen, aConversation, aPerson, anInbound } from '../support/samples';
import { dropDatabase, testUri } from '../support/store';

const log = createLog(() => undefined);
const clock = createClock(() => MORNING);
let uri: string | undefined;
let dataDir: string;

beforeEach(() => {
  uri = testUri();
  dataDir = mkdtempSync(join(tmpdir(), 'rotate-'));
});
afterEach(async () => {
  if (uri !== undefined) await dropDatabase(uri);
  rmSync(dataDir, { recursive: true, force: true });
});

const CITIZENS = 230;
const phone = (n: number) => `+9627900${String(n).padStart(5, '0')}`;

async function using<Result>(keys: Keys | undefined, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({ publicUrl: 'https://stations.example', uri, dataDir, keys, demo: true, clock, log });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const fill = (store: Store) =>
  store.transact(async (work) => {
    for (let n = 0; n < CITIZENS; n += 1) await work.citizens.add(aCitizen({ id: `cit_${n}`, phone: phone(n) }));
    await work.persons.add(aPerson());
    await work.conversations.add(aConversation());
    await work.messages.addInbound(anInbound());
    await work.messages.addInbound(anInbound({ id: 'msg_in_2', providerId: 'SM0002', tapped: 'exam' }));
  });

/** Everything that was sealed, read back by its blind index. */
const readBack = (store: Store) =>
  store.transact(async (work) => ({
    citizens: (await Promise.all(Array.from({ length: CITIZENS }, (_, n) => work.citizens.byPhone(phone(n))))).map(
      (citizen) => citizen?.phone,
    ),
    person: await work.persons.byDocument('civil-id', '9871035522', 'JO'),
    conversation: await work.conversations.byAddress('sms', '+962791234567'),
    message: await work.messages.byId('msg_in_2'),
  }));

const whole = {
  citizens: Array.from({ length: CITIZENS }, (_, n) => phone(n)),
  person: aPerson(),
  conversation: aConversation(),
  message: anInbound({ id: 'msg_in_2', providerId: 'SM0002', tapped: 'exam' }),
};

/** How many rows of each key there are, by key id. */
async function rowsByKey(): Promise<Record<string, number>> {
  const { connection, close } = await connect({ uri, dataDir, log });
  const counts: Record<string, number> = {};
  for (const { name } of await connection.listCollections())
    for await (const row of connection
      .collection<{ _id: string; keyId?: string }>(name)
      .find({ keyId: { $exists: true } }))
      counts[row.keyId ?? ''] = (counts[row.keyId ?? ''] ?? 0) + 1;
  await close();
  return counts;
}

const idOf = (key: string): string => keyIdOf(Buffer.from(key, 'base64'));
const old: Keys = { dataKey: newKey(), indexKey: newKey() };
const codeOf = (use: Promise<unknown>): Promise<unknown> =>
  use.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

it('seals every row with the new key; the old one is needed by nothing', async () => {
  await using(old, fill);
  const both = { ...old, dataKey: newKey(), dataKeyOld: old.dataKey };
  expect(await rotateKey({ uri, dataDir, keys: both, clock, log })).toBe(CITIZENS + 4);
  expect(await rowsByKey()).toEqual({ [idOf(both.dataKey)]: CITIZENS + 4 });
  expect(await using({ dataKey: both.dataKey, indexKey: old.indexKey }, readBack)).toEqual(whole);
  expect(await codeOf(using(old, readBack))).toBe('keys-wrong');
});

it('goes on where a rotation was cut off, and has nothing to do after it', async () => {
  await using(old, fill);
  const both = { ...old, dataKey: newKey(), dataKeyOld: old.dataKey };
  await using(both, (store) => store.transact((work) => work.persons.save(aPerson({ name: 'Laila Haddad' }))));
  expect(await rotateKey({ uri, dataDir, keys: both, clock, log })).toBe(CITIZENS + 3);
  expect(await rotateKey({ uri, dataDir, keys: both, clock, log })).toBe(0);
});

it('changes beside a service that writes with both keys, and loses none of its writes', async () => {
  await using(old, fill);
  const both = { ...old, dataKey: newKey(), dataKeyOld: old.dataKey };
  await using(both, async (store) => {
    const writing = (async () => {
      for (let n = 0; n < CITIZENS; n += 10)
        await store.transact((work) =>
          work.citizens.save(aCitizen({ id: `cit_${n}`, phone: phone(n), language: 'en' })),
        );
    })();
    await rotateKey({ uri, dataDir, keys: both, clock, log });
    await writing;
  });
  expect(await rowsByKey()).toEqual({ [idOf(both.dataKey)]: CITIZENS + 4 });
  const languages = await using({ dataKey: both.dataKey, indexKey: old.indexKey }, (store) =>
    store.transact(async (work) => [
      (await work.citizens.byId('cit_220'))?.language,
      (await work.citizens.byId('cit_221'))?.language,
    ]),
  );
  expect(languages).toEqual(['en', 'ar']);
});

describe('of a demo', () => {
  beforeEach(() => {
    uri = undefined;
  });
  const keysNow = () => JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as Keys;

  it('makes the new key itself', async () => {
    await using(undefined, fill);
    const before = keysNow();
    expect(await rotateDemoKey({ dataDir, clock, log })).toBe(CITIZENS + 4);
    const after = keysNow();
    expect([after.dataKeyOld, after.indexKey, after.dataKey === before.dataKey]).toEqual([
      undefined,
      before.indexKey,
      false,
    ]);
    expect(await using(undefined, readBack)).toEqual(whole);
  });

  it('refuses while the demo runs, which knows the old key only', async () => {
    expect(await using(undefined, () => codeOf(rotateDemoKey({ dataDir, clock, log })))).toBe('demo-running');
  });
});
