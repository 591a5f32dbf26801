// The desk in a real browser, on a clerk's phone and on his screen: signs in, fixes a date, marks, and nothing is wider than the screen.
import type { Browser, Page } from 'playwright-core';
import type { ExamRequest } from '../../src/domain/exam-request';
import { handOver } from '../../src/services/handovers';
import { receivePayment } from '../../src/services/requests';
import { openTask } from '../../src/services/tasks';
import { openBrowser, watchPage } from '../support/browser';
import { openDesks, PASSWORD, type Desks } from '../support/desk';
import { openWorld, paymentFor, worldCatalogue, type World } from '../support/world';

const SCREENS = [
  ['a phone', { width: 390, height: 844 }],
  ['a desk', { width: 1280, height: 900 }],
] as const;

const catalogue = {
  ...worldCatalogue,
  exams: worldCatalogue.exams.map((exam) =>
    exam.id === 'official-only' ? { ...exam, kinds: { official: { feeFils: 25_000, minimum: 2, capacity: 3 } } } : exam,
  ),
};

let world: World;
let desks: Desks;
let browser: Browser;
let requests: ExamRequest[];
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  world = await openWorld(catalogue);
  desks = await openDesks(world);
  await desks.signedIn('salma', 'clerk', ['zahran']);
  requests = [];
  for (const phone of ['+962790000011', '+962790000012']) {
    const from = await world.write('sms', phone);
    const request = await world.submitted(from, {
      examId: 'official-only',
      kind: 'official',
      latinName: 'Laila Sami Haddad',
    });
    await world.transact((work) => receivePayment(work, paymentFor(request)));
    requests.push(await world.stored(request));
  }
  await world.transact((work) =>
    openTask(work, 'government-body', { stationId: 'zahran', details: { body: 'Ministry', phone: '+962790000055' } }),
  );
});
afterEach(async () => {
  await desks.close();
  await world.close();
});

async function enter(page: Page): Promise<void> {
  await page.goto(`${desks.base}/staff/`);
  await page.fill('[name=name]', 'salma');
  await page.fill('[name=password]', PASSWORD);
  await page.click('main button');
  await page.waitForSelector('nav');
}

const SHOTS = process.env['SHOTS'];
const shoot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

test.each(SCREENS)(
  'on %s',
  async (screen, viewport) => {
    // No script is needed on these pages: the forms are all there is.
    const context = await browser.newContext({ viewport, javaScriptEnabled: true, locale: 'ar-JO' });
    const page = await context.newPage();
    const watched = watchPage(page, desks.base);
    await page.goto(`${desks.base}/staff/`);
    await shoot(page, `${screen}-sign-in`);
    await enter(page);
    expect(await page.getAttribute('html', 'dir')).toBe('ltr');
    await page.click('[data-action="account.language"] button');
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    await shoot(page, `${screen}-home`);
    const paths = [
      '/staff/sittings',
      `/staff/sittings/${requests[0]?.sittingId}`,
      '/staff/requests',
      `/staff/requests/${requests[0]?.number}`,
      '/staff/open',
      '/staff/tasks',
      '/staff/account',
    ];
    for (const path of paths) {
      await page.goto(desks.base + path);
      await shoot(page, `${screen}${path.slice(0, 22).replaceAll('/', '-')}`);
      expect([path, await watched.faults()]).toEqual([path, []]);
    }
    await page.goto(`${desks.base}/staff/tasks`);
    await page.click('td a');
    await shoot(page, `${screen}-task`);
    await page.goto(`${desks.base}/staff/sittings/${requests[0]?.sittingId}`);
    const form = page.locator('[data-action="sitting.fix-date"]');
    await form.locator('[name=day]').fill('2026-12-11');
    await form.locator('[name=time]').fill('10:00');
    await form.locator('button').click();
    await page.waitForSelector('[role=alert]');
    await shoot(page, `${screen}-refused`);
    expect(await page.inputValue('[data-action="sitting.fix-date"] [name=day]')).toBe('2026-12-11');
    await page.fill('[data-action="sitting.fix-date"] [name=day]', '2026-12-13');
    await page.click('[data-action="sitting.fix-date"] button');
    await page.waitForSelector('[role=status]');
    await shoot(page, `${screen}-done`);
    expect((await world.sent()).filter(({ content }) => content.notice === 'push.exam.dated').length).toBe(2);
    // The refused form is answered 409, which the browser writes into its console.
    expect((await watched.faults()).filter((fault) => !fault.includes('409'))).toEqual([]);
    await context.close();
  },
  90_000,
);

test('a conversation shows what was said meanwhile, and leaves the answer that is being written alone', async () => {
  const { conversation } = await world.write('sms', '+962790000901', 'is there a ramp at Sweileh?');
  const task = await world.transact(async (work) => {
    const handover = await handOver(work, 'person-asked', conversation, { phone: '+962790000901' });
    await work.conversations.save({ ...conversation, handover });
    return handover.taskId;
  });
  const page = await browser.newPage({ viewport: SCREENS[0][1] });
  await enter(page);
  await page.goto(`${desks.base}/staff/tasks/${task}`);
  await page.fill('[name=words]', 'Yes, at');
  await world.write('sms', '+962790000901', 'and a lift?');
  await page.getByText('and a lift?').waitFor({ timeout: 30_000 });
  expect(await page.inputValue('[name=words]')).toBe('Yes, at');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(SCREENS[0][1].width);
  await page.close();
}, 90_000);
