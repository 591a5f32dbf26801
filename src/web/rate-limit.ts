// Allows so many calls at once and so many a second after that, for each key. In this process only: a shield against floods,
// not a business rule.

export type RateLimit = {
  /** Whether one more call is allowed now; counts it if so. */
  take(key: string): boolean;
};

const MOST_KEYS = 10_000;

/** @param real now, in milliseconds */
export function createRateLimit(burst: number, perSecond: number, real: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();

  /** Full buckets say nothing. */
  function forgetFull(now: number): void {
    for (const [key, { left, at }] of buckets) if (left + ((now - at) / 1000) * perSecond >= burst) buckets.delete(key);
  }

  return {
    take(key) {
      const now = real();
      if (buckets.size > MOST_KEYS) forgetFull(now);
      const known = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
      return left >= 1;
    },
  };
}
