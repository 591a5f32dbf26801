// A government body's list: pasted or as a sheet, one request for each of its people, or every mistake with its row and nothing done.
import type { Task } from '../../domain/task';
import { seesStation, type Staff } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { isRefusal, refuse, type Refusal } from '../../errors';
import { readPhone } from '../../language/answers';
import { CANDIDATE_COLUMNS, readCandidates, rowsOfText, type Mistake } from '../../services/candidate-list';
import { openForAll, type Opening } from '../../services/desk-requests';
import { finishTask } from '../../services/tasks';
import { html, type Html } from '../html';
import { part, say, type Desk, type DeskForm, type DeskPage } from './desk';
import type { Fields } from './fields';
import { form } from './form';
import { orderFields, readOrder } from './order-fields';
import { readSheet, writeSheet } from './sheet';
import { table } from './table';

const MOST_CANDIDATES = 300;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The form for a body's task, with what the body has said already. */
export function bodyListForm(desk: Desk, task: Task): Html | undefined {
  if (task.kind !== 'government-body' || task.state !== 'open') return undefined;
  const known = Object.fromEntries(Object.entries(task.details).map(([name, value]) => [name, String(value)]));
  const shown = form(desk, {
    action: 'body.list',
    hidden: { task: task.id },
    fields: [
      ...orderFields(desk, { ...known, station: task.stationId }),
      {
        name: 'phone',
        label: 'desk.field.contact-phone',
        as: 'tel',
        required: true,
        latin: true,
        value: known['phone'],
      },
      { name: 'list', label: 'desk.field.list', as: 'textarea' },
      { name: 'sheet', label: 'desk.field.sheet', as: 'file', accept: '.xlsx' },
      { name: 'agreed', label: 'desk.field.agreed.body', as: 'checkbox', required: true },
    ],
  });
  return (
    shown &&
    html`<section class="card">
      <h2>${say(desk, 'desk.do.body.list')}</h2>
      <p class="soft">
        ${say(desk, 'desk.list.about', { most: MOST_CANDIDATES })}
        <a href="/staff/list.xlsx">${say(desk, 'desk.list.empty')}</a>
      </p>
      ${mistakesTable(desk)} ${shown}
    </section>`
  );
}

function mistakesTable(desk: Desk): Html | undefined {
  const mistakes = desk.refused?.refusal.with?.['mistakes'] as readonly Mistake[] | undefined;
  if (desk.refused?.action !== 'body.list' || !mistakes) return undefined;
  return table(
    desk,
    ['row', 'mistake'],
    mistakes.map(({ row, fault }) => [row > 0 && row, say(desk, `desk.list.fault.${fault}`)]),
  );
}

async function rowsIn(fields: Fields): Promise<readonly (readonly string[])[] | Refusal<'sheet-wrong'>> {
  const file = fields.file('sheet');
  if (!file) return rowsOfText(fields.get('list'));
  const sheet = await readSheet(file.bytes);
  return 'rows' in sheet ? sheet.rows : refuse('sheet-wrong', { problem: sheet.problem.replaceAll('-', '_') });
}

async function register(work: Work, staff: Staff, task: Task, fields: Fields): Promise<readonly string[] | Refusal> {
  const order = readOrder(work, staff, fields);
  if (isRefusal(order)) return order;
  const phone = readPhone(fields.get('phone'));
  if (typeof phone !== 'string') return refuse('field-wrong', { field: 'contact-phone' });
  if (fields.get('agreed') !== 'yes') return refuse('field-missing', { field: 'agreed' });
  const rows = await rowsIn(fields);
  if (isRefusal(rows)) return rows;
  const list = readCandidates(rows, { most: MOST_CANDIDATES, latin: order.kind === 'official' });
  if ('mistakes' in list) return refuse('list-wrong', { mistakes: list.mistakes });
  const opening: Opening = { ...order, applicant: 'body', language: 'ar', phone, staffId: staff.id };
  const opened = await openForAll(work, opening, list.candidates);
  if (isRefusal(opened)) return opened;
  if ('mistakes' in opened) return refuse('list-wrong', { mistakes: opened.mistakes });
  const numbers = opened.map(({ number }) => number);
  await finishTask(work, task.id, { staffId: staff.id, note: numbers.join(' ') });
  return numbers;
}

export const bodyListDeed: DeskForm = {
  action: 'body.list',
  at: (fields) => `/staff/tasks/${part(fields.get('task'))}`,
  async perform(work, staff, fields) {
    const task = await work.tasks.byId(fields.get('task'));
    if (!task || !seesStation(staff, task.stationId)) return refuse('not-found');
    if (task.kind !== 'government-body' || task.state !== 'open') return refuse('state-changed');
    const numbers = await register(work, staff, task, fields);
    return isRefusal(numbers) ? numbers : { objects: { task: task.id }, fields: ['requests'] };
  },
};

/** A sheet as a download. */
export const sheetAnswer = (body: Buffer, name: string) => ({
  status: 200,
  headers: { 'Content-Type': XLSX, 'Content-Disposition': `attachment; filename="${name}.xlsx"` },
  body,
});

/** An empty list for a body to fill in: the columns that are read here. */
export const emptyListPage: DeskPage = {
  path: '/staff/list.xlsx',
  name: 'staff-empty-list',
  title: 'desk.list.empty',
  roles: ['clerk', 'manager', 'admin'],
  async show(desk) {
    const columns = CANDIDATE_COLUMNS.map((column) => [say(desk, `desk.list.column.${column}`), 24] as const);
    const sheet = { name: say(desk, 'desk.candidates'), rightToLeft: desk.language === 'ar', columns, rows: [] };
    return sheetAnswer(await writeSheet(sheet), 'list');
  },
};
