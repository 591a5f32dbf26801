// The commands as they are typed: what they print, what they change, and how they end.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock';
import { isRefusal } from '../../src/errors';
import { createLog } from '../../src/log';
import { prove } from '../../src/services/citizens';
import { openConversation } from '../../src/services/inbox';
import { submit } from '../../src/services/requests';
import { openStore } from '../../src/store/store';
import { worldCatalogue } from '../support/world';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number; readonly out: readonly string[]; readonly wrong: readonly string[] };

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
  return new Promise((resolve) => {
    const clean = { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env };
    execFile(
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

describe('desk', () => {
  const PERSON = { document: 'civil-id', number: '9871035522', country: 'JO', name: 'Laila Sami Haddad' } as const;

  /** Two requests in the folder: a free exam that is ready, and one that waits for its payment. */
  async function requests(): Promise<Record<'ready' | 'unpaid', { id: string; number: string }>> {
    const store = await openHere();
    await store.catalogue.load(worldCatalogue);
    const made = await store.transact(async (work) => {
      const { conversation } = await openConversation(work, { address: 'conv_desk' });
      const citizen = await prove(work, '+962790000001', 'ar');
      const order = {
        citizen,
        conversation,
        language: 'ar',
        kind: 'trial',
        stationId: 'zahran',
        applicant: 'citizen',
        person: PERSON,
        consent: { version: '1', at: work.now },
      } as const;
      const [ready, unpaid] = [
        await submit(work, { ...order, examId: 'free' }),
        await submit(work, { ...order, examId: 'icdl' }),
      ];
      if (isRefusal(ready) || isRefusal(unpaid)) throw new Error('two requests');
      return { ready, unpaid };
    });
    await store.close();
    return made;
  }

  test('a trial exam is used, beside a store that runs', async () => {
    const { ready, unpaid } = await requests();
    const store = await openHere();
    const arabic = ready.number.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
    expect(await run('desk', ['trial-used', arabic, '--result', 'passed'])).toEqual({
      code: 0,
      out: [`Request ${ready.number}: used, passed.`],
      wrong: [],
    });
    const stored = await store.transact((work) => work.requests.byId(ready.id));
    expect([stored?.state, stored?.result]).toEqual(['used', 'passed']);
    expect((await run('desk', ['trial-used', ready.number])).wrong).toEqual([
      `not-ready: request ${ready.number} is used; only one that is ready can be used`,
    ]);
    expect(await run('desk', ['trial-used', unpaid.number])).toEqual({
      code: 1,
      out: [],
      wrong: [`not-ready: request ${unpaid.number} is awaiting-payment; only one that is ready can be used`],
    });
    await store.close();
  });

  test.each([
    ['an unknown number', ['trial-used', '12345678'], 'request-unknown: there is no request 12345678'],
    [
      'an unknown result',
      ['trial-used', '1', '--result', 'perhaps'],
      'usage: npm run desk -- trial-used REQUEST-NUMBER [--result passed|not-passed]',
    ],
    ['no number', ['trial-used'], 'usage: npm run desk -- trial-used REQUEST-NUMBER [--result passed|not-passed]'],
    [
      'a date without its time',
      ['fix-date', 'sit_1', '2026-12-13'],
      'usage: npm run desk -- fix-date SITTING YYYY-MM-DD HH:MM [--anyway]',
    ],
    ['an unknown sitting', ['ask-body', 'sit_1'], 'not-in-sitting: Sitting sit_1: nothing was changed'],
    ['no result', ['result', '1'], 'request-unknown: there is no request 1'],
    [
      'an unknown option',
      ['trial-used', '1', '--force'],
      'usage: npm run desk -- trial-used REQUEST-NUMBER [--result passed|not-passed]',
    ],
  ])('%s', async (_, args, wrong) => {
    expect(await run('desk', args)).toEqual({ code: 1, out: [], wrong: [wrong] });
  });

  test('another word: all deeds are listed', async () => {
    const { code, wrong } = await run('desk', ['trial-unused', '1']);
    expect([code, wrong.join('\n').match(/npm run desk -- /g)?.length]).toEqual([1, 14]);
  });

  test('without a sitting the list says so', async () => {
    expect((await run('desk', ['sittings'])).out).toEqual(['No sitting is open.']);
  });
});
