// The real server on a free port. What goes wrong is one answer; the process and the next request never notice.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createLog } from '../../src/log';
import { html, page } from '../../src/web/html';
import { HttpProblem } from '../../src/web/http-problem';
import { createWebServer, json, showPage, type Route, type WebServer } from '../../src/web/server';

const lines: string[] = [];
const observed: [string, number][] = [];
const SECRET = 'Laila Haddad 0791234567';

const route = (path: string, answer: Route['answer'], more: Partial<Route> = {}): Route => ({
  method: 'POST',
  path,
  name: path.slice(1).replace(/\/.*/, ''),
  answer,
  ...more,
});

const ROUTES: readonly Route[] = [
  route('/echo/:id', async (call) =>
    json(200, {
      params: call.params,
      query: [...call.query],
      url: call.url,
      body: call.body.toString(),
      method: call.method,
    }),
  ),
  route('/json', async (call) => json(200, call.json()), { types: ['application/json'], maxBytes: 1000 }),
  route('/form', async (call) => json(200, call.form()), { types: ['application/x-www-form-urlencoded'] }),
  route('/skip', async (call) => json(200, { bytes: call.body.length }), { ignoreBody: true }),
  route('/refuse', async () => {
    throw new HttpProblem(409, 'Already', 'It is there already');
  }),
  route('/fault', async () => {
    throw Object.assign(new Error(SECRET), { cause: new Error(SECRET) });
  }),
  route('/sync-fault', () => {
    throw new Error(SECRET);
  }),
  route('/string', async () => {
    throw SECRET as unknown as Error;
  }),
  route('/own', async () => json(200, {}), { loopbackOnly: true }),
  route('/headers', async () => json(200, {}), { maxBytes: 1, headers: () => ({ 'X-Ours': 'yes' }) }),
  route('/page', async () => showPage(200, page({ language: 'ar', title: 't', body: html`ok` })), { method: 'GET' }),
  route('/page-fault', () => Promise.reject(new Error(SECRET)), { method: 'GET' }),
];

let server: WebServer;
let base: string;

beforeAll(async () => {
  server = createWebServer({
    routes: ROUTES,
    log: createLog((line) => lines.push(line)),
    trustedProxies: [],
    observe: (name, status) => observed.push([name, status]),
  });
  server.onUpgrade('/throws', () => {
    throw new Error(SECRET);
  });
  await server.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  lines.length = 0;
  observed.length = 0;
});

async function ask(path: string, { method = 'POST', ...init }: RequestInit = {}) {
  const answer = await fetch(base + path, { method, ...init });
  const body = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(body) as unknown) : body };
}

const as = (type: string) => ({ 'Content-Type': type });
const error = (code: string, message: string) => ({ error: { code, message } });
const TOO_LARGE = error('PayloadTooLarge', 'The body may have 1000 bytes at most');
const NOT_JSON = error('BadArgument', 'The body is not JSON in UTF-8');
const NO_TYPE = error('UnsupportedMediaType', 'The content type must be application/json');

test.each<[string, string, RequestInit, number, unknown]>([
  [
    'an escaped path and a query, repeated',
    '/echo/%D8%A3%20b?a=1&a=%D8%A8',
    { body: 'x' },
    200,
    {
      params: { id: 'أ b' },
      query: [
        ['a', '1'],
        ['a', 'ب'],
      ],
      url: '/echo/%D8%A3%20b?a=1&a=%D8%A8',
      body: 'x',
      method: 'POST',
    },
  ],
  ['a slash at the end', '/json/', { body: '{}', headers: as('application/json') }, 200, {}],
  [
    'JSON with a character set',
    '/json',
    { body: '{"a":"ب"}', headers: as('application/json; charset=UTF-8') },
    200,
    { a: 'ب' },
  ],
  [
    'a form with a field twice, and one that objects have',
    '/form',
    { body: 'a=1&a=2&a=3&b=%D8%A8+c&__proto__=x', headers: as('application/x-www-form-urlencoded') },
    200,
    JSON.parse('{"a":["1","2","3"],"b":"ب c","__proto__":"x"}'),
  ],
  [
    'a form of 200 fields, all with one name',
    '/form',
    { body: 'a=1&'.repeat(200), headers: as('application/x-www-form-urlencoded') },
    200,
    { a: Array(200).fill('1') },
  ],
  [
    'a form of more',
    '/form',
    { body: 'a=1&'.repeat(201), headers: as('application/x-www-form-urlencoded') },
    400,
    error('BadArgument', 'The form may have 200 fields at most'),
  ],
  ['broken JSON', '/json', { body: '{"a":', headers: as('application/json') }, 400, NOT_JSON],
  ['an empty body where JSON is read', '/json', { headers: as('application/json') }, 400, NOT_JSON],
  [
    'bytes that are no UTF-8',
    '/json',
    { body: Buffer.from([0x22, 0xff, 0x22]), headers: as('application/json') },
    400,
    NOT_JSON,
  ],
  ['another content type', '/json', { body: '{}', headers: as('text/plain') }, 415, NO_TYPE],
  ['no content type', '/json', { body: Buffer.from('{}') }, 415, NO_TYPE],
  [
    'a body that is too large',
    '/json',
    { body: `"${'a'.repeat(1000)}"`, headers: as('application/json') },
    413,
    TOO_LARGE,
  ],
  [
    'a body that is much too large',
    '/json',
    { body: `"${'a'.repeat(5_000_000)}"`, headers: as('application/json') },
    413,
    TOO_LARGE,
  ],
  [
    'a compressed body',
    '/json',
    { body: gzipSync('{}'), headers: { ...as('application/json'), 'Content-Encoding': 'gzip' } },
    415,
    error('UnsupportedMediaType', 'Compressed bodies are not accepted'),
  ],
  [
    'a body that does not matter, of any size and type',
    '/skip',
    { body: 'a'.repeat(5_000_000), headers: as('image/png') },
    200,
    { bytes: 0 },
  ],
  ['no such path', '/none', {}, 404, error('NotFound', 'There is nothing at this address')],
  ['a broken escape in the path', '/echo/%E0%A4%A', {}, 404, error('NotFound', 'There is nothing at this address')],
  [
    'the wrong method',
    '/json',
    { method: 'GET' },
    405,
    error('MethodNotAllowed', 'This address does not take this method'),
  ],
  [
    'a method that nobody takes',
    '/json',
    { method: 'DELETE' },
    405,
    error('MethodNotAllowed', 'This address does not take this method'),
  ],
  ['what a door refuses', '/refuse', {}, 409, error('Already', 'It is there already')],
])('%s', async (_, path, init, status, body) => {
  const answer = await ask(path, init);
  expect([answer.status, answer.body]).toEqual([status, body]);
});

test.each(['/fault', '/sync-fault', '/string'])(
  '%s: 500 with a reference that is in the log, and not a word of the fault',
  async (path) => {
    const answer = await ask(path);
    const told = JSON.stringify(answer.body);
    const reference = /\(([a-z]{8})\)/.exec(told)?.[1] ?? 'none';
    expect([answer.status, told.includes('Laila'), lines.join('').includes('Laila')]).toEqual([500, false, false]);
    expect(lines.map((line) => (JSON.parse(line) as { reference: string }).reference)).toEqual([reference]);
    expect((await ask('/echo/1')).status).toBe(200);
  },
);

test('nothing of a request gets into the log', async () => {
  await ask('/echo/1?phone=0791234567', { body: SECRET, headers: { Authorization: `Bearer ${SECRET}` } });
  expect(lines).toEqual([]);
});

test('the route and its status are observed; addresses are not', async () => {
  await ask('/echo/1');
  await ask('/refuse');
  await ask('/t/secret-token');
  expect(observed).toEqual([
    ['echo', 200],
    ['refuse', 409],
    ['none', 404],
  ]);
});

test("a route's own headers stand on its refusals, too", async () => {
  const answers = [await ask('/headers'), await ask('/headers', { body: 'too large' })];
  expect(answers.map(({ status, headers }) => [status, headers.get('x-ours')])).toEqual([
    [200, 'yes'],
    [413, 'yes'],
  ]);
});

test.each<[string, Record<string, string>, number]>([
  ['a program on this machine', {}, 200],
  ['on behalf of somebody else', { 'X-Forwarded-For': '203.0.113.5' }, 403],
])('a door for this machine only: %s', async (_, headers, status) => {
  expect((await ask('/own', { headers })).status).toBe(status);
});

test('people get pages where programs get JSON', async () => {
  const browser = { method: 'GET', headers: { Accept: 'text/html,*/*' } };
  const shown = [await ask('/none', browser), await ask('/page-fault', browser), await ask('/none?lang=en', browser)];
  expect(shown.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
    [404, 'text/html; charset=utf-8'],
    [500, 'text/html; charset=utf-8'],
    [404, 'text/html; charset=utf-8'],
  ]);
  expect(shown.map(({ body }) => /<html lang="(..)" dir="(...)">/.exec(String(body))?.slice(1))).toEqual([
    ['ar', 'rtl'],
    ['ar', 'rtl'],
    ['en', 'ltr'],
  ]);
});

test('a page may load and ask only our own host, stands in no frame, and is kept by no cache', async () => {
  const { headers, body } = await ask('/page', { method: 'GET' });
  expect(body).toContain('ok');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect([
    headers.get('cache-control'),
    headers.get('referrer-policy'),
    headers.get('x-content-type-options'),
    headers.get('server'),
  ]).toEqual(['no-store', 'no-referrer', 'nosniff', null]);
});

test('HEAD answers like GET, without a body', async () => {
  const { status, body } = await ask('/page', { method: 'HEAD' });
  expect([status, body]).toEqual([200, '']);
});

/** Bytes that `fetch` would not send. */
async function talk(words: string, port = server.port): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  socket.on('error', () => undefined);
  socket.write(words);
  await once(socket, 'close');
  return heard.split('\r\n')[0] ?? '';
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

test.each([
  ['no HTTP at all', 'HELLO\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  ['an upgrade that nobody takes', `GET /other HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`, 'HTTP/1.1 404 Not Found'],
  ['an upgrade whose taker fails', `GET /throws HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`, ''],
  ['an address that is none', `GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
])('%s', async (_, words, answer) => {
  expect(await talk(words)).toBe(answer);
  expect((await ask('/echo/1')).status).toBe(200);
});

const NOT_FOUND = 'HTTP/1.1 404 Not Found';
test.each([
  '//',
  '///',
  '//:1',
  '///:99999',
  '//[',
  'http://',
  'http://[/',
  '/\\:1?lang=%',
  '/%',
  '/%E0%A4?a=%E0',
  '*',
])('an address that no parser takes gets 404, as a page, as JSON and as an upgrade: %s', async (address) => {
  const get = `GET ${address} HTTP/1.1\r\nHost: x\r\n`;
  const heard = [
    await talk(`${get}Accept: text/html\r\nConnection: close\r\n\r\n`),
    await talk(`${get}Connection: close\r\n\r\n`),
    await talk(`${get}${UPGRADE}\r\n`),
  ];
  expect(heard).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND]);
  expect((await ask('/echo/1')).status).toBe(200);
});

test.each(['[', 'a b', 'x:99999', ':', '%', ''])(
  'a host that is none gets an answer, and the process lives: %s',
  async (host) => {
    const status = await talk(`GET /page HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(status).toBe(host === '' ? 'HTTP/1.1 200 OK' : NOT_FOUND);
    expect((await ask('/echo/1')).status).toBe(200);
  },
);

test('what fails while an error is answered costs that connection alone', async () => {
  const failing = createWebServer({
    routes: [],
    log: createLog((line) => lines.push(line)),
    trustedProxies: [],
    observe: () => {
      throw new Error(SECRET);
    },
  });
  await failing.listen(0, '127.0.0.1');
  const statuses: string[] = [];
  for (let i = 0; i < 2; i += 1)
    statuses.push(await talk('GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', failing.port));
  expect(lines.map((line) => (JSON.parse(line) as { event_name: string }).event_name)).toEqual([
    'web.fault',
    'web.fault',
  ]);
  expect(statuses).toHaveLength(2);
  await failing.close();
});

test("a sender that goes away in the middle is nobody's fault", async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"');
  await once(socket, 'connect');
  socket.destroy();
  await once(socket, 'close');
  expect((await ask('/echo/1')).status).toBe(200);
  expect(lines).toEqual([]);
});

function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

test('a port that is taken is told; what is in progress is finished before the end', async () => {
  const asked = deferred();
  const allowed = deferred();
  const slow = route('/slow', async () => {
    asked.resolve();
    await allowed.promise;
    return json(200, { done: true });
  });
  const log = createLog(() => undefined);
  const second = createWebServer({ routes: [slow], log, trustedProxies: [] });
  await expect(second.listen(server.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await second.listen(0, '127.0.0.1');
  const answer = fetch(`http://127.0.0.1:${second.port}/slow`, { method: 'POST' });
  await asked.promise;
  const closed = second.close();
  allowed.resolve();
  expect(await (await answer).json()).toEqual({ done: true });
  await closed;
});
