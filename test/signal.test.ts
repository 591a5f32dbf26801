import { createSignal } from '../src/signal';

const NEVER_MS = 10 * 60_000;

test('a notify wakes who waits', async () => {
  const signal = createSignal();
  const woken = signal.wait(NEVER_MS);
  signal.notify();
  await expect(woken).resolves.toBeUndefined();
});

test('a notify while nobody waits ends the next wait, and only that one', async () => {
  const signal = createSignal();
  signal.notify();
  signal.notify();
  await signal.wait(NEVER_MS);
  const second = signal.wait(NEVER_MS);
  const first = await Promise.race([
    second.then(() => 'woken'),
    new Promise((resolve) => setImmediate(resolve, 'waits')),
  ]);
  signal.notify();
  await second;
  expect(first).toBe('waits');
});

test('a wait ends by itself', async () => {
  await expect(createSignal().wait(1)).resolves.toBeUndefined();
});
