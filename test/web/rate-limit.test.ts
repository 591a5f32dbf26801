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

test('a flood of keys is forgotten once they are full again, those in use are not', () => {
  let now = 0;
  const limit = createRateLimit(1, 1, () => now);
  for (let i = 0; i < 10_001; i += 1) limit.take(`key ${i}`);
  expect(limit.take('key 1')).toBe(false);
  now = 5_000;
  expect([limit.take('key 1'), limit.take('key 1')]).toEqual([true, false]);
});
