// A sitting: one date of an official exam at one station. It gathers paid requests until the exam's minimum, is agreed with the
// granting body, gets its date, and is held.
import type { Bilingual } from './catalogue';
import type { Day, Instant, TimeOfDay } from './calendar';
import { step, type EventOf, type StateOf } from './machine';

export const SITTING = [
  ['gathering', 'minimum-reached', 'complete'],
  ['complete', 'fell-below', 'gathering'],
  ['complete', 'body-asked', 'asked'],
  ['complete', 'date-fixed', 'dated'],
  ['complete', 'cancelled', 'cancelled'],
  ['asked', 'body-confirmed', 'confirmed'],
  ['asked', 'body-refused', 'refused'],
  ['asked', 'date-fixed', 'dated'],
  ['asked', 'cancelled', 'cancelled'],
  ['confirmed', 'date-fixed', 'dated'],
  ['confirmed', 'cancelled', 'cancelled'],
  ['refused', 'body-asked', 'asked'],
  ['refused', 'cancelled', 'cancelled'],
  ['dated', 'date-moved', 'dated'],
  ['dated', 'cancelled', 'cancelled'],
  ['dated', 'held', 'held'],
] as const;

export type SittingState = StateOf<typeof SITTING>;
export type SittingEvent = EventOf<typeof SITTING>;

export const SITTING_FINAL: readonly SittingState[] = ['held', 'cancelled'];

/** Sittings that still take somebody in: the list has not gone to the granting body. */
export const TAKES_IN: readonly SittingState[] = ['gathering', 'complete'];

export type SittingEntry = {
  readonly at: Instant;
  readonly event: SittingEvent;
  /** Undefined where a payment or a withdrawal caused it. */
  readonly staffId: string | undefined;
  readonly reason?: string | undefined;
  /** The date before, where it was moved. */
  readonly old?: string | undefined;
};

export type Sitting = {
  readonly id: string;
  readonly examId: string;
  readonly examName: Bilingual;
  readonly stationId: string;
  readonly stationName: Bilingual;
  readonly minimum: number;
  readonly capacity: number;
  readonly state: SittingState;
  /** How many have a place. */
  readonly members: number;
  readonly minimumReachedAt: Instant | undefined;
  readonly day: Day | undefined;
  readonly time: TimeOfDay | undefined;
  readonly room: string | undefined;
  readonly history: readonly SittingEntry[];
  /** Grows with each step: a form that was made from an older one is stale. */
  readonly version: number;
  readonly createdAt: Instant;
};

/** The next state, or undefined where the table has no such step. */
export function sittingStep(state: SittingState, event: SittingEvent): SittingState | undefined {
  return step(SITTING, state, event)?.to;
}
