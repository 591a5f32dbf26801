import { createRateLimit } from '../../src/web/rate-limit';

test('so many at once, then so many a second, for each key alone', () => {
  let now = 0;
  const limit = createRateLimit(3, 2, () => now);
  const take = (key: string, times: number) => Array.from({ length: times }, () => limit.take(key));
  expect(take('a', 4)).toEqual([true, true, true, false]);
  expect(take('b', 1)).toEqual([true]);
  now = 1_000;
  expect(take('a', 3)).toEqual([true, true, false]);
  now = 60_000;
  expect(take('a', 4)).toEqual([true, true, true, false]);
});

test('a flood of keys pushes out those that were not used for longest, and never one in use', () => {
  const limit = createRateLimit(1, 0, () => 0);
  limit.take('in use');
  for (let i = 0; i < 20_000; i += 1) {
    limit.take(`key ${i}`);
    expect(limit.take('in use')).toBe(false);
  }
  expect([limit.take('key 0'), limit.take('key 19999')]).toEqual([true, false]);
});
