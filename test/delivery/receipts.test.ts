import { meaningOf } from '../../src/channels/twilio-errors';
import { reportOf } from '../../src/channels/twilio-words';
import type { StatusReport } from '../../src/channels/channel';
import { takeReceipt } from '../../src/delivery/receipts';
import type { OutboundMessage } from '../../src/domain/message';
import { openBench, type Bench } from '../support/delivery';
import { answerJson } from '../support/twilio-double';

const SID = 'SM0000000000000000000000000000f001';
/** The id of the first message that the double takes. */
const FIRST_TAKEN = 'SM00000000000000000000000000000001';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

function report(word: string, code: string | undefined, sid: string): StatusReport {
  const read = reportOf(sid, word, code);
  if (!read) throw new Error(`no such word: ${word}`);
  return read;
}

/** `delivered`, or `undelivered 30005`. */
const take = (words: string, channel: OutboundMessage['channel'] = 'sms', sid = SID) => {
  const [word = '', code] = words.split(' ');
  return bench.transact((work) => takeReceipt(work, channel, report(word, code, sid), `MessageStatus=${word}`));
};

const accepted = { state: 'accepted', providerId: SID, attempts: 1 } as const;
const outcome = async () => {
  const { state, errorCode } = await bench.message();
  return [state, errorCode];
};

test.each<[label: string, receipts: readonly string[], state: string, errorCode: string | undefined]>([
  ['as it should be', ['sent', 'delivered'], 'delivered', undefined],
  ['queued after all', ['queued', 'sending'], 'accepted', undefined],
  ['in the wrong order', ['delivered', 'sent', 'queued'], 'delivered', undefined],
  ['read', ['sent', 'delivered', 'read'], 'read', undefined],
  ['read before delivered', ['read', 'delivered', 'sent'], 'read', undefined],
  ['undelivered', ['sent', 'undelivered 30005'], 'failed', '30005'],
  ['a failure stays', ['undelivered 30005', 'delivered', 'sent'], 'failed', '30005'],
  ['a failure after a success shows its code', ['delivered', 'failed 30008'], 'delivered', '30008'],
  ['canceled', ['canceled'], 'failed', 'canceled'],
])('%s', async (_, receipts, state, errorCode) => {
  await bench.put(accepted);
  for (const receipt of receipts) expect(await take(receipt)).toBe('taken');
  expect(await outcome()).toEqual([state, errorCode]);
  const kept = await bench.transact((work) => work.receipts.of(SID));
  expect(kept.map(({ status }) => status).toSorted()).toEqual(
    receipts.map((receipt) => receipt.split(' ')[0]).toSorted(),
  );
});

test('a receipt that comes twice is taken once', async () => {
  await bench.put(accepted);
  expect([await take('undelivered 30005'), await take('undelivered 30005')]).toEqual(['taken', 'repeated']);
  expect(await bench.tasks()).toEqual([['message-failed', 'sms', '30005']]);
});

test('receipts that come before the answer to the send are applied with it', async () => {
  bench.double.answerWith((request, response, takeIt) => {
    const message = takeIt();
    void Promise.all([take('delivered', 'sms', FIRST_TAKEN), take('sent', 'sms', FIRST_TAKEN)]).then((taken) => {
      expect(taken).toEqual(['early', 'early']);
      answerJson(201, message)(request, response, takeIt);
    });
  });
  await bench.put({});
  await bench.dispatcher().drain();
  expect((await bench.message()).providerId).toBe(FIRST_TAKEN);
  expect(await outcome()).toEqual(['delivered', undefined]);
});

test('a receipt of nobody’s message is kept and does nothing', async () => {
  await bench.put({ state: 'accepted', providerId: 'SM00000000000000000000000000000009' });
  expect(await take('delivered')).toBe('early');
  expect(await outcome()).toEqual(['accepted', undefined]);
});

test('a receipt of one channel does not touch another’s message', async () => {
  await bench.put(accepted);
  expect(await take('delivered', 'whatsapp')).toBe('early');
  expect(await outcome()).toEqual(['accepted', undefined]);
});

test('full queue at the carrier: it goes out again, under a new id', async () => {
  await bench.put(accepted);
  await take('failed 30001');
  expect(await outcome()).toEqual(['queued', '30001']);
  bench.wait(60_000);
  await bench.dispatcher().drain();
  expect((await bench.message()).providerId).toBe(FIRST_TAKEN);
  expect(await take('delivered')).toBe('early');
  expect(await outcome()).toEqual(['accepted', undefined]);
});

test('the carrier does not know what happened: one more send, not two', async () => {
  expect(meaningOf('30008').tries).toBe(2);
  await bench.put({ ...accepted, attempts: 2 });
  await take('undelivered 30008');
  expect(await outcome()).toEqual(['failed', '30008']);
  expect(await bench.tasks()).toEqual([['message-failed', 'sms', '30008']]);
});

test('WhatsApp says later that the window was closed: the reply goes by SMS', async () => {
  await bench.put({ ...accepted, channel: 'whatsapp' });
  await take('undelivered 63016', 'whatsapp');
  await bench.dispatcher().drain();
  expect(await outcome()).toEqual(['failed', '63016']);
  expect(bench.double.taken.map(({ to, body }) => [to, body])).toEqual([['+962791234567', 'Which station suits you?']]);
  expect(await bench.tasks()).toEqual([]);
});

test('the person opted out: the address is closed and staff are told', async () => {
  await bench.put(accepted);
  await take('failed 21610');
  expect(await bench.transact((work) => work.closedAddresses.isClosed('sms', '+962791234567'))).toBe(true);
  expect(await bench.tasks()).toEqual([['address-closed', 'sms', '21610']]);
});
