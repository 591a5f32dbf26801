import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log';
import { assetRoutes } from '../../src/web/assets';
import { createWebServer, type WebServer } from '../../src/web/server';

let server: WebServer;
let base: string;
beforeAll(async () => {
  server = createWebServer({ routes: assetRoutes(), log: createLog(() => undefined), trustedProxies: [] });
  await server.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${server.port}/assets`;
});
afterAll(() => server.close());

test.each([
  ['style.css', 'text/css; charset=utf-8'],
  ['chat.js', 'text/javascript; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
])('%s is served with its type', async (name, type) => {
  const { status, headers } = await fetch(`${base}/${name}`);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    type,
    'public, max-age=300',
  ]);
});

test('an unchanged file is not sent again', async () => {
  const tag = (await fetch(`${base}/style.css`)).headers.get('etag') ?? '';
  const ask = async (known: string) => {
    const answer = await fetch(`${base}/style.css`, { headers: { 'If-None-Match': known } });
    return [answer.status, (await answer.text()).length > 0];
  };
  expect([await ask(tag), await ask('"other"')]).toEqual([
    [304, false],
    [200, true],
  ]);
});

test.each(['none.css', '..%2Fserver.ts', '%2e%2e/server.ts', ''])('nothing else is: %s', async (path) => {
  expect((await fetch(`${base}/${path}`)).status).toBe(404);
});

test('a file of an unknown type is told at the start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assets-'));
  writeFileSync(join(folder, 'a.exe'), '');
  expect(() => assetRoutes(folder)).toThrow('no content type for the asset a.exe');
  rmSync(folder, { recursive: true });
});
