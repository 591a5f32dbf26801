// The page behind a request's link: what stands on it in each state, what never does, and whom it does not know.
import { receivePayment } from '../../src/services/requests';
import { fixDate } from '../../src/services/sittings';
import { EXAM_FINAL, type ExamRequest, type ExamState } from '../../src/domain/exam-request';
import { createLog } from '../../src/log';
import { assetRoutes } from '../../src/web/assets';
import { createRateLimit } from '../../src/web/rate-limit';
import { requestPageRoutes } from '../../src/web/request-page';
import { createWebServer, type WebServer } from '../../src/web/server';
import { openBrowser, watchPage } from '../support/browser';
import { openWorld, paymentFor, worldCatalogue, type World } from '../support/world';

const catalogue = {
  ...worldCatalogue,
  exams: worldCatalogue.exams.map((exam) =>
    exam.id === 'official-only' ? { ...exam, kinds: { official: { feeFils: 25_000, minimum: 1, capacity: 3 } } } : exam,
  ),
};

let world: World;
let server: WebServer;
let burst = 1_000;
const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  world = await openWorld(catalogue);
  server = createWebServer({
    routes: [
      ...assetRoutes(),
      ...requestPageRoutes({ transact: world.transact, limit: createRateLimit(burst, 0.001, world.clock.real) }),
    ],
    log: createLog((line) => lines.push(line)),
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
});
afterEach(async () => {
  await server.close();
  await world.close();
});

const get = async (path: string, method = 'GET') => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

async function made(kind: 'official' | 'trial'): Promise<ExamRequest> {
  const from = await world.write('sms', '+962790000011');
  const examId = kind === 'official' ? 'official-only' : 'icdl';
  return world.submitted(from, { examId, kind, latinName: 'Laila Haddad' });
}

const save = (request: ExamRequest): Promise<void> => world.transact((work) => work.requests.save(request));
const path = ({ pageToken }: ExamRequest): string => `/r/${pageToken}`;

const stepsOn = (html: string): readonly string[] =>
  [...html.matchAll(/<li class="(done|now|to-come)"[^>]*>\s*<span>([^<]*)<\/span>/g)].map(
    ([, is, step]) => `${step}: ${is}`,
  );

async function dated(): Promise<ExamRequest> {
  const request = await made('official');
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  const { sittingId = '' } = await world.stored(request);
  await world.transact((work) =>
    fixDate(work, sittingId, { day: '2026-12-13', time: '10:00', room: 'Hall 2' }, { staffId: 's' }),
  );
  return world.stored(request);
}

test.each<['official' | 'trial', ExamState, readonly string[]]>([
  ['trial', 'awaiting-payment', ['Request: done', 'Payment: now', 'Exam at the station: to-come']],
  ['trial', 'ready', ['Request: done', 'Payment: done', 'Exam at the station: now']],
  ['trial', 'used', ['Request: done', 'Payment: done', 'Exam at the station: done']],
  [
    'official',
    'waiting',
    [
      'Request: done',
      'Payment: done',
      'Enough candidates: now',
      'Date: to-come',
      'Exam: to-come',
      'Certificate: to-come',
    ],
  ],
  [
    'official',
    'dated',
    ['Request: done', 'Payment: done', 'Enough candidates: done', 'Date: done', 'Exam: now', 'Certificate: to-come'],
  ],
  [
    'official',
    'collected',
    ['Request: done', 'Payment: done', 'Enough candidates: done', 'Date: done', 'Exam: done', 'Certificate: done'],
  ],
])('%s, %s: the line of steps', async (kind, state, steps) => {
  const request = await made(kind);
  await save({ ...request, state });
  expect(stepsOn((await get(path(request))).text)).toEqual(steps);
});

const STATES = Object.keys({
  'awaiting-payment': 1,
  ready: 1,
  waiting: 1,
  scheduling: 1,
  dated: 1,
  attended: 1,
  absent: 1,
  passed: 1,
  failed: 1,
  'certificate-ready': 1,
  collected: 1,
  used: 1,
  expired: 1,
  lapsed: 1,
  cancelled: 1,
}) as ExamState[];

test.each(STATES)('%s: says what is so in both languages, and never whose it is', async (state) => {
  const request = await made('official');
  const person = await world.transact((work) => work.persons.byId(request.beneficiaryId));
  await save({ ...request, state });
  for (const language of ['ar', 'en']) {
    const { status, text } = await get(`${path(request)}?lang=${language}`);
    expect([status, text.includes(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`)]).toEqual([
      200,
      true,
    ]);
    for (const secret of [person?.number ?? '', 'Laila', 'Haddad', request.phone, request.phone.slice(4)])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  }
});

test('while payment is awaited: the number, the amount, until when; not after it', async () => {
  const request = await made('trial');
  const number = request.paymentNumber ?? '';
  expect((await get(path(request))).text).toContain(number);
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  expect((await get(path(request))).text).not.toContain(number);
});

test('with a date: when, where, which documents, and a calendar file', async () => {
  const request = await dated();
  const { text } = await get(path(request));
  for (const shown of ['13 December 2026', '10:00', 'Hall 2', 'maps.google.com', `${path(request)}/calendar.ics`])
    expect([shown, text.includes(shown)]).toEqual([shown, true]);
  const file = await get(`${path(request)}/calendar.ics`);
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  const unfolded = file.text.replaceAll('\r\n ', '');
  expect(unfolded).toContain('\r\nDTSTART:20261213T070000Z\r\nDTEND:20261213T090000Z\r\n');
  expect(file.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const sequence = (calendar: string): number => Number(/SEQUENCE:(\d+)/.exec(calendar)?.[1]);
  await world.transact((work) =>
    fixDate(work, request.sittingId ?? '', { day: '2026-12-14', time: '11:00' }, { staffId: 's' }),
  );
  const moved = await get(`${path(request)}/calendar.ics`);
  expect(moved.text).toContain('DTSTART:20261214T080000Z');
  expect(sequence(moved.text)).toBeGreaterThan(sequence(file.text));
  expect(/UID:.*/.exec(moved.text)?.[0]).toBe(/UID:.*/.exec(file.text)?.[0]);
});

test.each<[string, (request: ExamRequest) => string]>([
  ['a link that nobody got', () => '/r/0123456789abcdef'],
  ['a link with a letter changed', (request) => `/r/${request.pageToken?.slice(0, 15)}_`],
  ['a link cut off', (request) => path(request).slice(0, -1)],
  ['the request’s number', (request) => `/r/${request.number}`],
  ['a calendar where there is no date', (request) => `${path(request)}/calendar.ics`],
])('%s: the same 404', async (_what, of) => {
  const request = await made('trial');
  const unknown = await get(of(request));
  const other = await get('/r/zzzzzzzzzzzzzzzz');
  expect([unknown.status, unknown.text]).toEqual([404, other.text]);
});

test('a link dies ninety days after its request has ended', async () => {
  const request = await made('trial');
  const at = world.clock.now();
  const state = EXAM_FINAL.trial[0];
  await save({ ...request, state, history: [{ at, event: 'used', by: 'staff' }] });
  world.at('2027-02-20T12:00');
  expect((await get(path(request))).status).toBe(200);
  world.at('2027-02-23T12:00');
  expect((await get(path(request))).status).toBe(404);
});

test('opening it changes nothing and tells nobody: headers, HEAD, the log', async () => {
  const request = await made('trial');
  const before = await world.stored(request);
  const { headers } = await get(path(request));
  expect(['referrer-policy', 'cache-control', 'x-robots-tag'].map((name) => headers.get(name))).toEqual([
    'no-referrer',
    'no-store',
    'noindex, nofollow',
  ]);
  expect((await get(path(request), 'HEAD')).status).toBe(200);
  expect(await world.stored(request)).toEqual(before);
  expect(lines.join('')).not.toContain(request.pageToken);
});

describe('guessing', () => {
  beforeAll(() => {
    burst = 3;
  });
  afterAll(() => {
    burst = 1_000;
  });
  test('ends soon', async () => {
    const statuses: number[] = [];
    for (let tried = 0; tried < 5; tried += 1) statuses.push((await get('/r/0123456789abcdef')).status);
    expect(statuses).toEqual([404, 404, 404, 429, 429]);
  });
});

test('in a browser, on an old phone and on a screen', async () => {
  const request = await dated();
  const browser = await openBrowser();
  try {
    for (const [width, language] of [
      [320, 'ar'],
      [1280, 'en'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 640 } });
      const base = `http://127.0.0.1:${server.port}`;
      const watched = watchPage(page, base);
      await page.goto(`${base}${path(request)}?lang=${language}`);
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/r-${width}.png`, fullPage: true });
      expect(await watched.faults()).toEqual([]);
    }
  } finally {
    await browser.close();
  }
}, 60_000);
