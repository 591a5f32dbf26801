// The biller's door as the platform meets it: real HTTP, the real services, the real store.
import { createClock, localTimestamp } from '../../../src/clock';
import type { Payment } from '../../../src/domain/payment';
import type { ExamRequest } from '../../../src/domain/exam-request';
import { cancel } from '../../../src/services/requests';
import { basicHeader } from '../../../src/web/biller/basic-auth';
import { BILLER, openPaying, type Paying } from '../../support/paying';
import { MORNING } from '../../support/samples';

const PULL = '/biller/efawateercom/bill-pull';
const PAY = '/biller/efawateercom/payment-notification';
const OK = { ErrorCode: 0, ErrorDesc: 'Success', Severity: 'Info' };
const error = (ErrorCode: number, ErrorDesc: string) => ({ ErrorCode, ErrorDesc, Severity: 'Error' });

const clock = createClock(() => MORNING);
let paying: Paying;
let url: string;
let transactions = 1000;

beforeAll(async () => {
  paying = await openPaying(clock);
  url = await paying.serveBiller();
});
afterAll(() => paying.close());

const AUTHORIZED = { Authorization: basicHeader(BILLER.user, BILLER.password), 'Content-Type': 'application/json' };

async function post(path: string, body: unknown, headers: Record<string, string> = AUTHORIZED, to = url) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(to + path, { method: 'POST', headers, body: text });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as { MFEP: any } };
}

const message = (ReqTyp: string | undefined, MsgBody: unknown) => ({
  MFEP: {
    MsgHeader: { TmStp: '2026-11-23T12:00:00', GUID: 'guid-1', TrsInf: { SdrCode: 1, RcvCode: 1234, ReqTyp } },
    MsgBody,
  },
});
const pull = (BillingNo: unknown, over: object = {}) =>
  message('BILPULRQ', { AcctInfo: { BillingNo, BillNo: BillingNo }, ServiceType: 'EXAMS', ...over });
const notification = (TrxInf: unknown) => message('BLRPMTNTFRQ', { Transactions: { TrxInf } });

function transaction(number: string, over: object = {}) {
  transactions += 1;
  return {
    AcctInfo: { BillingNo: number, BillNo: number },
    JOEBPPSTrx: String(transactions),
    PmtStatus: 'PmtNew',
    DueAmt: '5.000',
    PaidAmt: '5.000',
    ProcessDate: '2026-11-23T11:59:58',
    StmtDate: '2026-11-24',
    Unheard: { of: [1, 2] },
    ...over,
  };
}
const entry = (of: { JOEBPPSTrx?: unknown }, Result: object = OK) => ({
  JOEBPPSTrx: of.JOEBPPSTrx,
  ProcessDate: '2026-11-23T11:59:58',
  STMTDate: '2026-11-24',
  Result,
});

const stateOf = async (request: ExamRequest) =>
  (await paying.transact((work) => work.requests.byId(request.id)))?.state;
const paymentOf = (trx: string): Promise<Payment | undefined> => paying.transact((work) => work.payments.byTrx(trx));
const tasksAbout = (trx: string) =>
  paying.transact(async (work) =>
    (await work.tasks.open()).filter(({ details }) => details['trx'] === trx).map(({ kind }) => kind),
  );

describe('bill pull', () => {
  const header = (Result: object = OK) => ({
    TmStp: '2026-11-23T12:00:00',
    GUID: 'guid-1',
    TrsInf: { SdrCode: 1234, ResTyp: 'BILPULRS' },
    Result,
  });
  const nothingKnown = (number: string) => ({
    RecCount: 1,
    BillRec: [
      {
        Result: error(408, 'Invalid Billing Number'),
        AcctInfo: { BillingNo: number, BillNo: number },
        BillStatus: 'BillNew',
        DueAmount: '0',
        IssueDate: '2026-11-23T12:00:00',
        DueDate: '2026-11-23T12:00:00',
        ServiceType: 'EXAMS',
        BillType: 'OneOff',
        PmtConst: { AllowPart: false, Lower: '0', Upper: '0' },
        AdditionalInfo: { CustName: 'NO CustName', FreeText: 'NO FreeText' },
      },
    ],
  });

  test('a bill that is due', async () => {
    const { paymentNumber, number, payBy } = await paying.request();
    const until = localTimestamp(payBy ?? 0);
    const answer = await post(PULL, pull(paymentNumber));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      MFEP: {
        MsgHeader: header(),
        MsgBody: {
          RecCount: 1,
          BillRec: [
            {
              Result: OK,
              AcctInfo: { BillingNo: paymentNumber, BillNo: paymentNumber },
              BillStatus: 'BillNew',
              DueAmount: '5.000',
              IssueDate: '2026-11-23T11:55:00',
              DueDate: until,
              ExpiryDate: until,
              ServiceType: 'EXAMS',
              BillType: 'OneOff',
              PmtConst: { AllowPart: false, Lower: '5.000', Upper: '5.000' },
              AdditionalInfo: { CustName: 'L*** S*** H***', FreeText: `طلب ${number}` },
            },
          ],
        },
      },
    });
  });

  test.each([
    [
      'in Arabic digits, with spaces',
      (n: string) =>
        n
          .replace(/\d/g, (d) => String.fromCharCode(0x660 + Number(d)))
          .replace(/(....)/g, '$1 ')
          .trim(),
    ],
    ['as a JSON number', (n: string) => Number(n)],
  ])('the number %s finds the bill and comes back as it came', async (_label, written) => {
    const { paymentNumber } = await paying.request();
    const asked = written(paymentNumber);
    const record = (await post(PULL, pull(asked))).body.MFEP.MsgBody.BillRec[0];
    expect([record.AcctInfo, record.Result]).toEqual([{ BillingNo: String(asked), BillNo: String(asked) }, OK]);
  });

  test.each([
    ['none', undefined],
    ['null', null],
    ['empty', ''],
    ['in small letters', 'exams'],
  ])('service type %s is taken', async (_label, ServiceType) => {
    const { paymentNumber } = await paying.request();
    const record = (await post(PULL, pull(paymentNumber, { ServiceType }))).body.MFEP.MsgBody.BillRec[0];
    expect([record.Result, record.ServiceType]).toEqual([OK, 'EXAMS']);
  });

  test('a number that nobody has', async () => {
    const answer = await post(PULL, pull('482019375625'));
    expect(answer.body).toEqual({ MFEP: { MsgHeader: header(), MsgBody: nothingKnown('482019375625') } });
  });

  test('a cancelled bill looks as if it had never been', async () => {
    const request = await paying.request();
    await paying.transact((work) => cancel(work, request.id, request.requesterId));
    const answer = await post(PULL, pull(request.paymentNumber));
    expect(answer.body).toEqual({ MFEP: { MsgHeader: header(), MsgBody: nothingKnown(request.paymentNumber) } });
  });

  test('a paid bill', async () => {
    const { paymentNumber } = await paying.request();
    await post(PAY, notification(transaction(paymentNumber)));
    const { MsgHeader, MsgBody } = (await post(PULL, pull(paymentNumber))).body.MFEP;
    const { Result, DueAmount, PmtConst, AdditionalInfo } = MsgBody.BillRec[0];
    expect({
      header: MsgHeader.Result,
      count: MsgBody.RecCount,
      Result,
      DueAmount,
      PmtConst,
      name: AdditionalInfo.CustName,
    }).toEqual({
      header: OK,
      count: 1,
      Result: error(324, 'Bill Has Been Paid Previously'),
      DueAmount: '0',
      PmtConst: { AllowPart: false, Lower: '0', Upper: '0' },
      name: 'L*** S*** H***',
    });
  });

  test.each([
    ['the number is missing', message('BILPULRQ', { AcctInfo: { BillNo: '1' } }), error(1, 'Invalid Request')],
    ['no body', message('BILPULRQ', undefined), error(1, 'Invalid Request')],
    ['the number is an object', pull({ a: 1 }), error(1, 'Invalid Request')],
    ['a service that is not ours', pull('1', { ServiceType: 'PARKING' }), error(322, 'Unrecognized Service Type')],
    ['the type of another message', message('BLRPMTNTFRQ', {}), error(101, 'Invalid XML Schema')],
    ['no type', message(undefined, {}), error(101, 'Invalid XML Schema')],
  ])('%s: no record', async (_label, body, Result) => {
    const answer = await post(PULL, body);
    expect(answer.body).toEqual({ MFEP: { MsgHeader: header(Result), MsgBody: { RecCount: 0, BillRec: [] } } });
  });

  test.each([
    ['no JSON', 'BillingNo=1'],
    ['cut off', '{"MFEP":{"MsgHeader"'],
    ['nothing', ''],
    ['a list', '[1]'],
    ['no envelope', '{}'],
  ])('%s: malformed; the GUID of the address is echoed', async (_label, body) => {
    const answer = await post(`${PULL}?GUID=guid-2`, body);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        MFEP: {
          MsgHeader: { ...header(error(101, 'Invalid XML Schema')), GUID: 'guid-2' },
          MsgBody: { RecCount: 0, BillRec: [] },
        },
      },
    ]);
  });

  test('a type under the answer name, and a byte order mark', async () => {
    const { paymentNumber } = await paying.request();
    const asked = pull(paymentNumber) as { MFEP: any };
    asked.MFEP.MsgHeader.TrsInf = { ResTyp: 'BILPULRQ' };
    const answer = await post(PULL, `\uFEFF${JSON.stringify(asked)}`);
    expect(answer.body.MFEP.MsgBody.BillRec[0].Result).toEqual(OK);
  });
});

describe('payment notification', () => {
  const answerTo = (TrxInf: unknown, Result: object = OK) => ({
    MFEP: {
      MsgHeader: {
        TmStp: '2026-11-23T12:00:00',
        GUID: 'guid-1',
        TrsInf: { SdrCode: 1234, ResTyp: 'BLRPMTNTFRS' },
        Result,
      },
      MsgBody: { Transactions: { TrxInf } },
    },
  });

  test('a payment: stored, the request goes on, the sender is woken', async () => {
    const request = await paying.request();
    const paid = transaction(request.paymentNumber);
    const before = paying.payments();
    const answer = await post(PAY, notification(paid));
    expect([answer.status, answer.body]).toEqual([200, answerTo(entry(paid))]);
    expect(await stateOf(request)).toBe('ready');
    expect(paying.payments()).toBe(before + 1);
    const stored = await paymentOf(paid.JOEBPPSTrx);
    expect(stored).toMatchObject({
      paidFils: 5000,
      outcome: 'settled',
      statementDate: '2026-11-24',
      billingNumber: request.paymentNumber,
    });
    expect(JSON.parse(stored!.raw)).toEqual({ ...paid, Unheard: { of: ['1', '2'] } });
  });

  test('the same transaction again, one after the other and twenty at once: success, posted once', async () => {
    const request = await paying.request();
    const paid = transaction(request.paymentNumber);
    const answers = [
      await post(PAY, notification(paid)),
      ...(await Promise.all(Array.from({ length: 20 }, () => post(PAY, notification(paid))))),
    ];
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify(answerTo(entry(paid)))]),
    );
    const payments = await paying.transact((work) => work.payments.ofNumber(request.paymentNumber));
    expect(payments.map(({ outcome }) => outcome)).toEqual(['settled']);
    expect(await tasksAbout(paid.JOEBPPSTrx)).toEqual([]);
  });

  test('twenty at once where none came before', async () => {
    const request = await paying.request();
    const paid = transaction(request.paymentNumber);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(PAY, notification(paid))));
    expect(answers.map(({ body }) => body.MFEP.MsgHeader.Result)).toEqual(Array(20).fill(OK));
    expect((await paying.transact((work) => work.payments.ofNumber(request.paymentNumber))).length).toBe(1);
  });

  test('a transaction id above 2^53, written as a number, keeps its digits', async () => {
    const { paymentNumber } = await paying.request();
    const body = JSON.stringify(notification(transaction(paymentNumber, { JOEBPPSTrx: 'TRX', PaidAmt: 5.5 })));
    const answer = await post(PAY, body.replace('"TRX"', '9007199254740993123'));
    expect(answer.body.MFEP.MsgBody.Transactions.TrxInf.JOEBPPSTrx).toBe('9007199254740993123');
    expect((await paymentOf('9007199254740993123'))?.paidFils).toBe(5500);
  });

  test('a list: each by itself, answered in order; the header says the first thing wrong', async () => {
    const [first, second] = [await paying.request(), await paying.request()];
    const list = [
      transaction(first.paymentNumber),
      transaction(second.paymentNumber, { PaidAmt: 'five' }),
      { ...transaction(second.paymentNumber), JOEBPPSTrx: undefined },
      transaction(second.paymentNumber),
    ];
    const answer = await post(PAY, notification(list));
    expect(answer.body).toEqual(
      answerTo(
        [
          entry(list[0]!),
          entry(list[1]!, error(325, 'Invalid Paid Amount')),
          entry({}, error(358, 'Invalid JOEBPPSTrx')),
          entry(list[3]!),
        ],
        error(325, 'Invalid Paid Amount'),
      ),
    );
    expect([await stateOf(first), await stateOf(second)]).toEqual(['ready', 'ready']);
  });

  test('BillingInfo in place of Transactions; STMTDate in place of StmtDate; BillNo alone', async () => {
    const request = await paying.request();
    const paid = transaction(request.paymentNumber, {
      StmtDate: undefined,
      STMTDate: '2026-11-25',
      AcctInfo: { BillNo: request.paymentNumber },
    });
    const answer = await post(PAY, message('BLRPMTNTFRQ', { BillingInfo: paid }));
    expect(answer.body).toEqual(answerTo({ ...entry(paid), STMTDate: '2026-11-25' }));
    expect(await stateOf(request)).toBe('ready');
  });

  test('no dates: the answer carries the present ones', async () => {
    const { paymentNumber } = await paying.request();
    const paid = transaction(paymentNumber, { StmtDate: undefined, ProcessDate: undefined });
    const answer = await post(PAY, notification(paid));
    expect(answer.body.MFEP.MsgBody.Transactions.TrxInf).toEqual({
      ...entry(paid),
      ProcessDate: '2026-11-23T12:00:00',
      STMTDate: '2026-11-23',
    });
  });

  describe('money that settles nothing is kept, given to staff, and answered with success', () => {
    test.each<[string, object, Payment['outcome'], string]>([
      ['too much', { PaidAmt: '5.001' }, 'amount-differs', 'payment-amount-differs'],
      ['too little', { PaidAmt: 4.999 }, 'amount-differs', 'payment-amount-differs'],
      ['a reversal', { PmtStatus: 'PmtReversal' }, 'not-new', 'payment-not-new'],
      ['a reversal with a minus', { PmtStatus: 'PmtReversal', PaidAmt: '-5.000' }, 'not-new', 'payment-not-new'],
      ['a status of no notification', { PmtStatus: 'PmtRecon' }, 'not-new', 'payment-not-new'],
      ['no status', { PmtStatus: undefined }, 'not-new', 'payment-not-new'],
      ['an unknown number', { AcctInfo: { BillingNo: '999999999999' } }, 'unknown-number', 'payment-unknown-number'],
      ['no number', { AcctInfo: undefined }, 'unknown-number', 'payment-unknown-number'],
    ])('%s', async (_label, over, outcome, task) => {
      const request = await paying.request();
      const paid = transaction(request.paymentNumber, over);
      const answer = await post(PAY, notification(paid));
      expect(answer.body).toEqual(answerTo(entry(paid)));
      expect((await paymentOf(paid.JOEBPPSTrx))?.outcome).toBe(outcome);
      expect(await tasksAbout(paid.JOEBPPSTrx)).toEqual([task]);
      expect(await stateOf(request)).toBe('awaiting-payment');
    });

    test('a second payment', async () => {
      const { paymentNumber } = await paying.request();
      await post(PAY, notification(transaction(paymentNumber)));
      const second = transaction(paymentNumber);
      expect((await post(PAY, notification(second))).body).toEqual(answerTo(entry(second)));
      expect(await tasksAbout(second.JOEBPPSTrx)).toEqual(['payment-twice']);
    });

    test('a stored transaction with another amount', async () => {
      const { paymentNumber } = await paying.request();
      const paid = transaction(paymentNumber);
      await post(PAY, notification(paid));
      const changed = await post(PAY, notification({ ...paid, PaidAmt: '7.000' }));
      expect(changed.body).toEqual(answerTo(entry(paid)));
      expect((await paymentOf(paid.JOEBPPSTrx))?.paidFils).toBe(5000);
      expect(await tasksAbout(paid.JOEBPPSTrx)).toEqual(['payment-changed']);
    });
  });

  test.each([
    ['success', OK],
    ['310', error(310, 'Customer ID Or JOEBPPSNo Does Not Exist')],
    ['1', error(1, 'Invalid Request')],
  ] as const)(
    'the answer to an unknown number, set to %s: stored all the same',
    async (unknownPaymentAnswer, Result) => {
      const to = await paying.serveBiller({ unknownPaymentAnswer });
      const paid = transaction('999999999998');
      expect((await post(PAY, notification(paid), AUTHORIZED, to)).body).toEqual(answerTo(entry(paid, Result), Result));
      expect((await paymentOf(paid.JOEBPPSTrx))?.outcome).toBe('unknown-number');
    },
  );

  test.each([
    ['a transaction id of 51 letters', { JOEBPPSTrx: '1'.repeat(51) }, error(358, 'Invalid JOEBPPSTrx')],
    ['no amount', { PaidAmt: undefined }, error(325, 'Invalid Paid Amount')],
    ['four decimals', { PaidAmt: '5.0005' }, error(325, 'Invalid Paid Amount')],
  ])('%s', async (_label, over, Result) => {
    const paid = transaction('1', over);
    expect((await post(PAY, notification(paid))).body).toEqual(answerTo(entry(paid, Result), Result));
  });

  test.each([
    ['an acknowledgement marks nothing as paid', (paid: object) => message('PMTACKRQ', { BillingInfo: paid })],
    ['no type', (paid: object) => message(undefined, { Transactions: { TrxInf: paid } })],
    ['an empty list', () => notification([])],
    ['no transaction', () => message('BLRPMTNTFRQ', {})],
    ['a text for a transaction', () => notification('1')],
    ['no JSON', () => 'x'],
  ])('%s: malformed', async (_label, body) => {
    const request = await paying.request();
    const answer = await post(PAY, body(transaction(request.paymentNumber)));
    expect([answer.status, answer.body.MFEP.MsgHeader.Result, answer.body.MFEP.MsgBody]).toEqual([
      200,
      error(101, 'Invalid XML Schema'),
      {},
    ]);
    expect(await stateOf(request)).toBe('awaiting-payment');
  });
});

describe('who may call, and how we answer', () => {
  test.each([
    ['no credentials', {}],
    ['a wrong password', { Authorization: basicHeader(BILLER.user, 'wrong') }],
    ['another scheme', { Authorization: AUTHORIZED.Authorization.replace('Basic', 'Bearer') }],
  ])('%s: 401, and nothing is done', async (_label, headers) => {
    const request = await paying.request();
    for (const [path, body] of [
      [PULL, pull(request.paymentNumber)],
      [PAY, notification(transaction(request.paymentNumber))],
    ] as const) {
      const answer = await post(path, body, { 'Content-Type': 'application/json', ...headers });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="biller", charset="UTF-8"',
      ]);
    }
    expect(await stateOf(request)).toBe('awaiting-payment');
  });

  test("an authenticated body is kept as it came, also where it can't be read; another one is not", async () => {
    paying.kept.length = 0;
    await post(PULL, 'not { JSON');
    await post(PAY, '{"MFEP": 1.50 }');
    await post(PAY, 'of a stranger', {});
    expect(paying.kept).toEqual(['not { JSON', '{"MFEP": 1.50 }']);
  });

  test('the biller code goes out as it is given', async () => {
    const to = await paying.serveBiller({ billerCode: '0042' });
    expect((await post(PULL, pull('1'), AUTHORIZED, to)).body.MFEP.MsgHeader.TrsInf.SdrCode).toBe('0042');
  });

  test('zero amounts and placeholders as set', async () => {
    const to = await paying.serveBiller({ zeroAmount: '0.000', placeholders: undefined });
    const record = (await post(PULL, pull('1'), AUTHORIZED, to)).body.MFEP.MsgBody.BillRec[0];
    expect([record.DueAmount, record.AdditionalInfo]).toEqual(['0.000', undefined]);
  });

  test('any content type is read, also none', async () => {
    const { paymentNumber } = await paying.request();
    const answer = await post(PULL, pull(paymentNumber), {
      Authorization: AUTHORIZED.Authorization,
      'Content-Type': 'text/plain',
    });
    expect(answer.body.MFEP.MsgBody.BillRec[0].Result).toEqual(OK);
  });

  test('no number, name or body is in the log', async () => {
    await post(PULL, 'Laila 482019375625');
    expect(paying.logged.length).toBeGreaterThan(0);
    expect(paying.logged.filter((line) => /Laila|482019375|99999999/.test(line))).toEqual([]);
  });
});

describe('what time changes', () => {
  test('after its term a bill is expired, also before the clock has closed it; a payment is late', async () => {
    const ownClock = createClock(() => MORNING);
    const own = await openPaying(ownClock);
    const to = await own.serveBiller();
    const { paymentNumber, payBy } = await own.request();
    ownClock.setOffset((payBy ?? 0) - MORNING);
    expect((await post(PULL, pull(paymentNumber), AUTHORIZED, to)).body.MFEP.MsgBody.BillRec[0].Result).toEqual(OK);
    ownClock.setOffset((payBy ?? 0) - MORNING + 1);
    const record = (await post(PULL, pull(paymentNumber), AUTHORIZED, to)).body.MFEP.MsgBody.BillRec[0];
    expect([record.Result, record.DueAmount]).toEqual([error(323, 'Bill Has Been Expired Or Closed'), '0']);
    const paid = transaction(paymentNumber);
    expect((await post(PAY, notification(paid), AUTHORIZED, to)).body.MFEP.MsgHeader.Result).toEqual(OK);
    expect((await own.transact((work) => work.payments.byTrx(paid.JOEBPPSTrx)))?.outcome).toBe('late');
    await own.close();
  });

  test('when our store is gone: 303 with the GUID, so that the platform tries again', async () => {
    const own = await openPaying();
    const to = await own.serveBiller();
    await own.store.close();
    const asked = await post(PULL, pull('1'), AUTHORIZED, to);
    const told = await post(PAY, notification(transaction('1')), AUTHORIZED, to);
    expect(
      [asked, told].map(({ status, body }) => [status, body.MFEP.MsgHeader.GUID, body.MFEP.MsgHeader.Result]),
    ).toEqual(Array(2).fill([200, 'guid-1', error(303, 'Internal Error')]));
    expect([asked.body.MFEP.MsgBody, told.body.MFEP.MsgBody]).toEqual([{ RecCount: 0, BillRec: [] }, {}]);
    await own.close();
  });
});
