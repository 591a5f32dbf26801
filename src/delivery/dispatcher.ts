// Sends the outbox: claims by lane (reply before push before bulk), sends outside any transaction, records what happened.
// Knows the contract of a channel and no channel by name; never logs an address or a text.
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel, SendOutcome } from '../channels/channel';
import type { Clock } from '../clock';
import { LANES, type ChannelName, type Lane, type OutboundMessage } from '../domain/message';
import type { Transact, Work } from '../domain/work';
import type { PassFault } from '../faults';
import type { Log } from '../log';
import { claimNext, isStillMine, type Claim } from './claim';
import { lookUp } from './lookup';
import { accept, move, refuse } from './outcome';
import { createPace } from './pace';
import { nextLook, SEND_MS } from './retry';

export type DispatcherDeps = {
  readonly transact: Transact;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly log: Log;
  /** The dispatcher's own: wakes it after a commit, polling is the backstop. */
  readonly signal: { notify(): void; wait(ms: number): Promise<void> };
  /** Messages a second by channel, for this process; a channel that is not named goes as fast as it can. */
  readonly limits?: Partial<Record<ChannelName, number>>;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

export type Dispatcher = {
  /** Starts sending in the background, until `stop`. */
  run(): void;
  /** Sends all that can be sent now, also with `run` going; what waits for a pause, a look or its hour is left. */
  drain(): Promise<void>;
  /** Whether it runs and has lately been able to ask for work: false where the store is gone or a pass hangs. */
  alive(): boolean;
  /** Claims nothing more and waits until what is being sent is recorded. */
  stop(): Promise<void>;
};

type Sending = Extract<Claim, { kind: 'send' }>;

const POLL_MS = 500;
const LOOK_POLL_MS = 1_000;
const ALIVE_MS = 15_000;
const AT_ONCE = 8;
/** Announcements leave room for replies, however slow the provider is. */
const BULK_AT_ONCE = 5;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { transact, clock, log, signal, limits = {}, fault } = deps;
  const channels = new Map(deps.channels.map((channel) => [channel.name, channel]));
  const pace = new Map(Object.entries(limits).map(([name, perSecond]) => [name, createPace(clock, perSecond)]));
  /** What is being sent by this process, and in which lane. */
  const sending = new Map<Promise<void>, Lane>();
  let claiming: Promise<unknown> = Promise.resolve();
  const stopper = new AbortController();
  let loops: readonly Promise<void>[] = [];
  /** When the store last answered a claim. */
  let passedAt = Number.NEGATIVE_INFINITY;

  async function send({ message, carrier }: Sending): Promise<SendOutcome | undefined> {
    await pause(pace.get(message.channel)?.() ?? 0);
    // This process may have slept; the claim is then somebody else's, and is left to be looked up.
    if (clock.real() > message.leaseUntil - SEND_MS) return undefined;
    return carrier.send(message);
  }

  /** Never fails: a claim that could not be recorded runs out and is looked up. */
  async function deliver(claim: Sending): Promise<void> {
    const { id, channel, lane, attempts } = claim.message;
    try {
      const outcome = await send(claim);
      if (outcome === undefined) return;
      fault?.('delivery.after-send');
      const state = await transact((work) => record(work, claim.message, outcome));
      fault?.('delivery.after-record');
      const code = outcome.outcome === 'accepted' ? {} : { code: outcome.code };
      const level =
        outcome.outcome === 'accepted' ? 'info' : outcome.outcome === 'refused' && outcome.ours ? 'error' : 'warn';
      log[level]('message-sent', { id, channel, lane, attempt: attempts, outcome: outcome.outcome, state, ...code });
    } catch (error) {
      log.error('message-not-recorded', { id, channel, lane, attempt: attempts, error });
    }
  }

  function start(claim: Sending): void {
    const running: Promise<void> = deliver(claim).finally(() => {
      sending.delete(running);
      signal.notify();
    });
    sending.set(running, claim.message.lane);
  }

  const openLanes = (): readonly Lane[] =>
    [...sending.values()].filter((lane) => lane === 'bulk').length < BULK_AT_ONCE
      ? LANES
      : LANES.filter((lane) => lane !== 'bulk');

  /** One claim at a time in this process, so that claims do not conflict with each other. @returns false when there is nothing to send */
  function claimOne(): Promise<boolean> {
    const next = claiming.then(async () => {
      const claim = await transact((work) => claimNext(work, channels, openLanes()));
      passedAt = clock.real();
      if (claim?.kind === 'send') {
        fault?.('delivery.after-claim');
        start(claim);
      }
      if (claim?.kind === 'settled') {
        const { id, channel, lane, state, errorCode: code } = claim.message;
        log.info('message-settled', { id, channel, lane, state, ...(code === undefined ? {} : { code }) });
      }
      return claim !== undefined;
    });
    claiming = next.catch(() => undefined);
    return next;
  }

  /** @returns whether it claimed anything */
  async function fill(): Promise<boolean> {
    let claimed = 0;
    while (!stopper.signal.aborted && sending.size < AT_ONCE && (await claimOne())) claimed += 1;
    return claimed > 0;
  }

  /** Repeats a pass until `stop`; a pass that fails (the store is gone) is repeated like any other. */
  async function loop(pass: () => Promise<unknown>, rest: () => Promise<unknown>): Promise<void> {
    while (!stopper.signal.aborted) {
      await pass().catch((error: unknown) => log.error('dispatcher-failed', { error }));
      if (!stopper.signal.aborted) await rest();
    }
  }

  const look = () => lookUp({ transact, channels, log });
  const untilNextLook = () => pause(LOOK_POLL_MS, undefined, { signal: stopper.signal }).catch(() => undefined);

  return {
    run() {
      loops = [loop(fill, () => signal.wait(POLL_MS)), loop(look, untilNextLook)];
    },
    async drain() {
      await look();
      // Done is what finds nothing to claim while nothing is on its way: an end frees the next message to its address.
      for (let idle = false; !idle;) {
        const still = sending.size === 0;
        idle = !(await fill()) && still;
        if (sending.size > 0) await Promise.race(sending.keys());
      }
    },
    alive: () => !stopper.signal.aborted && clock.real() - passedAt < ALIVE_MS,
    async stop() {
      stopper.abort();
      signal.notify();
      await Promise.all(loops);
      await Promise.all(sending.keys());
    },
  };
}

async function record(work: Work, claimed: OutboundMessage, outcome: SendOutcome): Promise<OutboundMessage['state']> {
  const now = await work.messages.byId(claimed.id);
  if (now?.direction !== 'out') throw new Error('a claimed message vanished');
  const mine = isStillMine(now, claimed);
  // The answer came after the claim ran out: what was accepted is worth knowing as long as nobody has sent it again.
  if (outcome.outcome === 'accepted' && (mine || now.state === 'unknown'))
    return (await accept(work, now, outcome.providerId)).state;
  if (!mine || outcome.outcome === 'accepted') return now.state;
  if (outcome.outcome === 'refused') return (await refuse(work, now, outcome)).state;
  const leaseUntil = nextLook(now.sentAt ?? now.createdAt, work.real);
  return (await move(work, now, 'lose', { errorCode: outcome.code, leaseUntil })).state;
}
