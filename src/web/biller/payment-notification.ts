// Payment notification (BLRPMTNTFRQ): the money has moved already, so nothing that can be read is lost and nothing is posted twice.
// Each transaction is committed by itself, and success is answered only after its commit.
import { dayOf, localTimestamp, type Clock } from '../../clock';
import { filsOf, type Notification, type PaymentOutcome } from '../../domain/payment';
import { AlreadyThere, type Transact } from '../../domain/work';
import { passingBeforeCommit, type PassFault } from '../../faults';
import type { Log } from '../../log';
import { receivePayment } from '../../services/requests';
import { readBillingNumber } from './bill-pull';
import { at, result, textAt, type Reply, type Result, type ResultCode } from './envelope';
import type { BillerOptions } from './options';

type Entry = Readonly<Record<string, unknown>> & { readonly Result: Result };

type Deps = {
  readonly transact: Transact;
  readonly options: BillerOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly fault?: PassFault;
};

const LONGEST_TRX = 50;

/**
 * Takes one transaction or a list, under either of the two names that are in use, and answers in the same shape and order.
 * The header repeats the first thing that went wrong, so that a platform that reads only the header tries again.
 * @param body the message's MsgBody
 * @returns undefined where the body holds no transaction
 */
export async function answerNotification(body: unknown, deps: Deps): Promise<Reply | undefined> {
  const came = at(body, 'Transactions', 'TrxInf') ?? at(body, 'BillingInfo');
  const list: readonly unknown[] = Array.isArray(came) ? came : [came];
  if (typeof came !== 'object' || came === null || list.length === 0) return undefined;
  const entries: Entry[] = [];
  for (const one of list) entries.push(await answerOne(one, deps));
  const wrong = entries.find(({ Result }) => Result.ErrorCode !== 0);
  return {
    header: wrong?.Result ?? result(0),
    body: { Transactions: { TrxInf: Array.isArray(came) ? entries : entries[0] } },
  };
}

async function answerOne(transaction: unknown, { transact, options, clock, log, fault }: Deps): Promise<Entry> {
  const trx = textAt(transaction, 'JOEBPPSTrx');
  const echo = {
    JOEBPPSTrx: trx,
    ProcessDate: textAt(transaction, 'ProcessDate') ?? localTimestamp(clock.now()),
    // Requests say StmtDate or STMTDate, answers always STMTDate.
    STMTDate: statementDate(transaction) ?? dayOf(clock.now()),
  };
  const entry = (code: ResultCode): Entry => ({ ...echo, Result: result(code) });
  if (trx === undefined || trx.length > LONGEST_TRX) return entry(358);
  const paidFils = signedFils(textAt(transaction, 'PaidAmt'));
  if (paidFils === undefined) return entry(325);
  const toPost = passingBeforeCommit(transact, 'payment.before-commit', fault);
  try {
    const outcome = await post(toPost, readNotification(transaction, trx, paidFils, echo.ProcessDate));
    fault?.('payment.after-commit');
    return entry(outcome === 'unknown-number' ? UNKNOWN_NUMBER[options.unknownPaymentAnswer] : 0);
  } catch (error) {
    log.error('biller.payment-failed', { error });
    return entry(303);
  }
}

const UNKNOWN_NUMBER: Record<BillerOptions['unknownPaymentAnswer'], ResultCode> = { success: 0, '310': 310, '1': 1 };

/** Two calls of one transaction at the same moment: the second finds it stored when it looks again. */
async function post(transact: Transact, notification: Notification): Promise<PaymentOutcome | 'repeated'> {
  const store = async () => (await transact((work) => receivePayment(work, notification))).outcome;
  return store().catch((error: unknown) => {
    if (error instanceof AlreadyThere) return store();
    throw error;
  });
}

function readNotification(transaction: unknown, trx: string, paidFils: number, processedAt: string): Notification {
  return {
    trx,
    billingNumber: readBillingNumber(
      textAt(transaction, 'AcctInfo', 'BillingNo') ?? textAt(transaction, 'AcctInfo', 'BillNo') ?? '',
    ),
    status: textAt(transaction, 'PmtStatus') ?? '',
    paidFils,
    processedAt,
    statementDate: statementDate(transaction),
    raw: JSON.stringify(transaction),
  };
}

const statementDate = (transaction: unknown): string | undefined =>
  textAt(transaction, 'StmtDate') ?? textAt(transaction, 'STMTDate');

/** A reversal may carry its amount with a minus; the domain decides what that means. */
function signedFils(amount: string | undefined): number | undefined {
  if (amount === undefined) return undefined;
  const fils = filsOf(amount.replace(/^-/, ''));
  return fils !== undefined && amount.startsWith('-') ? -fils : fils;
}
