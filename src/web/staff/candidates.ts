// The people of a sitting, each with what is to be done next: came or not, the result, its release, the certificate.
import { dayOf } from '../../clock';
import type { ExamRequest, ExamState } from '../../domain/exam-request';
import type { Sitting } from '../../domain/sitting';
import { seesStation, type Staff, type StaffAction } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { isRefusal, refuse, type Refusal } from '../../errors';
import type { TextKey } from '../../language/texts';
import { markUsed } from '../../services/requests';
import {
  certificateArrived,
  certificateCollected,
  correctResult,
  enterResult,
  markAttendance,
  releaseResult,
  resultIfCorrected,
} from '../../services/sittings';
import { html, type Html, type HtmlValue } from '../html';
import { nameOf, part, say, type Desk, type DeskForm, type Performed } from './desk';
import { digits, type Fields } from './fields';
import { form, type Field } from './form';
import { table } from './table';

type Deed = {
  readonly action: StaffAction;
  readonly states: readonly ExamState[];
  /** One button each, with what it says. */
  readonly buttons: readonly (readonly [button: TextKey, hidden: Readonly<Record<string, string>>])[];
  readonly fields?: readonly Field[];
  /** What was to be seen when the page was made. */
  readonly seen?: (request: ExamRequest) => Readonly<Record<string, string>>;
  /** What else must be so. */
  readonly when?: (desk: Desk, request: ExamRequest, sitting: Sitting | undefined) => boolean;
};

const dayHasCome = ({ work }: Desk, _request: ExamRequest, sitting: Sitting | undefined): boolean =>
  sitting?.day !== undefined && dayOf(work.now) >= sitting.day;

const RESULTS = [
  ['desk.result.passed', { result: 'passed' }],
  ['desk.result.not-passed', { result: 'not-passed' }],
] as const;

const DEEDS: readonly Deed[] = [
  {
    action: 'trial.used',
    states: ['ready'],
    buttons: [['desk.do.trial.used', { result: '' }], ...RESULTS],
  },
  {
    action: 'attendance.mark',
    states: ['dated', 'absent'],
    buttons: [['desk.came.yes', { came: 'yes' }]],
    when: dayHasCome,
  },
  {
    action: 'attendance.mark',
    states: ['dated', 'attended'],
    buttons: [['desk.came.no', { came: 'no' }]],
    when: dayHasCome,
  },
  { action: 'result.enter', states: ['attended'], buttons: RESULTS },
  {
    action: 'result.release',
    states: ['attended'],
    buttons: [['desk.do.result.release', {}]],
    seen: ({ draftResult }) => ({ draft: String(draftResult?.at ?? '') }),
    when: ({ staff }, { draftResult }) => draftResult !== undefined && draftResult.staffId !== staff.id,
  },
  { action: 'certificate.ready', states: ['passed'], buttons: [['desk.do.certificate.ready', {}]] },
  {
    action: 'certificate.collected',
    states: ['certificate-ready'],
    buttons: [['desk.do.certificate.collected', {}]],
    fields: [{ name: 'by', label: 'desk.field.by', required: true }],
  },
  {
    action: 'result.correct',
    states: ['passed', 'failed', 'certificate-ready'],
    buttons: [['desk.do.result.correct', {}]],
    seen: (request) => ({ result: resultIfCorrected(request) }),
    fields: [{ name: 'reason', label: 'desk.field.reason', required: true }],
  },
];

/** The forms of one request, as it stands. @param hidden what leads back to the page they stand on */
export function requestDeeds(
  desk: Desk,
  request: ExamRequest,
  sitting: Sitting | undefined,
  hidden: Readonly<Record<string, string>> = {},
): readonly Html[] {
  const about = { request: request.number, ...hidden };
  return DEEDS.filter(({ states, when = () => true }) => states.includes(request.state) && when(desk, request, sitting))
    .flatMap(({ action, buttons, fields = [], seen }) =>
      buttons.map(([button, more]) =>
        form(desk, {
          action,
          hidden: { ...about, ...more, ...seen?.(request) },
          fields,
          button,
          ...(buttons.length > 1 && { quiet: true }),
        }),
      ),
    )
    .flatMap((shown) => shown ?? []);
}

const OUT: readonly ExamState[] = ['cancelled', 'lapsed'];

export async function candidateRows(desk: Desk, sitting: Sitting): Promise<Html | undefined> {
  const all = (await desk.work.requests.inSitting(sitting.id)).filter(({ state }) => !OUT.includes(state));
  if (all.length === 0) return undefined;
  const rows: HtmlValue[][] = [];
  for (const request of all) rows.push(await candidateRow(desk, request, sitting));
  return html`<section>
    <h2>${say(desk, 'desk.candidates')}</h2>
    <p class="no-print">
      <a href="/staff/sittings/${sitting.id}/candidates.xlsx">${say(desk, 'desk.candidates.sheet')}</a>
    </p>
    ${table(desk, ['number', 'name', 'latin-name', 'arrangement', 'state', 'next'], rows)}
  </section>`;
}

async function candidateRow(desk: Desk, request: ExamRequest, sitting: Sitting): Promise<HtmlValue[]> {
  const person = await desk.work.persons.byId(request.beneficiaryId);
  return [
    html`<a href="/staff/requests/${request.number}"><bdi>${request.number}</bdi></a>`,
    person?.name,
    html`<bdi>${person?.latinName}</bdi>`,
    request.arrangement && arrangementWords(desk, request),
    html`${say(desk, `desk.state.${request.state}`)} ${await draftWords(desk, request)}`,
    html`<div class="deeds">${requestDeeds(desk, request, sitting, { sitting: sitting.id })}</div>`,
  ];
}

export const arrangementWords = (desk: Desk, { arrangement = 'other', arrangementNote }: ExamRequest): Html =>
  html`${say(desk, `desk.arrangement.${arrangement}`)} ${arrangementNote}`;

/** A result that waits for somebody else's look. */
export async function draftWords(desk: Desk, { draftResult, state }: ExamRequest): Promise<Html | undefined> {
  if (!draftResult || state !== 'attended') return undefined;
  const result = say(desk, `desk.result.${draftResult.result}`);
  const by = (await nameOf(desk, draftResult.staffId)) ?? '';
  return html`<small>${say(desk, 'desk.draft', { result, by })}</small>`;
}

type Perform = (work: Work, request: ExamRequest, staff: Staff, fields: Fields) => Promise<ExamRequest | Refusal>;

const onRequest = (action: StaffAction, perform: Perform): DeskForm => ({
  action,
  at: (fields) =>
    fields.get('sitting') === ''
      ? `/staff/requests/${part(digits(fields.get('request')))}`
      : `/staff/sittings/${part(fields.get('sitting'))}`,
  async perform(work, staff, fields): Promise<Performed | Refusal> {
    const request = await work.requests.byNumber(digits(fields.get('request')));
    if (!request || !seesStation(staff, request.stationId)) return refuse('not-found');
    const outcome = await perform(work, request, staff, fields);
    return isRefusal(outcome) ? outcome : { objects: { request: request.id }, fields: [action.split('.')[0] ?? ''] };
  },
});

const resultIn = (fields: Fields): 'passed' | 'not-passed' | undefined =>
  (['passed', 'not-passed'] as const).find((each) => each === fields.get('result'));

/** @param needed a field that must not be empty */
const needing =
  (needed: string, perform: Perform): Perform =>
  async (work, request, staff, fields) =>
    fields.get(needed) === '' ? refuse('field-missing', { field: needed }) : perform(work, request, staff, fields);

export const candidateDeeds: readonly DeskForm[] = [
  onRequest('trial.used', (work, { id }, staff, fields) =>
    fields.get('result') !== '' && resultIn(fields) === undefined
      ? Promise.resolve(refuse('field-wrong', { field: 'result' }))
      : markUsed(work, id, resultIn(fields), staff.id),
  ),
  onRequest(
    'attendance.mark',
    needing('came', async (work, { id }, staff, fields) => {
      const came = ({ yes: true, no: false } as Readonly<Record<string, boolean>>)[fields.get('came')];
      if (came === undefined) return refuse('field-wrong', { field: 'came' });
      return markAttendance(work, id, came, { staffId: staff.id });
    }),
  ),
  onRequest(
    'result.enter',
    needing('result', async (work, { id }, staff, fields) => {
      const result = resultIn(fields);
      if (result === undefined) return refuse('field-wrong', { field: 'result' });
      return enterResult(work, id, result, { staffId: staff.id });
    }),
  ),
  onRequest('result.release', (work, { id }, staff, fields) =>
    releaseResult(work, id, { staffId: staff.id, draftAt: Number(fields.get('draft')) }),
  ),
  onRequest(
    'result.correct',
    needing('reason', async (work, { id }, staff, fields) => {
      const result = resultIn(fields);
      if (result === undefined) return refuse('field-wrong', { field: 'result' });
      return correctResult(work, id, fields.get('reason'), { staffId: staff.id, result });
    }),
  ),
  onRequest('certificate.ready', (work, { id }, staff) => certificateArrived(work, id, { staffId: staff.id })),
  onRequest(
    'certificate.collected',
    needing('by', (work, { id }, staff, fields) =>
      certificateCollected(work, id, fields.get('by'), { staffId: staff.id }),
    ),
  ),
];
