// A request for an exam: its states, one table for each kind of exam, and what each step sends.
import type { Bilingual, ExamKind } from './catalogue';
import type { Day, Instant } from './calendar';
import type { Language } from './citizen';
import { step, type EventOf, type NoticeOf, type Row, type StateOf } from './machine';
import type { ChannelName } from './message';

export const TRIAL_EXAM = [
  ['new', 'confirmed', 'awaiting-payment', 'push.exam.payment-number'],
  ['new', 'confirmed-free', 'ready', 'push.exam.come'],
  ['awaiting-payment', 'payment-reminder-due', 'awaiting-payment', 'push.exam.payment-reminder'],
  ['awaiting-payment', 'payment-claimed', 'awaiting-payment'],
  ['awaiting-payment', 'corrected', 'awaiting-payment'],
  ['awaiting-payment', 'paid', 'ready', 'push.exam.come'],
  ['awaiting-payment', 'term-ended', 'lapsed', 'push.exam.lapsed'],
  ['awaiting-payment', 'cancelled', 'cancelled', 'push.exam.cancelled'],
  ['ready', 'corrected', 'ready'],
  ['ready', 'come-reminder-due', 'ready', 'push.exam.come-reminder'],
  ['ready', 'used', 'used'],
  ['ready', 'not-passed', 'used', 'push.exam.failed'],
  ['ready', 'validity-ended', 'expired'],
  ['ready', 'cancelled', 'cancelled', 'push.exam.cancelled'],
] as const;

export const OFFICIAL_EXAM = [
  ['new', 'confirmed', 'awaiting-payment', 'push.exam.payment-number'],
  ['new', 'confirmed-free', 'waiting', 'push.exam.waiting'],
  ['awaiting-payment', 'payment-reminder-due', 'awaiting-payment', 'push.exam.payment-reminder'],
  ['awaiting-payment', 'payment-claimed', 'awaiting-payment'],
  ['awaiting-payment', 'corrected', 'awaiting-payment'],
  ['awaiting-payment', 'paid', 'waiting', 'push.exam.waiting'],
  ['awaiting-payment', 'term-ended', 'lapsed', 'push.exam.lapsed'],
  ['awaiting-payment', 'cancelled', 'cancelled', 'push.exam.cancelled'],
  ['waiting', 'corrected', 'waiting'],
  ['waiting', 'minimum-reached', 'scheduling'],
  ['waiting', 'wait-ended', 'waiting', 'push.exam.wait-choice'],
  ['waiting', 'kept-waiting', 'waiting'],
  ['waiting', 'station-changed', 'waiting', 'push.exam.waiting'],
  ['waiting', 'cancelled', 'cancelled', 'push.exam.cancelled'],
  ['scheduling', 'corrected', 'scheduling'],
  ['scheduling', 'fell-below', 'waiting', 'push.exam.waiting'],
  ['scheduling', 'station-changed', 'waiting', 'push.exam.waiting'],
  ['scheduling', 'date-late', 'scheduling', 'push.exam.date-late'],
  ['scheduling', 'dated', 'dated', 'push.exam.dated'],
  ['scheduling', 'sitting-cancelled', 'waiting', 'push.exam.cancelled'],
  ['scheduling', 'cancelled', 'cancelled', 'push.exam.cancelled'],
  ['dated', 'corrected', 'dated'],
  ['dated', 'exam-reminder-due', 'dated', 'push.exam.reminder'],
  ['dated', 'moved', 'dated', 'push.exam.moved'],
  ['dated', 'cannot-come', 'waiting', 'push.exam.moved'],
  ['dated', 'sitting-cancelled', 'waiting', 'push.exam.cancelled'],
  ['dated', 'cancelled', 'cancelled', 'push.exam.cancelled'],
  ['dated', 'attended', 'attended'],
  ['dated', 'missed', 'absent', 'push.exam.absent'],
  ['attended', 'missed', 'absent', 'push.exam.absent'],
  ['absent', 'attended', 'attended', 'push.exam.corrected'],
  ['attended', 'passed', 'passed'],
  ['attended', 'not-passed', 'failed', 'push.exam.failed'],
  ['passed', 'result-corrected', 'failed', 'push.exam.corrected'],
  ['failed', 'result-corrected', 'passed', 'push.exam.corrected'],
  ['passed', 'certificate-arrived', 'certificate-ready', 'push.exam.certificate-ready'],
  ['certificate-ready', 'certificate-reminder-due', 'certificate-ready', 'push.exam.certificate-reminder'],
  ['certificate-ready', 'result-corrected', 'failed', 'push.exam.corrected'],
  ['certificate-ready', 'certificate-collected', 'collected'],
] as const;

const TABLES = { trial: TRIAL_EXAM, official: OFFICIAL_EXAM } as const;

export type ExamState = StateOf<typeof TRIAL_EXAM> | StateOf<typeof OFFICIAL_EXAM>;
export type ExamEvent = EventOf<typeof TRIAL_EXAM> | EventOf<typeof OFFICIAL_EXAM>;
export type ExamNotice = NoticeOf<typeof TRIAL_EXAM> | NoticeOf<typeof OFFICIAL_EXAM>;

/** States that nothing leaves, by kind. */
export const EXAM_FINAL = {
  trial: ['used', 'expired', 'lapsed', 'cancelled'],
  official: ['lapsed', 'cancelled', 'collected'],
} as const satisfies Record<ExamKind, readonly ExamState[]>;

/** What lies behind these can only be corrected, and stands in no second request's way. */
const HELD: readonly ExamState[] = ['absent', 'failed', 'passed', 'certificate-ready'];
const OVER: readonly ExamState[] = [...EXAM_FINAL.trial, ...EXAM_FINAL.official, ...HELD];

export const isOpen = (request: ExamRequest): boolean => !OVER.includes(request.state);

/** States of somebody who has a place in a sitting, before its day. */
export const IN_SITTING: readonly ExamState[] = ['waiting', 'scheduling', 'dated'];

export type Actor = 'citizen' | 'bank' | 'clock' | 'staff';

/** What happened to a request, with the old and new value of a field where one was corrected. */
export type HistoryEntry = {
  readonly at: Instant;
  readonly event: ExamEvent;
  readonly by: Actor;
  /** Who of the staff. */
  readonly staffId?: string | undefined;
  readonly field?: string | undefined;
  readonly old?: string | undefined;
  readonly reason?: string | undefined;
};

export type Arrangement = 'reader' | 'extra-time' | 'ramp' | 'other';

export type ExamResult = 'passed' | 'not-passed';

/** A result as somebody entered it; it counts once somebody else has released it. */
export type DraftResult = { readonly result: ExamResult; readonly staffId: string; readonly at: Instant };

/** A certificate that waits for its owner, and who took it. */
export type Certificate = {
  readonly readyAt: Instant;
  readonly keptUntil: Day;
  readonly collectedBy: string | undefined;
  readonly collectedAt: Instant | undefined;
};

export type ExamRequest = {
  readonly id: string;
  /** Eight digits, the last a check digit; what citizens and staff say. */
  readonly number: string;
  readonly kind: ExamKind;
  readonly state: ExamState;
  readonly examId: string;
  readonly examName: Bilingual;
  readonly levelId: string | undefined;
  readonly levelName: Bilingual | undefined;
  readonly stationId: string;
  readonly stationName: Bilingual;
  /** What was agreed; a later change of the catalogue does not alter it. */
  readonly feeFils: number;
  readonly refundRule: Bilingual;
  /** Trial exams: how long one can be taken, and when the person is reminded. */
  readonly validMonths: number | undefined;
  readonly remindDaysBefore: number | undefined;
  readonly catalogueVersion: number;
  readonly requesterId: string;
  /** E.164; every notice goes there by SMS. */
  readonly phone: string;
  readonly language: Language;
  readonly beneficiaryId: string;
  readonly applicant: 'citizen' | 'resident' | 'body';
  readonly arrangement: Arrangement | undefined;
  readonly arrangementNote: string | undefined;
  readonly origin: { readonly channel: ChannelName; readonly conversationId: string };
  /** Secret of the link to its page; older requests have none. */
  readonly pageToken?: string | undefined;
  readonly paymentNumber: string | undefined;
  readonly payBy: Instant | undefined;
  readonly validUntil: Day | undefined;
  readonly usedAt: Instant | undefined;
  readonly result: ExamResult | undefined;
  /** Official exams: the sitting in which there is a place. */
  readonly sittingId: string | undefined;
  readonly paidAt: Instant | undefined;
  /** Until when a date is promised: one working week after payment and minimum. */
  readonly dateBy: Instant | undefined;
  /** "I cannot come" is heard once. */
  readonly movedOnce: boolean | undefined;
  readonly draftResult: DraftResult | undefined;
  readonly certificate: Certificate | undefined;
  readonly history: readonly HistoryEntry[];
  /** The next thing that the clock alone causes. */
  readonly dueAt: Instant | undefined;
  readonly dueEvent: ExamEvent | undefined;
  readonly createdAt: Instant;
};

/** Asked how to go on after weeks without the minimum, and not answered yet. */
export const isAskedToWait = ({ state, history }: ExamRequest): boolean =>
  state === 'waiting' && history.findLast(({ event }) => event !== 'corrected')?.event === 'wait-ended';

/** The next state and notice, or undefined where the kind's table has no such step ("already", or too late). */
export function examStep(
  kind: ExamKind,
  state: ExamState,
  event: ExamEvent,
): { to: ExamState; notice: ExamNotice | undefined } | undefined {
  return step<readonly Row[]>(TABLES[kind], state, event) as
    { to: ExamState; notice: ExamNotice | undefined } | undefined;
}
