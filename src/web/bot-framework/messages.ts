// `/api/messages`: where Azure Bot Service and the Emulator post activities. The caller is authenticated, what a person said is
// stored, and the answer goes out later by the connector, as on every other channel.
import type { Transact } from '../../domain/work';
import { passingBeforeCommit, type PassFault } from '../../faults';
import type { Log } from '../../log';
import { arrive } from '../../services/inbox';
import { isLoopbackHost } from '../client-address';
import { problem, type Answer, type Call, type Route } from '../server';
import { readPosted, type Posted } from './posted';

export type BotFrameworkDeps = {
  /** Runs `take` where the caller may speak for the activity's channel. @returns whether it did */
  admit(authorization: string | undefined, activity: object, take: () => Promise<void>): Promise<boolean>;
  /** Nobody is registered with Azure: the Emulator on this machine may post, and is answered on this machine. */
  readonly emulatorOnly: boolean;
  readonly transact: Transact;
  /** A visitor as a keyed hash. */
  sourceOf(visitor: string): string;
  readonly log: Log;
  /** Called after a message's commit: a turn waits. */
  onArrival(): void;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

/** A channel's largest activity, with its own data around the words. */
const MOST_BYTES = 256 * 1024;
const TAKEN: Answer = { status: 200 };

type Message = Extract<Posted, { type: 'message' }>;

export function botFrameworkRoutes(deps: BotFrameworkDeps): Route[] {
  const { admit, emulatorOnly, transact, sourceOf, log, onArrival, fault } = deps;
  const toArrive = passingBeforeCommit(transact, 'inbound.before-commit', fault);

  async function take({ id, kind, text, returnAddress }: Message): Promise<void> {
    const { channelId, conversationId, userId } = returnAddress;
    // The user is part of the address: what one person has proven never counts for another in the same conversation.
    const address = JSON.stringify([channelId, conversationId, userId]);
    const source = sourceOf(JSON.stringify([channelId, userId]));
    const arrival = { channel: 'bot-framework', address, providerId: id, kind, text, source, returnAddress } as const;
    const arrived = await arrive(toArrive, arrival);
    fault?.('inbound.after-commit');
    if (arrived !== 'repeated') onArrival();
  }

  async function post(call: Call): Promise<Answer> {
    const activity = call.json();
    const posted = readPosted(activity);
    if (posted.type === 'message' && emulatorOnly && !isLoopbackHost(new URL(posted.returnAddress.serviceUrl).host))
      return problem(403, 'Forbidden', 'Without a registration at Azure only this machine is answered');
    const admitted = await admit(call.headers.authorization, activity as object, async () => {
      if (posted.type === 'message' && posted.group) log.warn('bot-framework.group', {});
      else if (posted.type === 'message') await take(posted);
    });
    if (!admitted) {
      log.warn('bot-framework.refused', {});
      return problem(401, 'Unauthorized', 'Only the registered bot service may post here');
    }
    return posted.type === 'waiting' ? problem(501, 'NotImplemented', 'Answers come by the connector alone') : TAKEN;
  }

  const types = ['application/json'];
  return [
    {
      method: 'POST',
      path: '/api/messages',
      name: 'bot-framework-messages',
      types,
      maxBytes: MOST_BYTES,
      loopbackOnly: emulatorOnly,
      answer: post,
    },
  ];
}
