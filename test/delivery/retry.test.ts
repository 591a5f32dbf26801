import type { Refused } from '../../src/channels/channel';
import { isHopeless, isSettled, maySendAgain, nextLook, pauseBeforeRetry } from '../../src/delivery/retry';

const refused = (retryAfterMs: number | undefined, tries?: number): Refused => ({
  code: '20429',
  retryAfterMs,
  tries,
  closesAddress: false,
  fallBackToSms: false,
  ours: false,
});

test.each([
  ['never again', refused(undefined), 1, 0, undefined],
  ['the first pause', refused(2_000), 1, 0, 2_000],
  ['it doubles', refused(2_000), 2, 0, 4_000],
  ['and doubles', refused(2_000), 7, 0, 128_000],
  ['chance adds up to half', refused(2_000), 1, 1, 3_000],
  ['eight sends are enough', refused(2_000), 8, 0, undefined],
  ['where the code allows two', refused(2_000, 2), 1, 0, 2_000],
  ['two are enough', refused(2_000, 2), 2, 0, undefined],
  ['never longer than six hours', refused(600_000), 7, 0, 21_600_000],
])('pause: %s', (_, meaning, attempts, chance, pauseMs) => {
  expect(pauseBeforeRetry(meaning, attempts, chance)).toBe(pauseMs);
});

test.each([
  [0, 5_000],
  [4_999, 5_000],
  [5_000, 15_000],
  [15_000, 30_000],
  [30_000, 60_000],
  [60_000, 120_000],
  [3_600_000, 3_660_000],
])('look: at the age of %i ms, next at %i ms', (ageMs, nextMs) => {
  expect(nextLook(1_000, 1_000 + ageMs)).toBe(1_000 + nextMs);
});

test('"not there" counts after a minute, and nothing is waited for after a day', () => {
  expect([59_999, 60_000].map((ageMs) => isSettled(1_000, 1_000 + ageMs))).toEqual([false, true]);
  expect([86_399_999, 86_400_000].map((ageMs) => isHopeless(1_000, 1_000 + ageMs))).toEqual([false, true]);
  expect([7, 8].map(maySendAgain)).toEqual([true, false]);
});
