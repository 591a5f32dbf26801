// Makes the README's picture from the running program: a trial exam asked for in the chat, paid at the bank, confirmed on the phone.
// Needs the development packages: a headless browser comes with them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as browsers, type Browser, type Page } from 'playwright-core';
import journey from '../../locales/journey.json';
import { startService } from '../app';
import { loadConfig } from '../config';
import { createLog } from '../log';

const OUT = 'docs/journey.png';
const { phone: PHONE, words: WORDS, agreed: AGREED } = journey;
const PANE = { width: 390, height: 900 };
/** They would end the browser together with its first page, or open its pages to others. */
const UNWANTED = new Set(['--single-process', '--no-zygote', '--disable-web-security']);

type Record = { readonly body: string; readonly reference?: { readonly payment?: string } };

async function messagesOf(base: string): Promise<readonly Record[]> {
  const answer = await fetch(`${base}/simulator/phone/messages?number=${encodeURIComponent(PHONE)}&explain=1`);
  return (await answer.json()) as readonly Record[];
}

async function eventually<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  for (let tried = 0; tried < 100; tried += 1) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come`);
}

/** Writes into the chat and waits for the answer. */
async function say(page: Page, words: string): Promise<void> {
  const bubbles = page.locator('#log > li');
  const before = await bubbles.count();
  await page.fill('#text', words);
  await page.press('#text', 'Enter');
  await bubbles.nth(before + 1).waitFor();
}

const newestCode = (base: string): Promise<string> =>
  eventually('the code', async () => /\b\d{6}\b/.exec((await messagesOf(base)).at(-1)?.body ?? '')?.[0]);

async function paneOf(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: PANE, deviceScaleFactor: 2, locale: 'ar-JO' });
}

async function takePictures(browser: Browser, base: string): Promise<readonly Buffer[]> {
  const chat = await paneOf(browser);
  await chat.goto(`${base}/chat`);
  for (const words of WORDS) await say(chat, words);
  await say(chat, await newestCode(base));
  await say(chat, AGREED);
  const number = await eventually(
    'the payment number',
    async () => (await messagesOf(base)).findLast(({ reference }) => reference?.payment)?.reference?.payment,
  );

  const bank = await paneOf(browser);
  await bank.goto(`${base}/simulator/bank`);
  await bank.fill('#number', number);
  await bank.press('#number', 'Enter');
  await bank.locator('#summary').waitFor();
  await bank.locator('#pay').scrollIntoViewIfNeeded();
  const bill = await bank.screenshot();
  await bank.locator('#pay').click();

  await eventually('the confirmation', async () =>
    (await messagesOf(base)).at(-1)?.reference && (await messagesOf(base)).length > 2 ? true : undefined,
  );
  const phone = await paneOf(browser);
  await phone.goto(`${base}/simulator/phone?number=${encodeURIComponent(PHONE)}`);
  await phone.waitForTimeout(2_000);
  await phone.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  return [await chat.screenshot(), bill, await phone.screenshot()];
}

/** The three panes in the order in which an Arabic reader looks at them. */
async function join3(browser: Browser, pictures: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: PANE.width * 3 + 80, height: PANE.height + 40 } });
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`).join('');
  await page.setContent(
    `<style>body{margin:20px;display:flex;gap:20px;direction:rtl;background:#e7e5df}img{width:${PANE.width}px;border-radius:12px}</style>${images}`,
  );
  return page.screenshot();
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'screenshot-'));
  const loaded = loadConfig({ DATA_DIR: dataDir, PORT: '0' });
  if ('mistakes' in loaded) throw new Error('the settings of the picture are wrong');
  const service = await startService({ config: loaded.config, log: createLog(() => undefined) });
  const browser = await browsers.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((arg) => !UNWANTED.has(arg)),
    headless: true,
  });
  try {
    mkdirSync('docs', { recursive: true });
    writeFileSync(OUT, await join3(browser, await takePictures(browser, service.publicUrl)));
    console.log(OUT);
  } finally {
    await browser.close();
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
