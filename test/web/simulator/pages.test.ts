// The demonstration's pages as they are served: language, direction, one heading, nothing from outside, nothing unescaped.
import { createClock } from '../../../src/clock';
import { createLog } from '../../../src/log';
import { assetRoutes } from '../../../src/web/assets';
import { createWebServer, type WebServer } from '../../../src/web/server';
import { bankPageRoute } from '../../../src/web/simulator/bank-page';
import { frontPageRoute } from '../../../src/web/simulator/front-page';
import { phonePageRoute } from '../../../src/web/simulator/phone-page';
import { smallCatalogue } from '../../support/catalogue';
import { MORNING } from '../../support/samples';

const PLANTED = { ar: '<b>"بلديات" & غيرها</b>', en: `<script>alert('x')</script>` };
const catalogue = { ...smallCatalogue, biller: { ...smallCatalogue.biller, category: PLANTED } };
const PAGES = ['/', '/simulator/phone', '/simulator/bank'];
let server: WebServer;

beforeAll(async () => {
  const clock = createClock(() => MORNING);
  server = createWebServer({
    routes: [
      ...assetRoutes(),
      frontPageRoute({ clock }),
      phonePageRoute(),
      bankPageRoute({ catalogue: async () => catalogue }),
    ],
    log: createLog(() => undefined),
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
});
afterAll(() => server.close());

const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
const textOf = async (path: string) => (await get(path)).text();
const all = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map((match) => match[1] ?? '');

describe.each(PAGES)('%s', (path) => {
  test.each([
    ['Arabic', path, '<html lang="ar" dir="rtl">', `${path}?lang=en`],
    ['English', `${path}?lang=en`, '<html lang="en" dir="ltr">', path],
    ['an unknown language', `${path}?lang=fr`, '<html lang="ar" dir="rtl">', `${path}?lang=en`],
  ])('in %s, with the way to the other language', async (_label, address, root, other) => {
    const answer = await get(address);
    const source = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(all(source, /(<html[^>]*>)/g)).toEqual([root]);
    expect(all(source, /<a class="other-language" href="([^"]*)"/g)).toEqual([other]);
    expect(all(source, /<(h1)/g)).toEqual(['h1']);
    expect(all(source, /(aria-current="page")/g).length).toBe(1);
  });

  test('no other host, no inline script or style; every file that it names is served', async () => {
    const source = await textOf(path);
    expect(all(source, /\b(?:src|href|action)="((?:https?:)?\/\/[^"]*)"/g)).toEqual([]);
    expect(all(source, /<(style|script(?! type="application\/json"| src="))/g)).toEqual([]);
    expect(all(source, /\s((?:on\w+|style)=")/g)).toEqual([]);
    const files = all(source, /"(\/assets\/[^"]+)"/g);
    expect(files.length).toBe(4);
    for (const file of files) expect([file, (await get(file)).status]).toEqual([file, 200]);
  });

  test('every field and button has a name', async () => {
    const source = await textOf(path);
    const labelled = all(source, /<label\s+for="([^"]+)"/g).sort();
    const fields = all(source, /<(?:input|select|textarea)\s+id="([^"]+)"/g).sort();
    expect(fields).toEqual(labelled);
    expect(all(source, /<button[^>]*>(\s*)<\/button>/g)).toEqual([]);
  });
});

test('the front page shows the time in Amman and the three doors', async () => {
  const source = await textOf('/');
  expect(all(source, /id="now">([^<]*)</g)).toEqual(['الوقت هنا الآن: الاثنين 23 تشرين الثاني 2026، 12:00 ظهراً']);
  expect(all(source, /class="card door" href="([^"]*)"/g)).toEqual(['/chat', '/simulator/phone', '/simulator/bank']);
  expect(all(source, /data-minutes="(\d+)"/g)).toEqual(['60', '1440', '10080', '43200']);
});

test('links stay in the language of the page; other words of the address go along with the switch', async () => {
  expect(all(await textOf('/?lang=en'), /class="card door" href="([^"]*)"/g)).toEqual([
    '/chat?lang=en',
    '/simulator/phone?lang=en',
    '/simulator/bank?lang=en',
  ]);
  expect(all(await textOf('/simulator/bank?number=1%222&lang=en'), /class="other-language" href="([^"]*)"/g)).toEqual([
    '/simulator/bank?number=1%222',
  ]);
});

test.each([
  ['', '&lt;b&gt;&quot;بلديات&quot; &amp; غيرها&lt;/b&gt;'],
  ['?lang=en', '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;'],
])('names of the catalogue are escaped (%s)', async (query, escaped) => {
  const source = await textOf(`/simulator/bank${query}`);
  expect(all(source, /<select id="category">\s*<option>(.*?)<\/option>/g)).toEqual([escaped]);
});
