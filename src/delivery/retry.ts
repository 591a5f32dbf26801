// When something is tried again: the table of pauses for sends that were refused, and of looks at messages of unknown outcome.
// All of it is real time.
import type { Refused } from '../channels/channel';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../clock';

/** A claim: longer than any send, so that a claim past its end has a dead owner. */
export const LEASE_MS = 30_000;
/** A send is begun only with this much of its claim left; it covers a channel's own deadline for one call. */
export const SEND_MS = 15_000;

const TRIES = 8;
const LONGEST_PAUSE_MS = 6 * HOUR_MS;

/**
 * The pause before the next try of a refused message, or undefined when it has been tried often enough. It doubles with each try.
 * @param attempts sends so far, this one included
 * @param chance 0 to 1: messages refused together do not come back together
 */
export function pauseBeforeRetry(refused: Refused, attempts: number, chance: number): number | undefined {
  if (refused.retryAfterMs === undefined || attempts >= Math.min(TRIES, refused.tries ?? TRIES)) return undefined;
  const grown = Math.min(LONGEST_PAUSE_MS, refused.retryAfterMs * 2 ** (attempts - 1));
  return Math.round(grown * (1 + chance / 2));
}

/** Whether a message that the provider does not have may be sent once more. */
export const maySendAgain = (attempts: number): boolean => attempts < TRIES;

/**
 * Ages, counted from the claim, at which a message of unknown outcome is looked up. A provider's list lags behind what it took;
 * "not there" is believed at the last of these ages and not before.
 */
const LOOKS_AT_MS: readonly number[] = [5_000, 15_000, 30_000, 60_000];
const LOOK_AGAIN_MS = MINUTE_MS;
const GIVE_UP_AFTER_MS = DAY_MS;

/** When to look next at a message of unknown outcome that was claimed at `claimedAt`. */
export function nextLook(claimedAt: Instant, real: Instant): Instant {
  const age = LOOKS_AT_MS.find((at) => claimedAt + at > real);
  return age === undefined ? real + LOOK_AGAIN_MS : claimedAt + age;
}

/** Whether the provider's "not there" counts at this moment. */
export function isSettled(claimedAt: Instant, real: Instant): boolean {
  return real - claimedAt >= (LOOKS_AT_MS.at(-1) ?? 0);
}

/** A provider that has not answered a look for so long leaves the message to people: it may have been sent, so it never is again. */
export function isHopeless(claimedAt: Instant, real: Instant): boolean {
  return real - claimedAt >= GIVE_UP_AFTER_MS;
}
