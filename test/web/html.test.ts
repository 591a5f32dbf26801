import { escapeHtml, html, jsonData, page, pageLanguage, raw } from '../../src/web/html';

const EVIL = `<img src=x onerror="alert('1')">&`;
const ESCAPED = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';

test.each([
  ['a text', html`<p>${EVIL}</p>`, `<p>${ESCAPED}</p>`],
  ['a quoted attribute', html`<p title="${EVIL}"></p>`, `<p title="${ESCAPED}"></p>`],
  ['a number', html`${5}`, '5'],
  ['nothing', html`[${undefined}${false}]`, '[]'],
  ['a piece', html`<b>${html`<i>${'<'}</i>`}</b>`, '<b><i>&lt;</i></b>'],
  ['a list of pieces and texts', html`${[html`<b>1</b>`, '<2>']}`, '<b>1</b>&lt;2&gt;'],
  ['HTML of our own', html`${raw('<hr>')}`, '<hr>'],
])('%s', (_, piece, written) => {
  expect(piece.source).toBe(written);
});

test('escapes the five letters', () => {
  expect(escapeHtml(EVIL)).toBe(ESCAPED);
});

test('data for a script can not end its element, and is read back unchanged', () => {
  const value = { a: '</script><script>alert(1)</script>', b: '\u2028"' };
  const { source } = jsonData('d', value);
  expect(source.match(/<\/?script/g)).toEqual(['<script', '</script']);
  expect(JSON.parse(source.replace(/<[^>]*>/g, ''))).toEqual(value);
});

test.each([
  ['', 'ar', '<html lang="ar" dir="rtl">'],
  ['lang=en', 'en', '<html lang="en" dir="ltr">'],
  ['lang=fr', 'ar', '<html lang="ar" dir="rtl">'],
])('the address ?%s shows a page in %s', (query, language, opening) => {
  const chosen = pageLanguage(new URLSearchParams(query));
  expect(chosen).toBe(language);
  expect(page({ language: chosen, title: '<t>', body: html`` }).split('\n')[1]).toBe(opening);
});

test('a page loads only from its own host', () => {
  const source = page({ language: 'ar', title: 't', body: html``, script: '/assets/a.js', styles: ['/assets/a.css'] });
  expect([...source.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    '/assets/icon.svg',
    '/assets/style.css',
    '/assets/a.css',
    '/assets/a.js',
  ]);
});
