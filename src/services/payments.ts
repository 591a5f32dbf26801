// Bills and what is paid for them. Issues payment numbers; stores every payment the platform tells of, settled or not.
import type { Instant } from '../clock';
import type { ExamRequest } from '../domain/exam-request';
import {
  checkDigit,
  maskName,
  outcomeOf,
  type Bill,
  type Notification,
  type Payment,
  type PaymentOutcome,
} from '../domain/payment';
import type { Person } from '../domain/person';
import type { Task, TaskKind } from '../domain/task';
import type { Random, Work } from '../domain/work';
import { openTask, openTaskOnce } from './tasks';

/** Twelve digits, the first not 0, the last a Luhn digit; nobody can guess the next one. */
export function newPaymentNumber(random: Random): string {
  const body = `${1 + (Number(random.digits(2)) % 9)}${random.digits(10)}`;
  return body + checkDigit(body);
}

/** Eight digits, the first not 0, the last a check digit. */
export function newRequestNumber(random: Random): string {
  const body = `${1 + (Number(random.digits(2)) % 9)}${random.digits(6)}`;
  return body + checkDigit(body);
}

export async function issueBill(
  work: Work,
  request: ExamRequest,
  person: Person,
  number: string,
  expiresAt: Instant,
): Promise<void> {
  await work.bills.add({
    number,
    requestId: request.id,
    requestNumber: request.number,
    service: 'exam',
    amountFils: request.feeFils,
    shownName: maskName(person.name),
    state: 'open',
    issuedAt: work.now,
    expiresAt,
  });
}

export async function closeBill(work: Work, request: ExamRequest, state: 'expired' | 'cancelled'): Promise<void> {
  const bill = request.paymentNumber === undefined ? undefined : await work.bills.byNumber(request.paymentNumber);
  if (bill?.state === 'open') await work.bills.save({ ...bill, state });
}

/** An open bill can be paid until then; never less long than before. */
export async function prolongBill(work: Work, request: ExamRequest, until: Instant): Promise<void> {
  const bill = request.paymentNumber === undefined ? undefined : await work.bills.byNumber(request.paymentNumber);
  if (bill?.state === 'open') await work.bills.save({ ...bill, expiresAt: Math.max(bill.expiresAt, until) });
}

/** Whoever types the number sees the corrected name. */
export async function renameBill(work: Work, request: ExamRequest, name: string): Promise<void> {
  const bill = request.paymentNumber === undefined ? undefined : await work.bills.byNumber(request.paymentNumber);
  if (bill?.state === 'open') await work.bills.save({ ...bill, shownName: maskName(name) });
}

/** What staff get for money that settles nothing. */
const TASKS: Record<Exclude<PaymentOutcome, 'settled'>, TaskKind> = {
  'unknown-number': 'payment-unknown-number',
  late: 'payment-late',
  twice: 'payment-twice',
  'amount-differs': 'payment-amount-differs',
  'not-new': 'payment-not-new',
};

/**
 * Stores a payment under the platform's transaction id and says what it is. A settled one closes its bill; everything else becomes a
 * task. The same transaction again stores nothing; with other content staff are told once.
 */
export async function takePayment(
  work: Work,
  notification: Notification,
): Promise<{ outcome: PaymentOutcome | 'repeated'; bill: Bill | undefined }> {
  const known = await work.payments.byTrx(notification.trx);
  const bill = await work.bills.byNumber(notification.billingNumber);
  if (known) {
    await noteChange(work, known, notification, bill);
    return { outcome: 'repeated', bill };
  }
  const outcome = outcomeOf(notification, bill, work.now);
  await work.payments.add({ ...notification, id: work.random.id('pay'), outcome, receivedAt: work.now });
  if (outcome === 'settled' && bill) await work.bills.save({ ...bill, state: 'paid' });
  else if (outcome !== 'settled')
    await openTask(work, TASKS[outcome], { ...(await billedFor(work, bill)), details: detailsOf(notification) });
  return { outcome, bill };
}

/** The request that a bill is for, and whose station's people look at it. */
async function billedFor(work: Work, bill: Bill | undefined): Promise<Pick<Task, 'requestId' | 'stationId'>> {
  const request = bill && (await work.requests.byId(bill.requestId));
  return { requestId: bill?.requestId, stationId: request?.stationId };
}

/** Open pieces of work that say: money is said to have come, or has come, and nothing is settled by it yet. */
const UNSETTLED: readonly TaskKind[] = ['payment-claimed', 'payment-amount-differs', 'payment-late'];

/** Whether staff have still to look at money for this request. */
export async function awaitsStaff(work: Work, requestId: string): Promise<boolean> {
  for (const kind of UNSETTLED) if (await work.tasks.openFor(kind, requestId)) return true;
  return false;
}

const detailsOf = ({ trx, billingNumber, paidFils, processedAt, status }: Notification) => ({
  trx,
  billingNumber,
  paidFils,
  processedAt,
  status,
});

/** The first word of a transaction stands; other content under its id is kept raw with the call's body, and staff look at it. */
async function noteChange(work: Work, known: Payment, again: Notification, bill: Bill | undefined): Promise<void> {
  const same =
    known.billingNumber === again.billingNumber && known.paidFils === again.paidFils && known.status === again.status;
  if (same || !bill) return;
  const about = { ...(await billedFor(work, bill)), details: detailsOf(again) };
  await openTaskOnce(work, 'payment-changed', bill.requestId, about);
}
