import { openSimulatedNetwork, type SimulatedNetwork } from '../../support/simulated-network';
import { ACCOUNT, PUBLIC_URL, TOKEN } from '../../support/channel-cases';
import { anOutbound } from '../../support/samples';

const CITIZEN = '+962790000001';
const HOUR_MS = 3_600_000;

let real = Date.now();
let network: SimulatedNetwork;
beforeAll(async () => {
  network = await openSimulatedNetwork({ now: () => real });
});
afterAll(() => network.close());

const messages = () => `${network.url}/simulator/twilio/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
const basic = (token: string, sid = ACCOUNT) => ({
  Authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`,
});
const form = (change: Record<string, string | undefined> = {}) => {
  const fields = {
    To: CITIZEN,
    From: '+962770000001',
    Body: 'مرحبا',
    StatusCallback: `${PUBLIC_URL}/channels/sms/status`,
    ...change,
  };
  return new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
};
const post = async (body: URLSearchParams, headers: Record<string, string> = basic(TOKEN), url = messages()) => {
  const answer = await fetch(url, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('what Twilio would refuse', () => {
  test.each<[label: string, change: Record<string, string | undefined>, status: number, code: number]>([
    ['no recipient', { To: '' }, 400, 21604],
    ['a recipient that is no number', { To: '0790000001' }, 400, 21211],
    ['no sender', { From: undefined }, 400, 21603],
    ['an SMS sender for WhatsApp', { To: `whatsapp:${CITIZEN}` }, 400, 63007],
    ['no text', { Body: '' }, 400, 21602],
    ['a text that is too long', { Body: 'ط'.repeat(1601) }, 400, 21617],
    ['reports to somebody else', { StatusCallback: 'http://127.0.0.1:1/' }, 400, 21609],
  ])('%s', async (_, change, status, code) => {
    const before = network.record.all().length;
    expect(await post(form(change))).toMatchObject({ status, body: { code, status } });
    expect(network.record.all()).toHaveLength(before);
  });

  test.each([
    ['a wrong token', basic('no')],
    ['another account', basic(TOKEN, 'AC00000000000000000000000000000002')],
    ['nobody', {}],
  ])('a call of %s', async (_, headers) => {
    expect(await post(form(), headers)).toMatchObject({ status: 401, body: { code: 20003 } });
  });

  test('the messages of another account', async () => {
    const url = messages().replace(ACCOUNT, 'AC00000000000000000000000000000002');
    expect(await post(form(), basic(TOKEN), url)).toMatchObject({ status: 404, body: { code: 20404 } });
  });
});

test('a message is answered as Twilio answers, and can be read and listed', async () => {
  const { status, body } = await post(form({ To: '+962790000009' }));
  expect([status, body['status'], body['date_sent'], body['direction']]).toEqual([201, 'queued', null, 'outbound-api']);
  await network.carrier.settle();
  const one = await fetch(`${messages().replace('.json', '')}/${String(body['sid'])}.json`, { headers: basic(TOKEN) });
  expect(await one.json()).toMatchObject({ sid: body['sid'], status: 'delivered', body: 'مرحبا' });
  const missing = await fetch(`${messages().replace('.json', '')}/SM0.json`, { headers: basic(TOKEN) });
  expect(missing.status).toBe(404);
});

test('a list is newest first, by recipient and day, in pages', async () => {
  const number = '+962790000008';
  const sids: unknown[] = [];
  for (const hours of [0, 48, 96]) {
    real += hours * HOUR_MS;
    sids.unshift((await post(form({ To: number }))).body['sid']);
  }
  const list = async (query: Record<string, string>) => {
    const answer = await fetch(`${messages()}?${new URLSearchParams({ To: number, ...query }).toString()}`, {
      headers: basic(TOKEN),
    });
    const { messages: found, next_page_uri } = (await answer.json()) as {
      messages: { sid: string }[];
      next_page_uri: string | null;
    };
    return { sids: found.map(({ sid }) => sid), next_page_uri };
  };
  const day = (back: number) => new Date(real - back * HOUR_MS).toISOString().slice(0, 10);
  expect((await list({})).sids).toEqual(sids);
  expect((await list({ To: '+962790000007' })).sids).toEqual([]);
  expect((await list({ DateSent: day(96) })).sids).toEqual([sids[1]]);
  expect((await list({ 'DateSent>': day(96) })).sids).toEqual([sids[0], sids[1]]);
  expect((await list({ 'DateSent<': day(96) })).sids).toEqual([sids[1], sids[2]]);
  const first = await list({ PageSize: '2' });
  expect(first.sids).toEqual(sids.slice(0, 2));
  const rest = await fetch(`${network.url}/simulator/twilio${first.next_page_uri ?? ''}`, { headers: basic(TOKEN) });
  expect(((await rest.json()) as { messages: { sid: string }[] }).messages.map(({ sid }) => sid)).toEqual([sids[2]]);
});

describe('with the service', () => {
  const send = async (id: string, over: Parameters<typeof anOutbound>[0]) => {
    await network.transact((work) => work.messages.addOutbound(anOutbound({ id, notBefore: 0, ...over })));
    await network.dispatcher.drain();
    await network.carrier.settle();
    return network.transact(async (work) => work.messages.byId(id));
  };

  test('an SMS goes out, and its receipts come back', async () => {
    const message = await send('msg_1', { address: '+962790000011' });
    expect(message).toMatchObject({ state: 'delivered', errorCode: undefined });
    expect(network.record.all().filter(({ number }) => number === '+962790000011')).toMatchObject([
      {
        id: (message as { providerId: string }).providerId,
        channel: 'sms',
        direction: 'out',
        body: 'Which station suits you?',
        status: 'delivered',
      },
    ]);
  });

  test('WhatsApp to somebody who has not written lately is refused in a receipt, kept although its message is unknown', async () => {
    const carrier = network.channels.find(({ name }) => name === 'whatsapp')?.carrier;
    const message = { ...anOutbound({ channel: 'whatsapp', address: '+962790000012' }), order: 1, seq: undefined };
    const outcome = await carrier?.send(message);
    if (outcome?.outcome !== 'accepted') throw new Error('not taken');
    await network.carrier.settle();
    expect(network.record.byId(outcome.providerId)).toMatchObject({ status: 'undelivered', errorCode: '63016' });
    expect(await network.transact((work) => work.receipts.of(outcome.providerId))).toMatchObject([
      { status: 'undelivered' },
    ]);
  });

  test('after a restart the carrier goes on with what it had taken', async () => {
    const taken = {
      id: 'SM00000000000000000000000000000077',
      number: '+962790000013',
      statusCallback: `${PUBLIC_URL}/channels/sms/status`,
    };
    const { id } = taken;
    await network.transact((work) =>
      work.messages.addOutbound(anOutbound({ id: 'msg_3', state: 'accepted', providerId: id })),
    );
    await network.record.add({
      ...taken,
      channel: 'sms',
      direction: 'out',
      sender: '+962770000001',
      body: 'x',
      media: [],
      status: 'sent',
      errorCode: undefined,
      at: real,
    });
    network.carrier.resume();
    await network.carrier.settle();
    expect(network.record.byId(id)?.status).toBe('delivered');
    expect(await network.transact((work) => work.messages.byId('msg_3'))).toMatchObject({ state: 'delivered' });
  });

  test('a reset line after the message was taken: the service finds it in the carrier’s list', async () => {
    const sms = network.channels.find(({ name }) => name === 'sms')?.carrier;
    const message = { ...anOutbound({ address: '+962790000014', sentAt: real }), order: 1, seq: undefined };
    const outcome = await sms?.send(message);
    if (outcome?.outcome !== 'accepted') throw new Error('not taken');
    await network.carrier.settle();
    expect(await sms?.find(message, async () => false)).toMatchObject({
      found: true,
      report: { providerId: outcome.providerId, event: 'deliver' },
    });
    expect(await sms?.find(message, async (sid) => sid === outcome.providerId)).toEqual({ found: false });
  });
});
