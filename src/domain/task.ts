// A piece of work for staff: something that the program must not decide alone.
import type { Instant } from './calendar';

export const TASK_KINDS = [
  'payment-unknown-number',
  'payment-late',
  'payment-twice',
  'payment-amount-differs',
  'payment-not-new',
  'payment-changed',
  'payment-claimed',
  'refund',
  'identity-check',
  'correct-after-payment',
  'government-body',
  'date-late',
  'person-asked',
  'not-me',
  'erase-data',
  'turn-failed',
  'due-event-failed',
  'message-failed',
  'address-closed',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export type Task = {
  readonly id: string;
  readonly kind: TaskKind;
  readonly requestId: string | undefined;
  readonly stationId: string | undefined;
  readonly conversationId: string | undefined;
  /** What staff need beside the linked objects; may hold personal data, stored encrypted. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly state: 'open' | 'done';
  readonly openedAt: Instant;
  readonly doneAt?: Instant | undefined;
  /** Who of the staff; undefined where it settled itself. */
  readonly doneBy?: string | undefined;
  /** What they wrote about it. */
  readonly note?: string | undefined;
};

/** About money: for finance, beside the station's own people. */
const MONEY: readonly TaskKind[] = [
  'payment-unknown-number',
  'payment-late',
  'payment-twice',
  'payment-amount-differs',
  'payment-not-new',
  'payment-changed',
  'payment-claimed',
  'refund',
];

export const isAboutMoney = ({ kind }: Pick<Task, 'kind'>): boolean => MONEY.includes(kind);
