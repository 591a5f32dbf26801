// Vectors of the signature, and what the client must not take from its surroundings. Outcomes: see the channels' own tests.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTwilio, signWebhook } from '../../src/channels/twilio';
import { openTwilioDouble } from '../support/twilio-double';

const TOKEN = '12345678901234567890123456789012';
const twilio = createTwilio({ accountSid: 'AC00000000000000000000000000000001', authTokens: [TOKEN] });

const STATUS_URL = 'https://bot.example.jo/twilio/status';
const INBOUND_URL = 'https://bot.example.jo/twilio/inbound';

/** Bodies as they go over the wire, with signatures that fit the token above. */
const VECTORS = [
  [
    'inbound SMS',
    INBOUND_URL,
    'V9YO6ww+4nDiRJ6fTIG/4fWEUp8=',
    'ToCountry=JO&ToState=&SmsMessageSid=SM00000000000000000000000000000a01&NumMedia=0&ToCity=&FromZip=&SmsSid=SM00000000000000000000000000000a01&FromState=&SmsStatus=received&FromCity=&Body=%D8%A8%D8%AF%D9%8A+%D8%A3%D9%82%D8%AF%D9%85+%D8%A7%D9%85%D8%AA%D8%AD%D8%A7%D9%86+ICDL&FromCountry=JO&To=%2B962770000001&MessagingServiceSid=MG00000000000000000000000000000001&ToZip=&NumSegments=1&MessageSid=SM00000000000000000000000000000a01&AccountSid=AC00000000000000000000000000000001&From=%2B962790000002&ApiVersion=2010-04-01',
  ],
  [
    'WhatsApp, a button pressed',
    INBOUND_URL,
    '2fmPrtbA8ovzAVUEZps9W/8QClk=',
    'OriginalRepliedMessageSender=whatsapp%3A%2B962770000001&ExternalUserId=whatsapp%3AJO.4566000000000001&SmsMessageSid=SM00000000000000000000000000000b02&FrequentlyForwarded=false&NumMedia=0&ProfileName=Lina&MessageType=interactive&SmsSid=SM00000000000000000000000000000b02&WaId=962790000002&SmsStatus=received&Body=%D8%AA%D8%A3%D9%83%D9%8A%D8%AF&Forwarded=false&ButtonText=%D8%AA%D8%A3%D9%83%D9%8A%D8%AF&To=whatsapp%3A%2B962770000001&ButtonPayload=confirm%3AREQ-2026-000123&NumSegments=1&ReferralNumMedia=0&MessageSid=SM00000000000000000000000000000b02&AccountSid=AC00000000000000000000000000000001&OriginalRepliedMessageSid=MM00000000000000000000000000000d04&ChannelMetadata=%7B%22type%22%3A%22whatsapp%22%2C%22data%22%3A%7B%22context%22%3A%7B%22ButtonText%22%3A%22%D8%AA%D8%A3%D9%83%D9%8A%D8%AF%22%2C%22Forwarded%22%3A%22false%22%2C%22FrequentlyForwarded%22%3A%22false%22%2C%22ProfileName%22%3A%22Lina%22%2C%22WaId%22%3A%22962790000002%22%7D%7D%7D&From=whatsapp%3A%2B962790000002&ApiVersion=2010-04-01',
  ],
  [
    'SMS delivered',
    STATUS_URL,
    'jq8wRHo15F5R4InLyD5dV4evxAM=',
    'SmsSid=SM00000000000000000000000000000c03&SmsStatus=delivered&MessageStatus=delivered&To=%2B962790000002&MessageSid=SM00000000000000000000000000000c03&AccountSid=AC00000000000000000000000000000001&MessagingServiceSid=MG00000000000000000000000000000001&From=GAM&ApiVersion=2010-04-01&RawDlrDoneDate=2611230744',
  ],
  [
    'WhatsApp refused',
    STATUS_URL,
    'i+het4w3qQ3ssy3Vpx8f/8EjtTA=',
    'ErrorCode=63016&ErrorMessage=Failed+to+send+freeform+message+because+you+are+outside+the+allowed+window.&ChannelPrefix=whatsapp&ChannelToAddress=%2B962790000002&SmsSid=SM00000000000000000000000000000c03&SmsStatus=undelivered&MessageStatus=undelivered&To=whatsapp%3A%2B962790000002&MessageSid=SM00000000000000000000000000000c03&AccountSid=AC00000000000000000000000000000001&From=whatsapp%3A%2B962770000001&ApiVersion=2010-04-01',
  ],
] as const;

test.each(VECTORS)('signature: %s', (_, url, signature, body) => {
  const form = Object.fromEntries(new URLSearchParams(body));
  const call = { url, headers: { 'x-twilio-signature': signature }, form };
  expect(twilio.isSigned(call)).toBe(true);
  expect(signWebhook(TOKEN, url, form)).toBe(signature);
  expect(twilio.isSigned({ ...call, form: { ...form, To: '+962790000003' } })).toBe(false);
  expect(twilio.isSigned({ ...call, url: url.replace('https', 'http') })).toBe(false);
});

describe('surroundings', () => {
  const KEYS = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'TWILIO_EDGE',
    'TWILIO_REGION',
    'TWILIO_LOG_LEVEL',
    'TWILIO_CA_BUNDLE',
    'TWILIO_ACCOUNT_SID',
  ];
  const before = new Map(KEYS.map((key) => [key, process.env[key]]));
  afterEach(() => {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });

  test('nothing is taken from the environment', async () => {
    const proxied: string[] = [];
    const proxy = createServer((request, response) => {
      proxied.push(request.url ?? '');
      response.statusCode = 502;
      response.end();
    });
    proxy.on('connect', (request, socket) => {
      proxied.push(request.url ?? '');
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
      TWILIO_EDGE: 'sydney',
      TWILIO_REGION: 'au1',
      TWILIO_LOG_LEVEL: 'debug',
      TWILIO_CA_BUNDLE: '/nowhere.pem',
      TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000009',
    });
    const double = await openTwilioDouble();
    const printed = jest.spyOn(console, 'log');
    const letter = {
      to: '+962790000002',
      body: 'مرحبا',
      sender: { messagingServiceSid: 'MG00000000000000000000000000000001' },
      statusCallback: STATUS_URL,
    };
    const client = createTwilio({
      accountSid: 'AC00000000000000000000000000000001',
      authTokens: [TOKEN],
      apiUrl: `${double.url}/base/`,
    });
    expect(await client.send(letter)).toEqual({
      outcome: 'accepted',
      providerId: 'SM00000000000000000000000000000001',
    });
    expect(double.received.map(({ url, form }) => [url, form])).toEqual([
      [
        '/base/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json',
        {
          To: letter.to,
          Body: letter.body,
          MessagingServiceSid: letter.sender.messagingServiceSid,
          StatusCallback: STATUS_URL,
        },
      ],
    ]);
    expect(proxied).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
    await double.close();
    await new Promise((resolve) => proxy.close(resolve));
  });
});
