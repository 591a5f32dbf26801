// Requests: the newest of the own stations, and the search: by the number of the request, the payment, the phone
// or the civil card, or by whole words of the name.
import type { ExamRequest, ExamState } from '../../domain/exam-request';
import { seesStation } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { readPhone } from '../../language/answers';
import { isTextKey } from '../../language/texts';
import { examTitle } from '../../services/notify';
import { html, type Html, type HtmlValue } from '../html';
import { say, when, type Desk, type DeskPage } from './desk';
import { digits } from './fields';
import { stationsOf } from './sittings';
import { table } from './table';

const MOST = 50;

/** Who may see people's requests: those of the desk, and those who settle what was paid. */
export const REQUEST_ROLES = ['clerk', 'manager', 'approver', 'finance', 'admin'] as const;

/** What the list can be narrowed to, by the word in its address. */
const VIEWS: Readonly<Record<string, readonly ExamState[] | undefined>> = {
  all: undefined,
  unpaid: ['awaiting-payment'],
  ready: ['ready'],
  waiting: ['waiting', 'scheduling'],
  dated: ['dated'],
  results: ['attended'],
  certificates: ['passed', 'certificate-ready'],
};

export const requestsPage: DeskPage = {
  path: '/staff/requests',
  name: 'staff-requests',
  title: 'desk.requests',
  roles: REQUEST_ROLES,
  inBar: true,
  searches: true,
  async show(desk, { query, search }) {
    const view = Object.hasOwn(VIEWS, query.get('view') ?? '') ? (query.get('view') ?? 'all') : 'all';
    const found = search
      ? (await find(desk.work, search.get('q'))).filter(({ stationId }) => seesStation(desk.staff, stationId))
      : await desk.work.requests.newest(stationsOf(desk), VIEWS[view], MOST);
    return html`<form method="post" action="/staff/requests" class="deed search" role="search">
        <input type="hidden" name="csrf" value="${desk.csrf}" />
        <label
          ><span>${say(desk, 'desk.search')}</span
          ><input name="q" dir="auto" value="${search?.get('q') ?? ''}" required
        /></label>
        <button type="submit">${say(desk, 'desk.search.do')}</button>
      </form>
      ${
        search === undefined &&
        html`<nav class="views" aria-label="${say(desk, 'desk.views')}">
          ${Object.keys(VIEWS).map(
            (each) =>
              html`<a href="/staff/requests?view=${each}" ${each === view && html` aria-current="true"`}
                >${viewName(desk, each)}</a
              >`,
          )}
        </nav>`
      }
      ${await requestTable(desk, found)}`;
  },
};

function viewName(desk: Desk, view: string): string {
  const key = `desk.view.${view}`;
  return isTextKey(key) ? say(desk, key) : view;
}

/** By whole numbers and words only: nobody reads through people's data by parts of it. */
async function find(work: Work, said: string): Promise<readonly ExamRequest[]> {
  const number = digits(said).replace(/[\s-]/g, '').toUpperCase();
  const phone = readPhone(said);
  const citizen = typeof phone === 'string' ? await work.citizens.byPhone(phone) : undefined;
  const byNumber = await work.requests.byNumber(number);
  const bill = await work.bills.byNumber(number);
  const billed = bill && (await work.requests.byId(bill.requestId));
  const holder = await work.persons.byDocument('civil-id', number, 'JO');
  const persons = holder ? [holder] : await work.persons.byName(said, MOST);
  const found = [
    ...(byNumber ? [byNumber] : []),
    ...(billed ? [billed] : []),
    ...(citizen ? await work.requests.ofRequester(citizen.id) : []),
  ];
  for (const { id } of persons) found.push(...(await work.requests.ofBeneficiary(id)));
  return [...new Map(found.map((request) => [request.id, request])).values()];
}

async function requestTable(desk: Desk, found: readonly ExamRequest[]): Promise<Html> {
  if (found.length === 0) return html`<p class="soft">${say(desk, 'desk.requests.none')}</p>`;
  const rows: HtmlValue[][] = [];
  for (const request of found) {
    const person = await desk.work.persons.byId(request.beneficiaryId);
    rows.push([
      html`<a href="/staff/requests/${request.number}"><bdi>${request.number}</bdi></a>`,
      person?.name,
      `${examTitle(request, desk.language)} · ${say(desk, `desk.kind.${request.kind}`)}`,
      request.stationName[desk.language],
      say(desk, `desk.state.${request.state}`),
      when(desk, request.createdAt),
    ]);
  }
  return table(desk, ['number', 'name', 'exam', 'station', 'state', 'since'], rows);
}
