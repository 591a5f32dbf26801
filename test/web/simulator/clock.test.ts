import { createClock, MINUTE_MS } from '../../../src/clock';
import { createLog } from '../../../src/log';
import { createWebServer, type WebServer } from '../../../src/web/server';
import { clockRoutes } from '../../../src/web/simulator/clock';
import { MORNING } from '../../support/samples';

const clock = createClock(() => MORNING);
let server: WebServer;

beforeAll(async () => {
  const advance = async (minutes: number) => clock.setOffset(clock.offsetMs() + minutes * MINUTE_MS);
  server = createWebServer({
    routes: clockRoutes({ clock, advance }),
    log: createLog(() => undefined),
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
});
afterAll(() => server.close());

async function call(body?: string, type = 'application/json') {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': type }, body };
  const answer = await fetch(`http://127.0.0.1:${server.port}/simulator/clock`, init);
  return [answer.status, await answer.json()];
}

const start = { now: '2026-11-23T09:00:00.000Z', local: '2026-11-23T12:00:00', offsetMinutes: 0 };
const dayLater = { now: '2026-11-24T09:00:00.000Z', local: '2026-11-24T12:00:00', offsetMinutes: 1440 };

test('shows the present, and answers the new one when it has moved', async () => {
  expect(await call()).toEqual([200, start]);
  expect(await call('{"advanceMinutes":1440}')).toEqual([200, dayLater]);
  expect(await call('{"advanceMinutes":0}')).toEqual([200, dayLater]);
  expect(await call()).toEqual([200, dayLater]);
});

test.each([
  ['back', '{"advanceMinutes":-1}', 'advanceMinutes: Number must be greater than or equal to 0'],
  ['half a minute', '{"advanceMinutes":0.5}', 'advanceMinutes: Expected integer, received float'],
  ['a text', '{"advanceMinutes":"5"}', 'advanceMinutes: Expected number, received string'],
  ['three years', '{"advanceMinutes":1580000}', 'advanceMinutes: Number must be less than or equal to 1054080'],
  ['nothing', '{}', 'advanceMinutes: Required'],
  ['another field', '{"advanceMinutes":5,"hours":1}', "Unrecognized key(s) in object: 'hours'"],
])('%s: 400, the time stays', async (_label, body, message) => {
  const before = clock.offsetMs();
  expect(await call(body)).toEqual([400, { error: { code: 'WrongFields', message } }]);
  expect(clock.offsetMs()).toBe(before);
});

test('a form of another site, which a browser sends without asking, is not taken', async () => {
  const before = clock.offsetMs();
  expect((await call('{"advanceMinutes":5}', 'text/plain'))[0]).toBe(415);
  expect(clock.offsetMs()).toBe(before);
});
