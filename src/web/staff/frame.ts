// The frame of the desk's pages: who is signed in, the way between the pages, what the last deed did or why it was refused.
import type { AuditRow } from '../../domain/staff';
import { isTextKey, parametersOf, text, type Language, type Params, type TextKey } from '../../language/texts';
import { html, page, type Html } from '../html';
import { showPage, type Answer } from '../server';
import { say, type Desk, type DeskPage } from './desk';
import { form } from './form';

const STYLES = ['/assets/desk.css'];

/** @param bar the pages that this person may open, for the bar at the top */
export function deskDocument(
  desk: Desk,
  {
    title,
    main,
    here,
    bar,
    done,
    script,
  }: {
    title: string;
    main: Html;
    here: string;
    bar: readonly DeskPage[];
    done: AuditRow | undefined;
    script: string | undefined;
  },
): string {
  const { language, staff } = desk;
  const other: Language = language === 'en' ? 'ar' : 'en';
  const body = html`<a class="skip" href="#content">${say(desk, 'page.demo.skip')}</a>
    <header class="top no-print">
      <div>
        <strong>${say(desk, 'desk.title')}</strong>
        <span class="who"><bdi>${staff.name}</bdi> · ${say(desk, `desk.role.${staff.role}`)}</span>
        ${form(desk, {
          action: 'account.language',
          hidden: { language: other },
          button: 'page.demo.other-language',
          quiet: true,
        })}
        <form method="post" action="/staff/sign-out" class="deed">
          <input type="hidden" name="csrf" value="${desk.csrf}" />
          <button type="submit" class="quiet">${say(desk, 'desk.sign-out')}</button>
        </form>
        <nav aria-label="${say(desk, 'page.demo.nav')}">
          ${bar.map(
            ({ path, title: name }) =>
              html`<a href="${path}" ${path === here && html` aria-current="page"`}>${say(desk, name)}</a>`,
          )}
        </nav>
      </div>
    </header>
    <main class="wide" id="content">
      <h1>${title}</h1>
      ${banner(desk, done)} ${main}
    </main>`;
  return page({ language, title, body, styles: STYLES, frame: 'desk', script });
}

function banner(desk: Desk, done: AuditRow | undefined): Html | undefined {
  if (desk.refused) return html`<p class="note failed" role="alert">${refusalWords(desk)}</p>`;
  const key = done && `desk.done.${done.action}`;
  return key !== undefined && isTextKey(key)
    ? html`<p class="note done" role="status">${say(desk, key)}</p>`
    : undefined;
}

/** In the words that the citizen would hear too; a field is named as its form names it. */
function refusalWords(desk: Desk): string {
  const refusal = desk.refused?.refusal;
  if (!refusal) return '';
  const key: TextKey = `refusal.${refusal.refused}`;
  const field = `desk.field.${String(refusal.with?.['field'])}`;
  const given: Readonly<Record<string, unknown>> = {
    phone: desk.work.catalogue.contact.knowledgeStations,
    ...refusal.with,
    field: isTextKey(field) ? say(desk, field) : refusal.with?.['field'],
  };
  const needed = parametersOf(desk.language, key).map((name) => [name, given[name] ?? '']);
  return say(desk, key, Object.fromEntries(needed) as Params);
}

/** A page for somebody who is not signed in, or may not do this. */
export function plainDocument(language: Language, title: string, main: Html): string {
  const body = html`<main class="sheet" id="content">
    <h1>${title}</h1>
    ${main}
  </main>`;
  return page({ language, title, body, styles: STYLES, frame: 'desk' });
}

/** Says why there is nothing to see, with the way back. */
export function plain(language: Language, status: number, title: TextKey, why: TextKey): Answer {
  const main = html`<p>${text(language, why)}</p>
    <p><a href="/staff/">${text(language, 'desk.home')}</a></p>`;
  return showPage(status, plainDocument(language, text(language, title), main));
}
