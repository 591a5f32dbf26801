// One small row a conversation: since when a message waits there, and who is answering. Apart from the conversation itself, so
// that a renewed lease never makes a running turn start again.
import type { Instant } from '../clock';
import { rowsOf, type Scope, type Table } from './table';

type Waiting = {
  readonly id: string;
  /** Real time of the oldest unanswered message; absent when all are answered. */
  readonly pendingSince: Instant | undefined;
  readonly owner: string | undefined;
  readonly leaseUntil: Instant;
  /** How many messages have come: the order of arrival, and what makes an arrival and a release conflict. */
  readonly arrivals: number;
};

export const INBOX: Table<Waiting> = {
  name: 'inbox',
  fields: { pendingSince: 'date', owner: 'text', leaseUntil: 'date', arrivals: 'number' },
  indexes: [{ key: { pendingSince: 1 }, partialFilterExpression: { pendingSince: { $exists: true } } }],
};

/** The lease of a conversation that nobody answers. */
export const FREE = new Date(0);

/** Puts the conversation on the pile, in the transaction that stores the message. @returns the message's place in the order of arrival */
export async function noteArrival(scope: Scope, conversationId: string, real: Instant): Promise<number> {
  const update = { $inc: { arrivals: 1 }, $min: { pendingSince: new Date(real) }, $setOnInsert: { leaseUntil: FREE } };
  const row = await rowsOf(INBOX, scope).change({ _id: conversationId }, update, { orInsert: true });
  return Number(row?.['arrivals']);
}
