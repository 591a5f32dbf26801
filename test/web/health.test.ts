import { createLog } from '../../src/log';
import { createMetrics, healthRoutes } from '../../src/web/health';
import { createWebServer, json, type WebServer } from '../../src/web/server';
import { openTestStore, type TestStore } from '../support/store';
import { anOutbound } from '../support/samples';

const TOKEN = 'the-token-of-the-metrics';
let store: TestStore;
let server: WebServer;
/** With a token for the figures. */
let guarded: WebServer;
/** What serving needs, as it stands. */
type Stored = 'there' | 'gone' | 'mute';
let storeIs: Stored = 'there';
let dispatching = true;

beforeAll(async () => {
  store = await openTestStore();
  const ping = {
    there: () => store.store.ping(),
    gone: () => Promise.reject(new Error('gone')),
    mute: () => new Promise(() => undefined),
  };
  const asked = { ping: (): Promise<unknown> => ping[storeIs]() };
  const metrics = createMetrics({ store: asked, transact: store.transact });
  metrics.turn('answered', 30);
  const routesWith = (token: string | undefined) => [
    ...healthRoutes({ store: asked, dispatcher: { alive: () => dispatching }, metrics, token }),
    { method: 'GET' as const, path: '/t/:token', name: 'test-page', answer: async () => json(200, {}) },
  ];
  const serve = async (token: string | undefined) => {
    const log = createLog(() => undefined);
    const serving = createWebServer({ routes: routesWith(token), log, trustedProxies: [], observe: metrics.request });
    await serving.listen(0, '127.0.0.1');
    return serving;
  };
  server = await serve(undefined);
  guarded = await serve(TOKEN);
});
afterAll(async () => {
  await server.close();
  await guarded.close();
  await store.close();
});
beforeEach(() => {
  storeIs = 'there';
  dispatching = true;
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers });

test('alive, whatever is missing', async () => {
  storeIs = 'gone';
  expect((await get('/health/live')).status).toBe(200);
});

test.each<[string, Stored, boolean, number, unknown]>([
  ['all is there', 'there', true, 200, { status: 'ready', checks: { store: true, dispatcher: true } }],
  ['the store is gone', 'gone', true, 503, { status: 'not-ready', checks: { store: false, dispatcher: true } }],
  ['the store says nothing', 'mute', true, 503, { status: 'not-ready', checks: { store: false, dispatcher: true } }],
  ['nothing is sent', 'there', false, 503, { status: 'not-ready', checks: { store: true, dispatcher: false } }],
])('ready: %s', async (_, stored, sent, status, body) => {
  storeIs = stored;
  dispatching = sent;
  const answer = await get('/health/ready');
  expect([answer.status, await answer.json()]).toEqual([status, body]);
});

/** The lines that begin with a text. */
const figures = async () => {
  const lines = (await (await get('/metrics')).text()).split('\n');
  return (start: string): string[] => lines.filter((line) => line.startsWith(start));
};

test('figures: requests by route and status, turns, the store, the outbox', async () => {
  await store.transact((work) => work.messages.addOutbound(anOutbound({ state: 'queued' })));
  await get('/t/secret-token-of-somebody');
  const told = await figures();
  expect(told('http_requests_total{route="test-page"')).toEqual([
    'http_requests_total{route="test-page",status="200"} 1',
  ]);
  expect(told('http_request_duration_seconds_count{route="test-page"')).toEqual([
    'http_request_duration_seconds_count{route="test-page"} 1',
  ]);
  expect(told('turn_duration_seconds_sum')).toEqual(['turn_duration_seconds_sum{outcome="answered"} 0.03']);
  expect([...told('store_up'), ...told('outbox_messages')]).toEqual([
    'store_up 1',
    'outbox_messages{state="queued"} 1',
    'outbox_messages{state="sending"} 0',
    'outbox_messages{state="unknown"} 0',
  ]);
  expect((await (await get('/metrics')).text()).includes('secret-token')).toBe(false);
});

test('figures are still told when the store is gone', async () => {
  storeIs = 'gone';
  const told = await figures();
  expect([...told('store_up'), ...told('outbox_messages')]).toEqual(['store_up 0']);
});

const ELSEWHERE = { 'X-Forwarded-For': '203.0.113.5' };
const WITH_TOKEN = { Authorization: `Bearer ${TOKEN}` };

test.each<[string, Record<string, string>, open: number, guarded: number]>([
  ['this machine, which a token takes for a proxy', {}, 200, 403],
  ['this machine with the token', WITH_TOKEN, 200, 200],
  ['somebody else', ELSEWHERE, 403, 403],
  ['somebody else with the token', { ...ELSEWHERE, ...WITH_TOKEN }, 403, 200],
  ['somebody else with another', { ...ELSEWHERE, Authorization: 'Bearer guess' }, 403, 403],
])('who may read them: %s', async (_, headers, open, wanted) => {
  const statusOf = async ({ port }: WebServer) => (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).status;
  expect([await statusOf(server), await statusOf(guarded)]).toEqual([open, wanted]);
});
