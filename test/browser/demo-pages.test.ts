// The demonstration's pages in a real browser: the phone writes and shows, the bank inquires and pays, the clock moves.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createClock, DAY_MS, MINUTE_MS } from '../../src/clock';
import { createLog } from '../../src/log';
import { createRandom } from '../../src/store/random';
import { assetRoutes } from '../../src/web/assets';
import { billerRoutes } from '../../src/web/biller/routes';
import type { Route } from '../../src/web/server';
import { bankPageRoute } from '../../src/web/simulator/bank-page';
import { bankRoutes } from '../../src/web/simulator/bank';
import { openCarrierRecord, type CarriedMessage, type CarrierRecord } from '../../src/web/simulator/carrier-record';
import { clockRoutes } from '../../src/web/simulator/clock';
import { frontPageRoute } from '../../src/web/simulator/front-page';
import { phonePageRoute } from '../../src/web/simulator/phone-page';
import { phoneRoutes } from '../../src/web/simulator/phone';
import { openBrowser, watchPage } from '../support/browser';
import { smallCatalogue } from '../support/catalogue';
import { BILLER, openPaying, type Paying } from '../support/paying';
import { MORNING } from '../support/samples';

const SCREENS = [
  ['a phone', { width: 390, height: 844 }],
  ['a desk', { width: 1280, height: 900 }],
] as const;
const PHONE = '+962791234567';

const clock = createClock(() => MORNING);
let paying: Paying;
let record: CarrierRecord;
let url: string;
let browser: Browser;
let page: Page;
/** What the service's webhook answers. */
let webhookStatus = 200;
let explained: Record<string, { reference: { payment: string } }> = {};
let carried = 0;

const webhook = (channel: string): Route => ({
  method: 'POST',
  path: `/channels/${channel}/inbound`,
  name: 'webhook',
  answer: async () => ({ status: webhookStatus, body: '' }),
});

beforeAll(async () => {
  paying = await openPaying(clock);
  record = await openCarrierRecord(join(paying.dataDir, 'carrier.jsonl'));
  const log = createLog(() => undefined);
  url = await paying.serve((serviceUrl) => [
    ...assetRoutes(),
    ...billerRoutes({ options: BILLER, transact: paying.transact, clock, log, onPayment: () => undefined }),
    ...bankRoutes({ options: BILLER, serviceUrl, clock, random: createRandom() }),
    ...clockRoutes({ clock, advance: async (minutes) => clock.setOffset(clock.offsetMs() + minutes * MINUTE_MS) }),
    ...phoneRoutes({
      record,
      account: { sid: 'AC1', token: 'token' },
      senders: { sms: 'GAM', whatsapp: '+96265359970' },
      publicUrl: 'http://localhost',
      serviceUrl,
      now: () => clock.now(),
      explain: async (_channel, id) => explained[id],
    }),
    webhook('sms'),
    webhook('whatsapp'),
    frontPageRoute({ clock }),
    phonePageRoute(),
    bankPageRoute({ catalogue: async () => smallCatalogue }),
  ]);
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await record.close();
  await paying.close();
});

/** The service writes to a phone. */
async function deliver(body: string, over: Partial<CarriedMessage> = {}): Promise<string> {
  carried += 1;
  const id = `SM${String(carried).padStart(32, '0')}`;
  const sent = { id, channel: 'sms', direction: 'out', number: PHONE, sender: 'GAM', body, media: [] } as const;
  await record.add({
    ...sent,
    statusCallback: undefined,
    status: 'delivered',
    errorCode: undefined,
    at: clock.now(),
    ...over,
  });
  return id;
}

const seen = (selector: string) => page.locator(selector).allInnerTexts();
const bubbles = async () => (await seen('.bubble > div')).map((text) => text.trim());

describe.each(SCREENS)('on %s', (_label, viewport) => {
  let watched: ReturnType<typeof watchPage>;

  beforeEach(async () => {
    page = await (await browser.newContext({ viewport, locale: 'ar-JO' })).newPage();
    watched = watchPage(page, url);
  });
  afterEach(() => page.context().close());

  test('the clock moves by a button, and the page says the new time', async () => {
    await page.goto(`${url}/`);
    const before = clock.now();
    const [shown] = await seen('#now');
    await page.getByRole('button', { name: 'تقديم يوم' }).press('Enter');
    await page.getByText('تقدّمت الساعة').waitFor();
    expect(clock.now()).toBe(before + DAY_MS);
    expect((await seen('#now'))[0]).not.toBe(shown);
    expect(await watched.faults()).toEqual([]);
  });

  test('the phone: any number, written by keyboard alone; both channels; what is not text stays text', async () => {
    const number = viewport.width < 500 ? '+962791110001' : '+962791110002';
    await page.goto(`${url}/simulator/phone`);
    await page.getByLabel('رقم الهاتف').fill('07911');
    await page.keyboard.press('Enter');
    await page.getByText('الرقم غير مكتمل').waitFor();
    await page.getByLabel('رقم الهاتف').fill(number.replace('+962', '٠'));
    await page.keyboard.press('Enter');
    await page.locator('#who', { hasText: number }).waitFor();
    await page.keyboard.type('مرحبا');
    await page.keyboard.press('Enter');
    await page.locator('.bubble.mine').waitFor();
    expect(
      record
        .all()
        .filter((message) => message.number === number)
        .map(({ channel, direction, body }) => [channel, direction, body]),
    ).toEqual([['sms', 'in', 'مرحبا']]);
    await deliver('<img src=x onerror=alert(1)>', { number });
    await deliver('أهلاً', { number, channel: 'whatsapp', status: 'read' });
    await page.locator('.bubble:not(.mine)').waitFor();
    expect(await bubbles()).toEqual(['مرحبا', '<img src=x onerror=alert(1)>']);
    await page.locator('#tab-whatsapp .unread', { hasText: '1' }).waitFor();
    await page.locator('#tab-sms').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await bubbles()).toEqual(['أهلاً']);
    expect(await seen('.bubble .meta')).toEqual([expect.stringContaining('قُرئت')]);
    expect(await page.locator('[aria-selected=true]').innerText()).toBe('واتساب');
    expect(await watched.faults()).toEqual([]);
  });

  test('a long conversation scrolls inside the phone; what was there before counts as read', async () => {
    const number = viewport.width < 500 ? '+962791120001' : '+962791120002';
    for (let i = 1; i <= 40; i += 1) await deliver(`رسالة ${i}`, { number, channel: i % 2 === 0 ? 'sms' : 'whatsapp' });
    await page.goto(`${url}/simulator/phone`);
    const height = () => page.evaluate<number>('document.documentElement.scrollHeight');
    const before = await height();
    await page.getByLabel('رقم الهاتف').fill(number);
    await page.keyboard.press('Enter');
    await page.getByText('رسالة 40').waitFor();
    expect((await bubbles()).length).toBe(20);
    expect(await height()).toBe(before);
    expect(await page.locator('.unread:visible').count()).toBe(0);
    await deliver('رسالة 41', { number, channel: 'whatsapp' });
    await page.locator('#tab-whatsapp .unread', { hasText: '1' }).waitFor();
  });

  test('what could not be sent stays in the field, and is told', async () => {
    await page.goto(`${url}/simulator/phone`);
    webhookStatus = 500;
    await page.getByLabel('الرسالة').fill('لا تضِع');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'لم تُرسل' }).waitFor();
    webhookStatus = 200;
    expect(await page.getByLabel('الرسالة').inputValue()).toBe('لا تضِع');
  });

  test('from the message to the bank: inquire, see the summary, pay, and inquire again', async () => {
    const { paymentNumber, number } = await paying.request();
    const id = await deliver('رقم الدفع', { number: '+962790000001' });
    explained = { [id]: { reference: { payment: paymentNumber } } };
    await page.goto(`${url}/simulator/phone`);
    await page.getByRole('link', { name: 'إلى شاشة دفع هذا الرقم' }).last().click();
    await page.getByRole('heading', { name: 'ملخص الفاتورة' }).waitFor();
    expect(await seen('#summary dd')).toEqual([
      'L*** S*** H***',
      `طلب ${number}`,
      paymentNumber,
      expect.stringMatching(/2026/),
      '5.000 دينار',
    ]);
    await page.getByRole('button', { name: 'تأكيد الدفع' }).click();
    await page.getByText('تم الدفع').waitFor();
    expect(
      (await paying.transact((work) => work.payments.ofNumber(paymentNumber))).map(({ outcome }) => outcome),
    ).toEqual(['settled']);
    await page.getByRole('button', { name: 'استعلام' }).click();
    await page.getByText('مدفوعة من قبل').waitFor();
    expect(await page.locator('#summary').isVisible()).toBe(false);
    expect(await watched.faults()).toEqual([]);
  });

  test('the bank, advanced: another amount, told of twice, with the messages to read', async () => {
    const { paymentNumber } = await paying.request();
    await page.goto(`${url}/simulator/bank?lang=en`);
    await page.getByLabel('Electronic payment number').fill(paymentNumber);
    await page.getByText('Advanced, for trying out').press('Enter');
    await page.getByLabel('Another amount').fill('four');
    await page.getByRole('button', { name: 'Pay with these options' }).click();
    await page.getByText('with up to three decimals').waitFor();
    await page.getByLabel('Another amount').fill('4');
    await page.getByLabel('How often').fill('2');
    await page.getByRole('button', { name: 'Pay with these options' }).click();
    await page.getByText('Paid. The service confirmed').waitFor();
    expect(await seen('#exchanges h4')).toEqual([
      'Request: POST /biller/efawateercom/bill-pull',
      'Answer: HTTP 200',
      ...Array(2).fill(['Request: POST /biller/efawateercom/payment-notification', 'Answer: HTTP 200']).flat(),
    ]);
    expect(
      (await paying.transact((work) => work.payments.ofNumber(paymentNumber))).map(({ outcome, paidFils }) => [
        outcome,
        paidFils,
      ]),
    ).toEqual([['amount-differs', 4000]]);
    expect(await watched.faults()).toEqual([]);
  });

  test.each([
    ['no number', '', 'رقم الدفع مطلوب'],
    ['a number that nobody has', '100000000007', 'لا فاتورة بهذا الرقم'],
  ])('an inquiry with %s', async (_of, number, told) => {
    await page.goto(`${url}/simulator/bank`);
    await page.getByLabel('رقم الدفع الإلكتروني').fill(number);
    await page.keyboard.press('Enter');
    await page.getByText(told).waitFor();
    expect(await page.locator('#summary').isVisible()).toBe(false);
    expect(await watched.faults()).toEqual([]);
  });
});
