// The demo's eFAWATEERcom: writes the platform's messages and really sends them to the biller's addresses over HTTP.
// Knows of the service only what a platform knows: the addresses, the credentials, the issued codes.
import { randomUUID } from 'node:crypto';
import { addDays, dayOf, localTimestamp, type Clock } from '../../clock';
import type { Random } from '../../domain/work';
import { basicHeader } from '../biller/basic-auth';
import type { BillerOptions } from '../biller/options';

/** One call of the platform with what came back, both as they went over the wire. */
export type Exchange = {
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
};

export type PlatformDeps = {
  readonly options: Pick<BillerOptions, 'user' | 'password' | 'billerCode' | 'serviceTypes'>;
  /** `http://127.0.0.1:PORT` of the running service, without a slash at its end; asked at each call. */
  readonly serviceUrl: () => string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'digits'>;
};

export type Platform = {
  /** Asks for a bill, as a bank does before it shows the summary. */
  inquire(number: string): Promise<Exchange>;
  /** Tells of a payment: one transaction, notified as often as asked, each time in a message of its own. */
  pay(number: string, due: string, paid: string, times: number): Promise<readonly Exchange[]>;
};

const PATHS = { pull: '/biller/efawateercom/bill-pull', pay: '/biller/efawateercom/payment-notification' } as const;
/** As long as the platform's own binding waits. */
const TIMEOUT_MS = 60_000;

export function createPlatform({ options, serviceUrl, clock, random }: PlatformDeps): Platform {
  const message = (type: string, body: unknown) => ({
    MFEP: {
      MsgHeader: {
        TmStp: localTimestamp(clock.now()),
        GUID: randomUUID(),
        TrsInf: { SdrCode: 1, RcvCode: options.billerCode, ReqTyp: type },
      },
      MsgBody: body,
    },
  });

  async function call(path: string, request: unknown): Promise<Exchange> {
    const answer = await fetch(`${serviceUrl()}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: basicHeader(options.user, options.password) },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { path, request, status: answer.status, response: await answer.json() };
  }

  function transaction(number: string, due: string, paid: string) {
    return {
      AcctInfo: { BillingNo: number, BillNo: number },
      JOEBPPSTrx: random.digits(12),
      BankTrxId: `BNK-${random.digits(8)}`,
      BankCode: 21,
      PmtStatus: 'PmtNew',
      DueAmt: due,
      PaidAmt: paid,
      FeesAmt: '0.000',
      FeesOnBiller: false,
      ProcessDate: localTimestamp(clock.now()),
      StmtDate: addDays(dayOf(clock.now()), 1),
      AccessChannel: 'Mobile',
      PaymentMethod: 'ACTDEB',
      PaymentType: 'Postpaid',
      Currency: 'JOD',
      ServiceTypeDetails: { ServiceType: options.serviceTypes.exam },
    };
  }

  return {
    inquire: (number) =>
      call(
        PATHS.pull,
        message('BILPULRQ', {
          AcctInfo: { BillingNo: number, BillNo: number },
          ServiceType: options.serviceTypes.exam,
        }),
      ),
    async pay(number, due, paid, times) {
      const TrxInf = transaction(number, due, paid);
      const exchanges: Exchange[] = [];
      while (exchanges.length < times) {
        exchanges.push(await call(PATHS.pay, message('BLRPMTNTFRQ', { Transactions: { TrxInf } })));
      }
      return exchanges;
    },
  };
}
