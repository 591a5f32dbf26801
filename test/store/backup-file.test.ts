import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBackupFile, verifyBackupFile, writeBackupFile, type Frame } from '../../src/store/backup-file';

const dir = mkdtempSync(join(tmpdir(), 'backup-file-'));
const file = join(dir, 'one.backup');
afterAll(() => rmSync(dir, { recursive: true }));

const frames: Frame[] = [
  { kind: 'header', body: Buffer.from('{}') },
  { kind: 'document', body: Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251)) },
  { kind: 'bytes', body: Buffer.alloc(0) },
  { kind: 'end', body: Buffer.from('{"documents":1}') },
];

async function* source(): AsyncGenerator<Frame> {
  yield* frames;
}

async function frameTexts(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { kind, body } of readBackupFile(path))
    found.push(`${kind} ${Buffer.from(body).toString('base64')}`);
  return found;
}

const codeOf = (use: Promise<unknown>): Promise<unknown> =>
  use.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

beforeAll(() => writeBackupFile(file, source()));

it('gives back every frame, in order', async () => {
  await verifyBackupFile(file);
  expect(await frameTexts(file)).toEqual(
    frames.map(({ kind, body }) => `${kind} ${Buffer.from(body).toString('base64')}`),
  );
});

it('can be read by its owner only', () => expect(statSync(file).mode & 0o777).toBe(0o600));

it('refuses the file cut anywhere, one byte altered anywhere, or another kind of file', async () => {
  const whole = readFileSync(file);
  const copy = join(dir, 'altered.backup');
  const places = [
    0,
    10,
    31,
    32,
    40,
    Math.floor(whole.length / 2),
    whole.length - 33,
    whole.length - 32,
    whole.length - 1,
  ];
  for (const place of places) {
    writeFileSync(copy, whole.subarray(0, place));
    expect([place, 'cut', await codeOf(verifyBackupFile(copy))]).toEqual([place, 'cut', 'backup-damaged']);
    writeFileSync(
      copy,
      whole.map((byte, at) => (at === place ? byte ^ 1 : byte)),
    );
    expect([place, 'altered', await codeOf(verifyBackupFile(copy))]).toEqual([place, 'altered', 'backup-damaged']);
  }
  writeFileSync(copy, whole);
  expect(await codeOf(verifyBackupFile(copy))).toBe('fine');
});

it('leaves nothing behind when its source fails, and keeps the file that was there', async () => {
  const before = readFileSync(file);
  async function* broken(): AsyncGenerator<Frame> {
    yield* frames;
    throw new Error('the store is gone');
  }
  await expect(writeBackupFile(file, broken())).rejects.toThrow('the store is gone');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
