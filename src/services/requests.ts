// Exam requests: submit, pay, cancel, use, and what the clock causes. The domain's table decides every step.
import { DAY_MS, dayOf, localTimestamp } from '../clock';
import { examOf, stationOf, type Exam, type ExamKind, type Station } from '../domain/catalogue';
import type { Actor, Arrangement, ExamRequest, ExamResult, HistoryEntry } from '../domain/exam-request';
import type { Bill, Notification, PaymentOutcome } from '../domain/payment';
import type { Person } from '../domain/person';
import type { Work } from '../domain/work';
import { isRefusal, refuse, type Refusal } from '../errors';
import { money, type Language, type Params } from '../language/texts';
import { beginWeek, freePlace, placeIn, takePlace } from './gathering';
import { notify } from './notify';
import { own } from './own-requests';
import {
  awaitsStaff,
  closeBill,
  issueBill,
  newPaymentNumber,
  newRequestNumber,
  prolongBill,
  takePayment,
} from './payments';
import { identify, type Entry } from './persons';
import { advance, sendNotice, taken } from './steps';
import { closeTask, openTask, openTaskOnce } from './tasks';
import { nextDue, NOTHING_DUE, paymentTerm, validity } from './terms';

/** Of 62 kinds: 95 bits that nobody guesses, and short, because an SMS is paid by the letter. */
const PAGE_TOKEN_LETTERS = 16;

export type ExamOrder = Entry & {
  readonly language: Language;
  readonly examId: string;
  readonly levelId?: string | undefined;
  readonly kind: ExamKind;
  readonly stationId: string;
  readonly applicant: ExamRequest['applicant'];
  readonly arrangement?: Arrangement | undefined;
  readonly arrangementNote?: string | undefined;
};

/**
 * Registers a request with its bill and its notice in one commit.
 * One open request for each beneficiary and exam: a second shows the first, to the phone that made it.
 */
export async function submit(
  work: Work,
  order: ExamOrder,
): Promise<
  | ExamRequest
  | Refusal<
      'already-open' | 'already-open-elsewhere' | 'exam-closed' | 'station-closed' | 'identity-check' | 'not-yours'
    >
> {
  const exam = examOf(work.catalogue, order.examId);
  const station = stationOf(work.catalogue, order.stationId);
  if (!exam?.kinds[order.kind]) return refuse('exam-closed');
  if (!station || !exam.stations.includes(station.id)) return refuse('station-closed');
  const person = await identify(work, order);
  if (isRefusal(person)) return person;
  const open = await work.requests.openFor(person.id, exam.id);
  if (open) return refuseSecond(open, order.citizen.id);
  const request = newRequest(work, order, exam, station, person);
  if (request.feeFils > 0) return askForPayment(work, order, request, person);
  return request.kind === 'official' ? waitingAtOnce(work, order, request) : readyAtOnce(work, order, request);
}

function refuseSecond(open: ExamRequest, citizenId: string): Refusal<'already-open' | 'already-open-elsewhere'> {
  if (open.requesterId !== citizenId) return refuse('already-open-elsewhere');
  return refuse('already-open', {
    id: open.id,
    number: open.number,
    paymentNumber: open.paymentNumber,
    state: open.state,
  });
}

function newRequest(work: Work, order: ExamOrder, exam: Exam, station: Station, person: Person): ExamRequest {
  const level = exam.levels.find(({ id }) => id === order.levelId);
  const { [order.kind]: offer, trial } = exam.kinds;
  if (!offer) throw new Error(`exam ${exam.id} has no ${order.kind} offer`);
  return {
    id: work.random.id('req'),
    number: newRequestNumber(work.random),
    kind: order.kind,
    state: 'new',
    examId: exam.id,
    examName: exam.name,
    levelId: level?.id,
    levelName: level?.name,
    stationId: station.id,
    stationName: station.name,
    feeFils: offer.feeFils,
    refundRule: exam.refundRule,
    validMonths: order.kind === 'trial' ? trial?.validMonths : undefined,
    remindDaysBefore: order.kind === 'trial' ? trial?.remindDaysBefore : undefined,
    catalogueVersion: work.catalogue.version,
    requesterId: order.citizen.id,
    phone: order.citizen.phone,
    language: order.language,
    beneficiaryId: person.id,
    applicant: order.applicant,
    arrangement: order.arrangement,
    arrangementNote: order.arrangementNote,
    origin: { channel: order.conversation.channel, conversationId: order.conversation.id },
    pageToken: work.random.id('r').slice(-PAGE_TOKEN_LETTERS),
    paymentNumber: undefined,
    payBy: undefined,
    validUntil: undefined,
    usedAt: undefined,
    result: undefined,
    sittingId: undefined,
    paidAt: undefined,
    dateBy: undefined,
    movedOnce: undefined,
    draftResult: undefined,
    certificate: undefined,
    history: [],
    dueAt: undefined,
    dueEvent: undefined,
    createdAt: work.now,
  };
}

const actorOf = ({ openedBy }: ExamOrder): [Actor, Partial<HistoryEntry>] =>
  openedBy === undefined ? ['citizen', {}] : ['staff', { staffId: openedBy }];

async function askForPayment(work: Work, order: ExamOrder, fresh: ExamRequest, person: Person): Promise<ExamRequest> {
  const number = newPaymentNumber(work.random);
  const term = paymentTerm(work);
  const draft = { ...fresh, paymentNumber: number, ...term };
  const request = taken(work, draft, 'confirmed', ...actorOf(order));
  await issueBill(work, request, person, number, term.payBy);
  await work.requests.add(request);
  await sendNotice(work, fresh, request, 'confirmed');
  return request;
}

async function readyAtOnce(work: Work, order: ExamOrder, fresh: ExamRequest): Promise<ExamRequest> {
  const request = taken(work, { ...fresh, ...validity(work, fresh) }, 'confirmed-free', ...actorOf(order));
  await work.requests.add(request);
  await sendNotice(work, fresh, request, 'confirmed-free');
  return request;
}

/** A free official exam: there is nothing to pay, so the place in a sitting is taken with the request. */
async function waitingAtOnce(work: Work, order: ExamOrder, fresh: ExamRequest): Promise<ExamRequest> {
  const sitting = await takePlace(work, fresh);
  const draft = { ...fresh, ...placeIn(work, sitting), paidAt: work.now };
  const request = taken(work, draft, 'confirmed-free', ...actorOf(order));
  await work.requests.add(request);
  await sendNotice(work, fresh, request, 'confirmed-free');
  await beginWeek(work, sitting);
  return request;
}

/** Whether money for an unpaid request lies with staff: nobody may be told then that nothing was paid. */
export async function hasUnsettledMoney(work: Work, request: ExamRequest): Promise<boolean> {
  return request.state === 'awaiting-payment' && awaitsStaff(work, request.id);
}

/** Cancels; what was paid goes to staff as a refund under the rule that was agreed. */
export async function cancel(
  work: Work,
  requestId: string,
  citizenId: string,
): Promise<ExamRequest | Refusal<'not-yours' | 'not-cancellable'>> {
  const request = await own(work, requestId, citizenId);
  if (!request) return refuse('not-yours');
  return end(work, request, 'citizen', {});
}

/** The station ends a request, and says why. What was paid goes back in full. */
export async function cancelForStation(
  work: Work,
  requestId: string,
  reason: string,
  staffId: string,
): Promise<ExamRequest | Refusal<'state-changed' | 'not-cancellable'>> {
  const request = await work.requests.byId(requestId);
  return request ? end(work, request, 'staff', { staffId, reason }) : refuse('state-changed');
}

async function end(
  work: Work,
  request: ExamRequest,
  by: Actor,
  noted: Partial<HistoryEntry>,
): Promise<ExamRequest | Refusal<'not-cancellable'>> {
  const about: Params = (await hasUnsettledMoney(work, request)) ? { money: 'kept' } : {};
  const cancelled = await advance(work, request, 'cancelled', by, NOTHING_DUE, noted, about);
  if (!cancelled) return refuse('not-cancellable');
  await closeBill(work, request, 'cancelled');
  await freePlace(work, request.sittingId);
  if (isPaid(request)) await askRefund(work, request, by === 'staff' ? 'station-cancelled' : 'cancelled');
  return cancelled;
}

const isPaid = (request: ExamRequest): boolean => request.history.some(({ event }) => event === 'paid');

/** Money goes back by the hands of staff. @param why under which rule: the agreed one, or in full because the station is the cause */
export async function askRefund(
  work: Work,
  request: ExamRequest,
  why: 'cancelled' | 'station-cancelled' | 'no-minimum',
): Promise<void> {
  await openTaskOnce(work, 'refund', request.id, {
    stationId: request.stationId,
    details: { amountFils: request.feeFils, why },
  });
}

/**
 * "I paid and nothing came": looked up; unpaid here it becomes a piece of work for staff, once. An open request stays open until they
 * have looked; one that lapsed unpaid stays closed, and they look for its money all the same.
 */
export async function claimPaid(
  work: Work,
  requestId: string,
  citizenId: string,
): Promise<'paid-already' | 'held-open' | 'looked-into' | Refusal<'not-yours' | 'nothing-to-pay'>> {
  const request = await own(work, requestId, citizenId);
  if (!request) return refuse('not-yours');
  if (request.history.some(({ event }) => event === 'paid')) return 'paid-already';
  if (request.state !== 'awaiting-payment' && request.state !== 'lapsed') return refuse('nothing-to-pay');
  const answer = request.state === 'lapsed' ? 'looked-into' : 'held-open';
  if (await work.tasks.openFor('payment-claimed', request.id)) return answer;
  await openTask(work, 'payment-claimed', {
    requestId: request.id,
    stationId: request.stationId,
    details: { payment: request.paymentNumber ?? '', claimedAt: localTimestamp(work.now) },
  });
  if (request.state === 'awaiting-payment') await holdOpen(work, request);
  return answer;
}

/** A reminder that is still to come stands; the end of the term comes later, and once more while staff have not looked. */
async function holdOpen(work: Work, request: ExamRequest): Promise<void> {
  const until = Math.max(request.payBy ?? 0, work.now + work.catalogue.terms.paymentClaimDays * DAY_MS);
  await prolongBill(work, request, until);
  await advance(work, request, 'payment-claimed', 'citizen', request.dueEvent === 'term-ended' ? { dueAt: until } : {});
}

/** The desk has seen the person take the trial exam. There is no certificate; who has not passed is told what can be done next. */
export async function markUsed(
  work: Work,
  requestId: string,
  result?: ExamResult,
  staffId?: string,
): Promise<ExamRequest | Refusal<'state-changed'>> {
  const request = await work.requests.byId(requestId);
  const event = result === 'not-passed' ? 'not-passed' : 'used';
  const change = { ...NOTHING_DUE, usedAt: work.now, result };
  const used = request && (await advance(work, request, event, 'staff', change, { staffId }));
  return used ?? refuse('state-changed');
}

/** The bill of a payment number with its request, for the bank's inquiry. */
export async function billFor(work: Work, number: string): Promise<{ bill: Bill; request: ExamRequest } | undefined> {
  const bill = await work.bills.byNumber(number);
  const request = bill && (await work.requests.byId(bill.requestId));
  return bill && request && { bill, request };
}

/** Why money settles nothing, as its text says it; who sees money go back is told by the bank, or by staff. */
const KEPT: Partial<Record<PaymentOutcome, string>> = { 'amount-differs': 'differs', late: 'late', twice: 'twice' };

/** Money has moved: stores it, and where it settles the bill moves the request on; else whoever paid is told that it is kept. Repeated with the same transaction id it changes nothing. */
export async function receivePayment(
  work: Work,
  notification: Notification,
): Promise<{ outcome: PaymentOutcome | 'repeated' }> {
  const { outcome, bill } = await takePayment(work, notification);
  if (!bill || outcome === 'repeated') return { outcome };
  const request = await work.requests.byId(bill.requestId);
  if (!request) throw new Error(`bill without request ${bill.requestId}`);
  if (outcome !== 'settled') {
    const why = KEPT[outcome];
    if (why !== undefined)
      await notify(work, request, 'push.exam.payment-kept', notification.trx, {
        why,
        paid: money(notification.paidFils),
      });
    return { outcome };
  }
  const paid = await (request.kind === 'official' ? placed(work, request) : ready(work, request));
  if (!paid) throw new Error(`an open bill for a request in ${request.state}`);
  await closeTask(work, 'payment-claimed', request.id);
  return { outcome };
}

const ready = (work: Work, request: ExamRequest) => advance(work, request, 'paid', 'bank', validity(work, request));

/** Paid: takes a place in a sitting; the one who completes it starts the week of everybody in it. */
async function placed(work: Work, request: ExamRequest): Promise<ExamRequest | undefined> {
  const sitting = await takePlace(work, request);
  const paid = await advance(work, request, 'paid', 'bank', { ...placeIn(work, sitting), paidAt: work.now });
  await beginWeek(work, sitting);
  return paid;
}

/** An event that the table does not know here must not hold up all later ones: it is taken off, and staff look at the request. */
async function dropDue(work: Work, request: ExamRequest): Promise<true> {
  await work.requests.save({ ...request, ...NOTHING_DUE });
  await openTask(work, 'due-event-failed', {
    requestId: request.id,
    stationId: request.stationId,
    details: { event: request.dueEvent ?? '', state: request.state },
  });
  return true;
}

/** It is said to be paid, or something was paid, and staff have not looked yet: the end of the term comes a day later, for the bill as well. */
async function waitForStaff(work: Work, request: ExamRequest): Promise<true> {
  const until = work.now + DAY_MS;
  await prolongBill(work, request, until);
  await work.requests.save({ ...request, dueAt: until });
  return true;
}

/** Whether the day of the exam has come: after a long stop nobody is reminded of a tomorrow that was. */
async function isOver(work: Work, { sittingId }: ExamRequest): Promise<boolean> {
  const sitting = sittingId === undefined ? undefined : await work.sittings.byId(sittingId);
  return sitting?.day !== undefined && sitting.day <= dayOf(work.now);
}

async function forgetDue(work: Work, request: ExamRequest): Promise<true> {
  await work.requests.save({ ...request, ...NOTHING_DUE });
  return true;
}

/** One task for each person without a date: the manager sees who waits since when. */
async function tellManager(work: Work, { id, stationId, sittingId }: ExamRequest): Promise<void> {
  await openTaskOnce(work, 'date-late', id, { stationId, details: { sitting: sittingId ?? '' } });
}

/** Fires the earliest event whose moment has come. @returns false when nothing is due */
export async function fireDue(work: Work): Promise<boolean> {
  const request = await work.requests.nextDue(work.now);
  if (!request?.dueEvent) return false;
  const event = request.dueEvent;
  if (event === 'term-ended' && (await awaitsStaff(work, request.id))) return waitForStaff(work, request);
  if (event === 'exam-reminder-due' && (await isOver(work, request))) return forgetDue(work, request);
  const after = await advance(work, request, event, 'clock', nextDue(work, request, event));
  if (!after) return dropDue(work, request);
  if (event === 'term-ended') await closeBill(work, request, 'expired');
  if (event === 'date-late') await tellManager(work, after);
  return true;
}
