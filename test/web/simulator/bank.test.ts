// The simulated bank against the real biller's door over HTTP.
import { createClock } from '../../../src/clock';
import { createRandom } from '../../../src/store/random';
import { billerRoutes } from '../../../src/web/biller/routes';
import { bankRoutes } from '../../../src/web/simulator/bank';
import { createLog } from '../../../src/log';
import { BILLER, openPaying, type Paying } from '../../support/paying';
import { MORNING } from '../../support/samples';

const clock = createClock(() => MORNING);
let paying: Paying;
let url: string;

beforeAll(async () => {
  paying = await openPaying(clock);
  url = await paying.serve((serviceUrl) => [
    ...billerRoutes({
      options: BILLER,
      transact: paying.transact,
      clock,
      log: createLog(() => undefined),
      onPayment: () => undefined,
    }),
    ...bankRoutes({ options: BILLER, serviceUrl, clock, random: createRandom() }),
  ]);
});
afterAll(() => paying.close());

type Answered = {
  MFEP?: any;
  exchanges: { path: string; request: any; status: number; response: any }[];
  error?: { code: string; message: string };
};

async function call(path: string, fields: unknown, to = url) {
  const answer = await fetch(`${to}/simulator/bank/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Answered };
}

const outcomes = async (number: string) =>
  (await paying.transact((work) => work.payments.ofNumber(number))).map(({ outcome, paidFils }) => [outcome, paidFils]);

test('an inquiry answers what the service answered, and shows both sides of it', async () => {
  const { paymentNumber } = await paying.request();
  const { status, body } = await call('inquiries', { number: paymentNumber });
  const [exchange] = body.exchanges;
  expect([status, body.exchanges.length, exchange?.path, exchange?.status]).toEqual([
    200,
    1,
    '/biller/efawateercom/bill-pull',
    200,
  ]);
  expect(exchange?.request.MFEP.MsgBody).toEqual({
    AcctInfo: { BillingNo: paymentNumber, BillNo: paymentNumber },
    ServiceType: 'EXAMS',
  });
  expect(body.MFEP).toEqual(exchange?.response.MFEP);
  expect(body.MFEP.MsgHeader.GUID).toBe(exchange?.request.MFEP.MsgHeader.GUID);
  expect(body.MFEP.MsgBody.BillRec[0].DueAmount).toBe('5.000');
});

test('a payment inquires first, then pays what is due', async () => {
  const { paymentNumber } = await paying.request();
  const { status, body } = await call('payments', { number: paymentNumber });
  expect([status, body.exchanges.map(({ path }) => path), body.MFEP.MsgHeader.Result.ErrorCode]).toEqual([
    200,
    ['/biller/efawateercom/bill-pull', '/biller/efawateercom/payment-notification'],
    0,
  ]);
  expect(await outcomes(paymentNumber)).toEqual([['settled', 5000]]);
});

test('told three times of one payment: one transaction in three messages', async () => {
  const { paymentNumber } = await paying.request();
  const { body } = await call('payments', { number: paymentNumber, repeat: 3 });
  const told = body.exchanges.slice(1).map(({ request }) => request.MFEP);
  expect(told.length).toBe(3);
  expect(new Set(told.map(({ MsgBody }) => MsgBody.Transactions.TrxInf.JOEBPPSTrx)).size).toBe(1);
  expect(new Set(told.map(({ MsgHeader }) => MsgHeader.GUID)).size).toBe(3);
  expect(await outcomes(paymentNumber)).toEqual([['settled', 5000]]);
});

test('another amount, and a second payment of a bill that is paid by then', async () => {
  const { paymentNumber } = await paying.request();
  await call('payments', { number: paymentNumber, amount: '4.5' });
  await call('payments', { number: paymentNumber });
  await call('payments', { number: paymentNumber });
  expect(new Set((await outcomes(paymentNumber)).map(String))).toEqual(
    new Set(['amount-differs,4500', 'settled,5000', 'twice,5000']),
  );
});

test('a number that nobody has: the bank refuses; with an amount it pays all the same', async () => {
  const refused = await call('payments', { number: '999999999997' });
  expect([refused.status, refused.body.error?.code, refused.body.MFEP.MsgBody.BillRec[0].Result.ErrorCode]).toEqual([
    409,
    'NotPayable',
    408,
  ]);
  expect(await outcomes('999999999997')).toEqual([]);
  const paid = await call('payments', { number: '999999999997', amount: '3' });
  expect([paid.status, paid.body.MFEP.MsgHeader.Result.ErrorCode]).toEqual([200, 0]);
  expect(await outcomes('999999999997')).toEqual([['unknown-number', 3000]]);
});

test.each([
  ['inquiries', 'no number', {}, 'number: Required'],
  ['inquiries', 'an empty number', { number: ' ' }, 'number: String must contain at least 1 character(s)'],
  [
    'inquiries',
    'a field that it does not know',
    { number: '1', amount: '1' },
    "Unrecognized key(s) in object: 'amount'",
  ],
  [
    'payments',
    'an amount with four decimals',
    { number: '1', amount: '1.0001' },
    'amount: an amount in dinars with up to three decimals, such as "12.500"',
  ],
  ['payments', 'no repetition', { number: '1', repeat: 0 }, 'repeat: Number must be greater than or equal to 1'],
  [
    'payments',
    'two wrong fields',
    { number: 1, times: 2 },
    "number: Expected string, received number; Unrecognized key(s) in object: 'times'",
  ],
  ['payments', 'no object', [], 'Expected object, received array'],
])('%s, %s: 400 that names it', async (path, _label, fields, message) => {
  expect(await call(path, fields)).toEqual({ status: 400, body: { error: { code: 'WrongFields', message } } });
});

test('wrong credentials: the 401 of the door is shown', async () => {
  const to = await paying.serve(() =>
    bankRoutes({ options: { ...BILLER, password: 'old' }, serviceUrl: () => url, clock, random: createRandom() }),
  );
  const { status, body } = await call('inquiries', { number: '1' }, to);
  expect([status, body.exchanges[0]?.status, body.MFEP]).toEqual([401, 401, undefined]);
});

test('no service: 502', async () => {
  const to = await paying.serve(() =>
    bankRoutes({ options: BILLER, serviceUrl: () => 'http://127.0.0.1:9', clock, random: createRandom() }),
  );
  expect(await call('inquiries', { number: '1' }, to)).toEqual({
    status: 502,
    body: { error: { code: 'NoAnswer', message: 'the service did not answer' } },
  });
});
