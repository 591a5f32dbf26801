// Pages as text: a template that escapes every value, and the frame that all pages share (language, direction, styles).
// No page asks another host for anything.
import { text, type Language } from '../language/texts';

/** Text that is HTML already. Made only here. */
export class Html {
  constructor(readonly source: string) {}
  toString(): string {
    return this.source;
  }
}

export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (value: string): string => value.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);

function write(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.source;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(write).join('');
}

/** Escapes what is put in: texts, numbers, other pieces, lists of them; `false` and `undefined` are nothing. Quote attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((made, part, i) => made + write(values[i - 1]) + part));
}

/** HTML of our own that must not be escaped. Never for what came from outside. */
export const raw = (source: string): Html => new Html(source);

/** Data for a page's script; `<` can't end the element. Read it with `JSON.parse(document.getElementById(id).textContent)`. */
export function jsonData(id: string, value: unknown): Html {
  const source = JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/json" id="${id}">
    ${raw(source)}
  </script>`;
}

export type Page = {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Paths of our own scripts and styles, `/assets/…`; `/assets/style.css` is always there. */
  readonly script?: string | undefined;
  readonly styles?: readonly string[] | undefined;
  /** A class of the body, for a page whose frame differs. */
  readonly frame?: string | undefined;
};

/** A whole document, from `<!doctype html>` on. */
export function page({ language, title, body, script, styles = [], frame }: Page): string {
  return html`<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#0f5c3f">
<title>${title} · ${text(language, 'page.service')}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${['/assets/style.css', ...styles].map((href) => html`<link rel="stylesheet" href="${href}" />`)}
${script !== undefined && html`<script src="${script}" defer></script>`}
</head>
<body${frame !== undefined && html` class="${frame}"`}>
${body}
</body>
</html>
`.source;
}

/** Arabic unless the address asks for English (`?lang=en`). */
export const pageLanguage = (query: URLSearchParams): Language => (query.get('lang') === 'en' ? 'en' : 'ar');
