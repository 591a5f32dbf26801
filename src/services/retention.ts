// What is promised of old words: the texts of messages, the bodies of the bank's calls and sentences that were not understood, do not stay longer than the days agreed.
import { DAY_MS } from '../clock';
import type { Work } from '../domain/work';

/** So few in one transaction that nobody waits for it. */
const BATCH = 100;

/** Takes out one batch of what is older than `days` of business time. @returns false when nothing older is left */
export async function forgetOld(work: Work, days: number): Promise<boolean> {
  const before = work.now - days * DAY_MS;
  const messages = await work.messages.blankBefore(before, BATCH);
  const bodies = await work.billerBodies.removeBefore(before, BATCH);
  const unclear = await work.unclear.removeBefore(before, BATCH);
  return [messages, bodies, unclear].includes(BATCH);
}
