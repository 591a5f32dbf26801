// Clockwork: fires what falls due, one event a transaction; and the demo's clock, which steps from one due moment to the next.
import { HOUR_MS, type Clock, type Instant } from './clock';
import { LANES } from './domain/message';
import type { Transact } from './domain/work';
import type { PassFault } from './faults';
import type { Log } from './log';
import { fireDue } from './services/requests';
import { forgetOld } from './services/retention';
import type { Signal } from './signal';

export type ScheduleDeps = {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  /** Rung after an event: its notice waits in the outbox. */
  readonly committed: Signal;
  /** Days of business time after which old words are taken out. */
  readonly retentionDays: number;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

export type Schedule = {
  run(): void;
  /** Fires all that is due now; once an hour of business time old words are taken out as well. */
  drain(): Promise<void>;
  /** When the next event or a message that waits for its hour falls due, up to and with a moment. @throws Error once it has stopped */
  nextUntil(until: Instant): Promise<Instant | undefined>;
  stop(): Promise<void>;
};

const POLL_MS = 1_000;
const LOOK = 50;

export function createSchedule({ transact, clock, log, committed, retentionDays, fault }: ScheduleDeps): Schedule {
  let stopping = false;
  let forgotAt = -Infinity;
  let wake: () => void = () => undefined;
  let loop: Promise<void> = Promise.resolve();

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const fireNext = (): Promise<boolean> =>
    transact(async (work) => {
      const fired = await fireDue(work);
      if (fired) fault?.('schedule.before-commit');
      return fired;
    });

  async function drain(): Promise<void> {
    while (!stopping && (await fireNext())) {
      fault?.('schedule.after-commit');
      committed.notify();
    }
    await forget();
  }

  async function forget(): Promise<void> {
    const now = clock.now();
    if (now - forgotAt < HOUR_MS) return;
    while (!stopping && (await transact((work) => forgetOld(work, retentionDays))));
    forgotAt = now;
  }

  async function keepFiring(): Promise<void> {
    while (!stopping) {
      await drain().catch((error: unknown) => log.error('schedule.failed', { error }));
      await pause();
    }
  }

  return {
    run() {
      loop = keepFiring();
    },
    drain,
    nextUntil: (until) =>
      transact(async (work) => {
        if (stopping) throw new Error('nothing falls due any more: the schedule has stopped');
        const event = (await work.requests.nextDue(until))?.dueAt;
        const lanes = await Promise.all(LANES.map((lane) => work.messages.sendable(lane, until, work.real, LOOK)));
        const held = lanes.flat().map(({ notBefore }) => notBefore);
        const moments = [event, ...held].filter((at) => at !== undefined);
        return moments.length === 0 ? undefined : Math.max(clock.now(), Math.min(...moments));
      }),
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}
