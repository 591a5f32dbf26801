// What was done at the desk, the newest first: for managers and the administrator.
import { html, type Html } from '../html';
import { nameOf, say, when, type DeskPage } from './desk';

const MOST = 200;

export const recordPage: DeskPage = {
  path: '/staff/record',
  name: 'staff-record',
  title: 'desk.record',
  roles: ['admin'],
  inBar: true,
  async show(desk) {
    const rows: Html[] = [];
    for (const { real, staffId, action, outcome, code, objects } of await desk.work.audits.newest(MOST))
      rows.push(
        html`<tr>
          <td>${when(desk, real)}</td>
          <td><bdi>${await nameOf(desk, staffId)}</bdi></td>
          <td><bdi>${action}</bdi></td>
          <td>${say(desk, `desk.outcome.${outcome}`)} <bdi>${code}</bdi></td>
          <td><bdi>${Object.values(objects).join(' ')}</bdi></td>
        </tr>`,
      );
    const head = ['at', 'who', 'deed', 'outcome', 'object'] as const;
    return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            ${head.map((key) => html`<th scope="col">${say(desk, `desk.column.${key}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
  },
};
