// The chat on a page of its own. What is said goes over Direct Line like any client's; the page only brings words and frame.
import type { Catalogue } from '../domain/catalogue';
import { text, type Language, type TextKey } from '../language/texts';
import { html, jsonData, page, pageLanguage } from './html';
import { showPage, type Route } from './server';

export type ChatDeps = {
  /** Whom to ring, for a browser that runs no scripts. */
  catalogue(): Promise<Catalogue>;
  /** The chat is the front page, too. */
  readonly front: boolean;
};

/** What the script shows, under the names that it uses. */
const SCRIPT_TEXTS = {
  mine: 'page.chat.mine',
  theirs: 'page.chat.theirs',
  pending: 'page.chat.state.pending',
  sent: 'page.chat.state.sent',
  failed: 'page.chat.state.failed',
  tooLong: 'page.chat.state.too-long',
  retry: 'page.chat.retry',
  offline: 'page.chat.offline',
  anew: 'page.chat.anew',
  choices: 'page.chat.choices',
} as const satisfies Record<string, TextKey>;

const STARTS = ['page.chat.start.exam', 'page.chat.start.fees', 'page.chat.start.requests'] as const;

/** `/chat`, and `/` where it is the front page. */
export function chatRoutes({ catalogue, front }: ChatDeps): Route[] {
  const paths = front ? ['/', '/chat'] : ['/chat'];
  return paths.map((path) => ({
    method: 'GET',
    path,
    name: 'chat',
    answer: async ({ query }) => {
      const { contact } = await catalogue();
      return showPage(200, chatPage(pageLanguage(query), contact.knowledgeStations));
    },
  }));
}

function chatPage(language: Language, phone: string): string {
  const t = (key: TextKey) => text(language, key);
  const texts = Object.fromEntries(Object.entries(SCRIPT_TEXTS).map(([name, key]) => [name, t(key)]));
  const other = language === 'ar' ? 'en' : 'ar';
  const body = html`<header class="top">
      <div>
        <strong>${t('page.chat.heading')} <small>${t('page.chat.owner')}</small></strong>
        <a href="?lang=${other}" lang="${other}" hreflang="${other}">${t('page.chat.other-language')}</a>
      </div>
    </header>
    <main class="chat-main">
      <ol class="talk" id="log" role="log" aria-live="polite" aria-label="${t('page.chat.log')}" tabindex="0">
        <li class="bubble">
          <p>${t('page.chat.greeting')}</p>
          <div class="choices" id="starts" role="group" aria-label="${t('page.chat.starts')}" hidden>
            ${STARTS.map((key) => html`<button type="button" class="quiet" value="${t(key)}">${t(key)}</button>`)}
          </div>
        </li>
      </ol>
      <button type="button" class="quiet jump" id="jump" hidden>${t('page.chat.jump')}</button>
    </main>
    <noscript><p class="note chat-note">${text(language, 'page.chat.noscript', { phone })}</p></noscript>
    <p class="note chat-note" id="offline" role="status" hidden></p>
    <form class="chat-form" id="form" hidden>
      <label for="text" class="unseen">${t('page.chat.input')}</label>
      <textarea
        id="text"
        rows="1"
        dir="auto"
        autocomplete="off"
        enterkeyhint="send"
        placeholder="${t('page.chat.placeholder')}"
      ></textarea>
      <button>${t('page.chat.send')}</button>
    </form>
    ${jsonData('chat-settings', { language, texts })}`;
  return page({
    language,
    title: t('page.chat.title'),
    body,
    script: '/assets/chat.js',
    styles: ['/assets/chat.css'],
    frame: 'chat',
  });
}
