// Backup and restore are of the embedded store; MongoDB has its own tools.
import { SCHEMA_NUMBER } from '../../src/store/migrations/list';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock';
import { createLog } from '../../src/log';
import { backup } from '../../src/store/backup';
import { readBackupFile, writeBackupFile, type Frame } from '../../src/store/backup-file';
import { newKey, type Keys } from '../../src/store/keys';
import { restore } from '../../src/store/restore';
import { openStore, type Store } from '../../src/store/store';
import { smallCatalogue } from '../support/catalogue';
import { MORNING, aBill, aCitizen, aPerson, aRequest, anInbound } from '../support/samples';

const log = createLog(() => undefined);
const clock = createClock(() => MORNING);
let root: string;
let dataDir: string;
let filesDir: string;
let file: string;
const target = () => join(root, 'restored');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backup-'));
  dataDir = join(root, 'data');
  filesDir = join(dataDir, 'files');
  file = join(root, 'one.backup');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function using<Result>(dir: string, use: (store: Store) => Promise<Result>, keys?: Keys): Promise<Result> {
  const store = await openStore({ publicUrl: 'https://stations.example', dataDir: dir, keys, demo: true, clock, log });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const save = (demoKeys = true) => backup({ file, dataDir, filesDir, demoKeys, log, now: () => MORNING });
const bringBack = () => restore({ file, dataDir: target(), filesDir: join(target(), 'files'), log });
const codeOf = (use: Promise<unknown>): Promise<unknown> =>
  use.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

const fill = async (store: Store) => {
  await store.catalogue.load(smallCatalogue);
  await store.transact(async (work) => {
    await work.citizens.add(aCitizen());
    await work.persons.add(aPerson());
    await work.requests.add(aRequest());
    await work.bills.add(aBill());
    await work.messages.addInbound(anInbound());
  });
};

const readBack = (store: Store) =>
  store.transact(async (work) => ({
    citizen: await work.citizens.byPhone('+962791234567'),
    person: await work.persons.byDocument('civil-id', '9871035522', 'JO'),
    request: await work.requests.openFor('per_1', 'icdl'),
    bill: await work.bills.byNumber('100000000008'),
    message: await work.messages.oldestUnanswered('conv_1'),
    catalogue: work.catalogue,
  }));

it('brings everything back: rows, unique keys, files, the keys of the demo', async () => {
  mkdirSync(join(filesDir, 'ab'), { recursive: true });
  writeFileSync(join(filesDir, 'ab', 'proof'), Buffer.alloc(200_000, 7));
  writeFileSync(join(filesDir, 'empty'), '');
  const before = await using(dataDir, async (store) => {
    await fill(store);
    return readBack(store);
  });
  const saved = await save();
  expect(await bringBack()).toEqual({
    ...saved,
    schema: SCHEMA_NUMBER,
    createdAt: '2026-11-23T09:00:00.000Z',
    keys: true,
  });
  expect(saved.files).toBe(2);
  expect(statSync(join(target(), 'keys.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(target(), 'files/ab/proof')).equals(Buffer.alloc(200_000, 7))).toBe(true);
  expect(statSync(join(target(), 'files/empty')).size).toBe(0);
  expect(existsSync(join(target(), '.restoring'))).toBe(false);
  const [after, clash] = await using(target(), async (store) => [
    await readBack(store),
    await store
      .transact((work) => work.citizens.add(aCitizen({ id: 'cit_2' })))
      .then(
        () => 'fine',
        (error: Error) => error.name,
      ),
  ]);
  expect(after).toEqual(before);
  expect(clash).toBe('AlreadyThere');
});

it('is one moment while writing goes on: of two rows written together, both or neither', async () => {
  await using(dataDir, async (store) => {
    await fill(store);
    let stop = false;
    let written = 0;
    const writing = (async () => {
      for (; !stop; written += 1) {
        const n = written;
        await store.transact(async (work) => {
          await work.citizens.add(aCitizen({ id: `cit_pair_${n}`, phone: `+96279${String(n).padStart(7, '0')}` }));
          await work.bills.add(aBill({ number: `pair_${n}` }));
        });
      }
    })();
    while (written < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    const atStart = written;
    await save();
    stop = true;
    await writing;
    await bringBack();
    const pairs = await using(target(), (restored) =>
      restored.transact(async (work) => {
        const both: [boolean, boolean][] = [];
        for (let n = 0; n < written; n += 1)
          both.push([
            (await work.citizens.byId(`cit_pair_${n}`)) !== undefined,
            (await work.bills.byNumber(`pair_${n}`)) !== undefined,
          ]);
        return both;
      }),
    );
    expect(pairs.filter(([citizen, bill]) => citizen !== bill)).toEqual([]);
    const there = pairs.filter(([citizen]) => citizen).length;
    expect(pairs.slice(0, there).every(([citizen]) => citizen)).toBe(true);
    expect(there).toBeGreaterThanOrEqual(atStart);
  });
});

it('holds no keys of a service that was given its own', async () => {
  const keys = { dataKey: newKey(), indexKey: newKey() };
  await using(dataDir, fill, keys);
  await save(false);
  const kinds = new Set<string>();
  const bodies: Buffer[] = [];
  for await (const { kind, body } of readBackupFile(file)) {
    kinds.add(kind);
    bodies.push(Buffer.from(body));
  }
  expect(kinds.has('keys')).toBe(false);
  for (const key of [keys.dataKey, keys.indexKey])
    expect([Buffer.concat(bodies).includes(key), Buffer.concat(bodies).includes(Buffer.from(key, 'base64'))]).toEqual([
      false,
      false,
    ]);
  expect((await bringBack()).keys).toBe(false);
  expect(existsSync(join(target(), 'keys.json'))).toBe(false);
  expect((await using(target(), readBack, keys)).citizen).toEqual(aCitizen());
});

it('leaves no plain personal value in the file', async () => {
  await using(dataDir, fill);
  await save();
  const bodies: Buffer[] = [];
  for await (const { body } of readBackupFile(file)) bodies.push(Buffer.from(body));
  const all = Buffer.concat(bodies);
  expect(all.includes('awaiting-payment')).toBe(true);
  expect(['962791234567', '9871035522', 'Laila', 'would like to sit'].filter((plain) => all.includes(plain))).toEqual(
    [],
  );
});

describe('refuses', () => {
  it('to save where there is nothing, or into the folder that is saved', async () => {
    expect(await codeOf(save())).toBe('backup-empty');
    mkdirSync(dataDir);
    expect(await codeOf(save())).toBe('backup-empty');
    await using(dataDir, fill);
    file = join(dataDir, 'one.backup');
    expect(await codeOf(save())).toBe('backup-inside');
    expect(existsSync(file)).toBe(false);
  });

  it('a folder that is not empty, and leaves it as it was', async () => {
    await using(dataDir, fill);
    await save();
    mkdirSync(target());
    writeFileSync(join(target(), 'something'), 'else');
    expect(await codeOf(bringBack())).toBe('restore-not-empty');
    expect(readdirSync(target())).toEqual(['something']);
  });

  const forged: readonly [string, readonly Frame[], string][] = [
    [
      'of a newer program',
      [frame('header', { schema: 99, createdAt: '' }), frame('end', { documents: 0, files: 0 })],
      'schema-newer',
    ],
    ['without its end', [frame('header', { schema: 1, createdAt: '' })], 'backup-damaged'],
    [
      'with fewer documents than it says',
      [frame('header', { schema: 1, createdAt: '' }), frame('end', { documents: 1, files: 0 })],
      'backup-damaged',
    ],
    [
      'with a file that leads out of the folder',
      [
        frame('header', { schema: 1, createdAt: '' }),
        { kind: 'file', body: Buffer.from('../../out') },
        frame('end', { documents: 0, files: 1 }),
      ],
      'backup-damaged',
    ],
  ];
  it.each(forged)('a backup %s, before anything is written', async (_, frames, code) => {
    await writeBackupFile(file, source(frames));
    expect(await codeOf(bringBack())).toBe(code);
    expect(existsSync(target())).toBe(false);
  });

  it('a damaged backup, before anything is written', async () => {
    await using(dataDir, fill);
    await save();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 1));
    expect(await codeOf(bringBack())).toBe('backup-damaged');
    expect(existsSync(target())).toBe(false);
  });
});

function frame(kind: 'header' | 'end', value: object): Frame {
  return { kind, body: Buffer.from(JSON.stringify(value)) };
}

async function* source(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}
