// How the desk shows many things in rows, and one thing by its facts.
import type { TextKey } from '../../language/texts';
import { html, type Html, type HtmlValue } from '../html';
import { say, type Desk } from './desk';

type Column = Extract<TextKey, `desk.column.${string}`> extends `desk.column.${infer Name}` ? Name : never;

/** A table that scrolls by itself where the screen is narrow. */
export function table(desk: Desk, head: readonly Column[], rows: readonly (readonly HtmlValue[])[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head.map((key) => html`<th scope="col">${say(desk, `desk.column.${key}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names with what they hold; what holds nothing is left out. */
export function facts(desk: Desk, rows: readonly (readonly [TextKey, HtmlValue])[]): Html {
  return html`<dl class="facts card">
    ${rows
      .filter(([, value]) => value !== undefined && value !== false && value !== '')
      .map(
        ([key, value]) =>
          html`<div>
            <dt>${say(desk, key)}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}
