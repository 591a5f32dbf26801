// A request for an exam: its states, and what each step sends. Official exams come with their own rows.
import type { Bilingual, ExamKind } from './catalogue';
import type { Day, Instant } from './calendar';
import type { Language } from './citizen';
import { step, type EventOf, type NoticeOf, type StateOf } from './machine';
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
  ['ready', 'come-reminder-due', 'ready', 'push.exam.come-reminder'],
  ['ready', 'used', 'used'],
  ['ready', 'not-passed', 'used', 'push.exam.failed'],
  ['ready', 'validity-ended', 'expired'],
  ['ready', 'cancelled', 'cancelled', 'push.exam.cancelled'],
] as const;

export type ExamState = StateOf<typeof TRIAL_EXAM>;
export type ExamEvent = EventOf<typeof TRIAL_EXAM>;
export type ExamNotice = NoticeOf<typeof TRIAL_EXAM>;

export const EXAM_FINAL: readonly ExamState[] = ['used', 'expired', 'lapsed', 'cancelled'];

export const isOpen = (request: ExamRequest): boolean => !EXAM_FINAL.includes(request.state);

export type Actor = 'citizen' | 'bank' | 'clock' | 'staff';

/** What happened to a request, with the old and new value of a field where one was corrected. */
export type HistoryEntry = {
  readonly at: Instant;
  readonly event: ExamEvent;
  readonly by: Actor;
  readonly field?: string | undefined;
  readonly old?: string | undefined;
  readonly reason?: string | undefined;
};

export type Arrangement = 'reader' | 'extra-time' | 'ramp' | 'other';

export type TrialResult = 'passed' | 'not-passed';

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
  readonly validMonths: number;
  readonly remindDaysBefore: number;
  readonly catalogueVersion: number;
  readonly requesterId: string;
  /** E.164; every notice goes there by SMS. */
  readonly phone: string;
  readonly language: Language;
  readonly beneficiaryId: string;
  readonly applicant: 'citizen' | 'resident';
  readonly arrangement: Arrangement | undefined;
  readonly arrangementNote: string | undefined;
  readonly origin: { readonly channel: ChannelName; readonly conversationId: string };
  readonly paymentNumber: string | undefined;
  readonly payBy: Instant | undefined;
  readonly validUntil: Day | undefined;
  readonly usedAt: Instant | undefined;
  readonly result: TrialResult | undefined;
  readonly history: readonly HistoryEntry[];
  /** The next thing that the clock alone causes. */
  readonly dueAt: Instant | undefined;
  readonly dueEvent: ExamEvent | undefined;
  readonly createdAt: Instant;
};

/** The next state and notice, or undefined where the table has no such step ("already", or too late). */
export function examStep(
  state: ExamState,
  event: ExamEvent,
): { to: ExamState; notice: ExamNotice | undefined } | undefined {
  return step(TRIAL_EXAM, state, event);
}
