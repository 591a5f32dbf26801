// Wakes one loop that waits for work inside this process. Only a hint: the loop also looks again after a while,
// because another process may have written what this one did not hear of.

/** One signal for each waiting loop: what came while the loop was at work is kept for it. */
export type Signal = {
  /** Wakes who waits now; where nobody waits, the next wait ends at once. */
  notify(): void;
  /** Ends at the next notify, or after this many milliseconds. Never fails. */
  wait(limitMs: number): Promise<void>;
};

export function createSignal(): Signal {
  const waiting = new Set<() => void>();
  let missed = false;
  return {
    notify() {
      missed = waiting.size === 0;
      for (const wake of waiting) wake();
    },
    wait(limitMs) {
      if (missed) {
        missed = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, limitMs);
        waiting.add(wake);
      });
    },
  };
}
