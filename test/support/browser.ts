// A real browser for one test file. Nothing is skipped where it can't be started: the test then fails.
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

/** Switches of the packaged browser that end it when one of its contexts closes, or that weaken it. */
const DROPPED = new Set(['--single-process', '--no-zygote', '--disable-web-security']);

export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((arg) => !DROPPED.has(arg)),
    headless: true,
  });
}

/** What a page must never do, as sentences: errors of its scripts, requests to other hosts, content wider than the screen. */
export function watchPage(page: Page, origin: string): { faults(): Promise<readonly string[]> } {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(`asks ${request.url()}`);
  });
  return {
    async faults() {
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      return over > 0 ? [...faults, `${over} pixels too wide`] : faults;
    },
  };
}
