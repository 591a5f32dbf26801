import { createClock } from '../../src/clock';
import { createPace } from '../../src/delivery/pace';

test('places are handed out at the rate, and none is saved up', () => {
  let now = 1_000_000;
  const pace = createPace(
    createClock(() => now),
    10,
  );
  expect([pace(), pace(), pace()]).toEqual([0, 100, 200]);
  now += 250;
  expect(pace()).toBe(50);
  now += 60_000;
  expect([pace(), pace()]).toEqual([0, 100]);
});
