// What was done at the desk, the newest first: for the administrator.
import { html, type HtmlValue } from '../html';
import { nameOf, say, when, type DeskPage } from './desk';
import { table } from './table';

const MOST = 200;

export const recordPage: DeskPage = {
  path: '/staff/record',
  name: 'staff-record',
  title: 'desk.record',
  roles: ['admin'],
  inBar: true,
  async show(desk) {
    const rows: HtmlValue[][] = [];
    for (const { real, staffId, action, outcome, code, objects } of await desk.work.audits.newest(MOST))
      rows.push([
        when(desk, real),
        html`<bdi>${await nameOf(desk, staffId)}</bdi>`,
        html`<bdi>${action}</bdi>`,
        html`${say(desk, `desk.outcome.${outcome}`)} <bdi>${code}</bdi>`,
        html`<bdi>${Object.values(objects).join(' ')}</bdi>`,
      ]);
    return table(desk, ['at', 'who', 'deed', 'outcome', 'object'], rows);
  },
};
