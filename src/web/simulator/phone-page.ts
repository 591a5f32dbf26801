// The demonstration's phone, as a page: any number, SMS and WhatsApp. Shows only what the simulated carrier has on record,
// through the phone's JSON API.
import { text, type Language, type TextKey } from '../../language/texts';
import { html, jsonData, type Html } from '../html';
import type { Route } from '../server';
import { demoPage, pathIn, wordsOf } from './demo-page';

const SCRIPT_WORDS = [
  'page.phone.attachment',
  'page.phone.empty',
  'page.phone.from-service',
  'page.phone.from-you',
  'page.phone.no-answer',
  'page.phone.not-sent',
  'page.phone.number.wrong',
  'page.phone.parts',
  'page.phone.pay',
  'page.phone.status.delivered',
  'page.phone.status.failed',
  'page.phone.status.queued',
  'page.phone.status.read',
  'page.phone.status.received',
  'page.phone.status.sent',
  'page.phone.template',
] as const satisfies readonly TextKey[];

const CHANNELS = ['sms', 'whatsapp'] as const;

export function phonePageRoute(): Route {
  return demoPage({
    path: '/simulator/phone',
    name: 'phone-page',
    title: 'page.phone.title',
    script: '/assets/phone.js',
    loopbackOnly: true,
    main: async (language) =>
      html`<div class="columns">
          <div>
            <h1>${text(language, 'page.phone.title')}</h1>
            <p>${text(language, 'page.phone.about')}</p>
            ${numberForm(language)}
          </div>
          ${handset(language)}
        </div>
        ${jsonData('words', { ...wordsOf(language, 'page.phone', SCRIPT_WORDS), bank: pathIn(language, '/simulator/bank') })}`,
  });
}

function numberForm(language: Language): Html {
  return html`<form id="choose" class="line" novalidate>
    <div>
      <label for="number">${text(language, 'page.phone.number')}</label>
      <input id="number" type="tel" autocomplete="off" aria-describedby="number-hint" required />
    </div>
    <button class="quiet">${text(language, 'page.phone.open')}</button>
    <p class="soft" id="number-hint" role="status">${text(language, 'page.phone.number.hint')}</p>
  </form>`;
}

function handset(language: Language): Html {
  return html`<section class="handset" aria-label="${text(language, 'page.phone.conversation')}">
    <div class="handset-top">
      <bdi class="number" id="who" dir="ltr"></bdi>
      <div class="tabs" role="tablist" aria-label="${text(language, 'page.phone.channels')}">
        ${CHANNELS.map(
          (channel, place) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${channel}"
              data-channel="${channel}"
              aria-controls="talk"
              ${place > 0 && html` tabindex="-1"`}
            >
              ${text(language, `page.phone.${channel}`)} <span class="unread" hidden></span>
            </button>`,
        )}
      </div>
    </div>
    <div id="talk" role="tabpanel" tabindex="0"><ol class="talk" id="messages" aria-live="polite"></ol></div>
    <p id="phone-state" class="note failed" role="alert" hidden></p>
    <form id="write" class="write">
      <label for="body" class="unseen">${text(language, 'page.phone.message')}</label>
      <textarea
        id="body"
        rows="1"
        dir="auto"
        maxlength="1600"
        placeholder="${text(language, 'page.phone.message')}"
        autocomplete="off"
      ></textarea>
      <button>${text(language, 'page.phone.send')}</button>
    </form>
  </section>`;
}
