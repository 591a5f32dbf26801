// Spaces sends out so that a sender keeps to its provider's rate. One pace for each channel of this process; waiting is the caller's.
import type { Clock } from '../clock';

/** @returns how long to wait, in milliseconds, for the next free place; places are handed out in the order of the calls */
export function createPace(clock: Clock, perSecond: number): () => number {
  const gapMs = 1000 / perSecond;
  let free = 0;
  return () => {
    const now = clock.real();
    const at = Math.max(free, now);
    free = at + gapMs;
    return at - now;
  };
}
