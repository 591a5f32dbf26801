// The demonstration's bank, as a page: the bill screen of a bank's app. Inquires and pays through the bank's JSON API.
import type { BillerPath, Catalogue } from '../../domain/catalogue';
import { text, type Language, type TextKey } from '../../language/texts';
import { html, jsonData, type Html } from '../html';
import type { Route } from '../server';
import { demoPage, wordsOf } from './demo-page';

const SCRIPT_WORDS = [
  'page.bank.amount.wrong',
  'page.bank.asking',
  'page.bank.bill.expired',
  'page.bank.bill.failed',
  'page.bank.bill.paid',
  'page.bank.bill.unknown',
  'page.bank.currency',
  'page.bank.exchange.request',
  'page.bank.exchange.response',
  'page.bank.no-answer',
  'page.bank.nothing-to-pay',
  'page.bank.number.missing',
  'page.bank.paid',
  'page.bank.paying',
  'page.bank.refused',
] as const satisfies readonly TextKey[];

export function bankPageRoute({ catalogue }: { readonly catalogue: () => Promise<Catalogue> }): Route {
  return demoPage({
    path: '/simulator/bank',
    name: 'bank-page',
    title: 'page.bank.title',
    script: '/assets/bank.js',
    loopbackOnly: true,
    main: async (language) =>
      html`<h1>${text(language, 'page.bank.title')}</h1>
        <p>${text(language, 'page.bank.about')}</p>
        <div class="bank">
          ${inquiry(language, (await catalogue()).biller)}
          <p id="bank-state" role="status" class="note" hidden></p>
          ${summary(language)} ${advanced(language)}
        </div>
        ${jsonData('words', wordsOf(language, 'page.bank', SCRIPT_WORDS))}`,
  });
}

function inquiry(language: Language, { category, biller, examService }: BillerPath): Html {
  const choice = (id: string, label: TextKey, only: string) =>
    html`<label for="${id}">${text(language, label)}</label>
      <select id="${id}">
        <option>${only}</option>
      </select>`;
  return html`<form id="inquiry" class="card" novalidate>
    <h2>${text(language, 'page.bank.heading')}</h2>
    ${choice('category', 'page.bank.category', category[language])}
    ${choice('biller', 'page.bank.biller', biller[language])}
    ${choice('service', 'page.bank.service', examService[language])}
    <label for="number">${text(language, 'page.bank.number')}</label>
    <input id="number" inputmode="numeric" autocomplete="off" maxlength="50" aria-describedby="number-hint" required />
    <p class="soft" id="number-hint">${text(language, 'page.bank.number.hint')}</p>
    <button>${text(language, 'page.bank.inquire')}</button>
  </form>`;
}

const SUMMARY = [
  ['shown-name', 'page.bank.name'],
  ['shown-text', 'page.bank.text'],
  ['shown-number', 'page.bank.number'],
  ['shown-until', 'page.bank.until'],
  ['shown-amount', 'page.bank.amount'],
] as const satisfies readonly (readonly [string, TextKey])[];

function summary(language: Language): Html {
  return html`<section id="summary" class="card" aria-labelledby="summary-title" hidden>
    <h2 id="summary-title" tabindex="-1">${text(language, 'page.bank.summary')}</h2>
    <dl>
      ${SUMMARY.map(
        ([id, key]) =>
          html`<div>
            <dt>${text(language, key)}</dt>
            <dd><bdi id="${id}"></bdi></dd>
          </div>`,
      )}
    </dl>
    <p class="soft">${text(language, 'page.bank.pay.explain')}</p>
    <button type="button" id="pay">${text(language, 'page.bank.pay')}</button>
  </section>`;
}

function advanced(language: Language): Html {
  return html`<details class="card">
    <summary>${text(language, 'page.bank.advanced')}</summary>
    <form id="options" novalidate>
      <p class="soft">${text(language, 'page.bank.advanced.explain')}</p>
      <label for="amount">${text(language, 'page.bank.other-amount')}</label>
      <input id="amount" inputmode="decimal" autocomplete="off" maxlength="14" />
      <label for="repeat">${text(language, 'page.bank.repeat')}</label>
      <input id="repeat" type="number" min="1" max="20" value="1" required />
      <button class="quiet">${text(language, 'page.bank.pay-anyway')}</button>
    </form>
    <section id="exchanges" hidden>
      <h3>${text(language, 'page.bank.exchanges')}</h3>
      <div></div>
    </section>
  </details>`;
}
