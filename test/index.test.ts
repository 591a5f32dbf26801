// How a start ends that cannot succeed: code 1, one sentence that names the setting, no stack.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../src/app';
import { loadConfig } from '../src/config';
import { createLog } from '../src/log';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `npm start`. @returns its code and what it says to people */
function start(env: NodeJS.ProcessEnv): Promise<{ code: number; wrong: readonly string[] }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'src/run.js'), 'index'],
      { cwd: folder, env: { PATH: process.env['PATH'], PORT: '0', ...env }, timeout: 60_000 },
      (error, _, wrong) =>
        resolve({ code: error === null ? 0 : Number(error.code), wrong: wrong.split('\n').filter(Boolean) }),
    );
  });
}

function startHere(dataDir: string) {
  const loaded = loadConfig({ DATA_DIR: dataDir, PORT: '0' });
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes));
  return startService({ config: loaded.config, log: createLog(() => undefined) });
}

test('two services on one folder: the second says so and ends, the first goes on', async () => {
  const dataDir = join(folder, 'shared');
  const sentence = `another service runs on DATA_DIR (${dataDir}): end it first, or give this one a folder of its own`;
  const first = await startHere(dataDir);
  await expect(startHere(dataDir)).rejects.toMatchObject({ code: 'folder-busy', message: sentence });
  expect(await start({ DATA_DIR: dataDir })).toEqual({ code: 1, wrong: [`folder-busy: ${sentence}`] });
  expect((await fetch(`${first.publicUrl}/health/live`)).status).toBe(200);
  await first.stop();
}, 90_000);

test('a port that is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await start({ DATA_DIR: join(folder, 'taken'), PORT: String(port) })).toEqual({
    code: 1,
    wrong: [
      `PORT (${port}): another program listens there, on 127.0.0.1. End it, or choose another port (0 takes a free one).`,
    ],
  });
  other.close();
}, 90_000);

test.each([
  ['the folder is a file', 'file'],
  ['the folder is below a file', 'file/data'],
])(
  '%s',
  async (_, dataDir) => {
    writeFileSync(join(folder, 'file'), '');
    const { code, wrong } = await start({ DATA_DIR: dataDir });
    expect([code, wrong.length, wrong[0]?.replace(/, at [^:]*/, '')]).toEqual([
      1,
      1,
      `DATA_DIR (${dataDir}): a file stands where a folder is needed. Move it away, or choose another folder.`,
    ]);
  },
  90_000,
);

test('a damaged store: the file and the place, and nothing is changed', async () => {
  const dataDir = join(folder, 'damaged');
  mkdirSync(dataDir);
  await (await startHere(dataDir)).stop();
  const file = join(dataDir, 'store.log');
  const bytes = readFileSync(file);
  bytes.fill(0xff, 100, 200);
  writeFileSync(file, bytes);
  const { code, wrong } = await start({ DATA_DIR: dataDir });
  expect([code, wrong.map((line) => line.replace(/byte \d+/, 'byte N'))]).toEqual([
    1,
    [
      `DATA_DIR (${dataDir}): the store is damaged: ${file} can not be read from byte N on. Nothing was changed. Move the folder aside, then bring the last backup back (npm run restore).`,
    ],
  ]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
}, 90_000);
