import { ACCOUNT, TOKEN } from '../../support/channel-cases';
import { anOutbound } from '../../support/samples';
import { openSimulatedNetwork, type SimulatedNetwork } from '../../support/simulated-network';

let network: SimulatedNetwork;
beforeAll(async () => {
  network = await openSimulatedNetwork();
});
afterAll(() => network.close());

const PHONE = '+962790000001';
const api = (of = network) => `${of.url}/simulator/phone/messages`;
const say = async (message: unknown, of = network) => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(api(of), { method: 'POST', headers, body: JSON.stringify(message) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const show = async (number: string, explain = false) => {
  const answer = await fetch(
    `${api()}?${new URLSearchParams({ number, ...(explain ? { explain: '1' } : {}) }).toString()}`,
  );
  return (await answer.json()) as Record<string, unknown>[];
};
/** What the service stored of the newest message from this number. */
const stored = (channel: 'sms' | 'whatsapp', from: string) =>
  network.transact(async (work) => {
    const conversation = await work.conversations.byAddress(channel, from);
    return conversation && work.messages.oldestUnanswered(conversation.id);
  });

describe('writing', () => {
  test.each<[label: string, message: Record<string, unknown>, kept: Record<string, unknown>]>([
    ['an SMS', { channel: 'sms', body: 'بدي امتحان' }, { kind: 'text', text: 'بدي امتحان', tapped: undefined }],
    ['WhatsApp', { channel: 'whatsapp', body: 'مرحبا' }, { kind: 'text', text: 'مرحبا', tapped: undefined }],
    [
      'a tap',
      { channel: 'whatsapp', button: { id: 'yes', title: 'نعم' } },
      { kind: 'text', text: 'نعم', tapped: 'yes' },
    ],
    [
      'a picture',
      { channel: 'whatsapp', media: [{ type: 'image/png', base64: 'iVBORw==' }] },
      { kind: 'image', text: '' },
    ],
    [
      'a voice message',
      { channel: 'whatsapp', media: [{ type: 'audio/ogg', base64: 'AAAA' }] },
      { kind: 'voice', text: '' },
    ],
    [
      'a location',
      { channel: 'whatsapp', location: { latitude: 31.9, longitude: 35.9, label: 'صويلح' } },
      { kind: 'location', text: '' },
    ],
  ])('%s goes through the service’s own webhook', async (label, message, kept) => {
    const from = `+96279100${String(label.length).padStart(4, '0')}`;
    const said = await say({ from, ...message });
    expect(said).toEqual({
      status: 200,
      body: { id: said.body['id'], status: 200, answer: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
    });
    expect(await stored(message['channel'] as 'sms', from)).toMatchObject({
      ...kept,
      providerId: said.body['id'],
      state: 'received',
    });
    expect(await show(from)).toMatchObject([
      { id: said.body['id'], direction: 'in', channel: message['channel'], status: 'received' },
    ]);
  });

  test.each<[label: string, message: unknown, problem: RegExp]>([
    [
      'unknown fields are listed',
      { channel: 'sms', from: PHONE, body: 'x', text: 'y', id: 'SM1' },
      /text.*id|id.*text/,
    ],
    [
      'a number without its country',
      { channel: 'sms', from: '0790000001', body: 'x' },
      /from: a number with its country/,
    ],
    ['another channel', { channel: 'fax', from: PHONE, body: 'x' }, /channel/],
    ['nothing said', { channel: 'sms', from: PHONE }, /a body, a button, media or a location/],
    ['a tap in an SMS', { channel: 'sms', from: PHONE, button: { id: 'a', title: 'b' } }, /SMS has no buttons/],
    ['a text that no network takes', { channel: 'sms', from: PHONE, body: 'ط'.repeat(1601) }, /body/],
    ['no object', 'hello', /object/],
  ])('refused: %s', async (_, message, problem) => {
    const before = network.record.all().length;
    const { status, body } = await say(message);
    expect([status, (body['error'] as { code: string }).code]).toEqual([400, 'WrongFields']);
    expect((body['error'] as { message: string }).message).toMatch(problem);
    expect(network.record.all()).toHaveLength(before);
  });

  test('a refusal of the service is answered as it is', async () => {
    const strict = await openSimulatedNetwork({ webhookToken: 'another token' });
    const said = await say({ channel: 'sms', from: PHONE, body: 'x' }, strict);
    expect([said.status, said.body['status']]).toEqual([403, 403]);
    await strict.close();
  });

  test('what a stop left between the record and the service is handed over after a restart, once', async () => {
    const number = '+962790000041';
    const left = {
      id: 'SM00000000000000000000000000000041',
      channel: 'whatsapp',
      direction: 'in',
      number,
      sender: 'whatsapp:+962770000002',
      body: 'نعم',
      media: [],
      button: { id: 'yes', title: 'نعم' },
      statusCallback: undefined,
      status: 'receiving',
      errorCode: undefined,
      at: network.clock.now(),
    } as const;
    await network.record.add(left);
    for (let starts = 0; starts < 2; starts += 1) {
      network.carrier.resume();
      await network.carrier.settle();
    }
    expect(await stored('whatsapp', number)).toMatchObject({ providerId: left.id, text: 'نعم', tapped: 'yes' });
    expect((await show(number)).map(({ id, status }) => [id, status])).toEqual([[left.id, 'received']]);
  });

  test('what the service refused is not on record as received', async () => {
    const strict = await openSimulatedNetwork({ webhookToken: 'another token' });
    await say({ channel: 'sms', from: PHONE, body: 'x' }, strict);
    expect(strict.record.all().map(({ status }) => status)).toEqual(['receiving']);
    await strict.close();
  });

  test('media are served to who has the account’s token', async () => {
    const { body } = await say({
      channel: 'whatsapp',
      from: '+962790000021',
      media: [{ type: 'image/png', base64: 'iVBORw==' }],
    });
    const url = `${network.url}/simulator/twilio/2010-04-01/Accounts/${ACCOUNT}/Messages/${String(body['id'])}/Media`;
    const headers = { Authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}` };
    const picture = await fetch(`${url}/0`, { headers });
    expect([picture.headers.get('content-type'), Buffer.from(await picture.arrayBuffer()).toString('base64')]).toEqual([
      'image/png',
      'iVBORw==',
    ]);
    expect([(await fetch(`${url}/1`, { headers })).status, (await fetch(`${url}/0`)).status]).toEqual([404, 401]);
  });
});

describe('reading', () => {
  test('both directions, oldest first, with parts, and what the service knows when asked', async () => {
    const number = '+962790000031';
    const text = 'ط'.repeat(71);
    await say({ channel: 'sms', from: number, body: 'hello' });
    const content = { text, ask: 'station', reference: { request: '48271936' } };
    await network.transact((work) =>
      work.messages.addOutbound(anOutbound({ id: 'msg_9', address: number, content, notBefore: 0 })),
    );
    await network.dispatcher.drain();
    await network.carrier.settle();
    const plain = await show(number);
    const at = plain.map((message) => message['at']);
    const [first, second] = plain.map((message) => message['id']);
    expect(plain).toEqual([
      { id: first, channel: 'sms', direction: 'in', body: 'hello', parts: 1, status: 'received', at: at[0] },
      { id: second, channel: 'sms', direction: 'out', body: text, parts: 2, status: 'delivered', at: at[1] },
    ]);
    expect(at.map((one) => new Date(String(one)).toISOString())).toEqual(at);
    expect((await show(number, true))[1]).toEqual({ ...plain[1], ask: 'station', reference: { request: '48271936' } });
    expect(await show('+962790000032')).toEqual([]);
  });

  test('a number that is none', async () => {
    expect((await fetch(`${api()}?number=0790`)).status).toBe(400);
    expect((await fetch(api())).status).toBe(400);
  });
});
