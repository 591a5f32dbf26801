// Sittings: the list of those that still need something, with the day until which a date is promised, and the page of one.
import { dayOf } from '../../clock';
import type { ExamRequest } from '../../domain/exam-request';
import type { Sitting, SittingState } from '../../domain/sitting';
import { seesStation } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { candidatesOf } from '../../services/gathering';
import { html, type Html } from '../html';
import { candidateRows } from './candidates';
import { nameOf, onDay, part, say, when, type Desk, type DeskPage } from './desk';
import { sittingForms } from './sitting-forms';
import { facts, table } from './table';

const OPEN: readonly SittingState[] = ['gathering', 'complete', 'asked', 'confirmed', 'refused', 'dated', 'held'];

/** Who may see people's exams. */
export const EXAM_ROLES = ['clerk', 'manager', 'approver', 'admin'] as const;

export const stationsOf = ({ staff }: Desk): readonly string[] | undefined =>
  staff.stations === 'all' ? undefined : staff.stations;

/** Until when somebody in it was promised a date; undefined where the week has not begun, or the date is fixed. */
export function dueOf(candidates: readonly ExamRequest[]): number | undefined {
  const promised = candidates.flatMap(({ state, dateBy }) => (state === 'scheduling' && dateBy ? [dateBy] : []));
  return promised.length > 0 ? Math.min(...promised) : undefined;
}

/** Nobody of a held sitting waits for a mark, a result or a certificate any more. */
async function isOver(work: Work, sitting: Sitting): Promise<boolean> {
  if (sitting.state !== 'held') return false;
  const all = await work.requests.inSitting(sitting.id);
  return all.every(({ state }) => !['dated', 'attended', 'passed', 'certificate-ready'].includes(state));
}

export type Listed = { readonly sitting: Sitting; readonly due: number | undefined };

/** What needs somebody's hand, the most urgent first. */
export async function openSittings(desk: Desk): Promise<readonly Listed[]> {
  const { work } = desk;
  const listed: Listed[] = [];
  for (const sitting of await work.sittings.inStates(OPEN, stationsOf(desk))) {
    if (await isOver(work, sitting)) continue;
    listed.push({ sitting, due: dueOf(await candidatesOf(work, sitting)) });
  }
  return listed.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));
}

export const isLate = ({ work }: Desk, due: number | undefined): boolean =>
  due !== undefined && dayOf(due) <= dayOf(work.now);

function dueCell(desk: Desk, due: number | undefined): Html | undefined {
  if (due === undefined) return undefined;
  const words = onDay(desk, dayOf(due));
  return isLate(desk, due)
    ? html`<strong class="late">${say(desk, 'desk.sitting.late', { until: words })}</strong>`
    : html`${words}`;
}

export function sittingTable(desk: Desk, listed: readonly Listed[]): Html {
  if (listed.length === 0) return html`<p class="soft">${say(desk, 'desk.sittings.none')}</p>`;
  return table(
    desk,
    ['exam', 'station', 'state', 'members', 'date', 'due'],
    listed.map(({ sitting, due }) => [
      html`<a href="/staff/sittings/${sitting.id}">${sitting.examName[desk.language]}</a>`,
      sitting.stationName[desk.language],
      say(desk, `desk.sitting.state.${sitting.state}`),
      html`<bdi>${sitting.members} / ${sitting.minimum}</bdi>`,
      dateOf(desk, sitting),
      dueCell(desk, due),
    ]),
  );
}

const dateOf = (desk: Desk, { day, time }: Sitting): Html | undefined =>
  day === undefined ? undefined : html`${onDay(desk, day)} <bdi>${time}</bdi>`;

export const sittingsPage: DeskPage = {
  path: '/staff/sittings',
  name: 'staff-sittings',
  title: 'desk.sittings',
  roles: EXAM_ROLES,
  inBar: true,
  show: async (desk) => sittingTable(desk, await openSittings(desk)),
};

async function history(desk: Desk, { history: entries }: Sitting): Promise<Html> {
  const rows: Html[] = [];
  for (const { at, event, staffId, reason, old } of entries.toReversed())
    rows.push(
      html`<li>
        <time>${when(desk, at)}</time> · ${say(desk, `desk.sitting.event.${event}`)}
        ${staffId !== undefined && html` · <bdi>${await nameOf(desk, staffId)}</bdi>`}
        ${old !== undefined && html` · ${say(desk, 'desk.before')} <bdi>${old}</bdi>`}
        ${reason !== undefined && reason !== '' && html` · ${reason}`}
      </li>`,
    );
  return html`<section class="card">
    <h2>${say(desk, 'desk.history')}</h2>
    <ol class="history">
      ${rows}
    </ol>
  </section>`;
}

export const sittingPage: DeskPage = {
  path: '/staff/sittings/:sitting',
  name: 'staff-sitting',
  title: 'desk.sitting',
  roles: EXAM_ROLES,
  async show(desk, { params }) {
    const sitting = await desk.work.sittings.byId(params['sitting'] ?? '');
    if (!sitting) return undefined;
    if (!seesStation(desk.staff, sitting.stationId)) return 'another-station';
    const candidates = await candidatesOf(desk.work, sitting);
    const due = dueOf(candidates);
    const known = [
      ['desk.column.exam', sitting.examName[desk.language]],
      ['desk.column.station', sitting.stationName[desk.language]],
      ['desk.column.state', say(desk, `desk.sitting.state.${sitting.state}`)],
      [
        'desk.column.members',
        html`<bdi>${sitting.members} / ${sitting.minimum}</bdi>
          (${say(desk, 'desk.sitting.capacity', { capacity: sitting.capacity })})`,
      ],
      ['desk.column.date', dateOf(desk, sitting)],
      ['desk.column.room', sitting.room],
      ['desk.column.due', dueCell(desk, due)],
    ] as const;
    return html`${facts(desk, known)} ${await sittingForms(desk, sitting, candidates)}
    ${await candidateRows(desk, sitting)} ${await history(desk, sitting)}`;
  },
};

export const sittingPath = (id: string): string => `/staff/sittings/${part(id)}`;
