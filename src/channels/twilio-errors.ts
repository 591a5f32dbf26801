// What Twilio's error codes mean for us: one table for the answer to a send, for receipts and for looked-up messages.
// Sends nothing and decides nothing beyond the meaning; delivery/ acts on it.
import type { Refused } from './channel';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

type Meaning = Partial<Omit<Refused, 'code'>>;

/** A code's class; what a class does not say is: never again, the address stays open, no other channel, not our fault. */
const CLASSES = {
  /** Too fast or a full queue: never processed, so always safe to send again. */
  rate: { retryAfterMs: 2 * SECOND_MS },
  /** The carrier does not know what happened; a second send is worth it, a third is not. */
  once: { retryAfterMs: MINUTE_MS, tries: 2 },
  /** Account, sender or permission: kept in the queue while somebody mends it. */
  config: { retryAfterMs: 10 * MINUTE_MS, ours: true },
  /** A text or template that can never be sent as it is. */
  bug: { ours: true },
  /** This address, or this pair of sender and address, can't be reached. */
  address: {},
  optedOut: { closesAddress: true },
  notOnChannel: { fallBackToSms: true },
} as const satisfies Record<string, Meaning>;

const ROWS: readonly (readonly [of: keyof typeof CLASSES, ...codes: string[]])[] = [
  ['rate', '20429', '30001', '21611', '63010', '63018'],
  ['once', '30008', '30410'],
  ['config', '20003', '20404', '21703', '21705', '21408', '21608', '21609', '63001', '63007', '63015', '63051'],
  ['bug', '21602', '21603', '21617', '21619', '21656', '21212', '21606', '21657', '30007'],
  ['bug', '63005', '63013', '63021', '63027', '63028', '63041', '63042'],
  // 30003 (handset off) is not sent again by us: a pause of hours would hold back every later message to the address.
  [
    'address',
    '21211',
    '21604',
    '21612',
    '21614',
    '30003',
    '30004',
    '30005',
    '30006',
    '63014',
    '63032',
    '63033',
    '63038',
    '63049',
  ],
  ['optedOut', '21610'],
  ['notOnChannel', '63003', '63016', '63024'],
];

const CLASS_OF = new Map(ROWS.flatMap(([of, ...codes]) => codes.map((code) => [code, of] as const)));

/** Lines that never reached Twilio: nothing can have been sent. Every other broken line leaves the outcome unknown. */
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const asRefused = (code: string, meaning: Meaning): Refused => ({
  code,
  retryAfterMs: undefined,
  closesAddress: false,
  fallBackToSms: false,
  ours: false,
  ...meaning,
});

/**
 * The meaning of a code of Twilio's catalogue (`21610`). An unlisted one is never retried blindly, and is ours to look at.
 */
export function meaningOf(code: string): Refused {
  const known = CLASS_OF.get(code);
  return asRefused(code, known === undefined ? { ours: true } : CLASSES[known]);
}

/**
 * What a failed call says about its message, from the error's own fields: `status` and `code` where Twilio answered, a system's
 * code where the line broke. `unknown` where the message may have been taken: creating one is not idempotent at Twilio, so that
 * a timeout or a 5xx must be looked up before anything is sent again (twilio.com/docs/errors/20500).
 */
export function failureOf(
  error: unknown,
): { outcome: 'refused'; refused: Refused } | { outcome: 'unknown'; code: string } {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (typeof status !== 'number') return lineFailure(typeof code === 'string' ? code : 'no-answer');
  if (status === 429) return { outcome: 'refused', refused: meaningOf('20429') };
  const own = typeof code === 'number' ? String(code) : undefined;
  if (status < 400 || status >= 500 || own === '20500') return { outcome: 'unknown', code: own ?? `http-${status}` };
  return {
    outcome: 'refused',
    refused: own === undefined ? asRefused(`http-${status}`, CLASSES.config) : meaningOf(own),
  };
}

function lineFailure(code: string): ReturnType<typeof failureOf> {
  if (!NEVER_REACHED.has(code)) return { outcome: 'unknown', code };
  return { outcome: 'refused', refused: asRefused(code, { retryAfterMs: 5 * SECOND_MS }) };
}
