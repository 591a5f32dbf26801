// Bill pull (BILPULRQ): what a bank shows for a payment number. One table says how each case is answered.
// Reads only; tells nobody more of a person than the masked name.
import { localTimestamp, MINUTE_MS, type Instant } from '../../clock';
import { amountOf, type Bill } from '../../domain/payment';
import type { Work } from '../../domain/work';
import { foldDigits } from '../../language/normalise';
import { text, withoutIsolates } from '../../language/texts';
import { billFor } from '../../services/requests';
import { result, textAt, type Reply, type ResultCode } from './envelope';
import type { BillerOptions } from './options';

type Answered = {
  readonly header: ResultCode;
  /** The bill record's own result; no record where there is none. */
  readonly record?: ResultCode;
  /** What the record shows: the bill with its amount, the bill with nothing due, or nothing known of the number. */
  readonly shows?: 'due' | 'nothing-due' | 'nothing-known';
};

/**
 * Jordanian billers answer an unknown number with a populated record and the code in it, not in the header; the platform asked them
 * for that. A cancelled bill looks as if it had never been.
 */
const PULL_ANSWERS = {
  payable: { header: 0, record: 0, shows: 'due' },
  paid: { header: 0, record: 324, shows: 'nothing-due' },
  expired: { header: 0, record: 323, shows: 'nothing-due' },
  cancelled: { header: 0, record: 408, shows: 'nothing-known' },
  'not-found': { header: 0, record: 408, shows: 'nothing-known' },
  'number-missing': { header: 1 },
  'service-unknown': { header: 322 },
} as const satisfies Record<string, Answered>;

/** The body of an answer without a bill record. */
export const EMPTY_PULL = { RecCount: 0, BillRec: [] } as const;

const withoutRecord = (of: 'number-missing' | 'service-unknown'): Reply => ({
  header: result(PULL_ANSWERS[of].header),
  body: EMPTY_PULL,
});

/** A payment number as somebody may have typed it: Arabic digits, and spaces between the groups, are taken as well. */
export function readBillingNumber(typed: string): string {
  return foldDigits(typed).replace(/\s+/g, '');
}

/** How a bill stands; its own end decides, also before the clock has closed it. */
function caseOf(bill: Bill | undefined, now: Instant): 'payable' | 'paid' | 'expired' | 'cancelled' | 'not-found' {
  if (!bill) return 'not-found';
  if (bill.state !== 'open') return bill.state;
  return now > bill.expiresAt ? 'expired' : 'payable';
}

/** @param body the message's MsgBody */
export async function answerPull(work: Work, body: unknown, options: BillerOptions): Promise<Reply> {
  const asked = textAt(body, 'AcctInfo', 'BillingNo');
  if (asked === undefined) return withoutRecord('number-missing');
  const service = textAt(body, 'ServiceType');
  if (service !== undefined && !isOurs(service, options)) return withoutRecord('service-unknown');
  const bill = (await billFor(work, readBillingNumber(asked)))?.bill;
  const answer = PULL_ANSWERS[caseOf(bill, work.now)];
  const shown = answer.shows === 'nothing-known' ? undefined : bill;
  const record = shown
    ? billRecord(shown, answer.shows === 'due', options)
    : emptyRecord(service ?? options.serviceTypes.exam, work.now, options);
  return {
    header: result(answer.header),
    // The platform checks that both numbers are the one that it asked for.
    body: {
      RecCount: 1,
      BillRec: [{ Result: result(answer.record), AcctInfo: { BillingNo: asked, BillNo: asked }, ...record }],
    },
  };
}

function isOurs(service: string, options: BillerOptions): boolean {
  return Object.values(options.serviceTypes).some((code) => code.toLowerCase() === service.toLowerCase());
}

function billRecord(bill: Bill, due: boolean, options: BillerOptions): object {
  const amount = due ? amountOf(bill.amountFils) : options.zeroAmount;
  const expires = localTimestamp(bill.expiresAt);
  return {
    BillStatus: 'BillNew',
    DueAmount: amount,
    IssueDate: localTimestamp(bill.issuedAt - options.issueSkewMinutes * MINUTE_MS),
    DueDate: expires,
    ExpiryDate: expires,
    ServiceType: options.serviceTypes[bill.service],
    BillType: 'OneOff',
    PmtConst: { AllowPart: false, Lower: amount, Upper: amount },
    AdditionalInfo: {
      CustName: bill.shownName,
      FreeText: withoutIsolates(text('ar', 'bill.free-text', { number: bill.requestNumber })),
    },
  };
}

function emptyRecord(service: string, now: Instant, options: BillerOptions): object {
  const { zeroAmount: zero, placeholders } = options;
  return {
    BillStatus: 'BillNew',
    DueAmount: zero,
    IssueDate: localTimestamp(now),
    DueDate: localTimestamp(now),
    ServiceType: service,
    BillType: 'OneOff',
    PmtConst: { AllowPart: false, Lower: zero, Upper: zero },
    ...(placeholders && { AdditionalInfo: { CustName: placeholders.custName, FreeText: placeholders.freeText } }),
  };
}
