// Allows so many calls at once and so many a second after that, for each key. In this process only: a shield against floods,
// not a business rule.

export type RateLimit = {
  /** Whether one more call is allowed now; counts it if so. */
  take(key: string): boolean;
};

const MOST_KEYS = 10_000;
const FORGET_EVERY_MS = 1_000;

/** @param real now, in milliseconds */
export function createRateLimit(burst: number, perSecond: number, real: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  let forgotAt = -Infinity;

  /** Full buckets say nothing. Where all are in use the ones that were not used for longest go: a flood fills no memory. */
  function makeRoom(now: number): void {
    if (now - forgotAt >= FORGET_EVERY_MS) {
      forgotAt = now;
      for (const [key, { left, at }] of buckets)
        if (left + ((now - at) / 1000) * perSecond >= burst) buckets.delete(key);
    }
    for (const key of buckets.keys()) {
      if (buckets.size < MOST_KEYS) return;
      buckets.delete(key);
    }
  }

  return {
    take(key) {
      const now = real();
      const known = buckets.get(key) ?? { left: burst, at: now };
      // Put in anew, so that the order of the keys is the order of their use.
      buckets.delete(key);
      if (buckets.size >= MOST_KEYS) makeRoom(now);
      const left = Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
      return left >= 1;
    },
  };
}
