// The biller's door: eFAWATEERcom calls it, we call nobody. HTTP Basic first, then the raw body is kept, then it is read.
// After the credentials everything is answered with HTTP 200 and a result in the envelope.
import { localTimestamp, type Clock } from '../../clock';
import type { Transact } from '../../domain/work';
import type { PassFault } from '../../faults';
import type { Log } from '../../log';
import { json, problem, type Answer, type Call, type Route } from '../server';
import { basicAuthorized } from './basic-auth';
import { answerPull, EMPTY_PULL } from './bill-pull';
import { envelope, readMessage, result, type Message, type Reply, type ResultCode } from './envelope';
import type { BillerOptions } from './options';
import { answerNotification } from './payment-notification';

export type BillerDeps = {
  readonly options: BillerOptions;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a payment's commit: its notice waits in the outbox. */
  readonly onPayment: () => void;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

type Operation = {
  readonly name: string;
  readonly path: string;
  readonly requestType: string;
  readonly answerType: string;
  /** The body of the answer to a call that can't be read, or that failed on our side. */
  readonly emptyBody: Reply['body'];
  /** Undefined where the message's body is not what the operation needs. */
  answer(body: unknown, deps: BillerDeps): Promise<Reply | undefined>;
};

/** Results of a call as a whole, whatever it asks for. */
const MALFORMED: ResultCode = 101;
const FAILED: ResultCode = 303;

const OPERATIONS: readonly Operation[] = [
  {
    name: 'biller-bill-pull',
    path: '/biller/efawateercom/bill-pull',
    requestType: 'BILPULRQ',
    answerType: 'BILPULRS',
    emptyBody: EMPTY_PULL,
    answer: (body, { transact, options }) => transact((work) => answerPull(work, body, options)),
  },
  {
    name: 'biller-payment-notification',
    path: '/biller/efawateercom/payment-notification',
    requestType: 'BLRPMTNTFRQ',
    answerType: 'BLRPMTNTFRS',
    emptyBody: {},
    answer: async (body, deps) => {
      deps.fault?.('payment.body-kept');
      const reply = await answerNotification(body, deps);
      deps.onPayment();
      return reply;
    },
  },
];

/** Several bills may be paid in one message, each with the payer's details. */
const MAX_BODY_BYTES = 1024 * 1024;

export function billerRoutes(deps: BillerDeps): Route[] {
  return OPERATIONS.map((operation) => ({
    method: 'POST',
    path: operation.path,
    name: operation.name,
    maxBytes: MAX_BODY_BYTES,
    answer: (call) => answerCall(operation, call, deps),
  }));
}

async function answerCall(operation: Operation, call: Call, deps: BillerDeps): Promise<Answer> {
  const { user, password, billerCode } = deps.options;
  if (!basicAuthorized(call.headers.authorization, user, password)) return unauthorized();
  const text = call.body.toString('utf8');
  const kept = await keep(operation, text, deps);
  const message = readMessage(text);
  const reply = kept ? await answerMessage(operation, message, deps) : without(operation, FAILED);
  if (reply.header.ErrorCode !== 0)
    deps.log.warn('biller.refused', { route: operation.name, code: reply.header.ErrorCode });
  const guid = message?.guid ?? call.query.get('GUID') ?? undefined;
  return json(
    200,
    envelope(reply, { guid, billerCode, type: operation.answerType, timestamp: localTimestamp(deps.clock.now()) }),
  );
}

function unauthorized(): Answer {
  const answer = problem(401, 'Unauthorized', 'user and password of the biller are needed');
  return { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': 'Basic realm="biller", charset="UTF-8"' } };
}

/** Keeps the body as it came in a transaction of its own, whatever becomes of it later. */
async function keep(operation: Operation, body: string, { transact, clock, log }: BillerDeps): Promise<boolean> {
  try {
    await transact((work) =>
      work.billerBodies.add({
        id: work.random.id('bb'),
        operation: operation.requestType,
        body,
        receivedAt: clock.now(),
      }),
    );
    return true;
  } catch (error) {
    log.error('biller.body-not-kept', { route: operation.name, error });
    return false;
  }
}

/** Only the operation's own message type is taken: an acknowledgement sent here must not mark anything as paid. */
async function answerMessage(operation: Operation, message: Message | undefined, deps: BillerDeps): Promise<Reply> {
  if (message?.type?.toUpperCase() !== operation.requestType) return without(operation, MALFORMED);
  try {
    return (await operation.answer(message.body, deps)) ?? without(operation, MALFORMED);
  } catch (error) {
    deps.log.error('biller.failed', { route: operation.name, error });
    return without(operation, FAILED);
  }
}

function without({ emptyBody }: Operation, code: ResultCode): Reply {
  return { header: result(code), body: emptyBody };
}
