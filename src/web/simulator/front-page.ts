// The demonstration's first page: what this is, the way in four steps, the doors to try, and the clock that can be moved.
import type { Clock } from '../../clock';
import { moment, text, type Language, type TextKey } from '../../language/texts';
import { html, jsonData, type Html } from '../html';
import type { Route } from '../server';
import { demoPage, pathIn, wordsOf } from './demo-page';

const STEPS = ['page.front.step.ask', 'page.front.step.number', 'page.front.step.pay', 'page.front.step.come'] as const;

const DOORS = [
  ['/chat', 'page.front.chat'],
  ['/simulator/phone', 'page.front.phone'],
  ['/simulator/bank', 'page.front.bank'],
] as const;

const JUMPS = [
  ['page.clock.hour', 60],
  ['page.clock.day', 24 * 60],
  ['page.clock.week', 7 * 24 * 60],
  ['page.clock.month', 30 * 24 * 60],
] as const satisfies readonly (readonly [TextKey, number])[];

export function frontPageRoute({ clock }: { readonly clock: Clock }): Route {
  return demoPage({
    path: '/',
    name: 'front-page',
    title: 'page.front.title',
    script: '/assets/front.js',
    loopbackOnly: false,
    main: async (language) =>
      html`<h1>${text(language, 'page.front.title')}</h1>
        <p class="lead">${text(language, 'page.front.about')}</p>
        ${journey(language)} ${doors(language)} ${clockPanel(language, clock)}`,
  });
}

function journey(language: Language): Html {
  return html`<section aria-labelledby="journey">
    <h2 id="journey">${text(language, 'page.front.journey')}</h2>
    <ol class="steps">
      ${STEPS.map(
        (key) =>
          html`<li class="card">
            <h3>${text(language, key)}</h3>
            <p>${text(language, `${key}.text`)}</p>
          </li>`,
      )}
    </ol>
  </section>`;
}

function doors(language: Language): Html {
  return html`<section aria-labelledby="try">
    <h2 id="try">${text(language, 'page.front.try')}</h2>
    <div class="columns three">
      ${DOORS.map(
        ([path, key]) =>
          html`<a class="card door" href="${pathIn(language, path)}">
            <strong>${text(language, key)}</strong>
            <span>${text(language, `${key}.text`)}</span>
          </a>`,
      )}
    </div>
  </section>`;
}

function clockPanel(language: Language, clock: Clock): Html {
  const words = wordsOf(language, 'page.clock', ['page.clock.moving', 'page.clock.moved', 'page.clock.failed']);
  return html`<section class="card" aria-labelledby="clock">
    <h2 id="clock">${text(language, 'page.clock.title')}</h2>
    <p class="now" id="now">${text(language, 'page.clock.now', { now: moment(clock.now(), { year: true }) })}</p>
    <p class="soft">${text(language, 'page.clock.explain')}</p>
    <div class="choices" id="jumps">
      ${JUMPS.map(
        ([key, minutes]) =>
          html`<button type="button" class="quiet" data-minutes="${minutes}">${text(language, key)}</button>`,
      )}
    </div>
    <p id="clock-state" role="status"></p>
    ${jsonData('words', words)}
  </section>`;
}
