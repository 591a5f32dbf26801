import { createClock } from '../../src/clock';
import type { Message, OutboundMessage } from '../../src/domain/message';
import { AlreadyThere, type Work } from '../../src/domain/work';
import { MORNING, anInbound, anOutbound } from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore({ clock: createClock(() => MORNING) });
});
afterEach(() => test.close());

const web = (n: number) =>
  anInbound({ id: `msg_in_${n}`, channel: 'web-chat', conversationId: 'chat', providerId: `client-${n}` });
const webReply = (n: number) =>
  anOutbound({ id: `msg_out_${n}`, channel: 'web-chat', address: 'chat', conversationId: 'chat', state: 'delivered' });
const chat = (after = 0, limit = 1000) => test.transact((work) => work.messages.after('chat', after, limit));
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

const clashOf = (use: (work: Work) => Promise<unknown>): Promise<string> =>
  test.transact(use).then(
    () => 'fine',
    (error: unknown) => (error instanceof AlreadyThere ? error.what : String(error)),
  );

describe('the inbox', () => {
  it.each([
    ['the same id on the channel', anInbound({ id: 'msg_2' }), 'message'],
    ['the same id from another conversation', anInbound({ id: 'msg_2', conversationId: 'conv_2' }), 'message'],
    ['another id', anInbound({ id: 'msg_2', providerId: 'SM0002' }), 'fine'],
    ['the same id on another channel', anInbound({ id: 'msg_2', channel: 'whatsapp' }), 'fine'],
  ])('knows a repeat: %s', async (_, second, expected) => {
    await test.transact((work) => work.messages.addInbound(anInbound()));
    expect(await clashOf((work) => work.messages.addInbound(second))).toBe(expected);
  });

  it('knows a repeat in the web chat within one conversation only', async () => {
    await test.transact((work) => work.messages.addInbound(web(1)));
    expect(await clashOf((work) => work.messages.addInbound({ ...web(1), id: 'msg_2' }))).toBe('message');
    expect(
      await clashOf((work) => work.messages.addInbound({ ...web(1), id: 'msg_2', conversationId: 'chat-2' })),
    ).toBe('fine');
  });

  it('gives messages of one conversation in the order in which they came, whatever their ids and times', async () => {
    for (const id of ['msg_c', 'msg_a', 'msg_b'])
      await test.transact((work) => work.messages.addInbound(anInbound({ id, providerId: id, receivedAt: MORNING })));
    const order: (string | undefined)[] = [];
    for (let n = 0; n < 4; n += 1)
      await test.transact(async (work) => {
        const message = await work.messages.oldestUnanswered('conv_1');
        order.push(message?.id);
        if (message) await work.messages.answered(message.id);
      });
    expect(order).toEqual(['msg_c', 'msg_a', 'msg_b', undefined]);
  });
});

describe('the web chat', () => {
  it('numbers 50 messages that come at once without a gap, each once', async () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n + 1);
    await Promise.all(numbers.map((n) => test.transact((work) => work.messages.addInbound(web(n)))));
    const messages = await chat();
    expect(messages.map(({ seq }) => seq)).toEqual(numbers);
    expect(new Set(ids(messages)).size).toBe(50);
    expect(await test.transact((work) => work.messages.lastSeq('chat'))).toBe(50);
  });

  it('never shows a number before the ones below it', async () => {
    let writing = true;
    const gaps: number[][] = [];
    const watch = async () => {
      while (writing) {
        const seen = (await chat()).map(({ seq }) => seq ?? 0);
        if (seen.some((seq, at) => seq !== at + 1)) gaps.push(seen);
      }
    };
    const watching = watch();
    await Promise.all(Array.from({ length: 25 }, (_, n) => test.transact((work) => work.messages.addInbound(web(n)))));
    writing = false;
    await watching;
    expect(gaps).toEqual([]);
  });

  it('keeps echo, replies and notices of one transaction in their order, and those of another after them', async () => {
    await test.transact(async (work) => {
      await work.messages.addInbound(web(1));
      await work.messages.addOutbound(webReply(1));
      await work.messages.addOutbound(webReply(2));
    });
    await test.transact((work) => work.messages.addOutbound(webReply(3)));
    expect(ids(await chat())).toEqual(['msg_in_1', 'msg_out_1', 'msg_out_2', 'msg_out_3']);
    expect([ids(await chat(2)), ids(await chat(1, 2)), ids(await chat(4))]).toEqual([
      ['msg_out_2', 'msg_out_3'],
      ['msg_out_1', 'msg_out_2'],
      [],
    ]);
  });

  it('tells the last numbers of many conversations at once', async () => {
    await test.transact((work) => work.messages.addInbound(web(1)));
    await test.transact((work) => work.messages.addInbound({ ...web(2), conversationId: 'chat-2' }));
    await test.transact((work) => work.messages.addOutbound(webReply(1)));
    const last = await test.transact((work) => work.messages.lastSeqs(['chat', 'chat-2', 'chat-3']));
    expect([...last]).toEqual([
      ['chat', 2],
      ['chat-2', 1],
    ]);
  });

  it('takes no number for what was rolled back', async () => {
    await test.transact((work) => work.messages.addInbound(web(1)));
    await expect(
      test.transact(async (work) => {
        await work.messages.addOutbound(webReply(1));
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await test.transact((work) => work.messages.addOutbound(webReply(2)));
    expect((await chat()).map(({ id, seq }) => [id, seq])).toEqual([
      ['msg_in_1', 1],
      ['msg_out_2', 2],
    ]);
  });

  it('gives channelData back letter for letter', async () => {
    const channelData = '{ "b":1.0, "a":"\\u0645" }';
    await test.transact((work) => work.messages.addInbound({ ...web(1), channelData }));
    expect(await chat()).toEqual([{ ...web(1), channelData, seq: 1 }]);
  });
});

describe('the outbox', () => {
  it('gives a message back whole, with its place in the order of its address', async () => {
    const second = anOutbound({
      id: 'msg_out_2',
      noticeKey: 'req_1:come:1:+962791234567',
      lane: 'push',
      requestId: 'req_1',
    });
    await test.transact(async (work) => {
      await work.messages.addOutbound(anOutbound());
      await work.messages.addOutbound(second);
      await work.messages.addOutbound(anOutbound({ id: 'msg_out_3', address: '+962770000001' }));
    });
    const [one, two, three] = await test.transact(async (work) => [
      await work.messages.byId('msg_out_1'),
      await work.messages.byId('msg_out_2'),
      await work.messages.byId('msg_out_3'),
    ]);
    expect(one).toEqual({ ...anOutbound(), order: 1 });
    expect(two).toEqual({ ...second, order: 2 });
    expect((three as OutboundMessage).order).toBe(1);
  });

  it('adds a notice once, however often and from however many at a time', async () => {
    const notice = (n: number) => anOutbound({ id: `msg_${n}`, noticeKey: 'req_1:push.exam.come:1:sms' });
    const added = await Promise.all(
      Array.from({ length: 6 }, (_, n) => test.transact((work) => work.messages.addOutbound(notice(n)))),
    );
    expect(added.filter(Boolean)).toEqual([true]);
    expect(await test.transact((work) => work.messages.unsent())).toEqual({ queued: 1, sending: 0, unknown: 0 });
  });

  it('finds an outgoing message by its provider id', async () => {
    await test.transact(async (work) => {
      await work.messages.addOutbound(anOutbound());
      await work.messages.addInbound(anInbound({ providerId: 'SM9' }));
    });
    const sent = await test.transact(async (work) => {
      const message = (await work.messages.byId('msg_out_1')) as OutboundMessage;
      const accepted = { ...message, state: 'accepted', providerId: 'SM9', sentAt: MORNING } as const;
      await work.messages.saveOutbound(accepted);
      return accepted;
    });
    const found = await test.transact(async (work) => [
      await work.messages.byProviderId('sms', 'SM9'),
      await work.messages.byProviderId('whatsapp', 'SM9'),
    ]);
    expect(found).toEqual([sent, undefined]);
  });
});

describe('what may be sent now', () => {
  type Plan = Partial<OutboundMessage> & { id: string };
  const queue = (plans: readonly Plan[]) =>
    test.transact(async (work) => {
      for (const { state = 'queued', leaseUntil = 0, ...plan } of plans) {
        await work.messages.addOutbound(anOutbound(plan));
        const message = (await work.messages.byId(plan.id)) as OutboundMessage;
        await work.messages.saveOutbound({ ...message, state, leaseUntil });
      }
    });
  const sendable = (lane: OutboundMessage['lane'], limit = 10) =>
    test.transact(async (work) => ids(await work.messages.sendable(lane, MORNING, MORNING, limit)));

  const cases: readonly [string, readonly Plan[], { reply?: string[]; push?: string[]; bulk?: string[] }][] = [
    ['only the first of an address', [{ id: 'a1' }, { id: 'a2' }], { reply: ['a1'] }],
    ['one of each address', [{ id: 'a1' }, { id: 'b1', address: '+962770000001' }], { reply: ['a1', 'b1'] }],
    ['the same number on two channels', [{ id: 'a1' }, { id: 'w1', channel: 'whatsapp' }], { reply: ['a1', 'w1'] }],
    ['nothing while one is being sent', [{ id: 'a1', state: 'sending' }, { id: 'a2' }], { reply: [] }],
    ['the next when one was accepted', [{ id: 'a1', state: 'accepted' }, { id: 'a2' }], { reply: ['a2'] }],
    ['nothing before its time', [{ id: 'a1', notBefore: MORNING + 1 }], { reply: [] }],
    [
      'nothing while the first of the address pauses',
      [{ id: 'a1', leaseUntil: MORNING + 1 }, { id: 'a2' }],
      { reply: [] },
    ],
    [
      'a reply past a push that waits for the morning',
      [{ id: 'p1', lane: 'push', notBefore: MORNING + 1 }, { id: 'a1' }],
      { reply: ['a1'], push: [] },
    ],
    ['a reply past an announcement', [{ id: 'b1', lane: 'bulk' }, { id: 'a1' }], { reply: ['a1'], bulk: ['b1'] }],
    ['a push after the reply before it', [{ id: 'a1' }, { id: 'p1', lane: 'push' }], { reply: ['a1'], push: [] }],
    ['a reply past a push that is due', [{ id: 'p1', lane: 'push' }, { id: 'a1' }], { push: ['p1'], reply: ['a1'] }],
  ];
  it.each(cases)('%s', async (_, plans, expected) => {
    await queue(plans);
    const found = Object.fromEntries(
      await Promise.all(Object.keys(expected).map(async (lane) => [lane, await sendable(lane as 'reply')])),
    );
    expect(found).toEqual(expected);
  });

  it('gives the oldest first, and looks past a long row of one address', async () => {
    const many = Array.from({ length: 210 }, (_, n) => ({
      id: `a${n}`,
      lane: 'bulk' as const,
      createdAt: MORNING + n,
    }));
    await queue([
      ...many,
      { id: 'z1', lane: 'bulk', address: '+962770000001', createdAt: MORNING + 500 },
      { id: 'y1', lane: 'bulk', address: '+962770000002', createdAt: MORNING + 400 },
    ]);
    expect(await sendable('bulk')).toEqual(['a0', 'y1', 'z1']);
    expect(await sendable('bulk', 1)).toEqual(['a0']);
  });

  it('lists claims and unknown ones whose lease is over, the oldest first', async () => {
    await queue([
      { id: 'a1', state: 'sending', leaseUntil: MORNING },
      { id: 'b1', address: '+962770000001', state: 'sending', leaseUntil: MORNING + 1 },
      { id: 'c1', address: '+962770000002', state: 'sending', leaseUntil: MORNING - 5 },
      { id: 'd1', address: '+962770000003', state: 'unknown', leaseUntil: MORNING - 5 },
    ]);
    const abandoned = (limit: number) =>
      test.transact(async (work) => ids(await work.messages.abandoned(MORNING, limit)));
    expect([await abandoned(10), await abandoned(1)]).toEqual([['c1', 'd1', 'a1'], ['c1']]);
    expect(await test.transact((work) => work.messages.unsent())).toEqual({ queued: 0, sending: 3, unknown: 1 });
  });
});
