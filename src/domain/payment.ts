// A bill that a citizen pays through eFAWATEERcom, and what a payment for it means. Money has always moved already.
import type { Instant } from './calendar';

export type BillState = 'open' | 'paid' | 'expired' | 'cancelled';

export type Bill = {
  /** Twelve digits with a Luhn check digit, the first not 0; never used again. */
  readonly number: string;
  readonly requestId: string;
  readonly requestNumber: string;
  readonly service: 'exam';
  readonly amountFils: number;
  /** Masked, as shown to whoever types the number at a bank. */
  readonly shownName: string;
  readonly state: BillState;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
};

/** What the platform told of one payment. `trx` is its transaction id (JOEBPPSTrx), a string. */
export type Notification = {
  readonly trx: string;
  readonly billingNumber: string;
  readonly status: string;
  readonly paidFils: number;
  readonly processedAt: string;
  readonly statementDate: string | undefined;
  /** All of the transaction as it came (JSON), for staff and for a later reconciliation. */
  readonly raw: string;
};

export type PaymentOutcome = 'settled' | 'unknown-number' | 'late' | 'twice' | 'amount-differs' | 'not-new';

export type Payment = Notification & {
  readonly id: string;
  readonly outcome: PaymentOutcome;
  readonly receivedAt: Instant;
};

/** Words of PmtStatus that mean "paid now"; a reversal or anything else never settles a bill. */
const NEW_PAYMENT = ['pmtnew', 'pmtsent', 'pmtcomplt'];

/**
 * What a payment is, seen from its bill. Only `settled` marks a request as paid; all others are kept and given to staff.
 * The bill's own end decides whether it is late, also before the clock has closed it.
 */
export function outcomeOf(notification: Notification, bill: Bill | undefined, now: Instant): PaymentOutcome {
  if (!bill) return 'unknown-number';
  if (!NEW_PAYMENT.includes(notification.status.toLowerCase())) return 'not-new';
  if (bill.state === 'paid') return 'twice';
  if (bill.state !== 'open' || now > bill.expiresAt) return 'late';
  return notification.paidFils === bill.amountFils ? 'settled' : 'amount-differs';
}

/** The Luhn digit that completes a row of digits. */
export function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

export function hasCheckDigit(number: string): boolean {
  return /^\d{2,}$/.test(number) && checkDigit(number.slice(0, -1)) === number.slice(-1);
}

/** Fils of an amount as the platform writes it ("12.500", 12.5), or undefined where it is none. */
export function filsOf(amount: unknown): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,3})0*)?$/.exec(String(amount).trim());
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : undefined;
}

/** Three decimals, as the platform writes amounts. */
export function amountOf(fils: number): string {
  return `${Math.floor(fils / 1000)}.${String(fils % 1000).padStart(3, '0')}`;
}

/** Only the first letter of each part: whoever types the number must not learn the name. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => `${[...part][0]}***`)
    .join(' ');
}
