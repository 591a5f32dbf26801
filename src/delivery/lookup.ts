// Settles messages of unknown outcome: a claim whose owner died, a send whose answer was lost. The provider is asked what it has;
// a message is sent again only when the provider answered that it is not there.
import type { Found, Refused } from '../channels/channel';
import type { OutboundMessage } from '../domain/message';
import type { Transact, Work } from '../domain/work';
import type { Log } from '../log';
import { isStillMine, type Channels } from './claim';
import { accept, applyReport, move, refuse } from './outcome';
import { isHopeless, isSettled, LEASE_MS, maySendAgain, nextLook } from './retry';

export type LookUpDeps = { readonly transact: Transact; readonly channels: Channels; readonly log: Log };

const LEFT_TO_PEOPLE = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: true } as const;
const GIVEN_UP: Refused = { ...LEFT_TO_PEOPLE, code: 'outcome-unknown' };
const TRIED_ENOUGH: Refused = { ...LEFT_TO_PEOPLE, code: 'tried-enough' };

/** Looks once at every message that is due for a look, one after the other. */
export async function lookUp(deps: LookUpDeps): Promise<void> {
  for (let message = await deps.transact(lease); message; message = await deps.transact(lease)) {
    const looked = message;
    const found = await ask(deps, looked);
    const settled = await deps.transact((work) => settle(work, looked, found));
    deps.log.info('message-looked-up', { id: looked.id, channel: looked.channel, state: settled.state });
  }
}

/** An abandoned claim becomes unknown first; the lease keeps other processes from looking at the same time. */
async function lease(work: Work): Promise<OutboundMessage | undefined> {
  const [message] = await work.messages.abandoned(work.real, 1);
  if (!message) return undefined;
  const errorCode = message.state === 'sending' ? 'claim-abandoned' : message.errorCode;
  const unknown = { ...message, state: 'unknown', errorCode, leaseUntil: work.real + LEASE_MS } as const;
  await work.messages.saveOutbound(unknown);
  return unknown;
}

/** @returns undefined when the provider does not answer: then nothing is known */
async function ask({ channels, transact, log }: LookUpDeps, message: OutboundMessage): Promise<Found | undefined> {
  const { id, channel } = message;
  const isKnown = async (providerId: string) =>
    (await transact((work) => work.messages.byProviderId(channel, providerId))) !== undefined;
  try {
    return await channels.get(channel)?.carrier?.find(message, isKnown);
  } catch (error) {
    log.warn('lookup-failed', { id, channel, error });
    return undefined;
  }
}

async function settle(work: Work, looked: OutboundMessage, found: Found | undefined): Promise<OutboundMessage> {
  const now = await work.messages.byId(looked.id);
  if (now?.direction !== 'out') throw new Error('a message vanished while it was looked up');
  if (!isStillMine(now, looked)) return now;
  const claimedAt = now.sentAt ?? now.createdAt;
  if (found?.found) {
    const { report } = found;
    const accepted = await accept(work, now, report.providerId);
    // A receipt that waited for the id may have sent the message back into the queue already.
    return accepted.providerId === report.providerId ? applyReport(work, accepted, report) : accepted;
  }
  if (found && isSettled(claimedAt, work.real)) {
    return maySendAgain(now.attempts) ? move(work, now, 'retry', { leaseUntil: 0 }) : refuse(work, now, TRIED_ENOUGH);
  }
  if (isHopeless(claimedAt, work.real)) return refuse(work, now, GIVEN_UP);
  const waiting = { ...now, leaseUntil: nextLook(claimedAt, work.real) };
  await work.messages.saveOutbound(waiting);
  return waiting;
}
