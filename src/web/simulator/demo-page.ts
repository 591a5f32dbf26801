// The frame of the demonstration's pages: whose it is, that its data are samples, the way between its pages, the other language.
import type { Language, TextKey } from '../../language/texts';
import { text } from '../../language/texts';
import { html, page, pageLanguage, type Html } from '../html';
import { showPage, type Call, type Route } from '../server';

const PAGES = [
  ['/', 'page.demo.home'],
  ['/chat', 'page.front.chat'],
  ['/simulator/phone', 'page.front.phone'],
  ['/simulator/bank', 'page.front.bank'],
  ['/staff/', 'desk.title'],
] as const satisfies readonly (readonly [string, TextKey])[];

/** A path in the language of the page that links to it. */
export const pathIn = (language: Language, path: string): string => (language === 'en' ? `${path}?lang=en` : path);

export type DemoPage = {
  readonly path: (typeof PAGES)[number][0];
  readonly name: string;
  readonly title: TextKey;
  readonly script: string;
  readonly loopbackOnly: boolean;
  readonly main: (language: Language) => Promise<Html>;
};

/** A page of the demonstration as a route. */
export function demoPage({ path, name, title, script, loopbackOnly, main }: DemoPage): Route {
  return {
    method: 'GET',
    path,
    name,
    loopbackOnly,
    answer: async (call) => {
      const language = pageLanguage(call.query);
      const body = html`${top(language, path, call)}
        <main class="wide" id="content">
          <p class="note no-print">${text(language, 'page.demo.sample')}</p>
          <noscript><p class="note failed">${text(language, 'page.demo.script-needed')}</p></noscript>
          ${await main(language)}
        </main>`;
      return showPage(
        200,
        page({
          language,
          title: text(language, title),
          body,
          script,
          styles: ['/assets/simulator.css'],
          frame: 'demo',
        }),
      );
    },
  };
}

function top(language: Language, here: string, call: Call): Html {
  const other: Language = language === 'en' ? 'ar' : 'en';
  const query = new URLSearchParams(call.query);
  query.delete('lang');
  if (other === 'en') query.set('lang', 'en');
  const switched = query.size > 0 ? `${here}?${query.toString()}` : here;
  return html`<a class="skip" href="#content">${text(language, 'page.demo.skip')}</a>
    <header class="top">
      <div>
        <strong>${text(language, 'page.demo.owner')}</strong>
        <a class="other-language" href="${switched}" lang="${other}" hreflang="${other}"
          >${text(language, 'page.demo.other-language')}</a
        >
        <nav aria-label="${text(language, 'page.demo.nav')}">
          ${PAGES.map(
            ([path, key]) =>
              html`<a href="${pathIn(language, path)}" ${path === here && html` aria-current="page"`}
                >${text(language, key)}</a
              >`,
          )}
        </nav>
      </div>
    </header>`;
}

/** The words that a page's script needs, by the last part of their keys: `page.phone.status.sent` under `page.phone` is `status.sent`. */
export function wordsOf<Room extends string, Key extends Extract<TextKey, `${Room}.${string}`>>(
  language: Language,
  room: Room,
  keys: readonly Key[],
): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key.slice(room.length + 1), text(language, key)]));
}
