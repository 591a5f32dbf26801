// `/api/messages` on the whole service, as the Emulator posts and with a loopback connector that is answered: a trial exam from the
// first word to its payment and beyond, repeats, order, a connector in trouble, and who is refused.
import {
  openConnectorDouble,
  emulatorActivity,
  takeEach,
  type BotActivity,
  type ConnectorDouble,
} from '../../support/connector-double';
import { answerJson, inTurn } from '../../support/twilio-double';
import { runService, type Running } from '../../support/service';

let running: Running;
let connector: ConnectorDouble;
let count = 0;

beforeAll(async () => {
  running = await runService();
  connector = await openConnectorDouble();
}, 60_000);
afterAll(async () => {
  await running.stop();
  await connector.close();
});
beforeEach(() => {
  connector.answerWith(takeEach);
  connector.posts.length = 0;
});

async function post(body: unknown, options: { headers?: Record<string, string>; base?: string } = {}) {
  const answer = await fetch(`${options.base ?? running.base}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text() };
}

const TAKEN = { status: 200, body: '' };
const nextId = (): string => `activity-${(count += 1)}`;

/** Waits for what the connector was sent. */
async function posted(total: number): Promise<readonly BotActivity[]> {
  for (const until = Date.now() + 20_000; connector.posts.length < total;) {
    if (Date.now() > until) throw new Error(`${connector.posts.length} posts, not ${total}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return connector.posts.map(({ activity }) => activity);
}

const from = (visitor: string) => ({
  conversation: { id: `${visitor}|livechat` },
  from: { id: visitor, name: 'User' },
});

function visitorNamed(visitor: string, over: Record<string, unknown> = {}) {
  return {
    async say(text: string): Promise<BotActivity> {
      const heard = connector.posts.length;
      const activity = { id: nextId(), text, ...from(visitor), ...over };
      expect(await post(emulatorActivity(connector.url, activity))).toEqual(TAKEN);
      return (await posted(heard + 1)).at(-1)!;
    },
  };
}

const paymentIn = (activity: BotActivity): string => activity.channelData?.reference?.payment ?? '';
const smsNotices = async (phone: string) =>
  (await running.record(phone)).flatMap(({ notice }) => (notice === undefined ? [] : [notice]));

test('a guest asks, proves the phone by a code, confirms, pays; each notice comes once by SMS and once here', async () => {
  const phone = '+962791000021';
  const visitor = visitorNamed('visitor-journey');
  const first = await visitor.say('بدي أقدم امتحان ICDL تجريبي بمحطة طبربور');
  expect(first.channelData).toEqual({ ask: 'for' });
  expect(first.suggestedActions?.actions.map(({ title }) => title)).toEqual(['لي', 'لشخص آخر']);
  for (const words of ['لي', 'أوافق', 'مواطن أردني', 'ليان ناصر قطيشات']) await visitor.say(words);
  expect((await visitor.say('9951077320')).channelData).toEqual({ ask: 'phone' });
  expect((await visitor.say('0791000021')).channelData).toEqual({ ask: 'code' });
  const [sms] = await running.outgoing(phone, 1);
  expect((await visitor.say(/\d{6}/.exec(sms?.body ?? '')?.[0] ?? '')).channelData?.ask).toBe('agreed');
  const closing = await visitor.say('نعم');
  expect(closing.channelData?.notice).toBe('push.exam.payment-number');
  const payment = paymentIn(closing);
  expect(payment).toMatch(/^[1-9]\d{11}$/);
  expect(closing.channelData?.reference?.request).toMatch(/^\d{8}$/);
  expect((await running.post('/simulator/bank/payments', { number: payment })).status).toBe(200);
  await running.post('/simulator/clock', { advanceMinutes: 1 });
  expect(await smsNotices(phone)).toEqual(['push.exam.payment-number', 'push.exam.come']);
  expect(connector.posts.map(({ activity }) => activity.channelData?.notice).filter(Boolean)).toEqual([
    'push.exam.payment-number',
    'push.exam.come',
  ]);
});

test('what one person proved in a conversation counts for nobody else in it', async () => {
  const stranger = visitorNamed('visitor-journey', { from: { id: 'somebody-else' } });
  expect((await stranger.say('طلباتي')).channelData).toEqual({ ask: 'phone' });
  const known = await visitorNamed('visitor-journey').say('طلباتي');
  expect(known.channelData?.reference?.request).toMatch(/^\d{8}$/);
});

test('an answer goes to the activity that it answers, as the Emulator knows it', async () => {
  const id = nextId();
  await post(emulatorActivity(connector.url, { id, text: 'مرحبا', ...from('visitor/1 a') }));
  await posted(1);
  expect(connector.posts).toEqual([
    {
      method: 'POST',
      path: `/v3/conversations/visitor%2F1%20a%7Clivechat/activities/${id}`,
      authorization: undefined,
      activity: {
        type: 'message',
        text: 'أهلاً وسهلاً. بماذا أخدمك؟\n1 امتحان\n2 طلباتي\n3 الرسوم والمحطات والدوام\n4 موظف',
        textFormat: 'plain',
        locale: 'ar-JO',
        channelId: 'emulator',
        from: { id: 'bot-1', name: 'المحطات المعرفية', role: 'bot' },
        recipient: { id: 'visitor/1 a' },
        conversation: { id: 'visitor/1 a|livechat' },
        replyToId: id,
        channelData: { ask: 'choice' },
        suggestedActions: {
          to: [],
          actions: ['امتحان', 'طلباتي', 'الرسوم والمحطات والدوام', 'موظف'].map((title) => ({
            type: 'imBack',
            title,
            value: expect.any(String) as string,
          })),
        },
      },
    },
  ]);
});

test('no log line holds who wrote, what, or where to', async () => {
  const planted = { visitor: 'visitor-planted', word: 'planted-word-77', id: 'activity-planted' };
  await post(emulatorActivity(connector.url, { id: planted.id, text: planted.word, ...from(planted.visitor) }));
  await posted(1);
  await post(
    emulatorActivity(connector.url, {
      id: 'g',
      text: planted.word,
      conversation: { id: planted.visitor, isGroup: true },
    }),
  );
  const lines = running.lines.join('\n');
  expect([...Object.values(planted), 'livechat', connector.url].filter((value) => lines.includes(value))).toEqual([]);
  expect(lines).toContain('bot-framework.group');
  expect(lines).toMatch(/"bot-framework".*"message-sent"/);
});

const repliedTo = (): string[] => connector.posts.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));

test('the same activity again is taken and answered once; the same id in another conversation is another message', async () => {
  const activity = emulatorActivity(connector.url, { id: 'same', text: 'مرحبا', ...from('visitor-repeat') });
  const other = emulatorActivity(connector.url, { id: 'same', text: 'مرحبا', ...from('visitor-other') });
  const answers = await Promise.all([post(activity), post(activity), post(activity)]);
  expect([...answers, await post(activity), await post(other)]).toEqual(Array(5).fill(TAKEN));
  await visitorNamed('visitor-repeat').say('الرسوم');
  await running.post('/simulator/clock', { advanceMinutes: 1 });
  expect(repliedTo().filter((id) => id === 'same')).toEqual(['same', 'same']);
});

test('messages in quick succession are answered in order', async () => {
  const ids = Array.from({ length: 6 }, nextId);
  for (const [place, id] of ids.entries()) {
    const text = ['مرحبا', 'الرسوم', 'الدوام'][place % 3];
    await post(emulatorActivity(connector.url, { id, text, ...from('visitor-quick') }));
  }
  await posted(ids.length);
  expect(repliedTo()).toEqual(ids);
});

test.each([
  ['is asked for too much', answerJson(429, { error: { code: 'Throttled', message: 'slow down' } })],
  ['has a fault', answerJson(500, {})],
])(
  'a connector that %s gets the answer again, and what comes after it waits',
  async (_, trouble) => {
    connector.answerWith(inTurn(trouble, takeEach));
    const ids = [nextId(), nextId()];
    for (const id of ids)
      await post(emulatorActivity(connector.url, { id, text: 'مرحبا', ...from(`visitor-${ids[0]}`) }));
    await posted(3);
    expect(repliedTo()).toEqual([ids[0], ids[0], ids[1]]);
  },
  30_000,
);

const silently: [string, Record<string, unknown>][] = [
  ['typing', { type: 'typing', text: undefined }],
  ['somebody who comes', { type: 'conversationUpdate', membersAdded: [{ id: 'visitor-1' }], text: undefined }],
  ['a word that the protocol may add', { type: 'newActivity' }],
  ['a group, where others would read the answer', { conversation: { id: 'g', isGroup: true } }],
  ['a channel of a team', { conversation: { id: 'g', conversationType: 'channel' } }],
];
const refused: [string, unknown, number, Record<string, string>?][] = [
  ['no JSON', '{"type":', 400],
  ['no object', '[]', 400],
  ['no type', emulatorActivity('http://127.0.0.1:9', { type: undefined }), 400],
  ['no conversation', emulatorActivity('http://127.0.0.1:9', { conversation: undefined }), 400],
  ['no id of its own', emulatorActivity('http://127.0.0.1:9', { id: undefined }), 400],
  ['no address to answer to', emulatorActivity('http://127.0.0.1:9', { serviceUrl: undefined }), 400],
  ['an address that is no web address', emulatorActivity('file:///etc/passwd'), 400],
  ['an address elsewhere', emulatorActivity('https://smba.trafficmanager.net/emea/'), 403],
  ['an address that only looks like this machine', emulatorActivity('http://localhost.example.jo:80/'), 403],
  ['on behalf of somebody else', emulatorActivity('http://127.0.0.1:9'), 403, { 'X-Forwarded-For': '192.0.2.1' }],
  ['no JSON by its type', emulatorActivity('http://127.0.0.1:9'), 415, { 'Content-Type': 'text/plain' }],
  ['too large', emulatorActivity('http://127.0.0.1:9', { text: 'a'.repeat(300_000) }), 413],
  [
    'a caller that waits for the answer',
    emulatorActivity('http://127.0.0.1:9', { deliveryMode: 'expectReplies' }),
    501,
  ],
  ['an invocation', emulatorActivity('http://127.0.0.1:9', { type: 'invoke', name: 'composeExtension/query' }), 501],
];

test.each(silently)('%s is taken and nothing is said', async (_, over) => {
  expect(await post(emulatorActivity(connector.url, { id: nextId(), ...from('visitor-silent'), ...over }))).toEqual(
    TAKEN,
  );
  const spoken = nextId();
  await post(emulatorActivity(connector.url, { id: spoken, text: 'مرحبا', ...from('visitor-silent') }));
  await posted(1);
  expect(repliedTo()).toEqual([spoken]);
});

test.each(refused)('refused: %s', async (_, body, status, headers = {}) => {
  expect((await post(body, { headers })).status).toBe(status);
});

describe('with a registration', () => {
  let registered: Running;
  beforeAll(async () => {
    registered = await runService({
      MICROSOFT_APP_ID: '3b0a4c1e-0000-4000-8000-000000000001',
      MICROSOFT_APP_PASSWORD: 'planted-app-password-1',
    });
  }, 60_000);
  afterAll(() => registered.stop());

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (claims: unknown): string => `Bearer ${encode({ alg: 'none' })}.${encode(claims)}.c2lnbmVk`;

  test.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['no token of the kind', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['a token of nobody', { Authorization: token({}) }],
    ['a token that does not open', { Authorization: 'Bearer a.b.c' }],
    ['a token of a tenant', { Authorization: token({ iss: 'https://sts.windows.net/0/', tid: '0', ver: '1.0' }) }],
  ])('%s: 401, in our words, and nothing is said', async (_, headers) => {
    const activity = emulatorActivity(connector.url, { id: nextId() });
    expect(await post(activity, { headers, base: registered.base })).toEqual({
      status: 401,
      body: '{"error":{"code":"Unauthorized","message":"Only the registered bot service may post here"}}',
    });
    await registered.post('/simulator/clock', { advanceMinutes: 1 });
    expect(connector.posts).toEqual([]);
  });
});
