// Tasks: what the program must not decide alone, the oldest first, each with what staff need to see to it.
import type { ExamRequest } from '../../domain/exam-request';
import { seesStation, type Role, type Staff } from '../../domain/staff';
import { isAboutMoney, type Task } from '../../domain/task';
import { isRefusal, refuse } from '../../errors';
import { isTextKey, money } from '../../language/texts';
import { stationOf } from '../../domain/catalogue';
import { giveBack, isHandedOverBy, lastOfCitizen, talkOf, wroteMeanwhile } from '../../services/handovers';
import { finishTask } from '../../services/tasks';
import { html, type Html, type HtmlValue } from '../html';
import { bodyListForm } from './body-list';
import { nameOf, part, say, when, type Desk, type DeskForm, type DeskPage } from './desk';
import { form } from './form';
import { sittingPath } from './sittings';
import { table } from './table';
import { TALK_SCRIPT, talkDeed, talkSection, waiting } from './talk';

const TASK_ROLES = ['clerk', 'manager', 'finance', 'admin'] as const;

export const seesTasks = ({ role }: Staff): boolean => (TASK_ROLES as readonly Role[]).includes(role);

/** Money goes back through finance: a clerk who has cancelled does not also say that it has gone. */
const mayFinish = ({ role }: Staff, { kind }: Task): boolean => kind !== 'refund' || role !== 'clerk';

/** Finance sees what is about money, the others what belongs to their stations or to none. */
const isTheirs = (staff: Staff, task: Task): boolean =>
  staff.role === 'finance' ? isAboutMoney(task) : seesStation(staff, task.stationId);

export const openTasks = async ({ work, staff }: Desk): Promise<readonly Task[]> =>
  seesTasks(staff) ? (await work.tasks.open()).filter((task) => isTheirs(staff, task)) : [];

export const tasksPage: DeskPage = {
  path: '/staff/tasks',
  name: 'staff-tasks',
  title: 'desk.tasks',
  roles: TASK_ROLES,
  inBar: true,
  show: async (desk) => taskTable(desk, await openTasks(desk)),
};

async function taskTable(desk: Desk, tasks: readonly Task[]): Promise<Html> {
  if (tasks.length === 0) return html`<p class="soft">${say(desk, 'desk.tasks.none')}</p>`;
  const rows: HtmlValue[][] = [];
  for (const task of tasks) {
    const request = task.requestId === undefined ? undefined : await desk.work.requests.byId(task.requestId);
    const conversation =
      task.conversationId === undefined ? undefined : await desk.work.conversations.byId(task.conversationId);
    const state = conversation && waiting(desk, task, conversation);
    rows.push([
      html`<a href="/staff/tasks/${task.id}">${say(desk, `desk.task.${task.kind}`)}</a>
        ${state !== undefined && html`<br />${state}`}`,
      when(desk, task.openedAt),
      stationName(desk, task.stationId),
      request && requestLink(request),
    ]);
  }
  return table(desk, ['task', 'since', 'station', 'number'], rows);
}

const stationName = ({ work, language }: Desk, id: string | undefined): string | undefined =>
  id === undefined ? undefined : stationOf(work.catalogue, id)?.name[language];

const requestLink = ({ number }: ExamRequest): Html =>
  html`<a href="/staff/requests/${number}"><bdi>${number}</bdi></a>`;

/** The open ones about a request, for its page. */
export async function tasksOf(desk: Desk, request: ExamRequest): Promise<Html | undefined> {
  const tasks = (await openTasks(desk)).filter(({ requestId }) => requestId === request.id);
  return tasks.length === 0
    ? undefined
    : html`<section>
        <h2>${say(desk, 'desk.tasks')}</h2>
        ${await taskTable(desk, tasks)}
      </section>`;
}

export const taskPage: DeskPage = {
  path: '/staff/tasks/:task',
  name: 'staff-task',
  title: 'desk.task',
  roles: TASK_ROLES,
  script: TALK_SCRIPT,
  async show(desk, { params }) {
    const task = await desk.work.tasks.byId(params['task'] ?? '');
    if (!task) return undefined;
    if (!isTheirs(desk.staff, task)) return 'another-station';
    const request = task.requestId === undefined ? undefined : await desk.work.requests.byId(task.requestId);
    return html`<section class="card">
        <h2>${say(desk, `desk.task.${task.kind}`)}</h2>
        <p>${say(desk, `desk.task.${task.kind}.about`)}</p>
        <dl class="facts">
          ${detail(desk, 'since', when(desk, task.openedAt))}
          ${detail(desk, 'station', stationName(desk, task.stationId))}
          ${detail(desk, 'number', request && requestLink(request))}
          ${Object.entries(task.details).map(([name, value]) => detail(desk, name, detailWords(desk, name, value)))}
          ${detail(desk, 'done', task.doneAt === undefined ? undefined : when(desk, task.doneAt))}
          ${detail(desk, 'done-by', await nameOf(desk, task.doneBy))} ${detail(desk, 'note', task.note)}
        </dl>
      </section>
      ${await talkSection(desk, task)} ${bodyListForm(desk, task)}
      ${
        task.state === 'open' &&
        mayFinish(desk.staff, task) &&
        html`<section class="card">
          <h2>${say(desk, 'desk.do.task.done')}</h2>
          ${form(desk, {
            action: 'task.done',
            hidden: { task: task.id },
            ...(task.conversationId !== undefined && {
              read: lastOfCitizen(await talkOf(desk.work, task.conversationId)),
            }),
            fields: [{ name: 'note', label: 'desk.field.note', as: 'textarea' }],
          })}
        </section>`
      }`;
  },
};

function detail(desk: Desk, name: string, value: Html | string | undefined): Html | undefined {
  const key = [`desk.column.${name}`, `desk.detail.${name}`].find(isTextKey);
  return value === undefined || value === ''
    ? undefined
    : html`<div>
        <dt>${key === undefined ? name : say(desk, key)}</dt>
        <dd>${value}</dd>
      </div>`;
}

function detailWords(desk: Desk, name: string, value: string | number): Html | string {
  if (name.endsWith('Fils')) return say(desk, 'desk.money', { amount: money(Number(value)) });
  if (name === 'sitting') return html`<a href="${sittingPath(String(value))}">${say(desk, 'desk.sitting')}</a>`;
  const words = `desk.detail.${name}.${value}`;
  return isTextKey(words) ? say(desk, words) : html`<bdi>${value}</bdi>`;
}

export const taskDeeds: readonly DeskForm[] = [
  talkDeed(isTheirs),
  {
    action: 'task.done',
    at: (fields) => `/staff/tasks/${part(fields.get('task'))}`,
    async perform(work, staff, fields) {
      const task = await work.tasks.byId(fields.get('task'));
      if (!task || !isTheirs(staff, task)) return refuse('not-found');
      if (!mayFinish(staff, task)) return refuse('finance-finishes');
      if ((await isHandedOverBy(work, task)) && (await wroteMeanwhile(work, task, fields.get('read'))))
        return refuse('written-meanwhile');
      const outcome = await finishTask(work, task.id, { staffId: staff.id, note: fields.get('note') || undefined });
      if (!isRefusal(outcome)) await giveBack(work, outcome);
      return isRefusal(outcome) ? outcome : { objects: { task: task.id }, fields: ['state'], to: '/staff/tasks' };
    },
  },
];
