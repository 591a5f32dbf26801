// What arrives: stored once, in its conversation, with the citizen whom the channel proves; cards masked; opt-out words obeyed.
import type { ChannelName } from '../../src/domain/message';
import { arrive, maskCards, openConversation, type Arrival } from '../../src/services/inbox';
import { aReturnAddress } from '../support/samples';
import { openWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let count = 0;
const fresh = (prefix: string): string => `${prefix}${String((count += 1)).padStart(7, '0')}`;
const arrival = (over: Partial<Arrival> = {}): Arrival => ({
  channel: 'sms',
  address: fresh('+96277'),
  providerId: fresh('SM'),
  kind: 'text',
  text: 'hello',
  ...over,
});

async function arrived(given: Arrival): Promise<{ conversationId: string; messageId: string }> {
  const outcome = await arrive(world.transact, given);
  if (outcome === 'repeated') throw new Error('a new message');
  return outcome;
}

const conversationOf = ({ channel, address }: Arrival) =>
  world.transact((work) => work.conversations.byAddress(channel, address));
const waiting = (conversationId: string) => world.transact((work) => work.messages.oldestUnanswered(conversationId));

test.each<ChannelName>(['sms', 'whatsapp'])(
  'a first message by %s opens a conversation and proves the phone',
  async (channel) => {
    const given = arrival({ channel, text: ' \u200fhello\u0000 ', tapped: 'exam' });
    const { conversationId, messageId } = await arrived(given);
    const citizen = await world.transact((work) => work.citizens.byPhone(given.address));
    expect(citizen).toMatchObject({ phone: given.address, language: 'en' });
    expect(await conversationOf(given)).toEqual({
      id: conversationId,
      channel,
      address: given.address,
      citizenId: citizen?.id,
      language: undefined,
      offered: undefined,
      misses: 0,
      faults: 0,
      lastInboundAt: world.clock.now(),
      source: undefined,
      endedAt: undefined,
      createdAt: world.clock.now(),
    });
    expect(await waiting(conversationId)).toEqual({
      direction: 'in',
      id: messageId,
      channel,
      conversationId,
      providerId: given.providerId,
      kind: 'text',
      text: 'hello',
      tapped: 'exam',
      channelData: undefined,
      state: 'received',
      receivedAt: world.clock.now(),
      seq: undefined,
    });
  },
);

test('SMS and WhatsApp of one phone are two conversations of one citizen', async () => {
  const [sms, whatsapp] = [arrival(), arrival({ channel: 'whatsapp' })].map((given) => ({
    ...given,
    address: '+962770009999',
  }));
  const ids = [await arrived(sms!), await arrived(whatsapp!)].map(({ conversationId }) => conversationId);
  const citizens = [await conversationOf(sms!), await conversationOf(whatsapp!)].map(
    (conversation) => conversation?.citizenId,
  );
  expect([new Set(ids).size, new Set(citizens).size]).toEqual([2, 1]);
});

test('a web chat proves nobody; its conversation is its address', async () => {
  const given = arrival({
    channel: 'web-chat',
    address: fresh('conv_chat'),
    source: 'source-1',
    channelData: '{"a":1}',
  });
  const opened = await world.transact((work) => openConversation(work, given));
  expect(opened).toMatchObject({
    created: true,
    conversation: { id: given.address, source: 'source-1', citizenId: undefined },
  });
  expect(await world.transact((work) => openConversation(work, given))).toEqual({
    created: false,
    conversation: opened.conversation,
  });
  expect(await arrived(given)).toMatchObject({ conversationId: given.address });
  expect(await conversationOf(given)).toEqual({ ...opened.conversation, lastInboundAt: world.clock.now() });
  expect(await waiting(given.address)).toMatchObject({ channelData: '{"a":1}', seq: expect.any(Number) });
});

test('a Bot Framework conversation proves nobody, and is answered where its newest message says', async () => {
  const given = arrival({
    channel: 'bot-framework',
    address: fresh('["emulator","b4b5"]'),
    source: 'source-2',
    returnAddress: aReturnAddress({ serviceUrl: 'http://127.0.0.1:1' }),
  });
  await arrived(given);
  expect(await conversationOf(given)).toMatchObject({
    citizenId: undefined,
    source: 'source-2',
    returnAddress: aReturnAddress({ serviceUrl: 'http://127.0.0.1:1' }),
  });
  const moved = aReturnAddress({ serviceUrl: 'http://127.0.0.1:2' });
  await arrived({ ...given, providerId: fresh('activity-'), returnAddress: moved });
  expect((await conversationOf(given))?.returnAddress).toEqual(moved);
});

test("one client's id in two conversations of the Bot Framework is two messages, and in one it is one", async () => {
  const given = arrival({ channel: 'bot-framework', address: fresh('["emulator","b4b5"]') });
  await arrived(given);
  expect(await arrive(world.transact, { ...given, address: fresh('["emulator","b4b5"]') })).not.toBe('repeated');
  expect(await arrive(world.transact, given)).toBe('repeated');
});

test('a repeat changes nothing', async () => {
  const given = arrival();
  const { conversationId, messageId } = await arrived(given);
  const before = await conversationOf(given);
  world.at('2026-11-23T13:00');
  expect(await arrive(world.transact, { ...given, text: 'other words' })).toBe('repeated');
  expect([await conversationOf(given), (await waiting(conversationId))?.id]).toEqual([before, messageId]);
});

test("one provider's id on two channels is two messages", async () => {
  const given = arrival();
  await arrived(given);
  expect(await arrive(world.transact, { ...given, channel: 'whatsapp' })).not.toBe('repeated');
});

test('two first messages at the same moment are both stored, in one conversation', async () => {
  const address = fresh('+96277');
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => arrived(arrival({ address }))));
  expect(new Set(outcomes.map(({ conversationId }) => conversationId)).size).toBe(1);
  expect(new Set(outcomes.map(({ messageId }) => messageId)).size).toBe(4);
});

test('the same message four times at once is stored once', async () => {
  const given = arrival();
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => arrive(world.transact, given)));
  expect(outcomes.filter((outcome) => outcome === 'repeated').length).toBe(3);
});

test('of a very long text the beginning is kept', async () => {
  const { conversationId } = await arrived(arrival({ text: 'x'.repeat(6_000) }));
  expect((await waiting(conversationId))?.text.length).toBe(5_000);
});

describe('the opt-out of the provider', () => {
  const isClosed = ({ channel, address }: Arrival) =>
    world.transact((work) => work.closedAddresses.isClosed(channel, address));

  test('is obeyed, and answered by nobody else', async () => {
    const given = arrival({ text: 'STOP', optOut: 'stop' });
    const { conversationId } = await arrived(given);
    expect([await isClosed(given), await waiting(conversationId)]).toEqual([true, undefined]);
    await arrived({ ...given, providerId: fresh('SM'), optOut: 'help' });
    expect(await isClosed(given)).toBe(true);
    await arrived({ ...given, providerId: fresh('SM'), optOut: 'start' });
    expect([await isClosed(given), await waiting(conversationId)]).toEqual([false, undefined]);
  });

  test('is not the word by itself', async () => {
    const given = arrival({ text: 'STOP' });
    const { conversationId } = await arrived(given);
    expect([await isClosed(given), (await waiting(conversationId))?.text]).toEqual([false, 'STOP']);
  });
});

describe('card numbers', () => {
  const arabic = (text: string): string => text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));

  test.each([
    ['plain', '4111111111111111', '••••'],
    ['in a sentence', 'my card is 5555555555554444 thanks', 'my card is •••• thanks'],
    ['in groups', '4111 1111 1111 1111', '••••'],
    ['with hyphens', '4111-1111-1111-1111', '••••'],
    ['with dots', '4111.1111.1111.1111', '••••'],
    ['with spaces that do not break', '4111\u00a01111\u00a01111\u00a01111', '••••'],
    ['of fifteen digits', '3782 822463 10005', '••••'],
    ['with its date and code behind', '4111111111111111 12/27 123', '•••• 12/27 123'],
    ['in groups with its date and code behind', '4111 1111 1111 1111 1227 123', '•••• 1227 123'],
    ['with a number before', 'option 2 4111111111111111', 'option 2 ••••'],
    ['two of them', '4111111111111111, 5555555555554444', '••••, ••••'],
    ['with Arabic digits', arabic('4111 1111 1111 1111'), '••••'],
    ['stored so', 'x4111111111111111y', 'x••••y'],
  ])('%s', (_, text, masked) => {
    expect(maskCards(text)).toBe(masked);
  });

  test.each([
    ['with a wrong last digit', '4111111111111112'],
    ['a payment number', '100000000008'],
    ['a phone', '+962 79 123 4567'],
    ['a civil number', '9871035522'],
    ['a phone and a civil number', '0791234567 9871035522'],
    ['a number of another beginning', '1000000000000008'],
    ['numbers on two lines', '41111111\n11111111'],
  ])('no card: %s', (_, text) => {
    expect(maskCards(text)).toBe(text);
  });

  test('are not stored', async () => {
    const { conversationId } = await arrived(arrival({ text: 'pay with 4111 1111 1111 1111' }));
    expect((await waiting(conversationId))?.text).toBe('pay with ••••');
  });
});
