// Clockwork: fires what falls due, one event a transaction; and the demo's clock, which steps from one due moment to the next.
import type { Clock, Instant } from './clock';
import { LANES } from './domain/message';
import type { Transact } from './domain/work';
import type { Log } from './log';
import { fireDue } from './services/requests';
import type { Signal } from './signal';

export type ScheduleDeps = {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  /** Rung after an event: its notice waits in the outbox. */
  readonly committed: Signal;
};

export type Schedule = {
  run(): void;
  /** Fires all that is due now. */
  drain(): Promise<void>;
  /** When the next event or a message that waits for its hour falls due, up to and with a moment. */
  nextUntil(until: Instant): Promise<Instant | undefined>;
  stop(): Promise<void>;
};

const POLL_MS = 1_000;
const LOOK = 50;

export function createSchedule({ transact, clock, log, committed }: ScheduleDeps): Schedule {
  let stopping = false;
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

  async function drain(): Promise<void> {
    while (!stopping && (await transact(fireDue))) committed.notify();
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
