// The carriers' webhooks over HTTP, signed as the carrier signs them: what is stored, and what is not.
import { createLog } from '../../src/log';
import { signWebhook } from '../../src/channels/twilio';
import { createWebServer, type WebServer } from '../../src/web/server';
import { webhookRoutes } from '../../src/web/webhooks';
import { PUBLIC_URL, TOKEN } from '../support/channel-cases';
import { openBench, type Bench } from '../support/delivery';

let bench: Bench;
let server: WebServer;
let arrivals = 0;
const lines: string[] = [];

beforeAll(async () => {
  bench = await openBench();
  const routes = webhookRoutes({
    channels: [...bench.byName.values()],
    transact: bench.transact,
    publicUrl: PUBLIC_URL,
    log: createLog((line) => lines.push(line)),
    onArrival: () => (arrivals += 1),
  });
  server = createWebServer({ routes, log: createLog((line) => lines.push(line)), trustedProxies: [] });
  await server.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await server.close();
  await bench.close();
});
beforeEach(() => {
  arrivals = 0;
  lines.length = 0;
});

type Form = Record<string, string>;
async function call(path: string, form: Form, options: { token?: string; signature?: string; type?: string } = {}) {
  const signature = options.signature ?? signWebhook(options.token ?? TOKEN, `${PUBLIC_URL}${path}`, form);
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': options.type ?? 'application/x-www-form-urlencoded; charset=utf-8',
      ...(signature === '' ? {} : { 'X-Twilio-Signature': signature }),
    },
    body: new URLSearchParams(form).toString(),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

const EMPTY = {
  status: 200,
  type: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};
const sid = (n: number) => `SM${String(n).padStart(32, '0')}`;
const sms = (n: number, more: Form = {}): Form => ({
  MessageSid: sid(n),
  AccountSid: 'AC1',
  From: '+962791234567',
  To: '+962770000001',
  Body: 'مرحبا، بدي امتحان',
  NumMedia: '0',
  NumSegments: '1',
  ...more,
});
const INBOUND = '/channels/sms/inbound';

const stored = (channel: 'sms' | 'whatsapp', address: string) =>
  bench.transact(async (work) => {
    const conversation = await work.conversations.byAddress(channel, address);
    return conversation && work.messages.oldestUnanswered(conversation.id);
  });

test('a signed message is stored, and answered with nothing to say', async () => {
  expect(await call(INBOUND, sms(1))).toEqual(EMPTY);
  expect(await stored('sms', '+962791234567')).toMatchObject({
    providerId: sid(1),
    text: 'مرحبا، بدي امتحان',
    kind: 'text',
    channel: 'sms',
  });
  expect(arrivals).toBe(1);
});

test('a repeat gets the same answer and stores nothing', async () => {
  const form = sms(2, { From: '+962791234568' });
  expect([await call(INBOUND, form), await call(INBOUND, form)]).toEqual([EMPTY, EMPTY]);
  expect(arrivals).toBe(1);
});

test('WhatsApp comes through its own address, with a tapped button', async () => {
  const form = {
    ...sms(3),
    From: 'whatsapp:+962791234569',
    To: 'whatsapp:+962770000001',
    ButtonText: 'لي',
    ButtonPayload: 'self',
    MessageType: 'button',
    Body: 'لي',
  };
  expect(await call('/channels/whatsapp/inbound', form)).toEqual(EMPTY);
  expect(await stored('whatsapp', '+962791234569')).toMatchObject({ tapped: 'self', channel: 'whatsapp' });
});

const FRESH = '+962799999999';
const fresh = (n: number, more: Form = {}) => sms(n, { From: FRESH, ...more });
test.each<[string, () => ReturnType<typeof call>, number]>([
  ['no signature', () => call(INBOUND, fresh(10), { signature: '' }), 403],
  ['a forged signature', () => call(INBOUND, fresh(11), { signature: 'AAAA' }), 403],
  ['signed with another token', () => call(INBOUND, fresh(12), { token: 'another' }), 403],
  [
    'signed for another address',
    () => call(INBOUND, fresh(13), { signature: signWebhook(TOKEN, `${PUBLIC_URL}/channels/sms/status`, fresh(13)) }),
    403,
  ],
  [
    'a query that was not signed',
    () => call(`${INBOUND}?a=1`, fresh(14), { signature: signWebhook(TOKEN, `${PUBLIC_URL}${INBOUND}`, fresh(14)) }),
    403,
  ],
  ['another content type', () => call(INBOUND, fresh(15), { type: 'application/json' }), 415],
  ['words that we do not know', () => call(INBOUND, fresh(16, { MessageType: 'hologram' })), 400],
  ['no fields at all', () => call(INBOUND, {}), 400],
  ['a channel without a carrier', () => call('/channels/web-chat/inbound', fresh(17)), 404],
  ['a channel with another door', () => call('/channels/bot-framework/inbound', fresh(17)), 404],
])('%s: nothing is stored', async (_, made, status) => {
  expect((await made()).status).toBe(status);
  expect(await stored('sms', FRESH)).toBeUndefined();
  expect(arrivals).toBe(0);
});

test('what is refused is told to who runs the service, and nobody is named', async () => {
  await call(INBOUND, fresh(20), { token: 'another' });
  await call('/channels/whatsapp/inbound', { ...fresh(21), From: `whatsapp:${FRESH}`, MessageType: 'hologram' });
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(
    told.map(({ level, event_name, channel, code, reason }) => [level, event_name, channel, code, reason]),
  ).toEqual([
    ['warn', 'webhook.refused', 'sms', 'signature', 'X-Twilio-Signature-does-not-fit'],
    ['error', 'webhook.refused', 'whatsapp', 'words', 'MessageType-is-a-new-word'],
  ]);
  expect(lines.join('')).not.toContain('799999999');
});

test('a receipt moves its message, once and upward', async () => {
  await bench.put({ id: 'msg_receipt', noticeKey: 'receipt', state: 'accepted', providerId: sid(30), channel: 'sms' });
  const receipt = (MessageStatus: string) =>
    call('/channels/sms/status', { MessageSid: sid(30), MessageStatus, To: '+962791234567', AccountSid: 'AC1' });
  const states: string[] = [];
  for (const word of ['sent', 'delivered', 'delivered', 'sent']) {
    expect(await receipt(word)).toEqual(EMPTY);
    states.push((await bench.message('msg_receipt')).state);
  }
  expect(states).toEqual(['sent', 'delivered', 'delivered', 'delivered']);
});

test('a forged receipt moves nothing', async () => {
  await bench.put({ id: 'msg_forged', noticeKey: 'forged', state: 'accepted', providerId: sid(31), channel: 'sms' });
  const form = {
    MessageSid: sid(31),
    MessageStatus: 'failed',
    ErrorCode: '30007',
    To: '+962791234567',
    AccountSid: 'AC1',
  };
  expect((await call('/channels/sms/status', form, { token: 'another' })).status).toBe(403);
  expect((await bench.message('msg_forged')).state).toBe('accepted');
});
