// Lets one thing at a time through, in the order of asking.

export type Queue = <Result>(run: () => Promise<Result>) => Promise<Result>;

/** What fails does not hold up what waits behind it. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}
