import { createQueue } from '../../src/store/queue';

it('runs one at a time in the order of asking, also past one that fails', async () => {
  const queue = createQueue();
  const seen: string[] = [];
  const step = (name: string, fails = false) =>
    queue(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([step('a'), step('b', true), step('c')]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
