import { text } from '../../src/language/texts';
import { createLog } from '../../src/log';
import { chatRoutes } from '../../src/web/chat';
import { createWebServer, type WebServer } from '../../src/web/server';
import { smallCatalogue } from '../support/catalogue';

const routes = (front: boolean) => chatRoutes({ catalogue: async () => smallCatalogue, front });
let server: WebServer;
beforeAll(async () => {
  server = createWebServer({ routes: routes(false), log: createLog(() => undefined), trustedProxies: [] });
  await server.listen(0, '127.0.0.1');
});
afterAll(() => server.close());

test('the chat is the front page where there is no other', () => {
  expect([routes(false), routes(true)].map((all) => all.map(({ path }) => path))).toEqual([['/chat'], ['/', '/chat']]);
});

test.each([
  ['', 'ar', 'rtl', '?lang=en'],
  ['?lang=en', 'en', 'ltr', '?lang=ar'],
] as const)('/chat%s speaks %s, and leads to the other language', async (query, language, dir, other) => {
  const answer = await fetch(`http://127.0.0.1:${server.port}/chat${query}`);
  const source = await answer.text();
  expect(source).toContain(`<html lang="${language}" dir="${dir}">`);
  expect(source).toContain(`<p>${text(language, 'page.chat.greeting')}</p>`);
  expect(source).toContain(`href="${other}"`);
  const [, settings = ''] =
    /<script type="application\/json" id="chat-settings">\s*(.*?)\s*<\/script>/s.exec(source) ?? [];
  expect(JSON.parse(settings)).toMatchObject({ language, texts: { retry: text(language, 'page.chat.retry') } });
});
