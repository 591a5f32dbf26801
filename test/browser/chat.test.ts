// The chat page in a real browser against the real doors: what a visitor sees, with a good line and with bad ones.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createClock, MINUTE_MS } from '../../src/clock';
import { text, type TextKey } from '../../src/language/texts';
import { openBrowser, watchPage } from '../support/browser';
import { openLine, type Line } from '../support/direct-line';
import { MORNING } from '../support/samples';

let real = MORNING;
let line: Line;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  line = await openLine({ clock: createClock(() => real) });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await line.close();
});
beforeEach(async () => {
  // Tokens are limited for each network and second; the tests are one visitor after another, not a flood.
  real += MINUTE_MS;
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ar-JO' });
  page = await context.newPage();
});
afterEach(() => context.close());

const t = (key: TextKey) => text('ar', key);
const open = (query = '') => page.goto(`${line.base}/chat${query}`);
const field = () => page.getByLabel(t('page.chat.input'));
const bubbles = () => page.locator('.bubble:not(:first-child)');
/** Who speaks, and what: as it is read aloud. */
const said = () =>
  page
    .locator('.bubble:not(:first-child)')
    .evaluateAll((items) =>
      items.map((item) => `${item.classList.contains('mine') ? '>' : '<'} ${item.querySelector('div')?.textContent}`),
    );
const button = (name: string) => page.getByRole('button', { name, exact: true });
async function write(words: string): Promise<void> {
  await field().fill(words);
  await field().press('Enter');
}
const until = (count: number) =>
  bubbles()
    .nth(count - 1)
    .waitFor();
const stateOf = (index: number) => bubbles().nth(index).locator('.meta').textContent();
const delivered = (index: number) => bubbles().nth(index).getByText(t('page.chat.state.sent')).waitFor();

/** The messages of people in the conversation that the page is in. */
async function stored(): Promise<string[]> {
  const kept = await page.evaluate<string>('sessionStorage.getItem("knowledge-stations-chat")');
  const { session } = JSON.parse(kept) as { session: { id: string } };
  const messages = await line.transact((work) => work.messages.after(session.id, 0, 100));
  return messages.flatMap((message) => (message.direction === 'in' ? [message.text] : []));
}

const WITHOUT_SOCKETS = `globalThis.WebSocket = class { constructor() { setTimeout(() => this.onclose?.()); } close() {} };`;

describe.each([
  ['over a stream', ''],
  ['by polling, where no socket can be opened', WITHOUT_SOCKETS],
])('%s', (_, script) => {
  beforeEach(() => page.addInitScript(script));

  test('a conversation: written, tapped, and there again after a reload', async () => {
    const watch = watchPage(page, line.base);
    await open();
    await write('بدي أقدم امتحان');
    await until(2);
    await button('امتحان تجريبي').click();
    await until(4);
    const all = ['> بدي أقدم امتحان', '< سمعت: بدي أقدم امتحان', '> امتحان تجريبي', '< سمعت: trial'];
    expect(await said()).toEqual(all);
    await page.reload();
    await until(4);
    expect(await said()).toEqual(all);
    expect(await button('امتحان رسمي').count()).toBe(1);
    await write('بعد التحديث');
    await until(6);
    expect((await said()).slice(4)).toEqual(['> بعد التحديث', '< سمعت: بعد التحديث']);
    expect(await stored()).toEqual(['بدي أقدم امتحان', 'trial', 'بعد التحديث']);
    expect((await watch.faults()).filter((fault) => !fault.includes('ws:'))).toEqual([]);
  });

  test('what the service says by itself comes in', async () => {
    await open();
    await write('مرحبا');
    await until(2);
    const { session } = JSON.parse(
      await page.evaluate<string>('sessionStorage.getItem("knowledge-stations-chat")'),
    ) as { session: { id: string } };
    await line.say(session.id, { text: 'الخريطة: https://maps.example.jo/?q=31.9,35.9.' });
    await until(3);
    expect(
      await bubbles()
        .nth(2)
        .getByRole('link')
        .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href)),
    ).toEqual(['https://maps.example.jo/?q=31.9,35.9']);
  });
});

test('Arabic stands right to left, English left to right; the visitor is on the other side', async () => {
  await open();
  await write('مرحبا');
  await until(2);
  const left = (index: number) =>
    bubbles()
      .nth(index)
      .evaluate((item) => item.getBoundingClientRect().left);
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await left(0)).toBeLessThan(await left(1));
  await page.getByRole('link', { name: 'English' }).click();
  await until(2);
  expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
  expect(await left(0)).toBeGreaterThan(await left(1));
});

test.each([
  [390, 844],
  [1280, 900],
])('a window of %d by %d is filled, and nothing sticks out', async (width, height) => {
  await page.setViewportSize({ width, height });
  const watch = watchPage(page, line.base);
  await open();
  await write(`${'طويل '.repeat(60)} ${'x'.repeat(200)}`);
  await until(2);
  expect((await watch.faults()).filter((fault) => !fault.includes('ws:'))).toEqual([]);
  expect(await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight')).toBe(0);
  expect((await button(t('page.chat.send')).boundingBox())!.y).toBeGreaterThan(height - 120);
});

test('Enter sends, Shift and Enter break the line, nothing alone is not sent', async () => {
  await open();
  await write('   ');
  await field().fill('سطر');
  await field().press('Shift+Enter');
  await field().pressSequentially('وسطر');
  await field().press('Enter');
  await until(2);
  expect(await said()).toEqual(['> سطر\nوسطر', '< سمعت: سطر وسطر']);
  expect(await field().inputValue()).toBe('');
});

test('a suggested beginning is one tap', async () => {
  await open();
  await button(t('page.chat.start.fees')).click();
  await until(2);
  expect(await said()).toEqual([`> ${t('page.chat.start.fees')}`, `< سمعت: ${t('page.chat.start.fees')}`]);
  expect(await button(t('page.chat.start.exam')).count()).toBe(0);
});

test('what is half written is there after a reload', async () => {
  await open();
  await field().pressSequentially('نصف جملة');
  await page.reload();
  expect(await field().inputValue()).toBe('نصف جملة');
});

test('who only looks leaves nothing behind', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await open();
  await field().focus();
  await page.reload({ waitUntil: 'networkidle' });
  expect(asked.filter((path) => !path.startsWith('/assets/'))).toEqual(['/chat', '/chat']);
});

describe('a bad line', () => {
  const POST = '**/activities';

  test('what could not be sent waits, over a reload, and is sent once', async () => {
    await open();
    await write('قبل');
    await until(2);
    await page.route(POST, (route) => route.abort());
    await write('في الطريق');
    await until(3);
    expect(await stateOf(2)).toBe(t('page.chat.state.pending'));
    await page.reload();
    await bubbles().getByText('في الطريق').waitFor();
    await page.unroute(POST);
    await bubbles().getByText('سمعت: في الطريق').waitFor();
    expect(await stored()).toEqual(['قبل', 'في الطريق']);
  });

  test('an answer that was lost on its way does not send twice', async () => {
    await open();
    await write('قبل');
    await until(2);
    let lost = 0;
    await page.route(POST, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await write('مرة واحدة');
    await until(4);
    await delivered(2);
    await write('ثم');
    await until(6);
    expect([lost, await stored()]).toEqual([1, ['قبل', 'مرة واحدة', 'ثم']]);
  });

  test('what can not be sent for long says so, and goes with one tap', async () => {
    await page.clock.install();
    await open();
    await page.route('**/widget/token', (route) => route.fulfill({ status: 500, body: '{}' }));
    await write('مرحبا');
    await until(1);
    const retry = button(t('page.chat.retry'));
    for (let i = 0; i < 40 && (await retry.count()) === 0; i += 1) await page.clock.runFor(1_000);
    expect(await stateOf(0)).toBe(t('page.chat.state.failed'));
    await page.clock.resume();
    await page.unroute('**/widget/token');
    await retry.click();
    await until(2);
    expect([await said(), await retry.count()]).toEqual([['> مرحبا', '< سمعت: مرحبا'], 0]);
  });

  test('what is too long says so', async () => {
    await open();
    await field().fill('ا'.repeat(40_000));
    await button(t('page.chat.send')).click();
    await bubbles().nth(0).getByText(t('page.chat.state.too-long')).waitFor();
    await write('أقصر');
    await until(3);
    expect((await said()).slice(1)).toEqual(['> أقصر', '< سمعت: أقصر']);
  });

  test('after the token has run out a new conversation begins, and says so; nothing written is lost', async () => {
    await open();
    await write('قبل');
    await until(2);
    real += 31 * MINUTE_MS;
    await write('بعد');
    await until(4);
    expect(await said()).toEqual(['> قبل', '< سمعت: قبل', '> بعد', '< سمعت: بعد']);
    expect(await page.locator('.divider').allTextContents()).toEqual([t('page.chat.anew')]);
    expect(await stored()).toEqual(['بعد']);
  });
});

test('what is written is shown as written: no markup comes to life', async () => {
  const watch = watchPage(page, line.base);
  await open();
  const evil = '<img src=x onerror="document.title=1"><b>x</b>';
  await write(evil);
  await until(2);
  expect(await said()).toEqual([`> ${evil}`, `< سمعت: ${evil}`]);
  expect(await watch.faults()).toEqual([]);
});

test('without scripts the page says whom to ring', async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const plain = await bare.newPage();
  await plain.goto(`${line.base}/chat`);
  const { contact } = await line.store.catalogue.current();
  expect(await plain.locator('noscript').innerText()).toContain(contact.knowledgeStations);
  expect(await plain.locator('form').isVisible()).toBe(false);
  await bare.close();
});

test('what comes is read aloud politely, by who said it; an old transcript is not read again', async () => {
  await open();
  await write('مرحبا');
  await until(2);
  const log = page.getByRole('log', { name: t('page.chat.log') });
  expect(await log.getAttribute('aria-live')).toBe('polite');
  expect(await bubbles().locator('.unseen').allTextContents()).toEqual([
    `${t('page.chat.mine')}: `,
    `${t('page.chat.theirs')}: `,
  ]);
});
