// One request: what was asked, for whom, where it stands and how it came there, and what the desk can do with it.
import type { ExamRequest, HistoryEntry } from '../../domain/exam-request';
import { mayDo, seesStation } from '../../domain/staff';
import { isRefusal, refuse } from '../../errors';
import { readLatinName, readName } from '../../language/answers';
import { cleanText, foldDigits } from '../../language/normalise';
import { money, type TextKey } from '../../language/texts';
import { correctForStaff, CORRECTED_BY_STAFF, type StaffCorrection } from '../../services/corrections';
import { examTitle } from '../../services/notify';
import { cancelForStation } from '../../services/requests';
import { html, type Html, type HtmlValue } from '../html';
import { arrangementWords, draftWords, requestDeeds } from './candidates';
import { nameOf, onDay, part, say, when, type Desk, type DeskForm, type DeskPage } from './desk';
import { digits, type Fields } from './fields';
import { form } from './form';
import { REQUEST_ROLES } from './requests';
import { sittingPath } from './sittings';
import { facts } from './table';
import { tasksOf } from './tasks';

const pathOf = (fields: Fields): string => `/staff/requests/${part(digits(fields.get('request')))}`;

export const requestPage: DeskPage = {
  path: '/staff/requests/:request',
  name: 'staff-request',
  title: 'desk.request',
  roles: REQUEST_ROLES,
  async show(desk, { params }) {
    const request = await desk.work.requests.byNumber(digits(params['request'] ?? ''));
    if (!request) return undefined;
    if (!seesStation(desk.staff, request.stationId)) return 'another-station';
    const sitting = request.sittingId === undefined ? undefined : await desk.work.sittings.byId(request.sittingId);
    const deeds = requestDeeds(desk, request, sitting);
    return html`${await known(desk, request)}
    ${
      deeds.length > 0 &&
      html`<section class="card">
        <h2>${say(desk, 'desk.column.next')}</h2>
        <div class="deeds">${deeds}</div>
      </section>`
    }
    ${await tasksOf(desk, request)} ${correction(desk, request)} ${cancelling(desk, request)}
    ${await history(desk, request)}`;
  },
};

async function known(desk: Desk, request: ExamRequest): Promise<Html> {
  const person = await desk.work.persons.byId(request.beneficiaryId);
  const { certificate } = request;
  const rows: readonly (readonly [TextKey, HtmlValue])[] = [
    ['desk.column.number', html`<bdi>${request.number}</bdi>`],
    ['desk.column.exam', `${examTitle(request, desk.language)} · ${say(desk, `desk.kind.${request.kind}`)}`],
    ['desk.column.station', request.stationName[desk.language]],
    ['desk.column.state', html`${say(desk, `desk.state.${request.state}`)} ${await draftWords(desk, request)}`],
    ['desk.column.name', person?.name],
    ['desk.column.latin-name', person?.latinName !== undefined && html`<bdi>${person.latinName}</bdi>`],
    [
      'desk.column.document',
      person &&
        html`${say(desk, `desk.document.${person.document}`)} <bdi>${person.number}</bdi> <bdi>${person.country}</bdi>`,
    ],
    ['desk.column.phone', html`<bdi dir="ltr">${request.phone}</bdi>`],
    ['desk.column.applicant', say(desk, `desk.applicant.${request.applicant}`)],
    ['desk.column.arrangement', request.arrangement !== undefined && arrangementWords(desk, request)],
    ['desk.column.fee', say(desk, 'desk.money', { amount: money(request.feeFils) })],
    ['desk.column.payment', request.paymentNumber !== undefined && html`<bdi>${request.paymentNumber}</bdi>`],
    [
      'desk.column.pay-by',
      request.state === 'awaiting-payment' && request.payBy !== undefined && when(desk, request.payBy),
    ],
    ['desk.column.due', request.state === 'scheduling' && request.dateBy !== undefined && when(desk, request.dateBy)],
    [
      'desk.column.valid-until',
      request.state === 'ready' && request.validUntil !== undefined && onDay(desk, request.validUntil),
    ],
    [
      'desk.column.sitting',
      request.sittingId !== undefined &&
        html`<a href="${sittingPath(request.sittingId)}">${say(desk, 'desk.sitting')}</a>`,
    ],
    ['desk.column.kept-until', certificate && onDay(desk, certificate.keptUntil)],
    ['desk.column.collected', certificate?.collectedBy],
    ['desk.column.channel', say(desk, `desk.channel.${request.origin.channel}`)],
  ];
  return facts(desk, rows);
}

function correction(desk: Desk, request: ExamRequest): Html | undefined {
  const options = CORRECTED_BY_STAFF.map((field) => [field, say(desk, `desk.correct.${field}`)] as const);
  const shown = form(desk, {
    action: 'request.correct',
    hidden: { request: request.number },
    fields: [
      { name: 'field', label: 'desk.field.field', as: 'choice', options },
      { name: 'value', label: 'desk.field.value', required: true },
      { name: 'reason', label: 'desk.field.reason', required: true },
    ],
  });
  return (
    shown &&
    html`<details class="card">
      <summary>${say(desk, 'desk.do.request.correct')}</summary>
      <p class="soft">
        ${say(desk, 'desk.correct.station-ids')}
        ${desk.work.catalogue.stations.map(({ id, name }) => html`<code>${id}</code> ${name[desk.language]} · `)}
      </p>
      ${shown}
    </details>`
  );
}

const STANDS: readonly ExamRequest['state'][] = ['awaiting-payment', 'ready', 'waiting', 'scheduling', 'dated'];

function cancelling(desk: Desk, request: ExamRequest): Html | undefined {
  if (!STANDS.includes(request.state) || !mayDo(desk.staff, 'request.cancel')) return undefined;
  return html`<details class="card">
    <summary>${say(desk, 'desk.do.request.cancel')}</summary>
    <p class="soft">${say(desk, 'desk.cancel.about')}</p>
    ${form(desk, {
      action: 'request.cancel',
      hidden: { request: request.number },
      fields: [{ name: 'reason', label: 'desk.field.reason.told', required: true }],
    })}
  </details>`;
}

async function history(desk: Desk, request: ExamRequest): Promise<Html> {
  const rows: Html[] = [];
  for (const entry of request.history.toReversed()) rows.push(await historyRow(desk, entry));
  return html`<section class="card">
    <h2>${say(desk, 'desk.history')}</h2>
    <ol class="history">
      ${rows}
    </ol>
  </section>`;
}

async function historyRow(desk: Desk, { at, event, by, staffId, field, old, reason }: HistoryEntry): Promise<Html> {
  return html`<li>
    <time>${when(desk, at)}</time> · ${say(desk, `desk.event.${event}`)} · ${say(desk, `desk.by.${by}`)}
    ${staffId !== undefined && html` <bdi>${await nameOf(desk, staffId)}</bdi>`}
    ${field !== undefined && html` · ${field} · ${say(desk, 'desk.before')} <bdi>${old}</bdi>`}
    ${reason !== undefined && html` · ${reason}`}
  </li>`;
}

type Read = (said: string) => string | undefined;

const READ: Readonly<Record<StaffCorrection['field'], Read>> = {
  name: readName,
  latinName: readLatinName,
  number: (said) => foldDigits(cleanText(said)).replace(/[\s-]/g, '').toUpperCase() || undefined,
  station: (said) => cleanText(said) || undefined,
};

export const requestDeedRows: readonly DeskForm[] = [
  {
    action: 'request.correct',
    at: pathOf,
    async perform(work, staff, fields) {
      const request = await work.requests.byNumber(digits(fields.get('request')));
      if (!request || !seesStation(staff, request.stationId)) return refuse('not-found');
      const missing = ['field', 'value', 'reason'].find((name) => fields.get(name) === '');
      if (missing !== undefined) return refuse('field-missing', { field: missing });
      const field = CORRECTED_BY_STAFF.find((each) => each === fields.get('field'));
      if (field === undefined) return refuse('field-wrong', { field: 'field' });
      const value = READ[field](fields.get('value'));
      if (value === undefined) return refuse('field-wrong', { field: 'value' });
      const reason = fields.get('reason');
      const outcome = await correctForStaff(work, request, { field, value, reason, staffId: staff.id });
      if (isRefusal(outcome)) return outcome;
      const isOutOfSight = !seesStation(staff, outcome.stationId);
      return { objects: { request: request.id }, fields: [field], ...(isOutOfSight && { to: '/staff/requests' }) };
    },
  },
  {
    action: 'request.cancel',
    at: pathOf,
    async perform(work, staff, fields) {
      const request = await work.requests.byNumber(digits(fields.get('request')));
      if (!request || !seesStation(staff, request.stationId)) return refuse('not-found');
      if (fields.get('reason') === '') return refuse('field-missing', { field: 'reason' });
      const outcome = await cancelForStation(work, request.id, fields.get('reason'), staff.id);
      return isRefusal(outcome) ? outcome : { objects: { request: request.id }, fields: ['state'] };
    },
  },
];
