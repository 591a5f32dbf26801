// The commands as they are typed: what they print, what they change, and how they end.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock';
import { createLog } from '../../src/log';
import { openStore } from '../../src/store/store';
import { worldCatalogue } from '../support/world';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number; readonly out: readonly string[]; readonly wrong: readonly string[] };

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, typed = ''): Promise<Ended> {
  const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
  return new Promise((resolve) => {
    const clean = { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env };
    const child = execFile(
      process.execPath,
      [join(ROOT, 'src/run.js'), `commands/${command}`, ...args],
      { cwd: folder, env: clean },
      (error, out, wrong) =>
        resolve({
          code: error === null ? 0 : Number(error.code),
          out: lines(out),
          wrong: lines(wrong).filter((line) => !line.startsWith('{')),
        }),
    );
    child.stdin?.end(typed);
  });
}

function fileWith(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const openHere = () =>
  openStore({
    publicUrl: 'https://stations.example',
    uri: undefined,
    dataDir,
    demo: true,
    clock: createClock(),
    log: createLog(() => undefined),
  });

describe('config', () => {
  test('a demo: every setting, nothing wrong', async () => {
    const { code, out } = await run('config', [], { DATA_DIR: undefined });
    expect([code, out.filter((line) => line.includes('WRONG'))]).toEqual([0, []]);
    expect(out.slice(0, 2).map((line) => line.trim().replace(/\s+/g, ' '))).toEqual([
      'PORT 3978 (not set)',
      'port to listen on; 0 takes a free one',
    ]);
  });

  test('what is wrong, with its cure, and no secret', async () => {
    const { code, out } = await run('config', [], {
      PORT: 'eighty',
      METRICS_TOKEN: 'planted',
      EFAWATEERCOM_PASSWORD: 'planted-biller-password',
    });
    expect([code, out.filter((line) => line.includes('WRONG')).map((line) => line.trim())]).toEqual([
      1,
      ['WRONG: a whole number from 0 to 65535', 'WRONG: at least 16 letters'],
    ]);
    expect(out.join('\n')).toContain('eighty');
    expect(out.join('\n')).not.toContain('planted');
  });
});

describe('catalogue', () => {
  const station = worldCatalogue.stations[0];

  test('check: a sound one', async () => {
    const file = fileWith('sound.json', worldCatalogue);
    expect(await run('catalogue', ['check', file])).toEqual({
      code: 0,
      out: [`${file}: nothing is wrong: 2 stations, 4 exams, 1 holidays.`],
      wrong: [],
    });
  });

  test.each(['check', 'load'])('%s: all mistakes with their place, and nothing is loaded', async (action) => {
    const file = fileWith('broken.json', {
      ...worldCatalogue,
      stations: [{ ...station, phone: '1', fax: '2' }],
      contact: undefined,
    });
    expect(await run('catalogue', [action, file])).toEqual({
      code: 1,
      out: [],
      wrong: [
        `catalogue-mistakes: 3 in ${file}`,
        '  contact: is missing',
        '  stations[0].phone: a number like +96265359970',
        '  stations[0].fax: is no field of a catalogue',
      ],
    });
    const store = await openHere();
    expect((await store.catalogue.current()).version).toBe(0);
    await store.close();
  });

  test('load: a new version, once; and more beside what is there', async () => {
    const file = fileWith('sound.json', worldCatalogue);
    const loaded = await run('catalogue', ['load', file]);
    const again = await run('catalogue', ['load', file]);
    const exam = { ...worldCatalogue.exams[0], id: 'more' };
    const more = fileWith('more.json', {
      ...worldCatalogue,
      stations: [],
      grantingBodies: [],
      exams: [exam],
      holidays: [],
    });
    expect([loaded, again, await run('catalogue', ['load', more])].map(({ code, out }) => [code, ...out])).toEqual([
      [0, `${file}: now it is version 1: 2 stations, 4 exams, 1 holidays.`],
      [0, `${file}: nothing differs, the version stays 1: 2 stations, 4 exams, 1 holidays.`],
      [0, `${more}: now it is version 2: 2 stations, 5 exams, 1 holidays.`],
    ]);
  });

  test.each([
    ['no file', ['check'], 'usage: npm run catalogue -- check FILE, or: load FILE'],
    ['another word', ['drop', 'x.json'], 'usage: npm run catalogue -- check FILE, or: load FILE'],
    ['too much', ['check', 'x.json', 'y.json'], 'usage: npm run catalogue -- check FILE, or: load FILE'],
  ])('%s', async (_, args, wrong) => {
    expect(await run('catalogue', args)).toEqual({ code: 1, out: [], wrong: [wrong] });
  });

  test.each([
    ['is not there', join(folder, 'nowhere.json')],
    ['is no JSON', fileWith('no.json', '{')],
  ])('a file that %s', async (_, file) => {
    const { code, wrong } = await run('catalogue', ['check', file]);
    expect([code, wrong[0]?.startsWith(`catalogue-unreadable: ${file}: `)]).toEqual([1, true]);
  });
});

describe('staff', () => {
  const PASSWORD = 'long enough it is';
  const add = (name: string, args: readonly string[], password = PASSWORD) =>
    run('staff', ['add', name, ...args], {}, `${password}\n`);

  test('made with a password from the standard input, listed, disabled', async () => {
    expect((await add('salma', ['--role', 'clerk', '--station', 'tabarbour'])).wrong[0]).toMatch(/^station-unknown: /);
    await run('catalogue', ['load', join(ROOT, 'locales/catalogue/sample.json')]);
    expect(await add('Salma', ['--role', 'clerk', '--station', 'tabarbour'])).toEqual({
      code: 0,
      out: ['salma  clerk  tabarbour: made.'],
      wrong: [],
    });
    expect((await add('root', ['--role', 'admin'])).out).toEqual(['root  admin  all stations: made.']);
    expect((await run('staff', ['disable', 'salma'])).out).toEqual(['salma: disabled, and signed out everywhere.']);
    expect((await run('staff', ['list'])).out).toEqual([
      'root  admin  all stations',
      'salma  clerk  tabarbour  disabled',
    ]);
    const store = await openHere();
    const salma = await store.transact((work) => work.staff.byName('salma'));
    await store.close();
    expect(salma?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test.each<[string, readonly string[], string, RegExp]>([
    ['a name that is taken', ['add', 'root', '--role', 'clerk'], PASSWORD, /^name-taken: /],
    ['a name in Arabic', ['add', 'سلمى', '--role', 'clerk'], PASSWORD, /^name-wrong: /],
    ['a role that is none', ['add', 'rami', '--role', 'king'], PASSWORD, /--role is one of clerk, manager/],
    ['no role', ['add', 'rami'], PASSWORD, /--role is one of clerk, manager/],
    ['a station that is none', ['add', 'rami', '--role', 'clerk', '--station', 'x'], PASSWORD, /^station-unknown: /],
    ['a short password', ['add', 'rami', '--role', 'clerk'], 'short', /^password-weak: /],
    ['no password', ['add', 'rami', '--role', 'clerk'], '', /^password-weak: /],
    ['nothing to do', [], '', /npm run staff -- add NAME/],
    ['somebody who is not there', ['disable', 'nobody'], '', /^staff-unknown: /],
  ])('%s', async (_what, args, password, wrong) => {
    const ended = await run('staff', args, {}, `${password}\n`);
    expect([ended.code, ended.out, wrong.test(ended.wrong.join('\n'))]).toEqual([1, [], true]);
  });
});
