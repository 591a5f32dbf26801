// The demo's clock: shows business time and moves it forward. What falls due on the way has happened when it answers.
import { z } from 'zod';
import { localTimestamp, MINUTE_MS, type Clock } from '../../clock';
import { json, type Answer, type Route } from '../server';
import { readFields } from './fields';

export type ClockDeps = {
  readonly clock: Clock;
  /** Moves business time forward; fires what falls due in order, sends what that causes, then resolves. */
  readonly advance: (minutes: number) => Promise<void>;
};

/** Two years: further than any term of the catalogue. */
const MOST_MINUTES = 2 * 366 * 24 * 60;

const ADVANCE = z.strictObject({ advanceMinutes: z.number().int().min(0).max(MOST_MINUTES) });

const PATH = '/simulator/clock';

/** `GET` and `POST {"advanceMinutes": n}`; both answer `{"now": ISO instant, "local": Amman time without zone, "offsetMinutes"}`. */
export function clockRoutes({ clock, advance }: ClockDeps): Route[] {
  const present = (): Answer => {
    const now = clock.now();
    return json(200, {
      now: new Date(now).toISOString(),
      local: localTimestamp(now),
      offsetMinutes: Math.round(clock.offsetMs() / MINUTE_MS),
    });
  };
  return [
    { method: 'GET', path: PATH, name: 'simulator-clock', loopbackOnly: true, answer: async () => present() },
    {
      method: 'POST',
      path: PATH,
      name: 'simulator-clock-advance',
      types: ['application/json'],
      loopbackOnly: true,
      answer: async (call) => {
        const read = readFields(ADVANCE, call.json());
        if ('problem' in read) return read.problem;
        await advance(read.fields.advanceMinutes);
        return present();
      },
    },
  ];
}
