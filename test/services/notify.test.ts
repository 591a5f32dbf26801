// A notice goes out once: by SMS always, as a copy into the conversation of origin where that is not SMS, and at a decent hour.
import type { OutboundMessage } from '../../src/domain/message';
import { NOTICES, type Notice } from '../../src/domain/notices';
import { money, type Params } from '../../src/language/texts';
import { openConversation } from '../../src/services/inbox';
import { notify, reply, sendableFrom } from '../../src/services/notify';
import { cancel, receivePayment } from '../../src/services/requests';
import { openWorld, paymentFor, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.at('2026-11-23T12:00');
  await world.sent();
});
afterAll(() => world.close());

let count = 0;
const fresh = (prefix: string): string => `${prefix}${String((count += 1)).padStart(7, '0')}`;
const brief = ({ channel, address, content }: Pick<OutboundMessage, 'channel' | 'address' | 'content'>) => [
  channel,
  address,
  content.notice,
];

async function chatOf(phone: string) {
  const { citizen } = await world.write('sms', phone);
  const { conversation } = await world.transact((work) => openConversation(work, { address: fresh('conv_chat') }));
  return { citizen, conversation };
}

const shownIn = (conversationId: string) =>
  world.transact(async (work) =>
    (await work.messages.after(conversationId, 0, 100)).filter(
      (message): message is OutboundMessage => message.direction === 'out',
    ),
  );

describe('where it goes', () => {
  test('from SMS: one SMS, in the conversation that is there', async () => {
    const from = await world.write('sms', fresh('+96277'));
    await world.submitted(from);
    const sent = await world.sent();
    expect(sent.map(brief)).toEqual([['sms', from.citizen.phone, 'push.exam.payment-number']]);
    expect(sent[0]?.conversationId).toBe(from.conversation.id);
  });

  test('from WhatsApp: an SMS, and a copy there', async () => {
    const from = await world.write('whatsapp', fresh('+96277'));
    await world.submitted(from);
    const sent = await world.sent();
    expect(sent.map(brief).sort()).toEqual([
      ['sms', from.citizen.phone, 'push.exam.payment-number'],
      ['whatsapp', from.citizen.phone, 'push.exam.payment-number'],
    ]);
    expect(sent.map(({ channel, conversationId }) => [channel, conversationId]).sort()).toEqual([
      ['sms', undefined],
      ['whatsapp', from.conversation.id],
    ]);
    expect(new Set(sent.map(({ content }) => content.text)).size).toBe(2);
  });

  test.each([
    ['inside the window of 24 hours', '2026-11-24T11:59', ['sms', 'whatsapp']],
    ['after it', '2026-11-24T12:00', ['sms']],
  ])('from WhatsApp, later, %s', async (_, later, channels) => {
    const request = await world.submitted(await world.write('whatsapp', fresh('+96277')));
    await world.sent();
    world.at(later);
    await world.transact((work) => receivePayment(work, paymentFor(request)));
    expect((await world.sent()).map(({ channel }) => channel).sort()).toEqual(channels);
  });

  test('from the web chat: an SMS, and a copy whose commit is its delivery', async () => {
    const from = await chatOf(fresh('+96277'));
    const request = await world.submitted(from);
    expect((await world.sent()).map(brief)).toEqual([['sms', from.citizen.phone, 'push.exam.payment-number']]);
    const [copy, ...more] = await shownIn(from.conversation.id);
    expect([copy?.state, copy?.content.notice, copy?.content.reference, more]).toEqual([
      'delivered',
      'push.exam.payment-number',
      { request: request.number, payment: request.paymentNumber },
      [],
    ]);
  });

  test('from the Bot Framework: the SMS, and one copy that waits for the connector', async () => {
    const { citizen } = await world.write('sms', fresh('+96277'));
    const address = fresh('["emulator","b4b5"]');
    const { conversation } = await world.write('bot-framework', address);
    await world.submitted({ citizen, conversation });
    expect((await world.sent()).map(brief).sort()).toEqual([
      ['bot-framework', address, 'push.exam.payment-number'],
      ['sms', citizen.phone, 'push.exam.payment-number'],
    ]);
  });

  test('to a web chat that has ended: the SMS alone', async () => {
    const from = await chatOf(fresh('+96277'));
    await world.transact((work) => work.conversations.save({ ...from.conversation, endedAt: work.now }));
    await world.submitted(from);
    expect([(await world.sent()).length, (await shownIn(from.conversation.id)).length]).toEqual([1, 0]);
  });
});

describe('once', () => {
  test('the same occurrence is sent once, the next one again', async () => {
    const request = await world.submitted(await world.write('whatsapp', fresh('+96277')));
    await world.sent();
    const remind = async (occurrence: string) => {
      await world.transact((work) => notify(work, request, 'push.exam.payment-reminder', occurrence));
      return (await world.sent()).length;
    };
    expect([await remind('1'), await remind('1'), await remind('2')]).toEqual([2, 0, 2]);
  });
});

test('an answer that no phone takes in one message goes out as several, in order, with the choices on the last', async () => {
  const lines = Array.from({ length: 100 }, (_, n) => `${n} ${'x'.repeat(30)}`);
  const sentTo = async (channel: 'sms' | 'web-chat') => {
    const { conversation } =
      channel === 'sms' ? await world.write('sms', fresh('+96277')) : await chatOf(fresh('+96277'));
    await world.sent();
    const content = { text: lines.join('\n'), choices: [{ label: 'a', value: 'a' }], ask: 'station' };
    await world.transact((work) => reply(work, { conversation, language: 'en', content }));
    return channel === 'sms' ? world.sent() : shownIn(conversation.id);
  };
  const sms = await sentTo('sms');
  expect(sms.map(({ content }) => [content.text.length <= 1600, content.ask, content.choices?.length])).toEqual([
    [true, undefined, undefined],
    [true, undefined, undefined],
    [true, 'station', 1],
  ]);
  expect(sms.map(({ content }) => content.text).join('\n')).toBe(lines.join('\n'));
  expect((await sentTo('web-chat')).map(({ content }) => content.text)).toEqual([lines.join('\n')]);
});

describe('what it says', () => {
  test.each(['ar', 'en'] as const)('every notice has all that its texts need, in %s', async (language) => {
    const from = await chatOf(fresh('+96277'));
    const request = await world.submitted(from, { language });
    await world.sent();
    const notices = (Object.keys(NOTICES) as Notice[]).filter((notice) => notice !== 'push.exam.payment-number');
    const about: Partial<Record<Notice, Params>> = {
      'push.exam.payment-kept': { why: 'late', paid: money(5_000) },
      'push.exam.moved': { own: 'yes' },
      'push.exam.corrected': { now: 'passed' },
    };
    for (const notice of notices) await world.transact((work) => notify(work, request, notice, '1', about[notice]));
    const sent = [...(await world.sent()), ...(await shownIn(from.conversation.id)).slice(1)];
    expect(sent.length).toBe(2 * notices.length);
    for (const { content, language: written } of sent) {
      expect([written, content.text]).toEqual([language, expect.stringContaining(request.number)]);
      expect(content.text).not.toMatch(/[{}]|undefined|null|NaN/);
      expect(content.text).toBe(content.text.trim());
    }
  });

  test('the payment number stands in the reference while it can be paid', async () => {
    const request = await world.submitted(await world.write('sms', fresh('+96277')));
    await world.transact((work) => receivePayment(work, paymentFor(request)));
    expect((await world.sent()).map(({ content }) => content.reference)).toEqual([
      { request: request.number, payment: request.paymentNumber },
      { request: request.number },
    ]);
  });

  test.each([
    ['unpaid', 'icdl', false],
    ['paid', 'icdl', true],
    ['free', 'free', false],
  ])('a cancelled request, %s', async (how, examId, pays) => {
    const request = await world.submitted(await world.write('sms', fresh('+96277')), { examId });
    if (pays) await world.transact((work) => receivePayment(work, paymentFor(request)));
    await world.sent();
    await world.transact((work) => cancel(work, request.id, request.requesterId));
    const [sms] = await world.sent();
    expect([/payment number/.test(sms?.content.text ?? ''), /return|refund/.test(sms?.content.text ?? '')]).toEqual([
      how === 'unpaid',
      how === 'paid',
    ]);
  });
});

describe('when it may leave', () => {
  test.each([
    ['what a person or the bank caused, at night', 'push.exam.come', '2026-11-23T03:00', '2026-11-23T03:00'],
    ['what the clock alone causes, before the day', 'push.exam.come-reminder', '2026-11-23T07:59', '2026-11-23T08:00'],
    ['at its first minute', 'push.exam.lapsed', '2026-11-23T08:00', '2026-11-23T08:00'],
    ['by day', 'push.exam.payment-reminder', '2026-11-23T15:30', '2026-11-23T15:30'],
    ['in its last minute', 'push.exam.lapsed', '2026-11-23T19:59', '2026-11-23T19:59'],
    ['after it', 'push.exam.lapsed', '2026-11-23T20:00', '2026-11-24T08:00'],
    ['at the end of the day', 'push.exam.lapsed', '2026-11-30T23:59', '2026-12-01T08:00'],
  ] as const)('%s', (_, notice, now, from) => {
    const at = (wall: string) => Date.parse(`${wall}:00+03:00`);
    expect(sendableFrom(notice, at(now))).toBe(at(from));
  });
});

test('a reply goes into its own conversation, before any push', async () => {
  const from = await world.write('whatsapp', fresh('+96277'));
  await world.submitted(from);
  await world.transact((work) =>
    reply(work, { conversation: from.conversation, language: 'en', content: { text: 'hi' }, replyTo: 'msg_1' }),
  );
  const [first] = await world.sent();
  expect(first).toMatchObject({
    channel: 'whatsapp',
    address: from.citizen.phone,
    lane: 'reply',
    replyTo: 'msg_1',
    content: { text: 'hi' },
  });
});
