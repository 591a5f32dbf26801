// The first page of the desk: what waits for somebody's hand today.
import { ROLES } from '../../domain/staff';
import { html } from '../html';
import { say, type DeskPage } from './desk';
import { EXAM_ROLES, isLate, openSittings, sittingTable } from './sittings';
import { openTasks, seesTasks } from './tasks';

const URGENT = 10;

export const homePage: DeskPage = {
  path: '/staff/',
  name: 'staff-home',
  title: 'desk.home',
  roles: ROLES,
  inBar: true,
  async show(desk) {
    const { role } = desk.staff;
    const sees = (EXAM_ROLES as readonly string[]).includes(role);
    const sittings = sees ? await openSittings(desk) : [];
    const waiting = sittings.filter(({ sitting: { state } }) => state !== 'gathering' && state !== 'dated');
    const late = sittings.filter(({ due }) => isLate(desk, due)).length;
    const tasks = await openTasks(desk);
    return html`<ul class="counts">
        ${
          seesTasks(desk.staff) &&
          html`<li class="card">
            <a href="/staff/tasks">${say(desk, 'desk.home.tasks', { count: tasks.length })}</a>
          </li>`
        }
        ${
          sees &&
          html`<li class="card">
              <a href="/staff/sittings">${say(desk, 'desk.home.waiting', { count: waiting.length })}</a>
            </li>
            <li class="card ${late > 0 && 'late'}">
              <a href="/staff/sittings">${say(desk, 'desk.home.late', { count: late })}</a>
            </li>`
        }
      </ul>
      ${
        sees &&
        html`<section>
          <h2>${say(desk, 'desk.sittings')}</h2>
          ${sittingTable(desk, sittings.slice(0, URGENT))}
        </section>`
      }`;
  },
};
