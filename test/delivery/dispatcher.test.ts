import { claimNext } from '../../src/delivery/claim';
import { LANES } from '../../src/domain/message';
import { openConnectorDouble, takeEach, type ConnectorDouble } from '../support/connector-double';
import { aConversation, anInbound, anOutbound, aReturnAddress, MORNING } from '../support/samples';
import { openBench, type Bench } from '../support/delivery';
import {
  answerPage,
  carry,
  cutLine,
  inTurn,
  takeAll,
  takeAndCut,
  twilioError,
  type Behaviour,
} from '../support/twilio-double';

const TWENTY_FOUR_HOURS_MS = 86_400_000;
const text = (words: string) => ({ content: { text: words } });

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Sends as the behaviours say, one after the other, and answers look-ups from what was taken. */
const behave = (...sending: Behaviour[]) =>
  bench.double.answerWith(carry(inTurn(...sending), () => bench.double.taken));
const sent = () => bench.double.received.filter(({ method }) => method === 'POST');
const bodies = () => sent().map(({ form }) => form['Body']);
const drain = () => bench.dispatcher().drain();
const stateOf = async (id?: string) => {
  const { state, errorCode, attempts } = await bench.message(id);
  return { state, errorCode, attempts };
};

describe('a connector of the Bot Framework', () => {
  let connector: ConnectorDouble;
  beforeEach(async () => {
    connector = await openConnectorDouble();
    const address = '["emulator","b4b5","visitor-1"]';
    const channel = 'bot-framework';
    const returnAddress = aReturnAddress({ serviceUrl: connector.url });
    await bench.transact(async (work) => {
      await work.messages.addInbound(anInbound({ channel, providerId: 'activity-1', state: 'answered' }));
      await work.conversations.add(aConversation({ channel, address, returnAddress }));
    });
    await bench.put({ channel, address });
  });
  afterEach(() => connector.close());
  const paths = () => connector.posts.map(({ path }) => path);
  const ANSWER = '/v3/conversations/b4b5%7Clivechat/activities/activity-1';

  test('is posted to where the conversation says, as an answer to what was asked', async () => {
    await drain();
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 1 });
    expect(paths()).toEqual([ANSWER]);
  });

  test('that is away gets the message when it is back', async () => {
    connector.answerWith(inTurn(answerPage(503), answerPage(503), takeEach));
    await drain();
    expect(await stateOf()).toEqual({ state: 'queued', errorCode: 'http-503', attempts: 1 });
    bench.wait(8_000);
    await drain();
    bench.wait(15_001);
    await drain();
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 3 });
    expect(paths()).toEqual([ANSWER, ANSWER, ANSWER]);
  });

  test('that breaks the line is asked again a minute later, because it can tell nobody what it has', async () => {
    connector.answerWith(inTurn(cutLine, takeEach));
    await drain();
    expect(await stateOf()).toEqual({ state: 'unknown', errorCode: 'UND_ERR_SOCKET', attempts: 1 });
    bench.wait(59_000);
    await drain();
    expect(paths()).toEqual([ANSWER]);
    bench.wait(1_001);
    await drain();
    await drain();
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 2 });
    expect(paths()).toEqual([ANSWER, ANSWER]);
  });

  test('that knows the conversation no more ends it, and staff are told of the answer', async () => {
    connector.answerWith(answerPage(404));
    await drain();
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: 'http-404', attempts: 1 });
    expect(await bench.tasks()).toEqual([['message-failed', 'bot-framework', 'http-404']]);
    bench.wait(TWENTY_FOUR_HOURS_MS);
    await drain();
    expect([paths(), sent()]).toEqual([[ANSWER], []]);
  });
});

describe('sending', () => {
  test('a message goes out once and keeps the provider’s id', async () => {
    await bench.put({});
    await drain();
    await drain();
    expect(await bench.message()).toMatchObject({
      state: 'accepted',
      providerId: bench.double.taken[0]!.sid,
      attempts: 1,
      sentAt: MORNING,
    });
    expect(bodies()).toEqual(['Which station suits you?']);
  });

  test('to one address: in the order in which they were written, the next when the one before is taken', async () => {
    await bench.put(
      ...['a', 'b', 'c', 'd'].map((word) => ({ id: `msg_${word}`, ...text(word) })),
      { id: 'msg_1', lane: 'push', ...text('push') },
      { id: 'msg_2', lane: 'bulk', ...text('bulk') },
    );
    await drain();
    expect(bodies()).toEqual(['a', 'b', 'c', 'd', 'push', 'bulk']);
  });

  test('an announcement or a push that came first holds up no reply', async () => {
    await bench.put({ id: 'msg_1', lane: 'bulk' }, { id: 'msg_2', lane: 'push' }, { id: 'msg_3' });
    const claimed = [];
    for (const lane of [1, 2, 3]) {
      const claim = await bench.transact((work) => claimNext(work, bench.byName, LANES));
      claimed.push([lane, claim?.message.id]);
    }
    expect(claimed).toEqual([
      [1, 'msg_3'],
      [2, 'msg_2'],
      [3, 'msg_1'],
    ]);
  });

  test('two processes send each of 24 messages once, in order at each address', async () => {
    const messages = Array.from({ length: 24 }, (_, n) => ({
      id: `msg_${n}`,
      address: `+96279000000${n % 4}`,
      ...text(String(n)),
    }));
    await bench.put(...messages);
    await Promise.all([drain(), drain()]);
    const numbers = bodies().map(Number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(messages.map((_, n) => n));
    for (const address of [0, 1, 2, 3]) {
      const here = numbers.filter((n) => n % 4 === address);
      expect(here).toEqual(here.toSorted((a, b) => a - b));
    }
  });

  test('the loops send what is written later, and a stop waits for what is on its way', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      bench.double.answerWith((request, response, take) => {
        resolve();
        void held.then(() => takeAll(request, response, take));
      });
    });
    const dispatcher = bench.dispatcher();
    dispatcher.run();
    await bench.put({}, { id: 'msg_2' });
    await arrived;
    const stopped = dispatcher.stop();
    letGo();
    await stopped;
    expect([await stateOf(), await stateOf('msg_2')].map(({ state }) => state)).toEqual(['accepted', 'queued']);
  });

  test('it is alive while the store has answered it lately, and until it is stopped', async () => {
    const dispatcher = bench.dispatcher();
    const seen = [dispatcher.alive()];
    await dispatcher.drain();
    for (const ms of [14_999, 1]) {
      bench.wait(ms);
      seen.push(dispatcher.alive());
    }
    await dispatcher.drain();
    seen.push(dispatcher.alive());
    await dispatcher.stop();
    expect([...seen, dispatcher.alive()]).toEqual([false, true, false, true, false]);
  });

  test('no line of the log holds a text or an address', async () => {
    behave(twilioError(400, 21211), cutLine, takeAll);
    await bench.put({}, { id: 'msg_2', ...text('second') }, { id: 'msg_3', ...text('third') });
    await drain();
    expect(bench.logged.map((line) => (JSON.parse(line) as { code?: string }).code)).toEqual([
      '21211',
      'ECONNRESET',
      undefined,
    ]);
    expect(bench.logged.filter((line) => /station|second|third|79123/.test(line))).toEqual([]);
  });

  test('for web chat the commit was the delivery', async () => {
    await bench.put({ channel: 'web-chat', address: 'conv_1' });
    await drain();
    expect(await stateOf()).toEqual({ state: 'delivered', errorCode: undefined, attempts: 0 });
    expect(sent()).toEqual([]);
  });
});

describe('refusals', () => {
  test('too fast: again after a pause, not before', async () => {
    behave(twilioError(429, 20429), takeAll);
    await bench.put({});
    await drain();
    expect(await stateOf()).toEqual({ state: 'queued', errorCode: '20429', attempts: 1 });
    bench.wait(1_999);
    await drain();
    expect(sent()).toHaveLength(1);
    bench.wait(1_001);
    await drain();
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 2 });
    expect(bench.double.taken).toHaveLength(1);
  });

  test('too fast for ever: failed after eight tries, and staff are told', async () => {
    behave(twilioError(429, 20429));
    await bench.put({});
    for (let tried = 0; tried < 10; tried += 1) {
      await drain();
      bench.wait(10 * 60_000);
    }
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: '20429', attempts: 8 });
    expect(await bench.tasks()).toEqual([['message-failed', 'sms', '20429']]);
  });

  test('not a number: failed at once, staff are told, and the next message goes', async () => {
    behave(twilioError(400, 21211), takeAll);
    await bench.put({}, { id: 'msg_2' });
    await drain();
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: '21211', attempts: 1 });
    expect(await stateOf('msg_2')).toEqual({ state: 'accepted', errorCode: undefined, attempts: 1 });
    expect(await bench.tasks()).toEqual([['message-failed', 'sms', '21211']]);
  });

  test('opted out: the address is closed for every lane, and staff are told once', async () => {
    behave(twilioError(400, 21610), takeAll);
    await bench.put({}, { id: 'msg_2', lane: 'push' });
    await drain();
    await bench.put({ id: 'msg_3', address: '+962790000003' });
    await drain();
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: '21610', attempts: 1 });
    expect(await stateOf('msg_2')).toEqual({ state: 'failed', errorCode: 'address-closed', attempts: 1 });
    expect(await bench.tasks()).toEqual([['address-closed', 'sms', '21610']]);
    expect(bench.double.taken.map(({ to }) => to)).toEqual(['+962790000003']);
    await bench.transact((work) => work.closedAddresses.reopen('sms', anOutbound().address));
    await bench.put({ id: 'msg_4' });
    await drain();
    expect(await stateOf('msg_4')).toEqual({ state: 'accepted', errorCode: undefined, attempts: 1 });
  });

  test('a channel that is not set up: the message waits for it', async () => {
    const sms = [...bench.byName].filter(([name]) => name !== 'whatsapp');
    await bench.put({ channel: 'whatsapp' });
    await bench.transact((work) => claimNext(work, new Map(sms), LANES));
    expect(await stateOf()).toEqual({ state: 'queued', errorCode: 'no-channel', attempts: 1 });
  });
});

describe('WhatsApp', () => {
  const whatsapp = { channel: 'whatsapp', conversationId: 'conv_w' } as const;
  const heard = (lastInboundAt: number) =>
    bench.transact((work) =>
      work.conversations.add(aConversation({ id: 'conv_w', channel: 'whatsapp', lastInboundAt })),
    );
  const routes = () => bench.double.taken.map(({ to }) => to);

  test('inside the window: free text', async () => {
    await heard(MORNING - TWENTY_FOUR_HOURS_MS + 1);
    await bench.put(whatsapp);
    await drain();
    expect(routes()).toEqual(['whatsapp:+962791234567']);
  });

  test('outside the window: a reply goes by SMS, and nobody need be told', async () => {
    await heard(MORNING - TWENTY_FOUR_HOURS_MS);
    await bench.put(whatsapp);
    await drain();
    expect(routes()).toEqual(['+962791234567']);
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: 'window-closed', attempts: 1 });
    expect(await bench.tasks()).toEqual([]);
  });

  test('outside the window: a copy of a notice is left out', async () => {
    await heard(MORNING - TWENTY_FOUR_HOURS_MS);
    await bench.put({ ...whatsapp, lane: 'push' });
    await drain();
    expect(sent()).toEqual([]);
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: 'window-closed', attempts: 1 });
    expect(await bench.tasks()).toEqual([]);
  });

  test.each([63016, 63003])('refused with %i: the reply goes by SMS, with the same words', async (code) => {
    await heard(MORNING);
    behave(twilioError(400, code), takeAll);
    await bench.put(whatsapp);
    await drain();
    expect(bench.double.taken.map(({ to, body }) => [to, body])).toEqual([
      ['+962791234567', 'Which station suits you?'],
    ]);
    expect(await bench.tasks()).toEqual([]);
  });
});

describe('unknown outcomes', () => {
  /** Real time goes on in steps, with a dispatcher at work. */
  async function watch(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 5) {
      bench.wait(5_000);
      await drain();
    }
  }

  test('taken, but the answer was lost: found, and never sent again', async () => {
    behave(takeAndCut, takeAll);
    await bench.put({});
    await drain();
    expect(await stateOf()).toEqual({ state: 'unknown', errorCode: 'ECONNRESET', attempts: 1 });
    await watch(5);
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 1 });
    expect((await bench.message()).providerId).toBe(bench.double.taken[0]!.sid);
    expect(bench.double.taken).toHaveLength(1);
  });

  test('not taken: sent again when the provider has said so for a minute', async () => {
    behave(cutLine, takeAll);
    await bench.put({});
    await drain();
    await watch(55);
    expect(await stateOf()).toEqual({ state: 'unknown', errorCode: 'ECONNRESET', attempts: 1 });
    expect(sent()).toHaveLength(1);
    expect(bench.double.received.filter(({ method }) => method === 'GET')).toHaveLength(3);
    await watch(5);
    expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 2 });
    expect(bench.double.taken).toHaveLength(1);
  });

  test('the same words were sent before: that message is not taken for this one', async () => {
    behave(takeAll, cutLine, takeAll);
    await bench.put({}, { id: 'msg_2' });
    await drain();
    await watch(60);
    const ids = [(await bench.message()).providerId, (await bench.message('msg_2')).providerId];
    expect(ids).toEqual(bench.double.taken.map(({ sid }) => sid));
    expect(ids).toHaveLength(2);
  });

  test('a provider that answers no look: nothing is sent, and after a day it is for people', async () => {
    const noLooks: Behaviour = (request, response, take) =>
      (request.method === 'POST' ? cutLine : twilioError(503, 20500))(request, response, take);
    bench.double.answerWith(noLooks);
    await bench.put({});
    await drain();
    await watch(120);
    expect(await stateOf()).toEqual({ state: 'unknown', errorCode: 'ECONNRESET', attempts: 1 });
    bench.wait(TWENTY_FOUR_HOURS_MS);
    await drain();
    expect(await stateOf()).toEqual({ state: 'failed', errorCode: 'outcome-unknown', attempts: 1 });
    expect(await bench.tasks()).toEqual([['message-failed', 'sms', 'outcome-unknown']]);
    expect(sent()).toHaveLength(1);
  });

  describe('a process dies', () => {
    const claim = () => bench.transact((work) => claimNext(work, bench.byName, LANES));

    test('between the send and its record: looked up, sent once', async () => {
      await bench.put({});
      const claimed = await claim();
      if (claimed?.kind !== 'send') throw new Error('nothing was claimed');
      await claimed.carrier.send(claimed.message);
      await watch(25);
      expect((await stateOf()).state).toBe('sending');
      await watch(5);
      expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 1 });
      expect(bench.double.taken).toHaveLength(1);
    });

    test('between the claim and the send: looked up, then sent once', async () => {
      await bench.put({});
      await claim();
      await watch(55);
      expect(await stateOf()).toEqual({ state: 'unknown', errorCode: 'claim-abandoned', attempts: 1 });
      await watch(5);
      expect(await stateOf()).toEqual({ state: 'accepted', errorCode: undefined, attempts: 2 });
      expect(bench.double.taken).toHaveLength(1);
    });
  });
});
