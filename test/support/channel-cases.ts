// The one runner for channels that Twilio carries: tables of what comes in, of receipts and of sends, with what each must become.
import { createChannels } from '../../src/channels';
import type { BotFrameworkOptions } from '../../src/channels/bot-framework';
import type { Channel, Found, Inbound, Read, SendOutcome, StatusReport } from '../../src/channels/channel';
import { signWebhook } from '../../src/channels/twilio';
import { answerJson, answerPage, openTwilioDouble, type Behaviour, type TwilioDouble } from './twilio-double';
import { anOutbound } from './samples';
import type { OutboundMessage } from '../../src/domain/message';

export const ACCOUNT = 'AC00000000000000000000000000000001';
export const TOKEN = '12345678901234567890123456789012';
export const SECOND_TOKEN = '22345678901234567890123456789012';
export const PUBLIC_URL = 'https://bot.example.jo';

/** For tests that are about other channels. */
export const NOBODY_THERE: BotFrameworkOptions = {
  destinationOf: async () => undefined,
  post: () => Promise.reject(new Error('there is nowhere to post to')),
};

type Form = Record<string, string | string[]>;
export type ChannelCases = {
  readonly channel: 'sms' | 'whatsapp';
  readonly inbound: readonly (readonly [label: string, form: Form, read: Read<Inbound>])[];
  readonly status: readonly (readonly [label: string, form: Form, read: Read<StatusReport>])[];
  readonly send: readonly (readonly [label: string, behaviour: Behaviour, outcome: SendOutcome])[];
  readonly render: readonly (readonly [label: string, text: string, shown: string])[];
  /** The form fields of a message's creation, beside the body. */
  readonly created: Record<string, string>;
  readonly find: readonly (readonly [
    label: string,
    listed: readonly Record<string, unknown>[],
    known: readonly string[],
    found: Found,
  ])[];
};

const SENT_AT = Date.UTC(2026, 10, 23, 7, 43, 20);

const TEXT = 'رقم الطلب 48271936';

/** A message as Twilio lists it. */
export const listed = (change: Record<string, unknown>): Record<string, unknown> => ({
  sid: 'SM00000000000000000000000000000c03',
  body: TEXT,
  direction: 'outbound-api',
  status: 'queued',
  error_code: null,
  date_created: 'Mon, 23 Nov 2026 07:43:20 +0000',
  ...change,
});

export function channelOf(
  name: Channel['name'],
  apiUrl: string,
): Channel & Required<Pick<Channel, 'webhooks' | 'carrier'>> {
  const channels = createChannels({
    publicUrl: PUBLIC_URL,
    twilio: { accountSid: ACCOUNT, authTokens: [TOKEN, SECOND_TOKEN], apiUrl, timeoutMs: 400 },
    smsSender: { from: 'GAM' },
    whatsappFrom: '+962770000001',
    botFramework: NOBODY_THERE,
  });
  const channel = channels.find((one) => one.name === name);
  if (!channel?.carrier || !channel.webhooks) throw new Error(`no carrier for ${name}`);
  return { ...channel, webhooks: channel.webhooks, carrier: channel.carrier };
}

export function runChannelCases(cases: ChannelCases): void {
  const url = (kind: string) => `${PUBLIC_URL}/channels/${cases.channel}/${kind}`;
  const signed = (kind: string, form: Form, token = TOKEN) => ({
    url: url(kind),
    headers: { 'x-twilio-signature': signWebhook(token, url(kind), form) },
    form,
  });
  let double: TwilioDouble;
  let channel: ReturnType<typeof channelOf>;
  const message = (change: Partial<OutboundMessage> = {}): OutboundMessage => ({
    ...anOutbound({
      channel: cases.channel,
      address: '+962790000002',
      content: { text: TEXT },
      sentAt: SENT_AT,
      ...change,
    }),
    order: 1,
    seq: undefined,
  });

  beforeAll(async () => {
    double = await openTwilioDouble();
    channel = channelOf(cases.channel, double.url);
  });
  afterAll(() => double.close());
  beforeEach(() => double.received.splice(0));

  test.each(cases.inbound)('inbound: %s', (_, form, read) => {
    expect(channel.webhooks.readInbound(signed('inbound', form))).toEqual(read);
  });

  test.each(cases.status)('receipt: %s', (_, form, read) => {
    expect(channel.webhooks.readStatus(signed('status', form))).toEqual(read);
  });

  test('a webhook counts when either token signed it, and no other', () => {
    const [, form, read] = cases.inbound[0]!;
    const forged = { refused: 'signature', why: 'X-Twilio-Signature does not fit' };
    expect(channel.webhooks.readInbound(signed('inbound', form, SECOND_TOKEN))).toEqual(read);
    expect(channel.webhooks.readInbound(signed('inbound', form, 'another token'))).toEqual(forged);
    expect(channel.webhooks.readInbound({ ...signed('inbound', form), headers: {} })).toEqual(forged);
    expect(channel.webhooks.readInbound({ ...signed('inbound', form), form: { ...form, Added: '1' } })).toEqual(forged);
    expect(channel.webhooks.readInbound({ ...signed('inbound', form), url: url('status') })).toEqual(forged);
    expect(channel.webhooks.readStatus(signed('status', cases.status[0]![1], 'another token'))).toEqual(forged);
  });

  test.each(cases.send)('send: %s', async (_, behaviour, outcome) => {
    double.answerWith(behaviour);
    expect(await channel.carrier.send(message())).toEqual(outcome);
    expect(double.received).toEqual([
      {
        method: 'POST',
        url: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
        authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
        form: { ...cases.created, Body: TEXT },
      },
    ]);
  });

  test('send: nobody listens there, so that nothing can have been sent', async () => {
    const gone = await openTwilioDouble();
    await gone.close();
    expect(await channelOf(cases.channel, gone.url).carrier.send(message())).toEqual({
      outcome: 'refused',
      code: 'ECONNREFUSED',
      retryAfterMs: 5_000,
      closesAddress: false,
      fallBackToSms: false,
      ours: false,
    });
  });

  test.each([
    ['text-empty', '  '],
    ['text-too-long', 'ط'.repeat(1601)],
  ])('send: %s is our mistake and never leaves', async (code, text) => {
    const refused = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: true };
    expect(await channel.carrier.send(message({ content: { text } }))).toEqual({
      outcome: 'refused',
      code,
      ...refused,
    });
    expect(double.received).toEqual([]);
  });

  test.each(cases.render)('render: %s', (_, text, shown) => {
    expect(channel.render({ text })).toBe(shown);
  });

  test.each(cases.find)('find: %s', async (_, messages, known, found) => {
    // A list of Twilio's is newest first and comes in pages.
    double.answerWith((request, response, take) => {
      const page = Number(new URL(request.url ?? '', 'http://double').searchParams.get('Page') ?? 0);
      const next = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?To=x&Page=${page + 1}`;
      const body = {
        messages: messages.slice(page, page + 1),
        next_page_uri: page + 1 < messages.length ? next : null,
      };
      answerJson(200, body)(request, response, take);
    });
    expect(await channel.carrier.find(message(), async (sid) => known.includes(sid))).toEqual(found);
    expect(new URL(double.received[0]!.url, double.url).searchParams.get('To')).toBe(cases.created['To']);
  });

  test('find: a provider that does not answer leaves everything open', async () => {
    double.answerWith(answerPage(503));
    await expect(channel.carrier.find(message(), async () => false)).rejects.toThrow();
  });
}
