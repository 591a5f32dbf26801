import { createClock } from '../../src/clock';
import { openLine, SITE, type Line } from '../support/direct-line';
import { MORNING } from '../support/samples';

let real = MORNING;
let line: Line;
beforeEach(async () => {
  line = await openLine({ clock: createClock(() => real) });
});
afterEach(() => line.close());

const ask = (headers: Record<string, string> = {}, more: RequestInit = {}) =>
  fetch(`${line.base}/widget/token`, { method: 'POST', headers, ...more });
/** Somebody from elsewhere: not this machine. */
const ELSEWHERE = { 'X-Forwarded-For': '203.0.113.5' };

test('an allowed site gets a token for a conversation and a visitor of its own', async () => {
  const answers = await Promise.all([ask({ Origin: SITE }), ask({ Origin: SITE })]);
  const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as {
    token: string;
    conversationId: string;
  }[];
  expect(answers.map(({ status, headers }) => [status, headers.get('access-control-allow-origin')])).toEqual([
    [200, SITE],
    [200, SITE],
  ]);
  const claims = bodies.map(({ token }) => line.tokens.read(token, 'token'));
  expect(claims).toMatchObject(
    bodies.map(({ conversationId }) => ({ conv: conversationId, origin: SITE, user: expect.stringMatching(/^dl_/) })),
  );
  expect(new Set(bodies.map(({ conversationId }) => conversationId)).size).toBe(2);
});

test.each<[string, () => Record<string, string>, number]>([
  ['another site', () => ({ Origin: 'https://evil.example' }), 403],
  ['no site, from elsewhere', () => ELSEWHERE, 403],
  [
    'our own page under its other name, from elsewhere',
    () => ({ Origin: line.base.replace('localhost', '127.0.0.1'), ...ELSEWHERE }),
    403,
  ],
  ['another site, from elsewhere', () => ({ Origin: 'https://evil.example', ...ELSEWHERE }), 403],
  ['a page without an origin', () => ({ Origin: 'null' }), 403],
  ['our own page', () => ({ Origin: line.base }), 200],
  ['a program on this machine', () => ({}), 200],
])('%s: %s', async (_, headers, status) => {
  expect((await ask(headers())).status).toBe(status);
});

test('one network gets so many at once, and more after a while', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 31; i += 1) statuses.push((await ask({ Origin: SITE })).status);
  expect(statuses).toEqual([...Array<number>(30).fill(200), 429]);
  real += 2_000;
  expect([(await ask({ Origin: SITE })).status, (await ask({ Origin: SITE })).status]).toEqual([200, 429]);
});
