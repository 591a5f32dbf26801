// A citizen: a proven phone that writes to us and gets the notices. SMS and WhatsApp prove it by themselves, web chat by a code.
import type { Instant } from './calendar';

export type Language = 'ar' | 'en';

export type Citizen = {
  readonly id: string;
  /** E.164. */
  readonly phone: string;
  readonly language: Language;
  /** What they last said about announcements; notices about their own requests come all the same. */
  readonly announcements?: { readonly wanted: boolean; readonly at: Instant } | undefined;
  readonly createdAt: Instant;
};

/** One-time code that proves a phone typed in the web chat. The code itself is never stored. */
export type PhoneCode = {
  readonly id: string;
  readonly conversationId: string;
  readonly phone: string;
  /** The visitor's network address as a keyed hash, for the limits. */
  readonly source: string;
  readonly hash: string;
  readonly triesLeft: number;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | undefined;
};

export const CODE_DIGITS = 6;
export const CODE_LIFE_MS = 10 * 60_000;
export const CODE_TRIES = 5;
/** Codes in 24 hours: to one phone, and asked for from one network address. */
export const CODES_PER_PHONE = 5;
export const CODES_PER_SOURCE = 20;
