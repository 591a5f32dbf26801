// A person: who sits the exam. Known by document kind + number + issuing country, never by a phone.
import type { Instant } from './calendar';

export type DocumentKind = 'civil-id' | 'passport';

/** Changed with every change of the texts `ask.consent` and `consent.long`: an older consent is asked for again. */
export const CONSENT_VERSION = '2026-11';

export type Consent = {
  /** Version of the text that was agreed to. */
  readonly version: string;
  readonly at: Instant;
};

/** Agreed to the text as it stands now; an older one is asked for again. */
export const agreesToday = ({ version }: Consent): boolean => version === CONSENT_VERSION;

const AGREED_AGAIN_MS = 24 * 60 * 60_000;

/** Agreed so short a time ago that it holds for another person of the same phone without a new question. */
export const agreedJustNow = (consent: Consent, now: Instant): boolean =>
  agreesToday(consent) && now - consent.at < AGREED_AGAIN_MS;

export type Guardian = { readonly name: string | undefined; readonly agreedAt: Instant };

export type Person = {
  readonly id: string;
  readonly document: DocumentKind;
  /** Civil or personal number: ten digits. Passport: letters and digits, upper case. */
  readonly number: string;
  /** ISO 3166-1 alpha-2 of the issuing country; JO for a civil or personal number. */
  readonly country: string;
  readonly name: string;
  /** As the certificate of an official exam shall show it. */
  readonly latinName?: string | undefined;
  /** Citizens (proven phones) who entered this person and may see what is stored. */
  readonly enteredBy: readonly string[];
  readonly consent: Consent;
  readonly guardian: Guardian | undefined;
  readonly createdAt: Instant;
};

export type NumberFault = 'looks-like-phone' | 'too-short' | 'too-long' | 'not-a-number' | 'wrong-start';

const CIVIL_LENGTH = 10;

/**
 * A civil (national) or personal number: ten digits on the face of the card. Those of Jordanians begin with 9 or 2
 * (the century of birth), of others with 5 or 8 in what has been seen; only a beginning with 0, as phones have, is refused.
 * @param digits with Latin digits only, separators taken out
 */
export function checkCivilNumber(digits: string): NumberFault | undefined {
  if (!/^\d+$/.test(digits)) return 'not-a-number';
  if (/^(07\d{8}|9627\d{8}|009627\d{8})$/.test(digits)) return 'looks-like-phone';
  if (digits.length < CIVIL_LENGTH) return 'too-short';
  if (digits.length > CIVIL_LENGTH) return 'too-long';
  return digits.startsWith('0') ? 'wrong-start' : undefined;
}

/** Passport numbers have five to twelve letters and digits, with at least one digit. @param number upper case, without spaces */
export function checkPassportNumber(number: string): NumberFault | undefined {
  if (!/^[A-Z0-9]+$/.test(number) || !/\d/.test(number)) return 'not-a-number';
  if (number.length < 5) return 'too-short';
  return number.length > 12 ? 'too-long' : undefined;
}

/** A Jordanian's name has at least three parts, a passport holder's is taken as printed, from one part up. */
export function fewestNameParts(document: DocumentKind): number {
  return document === 'civil-id' ? 3 : 1;
}

/**
 * The year of birth that a Jordanian's number carries (9YY… for 19YY, 2YY… for 20YY where the digits are 000 + YY), or undefined.
 * Only used to decide whether to ask about a guardian, never to refuse.
 */
export function birthYearOf(civilNumber: string): number | undefined {
  if (/^9\d{9}$/.test(civilNumber)) return 1900 + Number(civilNumber.slice(1, 3));
  return /^20[0-3]\d{7}$/.test(civilNumber) ? 2000 + Number(civilNumber.slice(2, 4)) : undefined;
}

const ADULT_YEARS = 18;

/** Whether a civil number tells of somebody who is, or this year only becomes, of age. */
export function mayBeMinor(civilNumber: string, thisYear: number): boolean {
  const born = birthYearOf(civilNumber);
  return born !== undefined && thisYear - born <= ADULT_YEARS;
}
