// What can be done with a sitting as a whole: the granting body, its date, calling it off. Each form stands beside the words that go
// out with it.
import { dayOf, isDay } from '../../clock';
import type { ExamRequest } from '../../domain/exam-request';
import type { Sitting, SittingState } from '../../domain/sitting';
import { mayDo, seesStation, type Staff, type StaffAction } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { isRefusal, refuse, type Refusal } from '../../errors';
import type { Params } from '../../language/texts';
import { noticeSms } from '../../services/notify';
import { cancelSitting, fixDate, noteBody, type Act } from '../../services/sittings';
import { html, type Html } from '../html';
import { part, say, type Desk, type DeskForm, type Performed } from './desk';
import { digits, type Fields } from './fields';
import { form, type Field } from './form';

const DATE: readonly Field[] = [
  { name: 'day', label: 'desk.field.day', as: 'date', required: true },
  { name: 'time', label: 'desk.field.time', as: 'time', required: true },
  { name: 'room', label: 'desk.field.room' },
];
const REASON: Field = { name: 'reason', label: 'desk.field.reason', required: true };
const ANYWAY: Field = { name: 'anyway', label: 'desk.field.anyway', as: 'checkbox' };

type Deed = {
  readonly action: StaffAction;
  readonly states: readonly SittingState[];
  readonly fields: readonly Field[];
  /** What everybody in it is sent, with what stands for the things that are not known yet. */
  readonly sends?: {
    readonly notice: 'push.exam.dated' | 'push.exam.moved' | 'push.exam.cancelled';
    instead(desk: Desk): Params;
  };
};

const open = (desk: Desk) => ({
  when: say(desk, 'desk.sample.when'),
  place: say(desk, 'desk.sample.place'),
});

const DEEDS: readonly Deed[] = [
  { action: 'sitting.ask-body', states: ['complete', 'refused'], fields: [] },
  { action: 'sitting.body-confirmed', states: ['asked'], fields: [] },
  { action: 'sitting.body-refused', states: ['asked'], fields: [REASON] },
  {
    action: 'sitting.fix-date',
    states: ['complete', 'asked', 'confirmed'],
    fields: DATE,
    sends: { notice: 'push.exam.dated', instead: open },
  },
  {
    action: 'sitting.move-date',
    states: ['dated'],
    fields: [...DATE, { name: 'reason', label: 'desk.field.reason.kept', required: true }],
    sends: { notice: 'push.exam.moved', instead: (desk) => ({ own: 'no', ...open(desk) }) },
  },
  {
    action: 'sitting.cancel',
    states: ['complete', 'asked', 'confirmed', 'refused', 'dated'],
    fields: [{ ...REASON, label: 'desk.field.reason.told' }],
    sends: {
      notice: 'push.exam.cancelled',
      instead: (desk) => ({ by: 'sitting', reason: say(desk, 'desk.sample.reason') }),
    },
  },
];

export async function sittingForms(
  desk: Desk,
  sitting: Sitting,
  candidates: readonly ExamRequest[],
): Promise<readonly Html[]> {
  const shown: Html[] = [];
  for (const deed of DEEDS)
    if (deed.states.includes(sitting.state) && mayDo(desk.staff, deed.action))
      shown.push(await deedCard(desk, sitting, candidates, deed));
  return shown;
}

async function deedCard(
  desk: Desk,
  sitting: Sitting,
  candidates: readonly ExamRequest[],
  { action, fields, sends }: Deed,
): Promise<Html> {
  const least = dayOf(desk.work.now);
  const closed = desk.refused?.action === action && desk.refused.refusal.refused === 'date-closed';
  const asked = [
    ...fields.map((field) => (field.as === 'date' ? { ...field, least } : field)),
    ...(closed ? [ANYWAY] : []),
  ];
  const hidden = { sitting: sitting.id, version: String(sitting.version) };
  return html`<section class="card">
    <h2>${say(desk, `desk.do.${action}`)}</h2>
    ${form(desk, { action, hidden, fields: asked })} ${sends && (await sample(desk, candidates, sends))}
  </section>`;
}

/** To how many it goes, and how it reads for the first of them. */
async function sample(
  desk: Desk,
  candidates: readonly ExamRequest[],
  { notice, instead }: NonNullable<Deed['sends']>,
): Promise<Html | undefined> {
  const [first] = candidates;
  if (!first) return undefined;
  const words = await noticeSms(desk.work, first, notice, instead(desk));
  return html`<details>
    <summary>${say(desk, 'desk.sends', { count: candidates.length })}</summary>
    <p class="sms" dir="auto">${words}</p>
  </details>`;
}

const actOf = (staff: Staff, fields: Fields): Act & { reason: string | undefined } => {
  const version = digits(fields.get('version'));
  return {
    staffId: staff.id,
    version: /^\d{1,9}$/.test(version) ? Number(version) : undefined,
    reason: fields.get('reason') || undefined,
  };
};

type Perform = (work: Work, id: string, act: ReturnType<typeof actOf>, fields: Fields) => Promise<Sitting | Refusal>;

/** Only for sittings of their own stations, and only what the page showed: a form without a version is nobody's. */
const onSitting = (action: StaffAction, needed: readonly string[], perform: Perform): DeskForm => ({
  action,
  at: (fields) => `/staff/sittings/${part(fields.get('sitting'))}`,
  async perform(work, staff, fields): Promise<Performed | Refusal> {
    const sitting = await work.sittings.byId(fields.get('sitting'));
    if (!sitting || !seesStation(staff, sitting.stationId)) return refuse('not-found');
    const missing = needed.find((name) => fields.get(name) === '');
    if (missing !== undefined) return refuse('field-missing', { field: missing });
    const act = actOf(staff, fields);
    if (act.version === undefined) return refuse('field-wrong', { field: 'version' });
    const outcome = await perform(work, sitting.id, act, fields);
    return isRefusal(outcome) ? outcome : { objects: { sitting: sitting.id }, fields: needed };
  },
});

const TIME = /^\d{1,2}:\d{2}$/;

const toDate: Perform = async (work, id, act, fields) => {
  const given = digits(fields.get('day'));
  const time = digits(fields.get('time')).padStart(5, '0');
  if (!isDay(given)) return refuse('field-wrong', { field: 'day' });
  if (!TIME.test(time)) return refuse('field-wrong', { field: 'time' });
  const room = fields.get('room') || undefined;
  return fixDate(work, id, { day: given, time, room }, { ...act, anyway: fields.get('anyway') === 'yes' });
};

const inState =
  (states: readonly SittingState[], perform: Perform): Perform =>
  async (work, id, act, fields) => {
    const sitting = await work.sittings.byId(id);
    return sitting && states.includes(sitting.state) ? perform(work, id, act, fields) : refuse('state-changed');
  };

const CAN_BE_DATED: readonly SittingState[] = ['complete', 'asked', 'confirmed'];

export const sittingDeeds: readonly DeskForm[] = [
  onSitting('sitting.ask-body', [], (work, id, act) => noteBody(work, id, 'body-asked', act)),
  onSitting('sitting.body-confirmed', [], (work, id, act) => noteBody(work, id, 'body-confirmed', act)),
  onSitting('sitting.body-refused', ['reason'], (work, id, act) => noteBody(work, id, 'body-refused', act, act.reason)),
  onSitting('sitting.fix-date', ['day', 'time'], inState(CAN_BE_DATED, toDate)),
  onSitting('sitting.move-date', ['day', 'time', 'reason'], inState(['dated'], toDate)),
  onSitting('sitting.cancel', ['reason'], (work, id, act) => cancelSitting(work, id, act.reason ?? '', act)),
];
