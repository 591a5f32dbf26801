// Direct Line's REST calls over HTTP: each call with what it gets, the good and the bad.
import { createClock } from '../../../src/clock';
import { follow, openLine, SECRET, SITE, type Line } from '../../support/direct-line';
import { MORNING } from '../../support/samples';

let real = MORNING;
let line: Line;
beforeAll(async () => {
  line = await openLine({ clock: createClock(() => real), answers: false });
});
afterAll(() => line.close());

type Body = {
  conversationId: string;
  token: string;
  expires_in: number;
  streamUrl: string;
  id: string;
  activities: Record<string, any>[];
  watermark: string;
  error: { code: string; message: string };
};

async function ask(method: string, path: string, auth?: string, body?: unknown, headers: Record<string, string> = {}) {
  const isText = typeof body === 'string';
  const answer = await fetch(`${line.base}${path}`, {
    method,
    headers: {
      ...(auth === undefined ? {} : { Authorization: `Bearer ${auth}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
  });
  const words = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (words === '' ? {} : JSON.parse(words)) as Body };
}

const DL = '/v3/directline';
const generate = async (fields: unknown = {}) => (await ask('POST', `${DL}/tokens/generate`, SECRET, fields)).body;
const start = (token: string) => ask('POST', `${DL}/conversations`, token, { user: {}, locale: 'ar-JO' });
const message = (text: string, more: object = {}) => ({ type: 'message', from: { id: 'dl_x' }, text, ...more });

async function begin() {
  const { body } = await start((await generate()).token);
  const path = `${DL}/conversations/${body.conversationId}`;
  return {
    id: body.conversationId,
    token: body.token,
    path,
    post: (activity: unknown, token = body.token) => ask('POST', `${path}/activities`, token, activity),
    history: async (watermark = '') => (await ask('GET', `${path}/activities?watermark=${watermark}`, body.token)).body,
  };
}
/** A token of an earlier moment. */
async function later<T>(ms: number, use: () => Promise<T>): Promise<T> {
  real += ms;
  try {
    return await use();
  } finally {
    real -= ms;
  }
}

test('the secret makes a token for a user and a conversation, without starting it', async () => {
  const made = await generate({ user: { id: 'dl_7f3a', name: 'زائر' }, trustedOrigins: ['https://www.example.jo/'] });
  expect(made).toEqual({
    conversationId: expect.stringMatching(/^web_\w{20}$/),
    token: expect.any(String),
    expires_in: 1800,
  });
  expect(line.tokens.read(made.token, 'token')).toEqual({
    user: 'dl_7f3a',
    conv: made.conversationId,
    origin: SITE,
    exp: MORNING / 1000 + 1800,
    use: 'token',
  });
  const got = await ask('GET', `${DL}/conversations/${made.conversationId}/activities`, made.token);
  expect([got.status, got.body.error.code]).toEqual([404, 'NotFound']);
});

test('a token without a body has a user of our own making', async () => {
  const { body } = await ask('POST', `${DL}/tokens/generate`, SECRET);
  expect(line.tokens.read(body.token, 'token')).toMatchObject({ user: expect.stringMatching(/^dl_\w{20}$/) });
});

test('a refreshed token holds the same, for half an hour more', async () => {
  const made = await generate({ user: { id: 'dl_1' } });
  const { status, body } = await later(900_000, () => ask('POST', `${DL}/tokens/refresh`, made.token));
  expect([status, body.conversationId, body.expires_in]).toEqual([200, made.conversationId, 1800]);
  expect(line.tokens.read(body.token, 'token')).toMatchObject({ user: 'dl_1', exp: MORNING / 1000 + 900 + 1800 });
});

test('a start gives 201 and a stream, again 200 for the same conversation', async () => {
  const { token, conversationId } = await generate();
  const first = await start(token);
  const second = await start(first.body.token);
  expect([first.status, second.status, first.body.conversationId, second.body.conversationId]).toEqual([
    201,
    200,
    conversationId,
    conversationId,
  ]);
  const url = new URL(first.body.streamUrl);
  expect([url.protocol, url.pathname, url.searchParams.get('watermark')]).toEqual([
    'ws:',
    `${DL}/conversations/${conversationId}/stream`,
    '-',
  ]);
  expect(url.host).toBe(new URL(line.base).host);
});

test('the secret starts a conversation of its own each time', async () => {
  const [first, second] = [await start(SECRET), await start(SECRET)];
  expect([first.status, second.status, first.body.conversationId === second.body.conversationId]).toEqual([
    201,
    201,
    false,
  ]);
});

test('a post is stored and answered with an id; it comes back as it was sent, and the answer after it', async () => {
  const { id, post, history } = await begin();
  const before = line.arrivals();
  const channelData = '{ "clientActivityID":"k9x2b7", "big": 12345678901234567890, "أ":"\\u0041", "n":1.0 }';
  const said = await post(
    `{"type":"message","from":{"id":"dl_x"},"text":"بدي أقدم امتحان ICDL","channelData":${channelData}}`,
  );
  expect([said.status, said.body, line.arrivals() - before]).toEqual([200, { id: `${id}|0000001` }, 1]);
  await line.answer(id);
  await line.say(id, {
    text: 'رقم الدفع',
    notice: 'push.exam.payment-number',
    reference: { payment: '730294185526', request: '48271936' },
  });

  const raw = await fetch(`${line.base}${DL}/conversations/${id}/activities?watermark=`, {
    headers: { Authorization: `Bearer ${SECRET}` },
  });
  const source = await raw.text();
  expect(source).toContain(`"channelData":${channelData}`);

  const timestamp = new Date(MORNING).toISOString();
  const common = { type: 'message', channelId: 'webchat', conversation: { id }, timestamp };
  const user = { id: expect.stringMatching(/^dl_\w{20}$/) };
  const bot = {
    from: { id: 'bot', name: 'المحطات المعرفية', role: 'bot' },
    recipient: user,
    locale: 'ar-JO',
    textFormat: 'plain',
  };
  const { activities, watermark } = await history();
  expect(watermark).toBe('3');
  expect(activities).toEqual([
    {
      ...common,
      id: `${id}|0000001`,
      from: user,
      recipient: { id: 'bot' },
      text: 'بدي أقدم امتحان ICDL',
      channelData: JSON.parse(channelData),
    },
    {
      ...common,
      ...bot,
      id: `${id}|0000002`,
      replyToId: `${id}|0000001`,
      text: 'سمعت: بدي أقدم امتحان ICDL',
      channelData: { ask: 'kind' },
      suggestedActions: {
        to: [],
        actions: [
          { type: 'imBack', title: 'امتحان رسمي', value: 'official' },
          { type: 'imBack', title: 'امتحان تجريبي', value: 'trial' },
        ],
      },
    },
    {
      ...common,
      ...bot,
      id: `${id}|0000003`,
      text: 'رقم الدفع',
      channelData: { notice: 'push.exam.payment-number', reference: { payment: '730294185526', request: '48271936' } },
    },
  ]);
});

test('a watermark asks for what came after it', async () => {
  const { post, history } = await begin();
  for (const text of ['1', '2', '3']) await post(message(text));
  const texts = async (watermark: string) => {
    const page = await history(watermark);
    return [page.activities.map(({ text }) => text as string), page.watermark];
  };
  expect(await texts('')).toEqual([['1', '2', '3'], '3']);
  expect(await texts('2')).toEqual([['3'], '3']);
  expect(await texts('3')).toEqual([[], '3']);
  expect(await texts('none')).toEqual([['1', '2', '3'], '3']);
});

test('what a client says of itself counts for nothing', async () => {
  const { id, post, history } = await begin();
  await post(
    message('x', {
      id: 'mine',
      from: { id: 'bot', role: 'bot', name: 'The municipality' },
      recipient: { id: 'me' },
      channelId: 'sms',
      serviceUrl: 'https://evil.example',
      conversation: { id: 'web_other' },
      timestamp: '2020-01-01T00:00:00Z',
      replyToId: 'x',
      suggestedActions: { actions: [] },
    }),
  );
  expect((await history()).activities).toEqual([
    {
      type: 'message',
      id: `${id}|0000001`,
      channelId: 'webchat',
      conversation: { id },
      timestamp: new Date(MORNING).toISOString(),
      from: { id: expect.stringMatching(/^dl_/) },
      recipient: { id: 'bot' },
      text: 'x',
    },
  ]);
});

test('a repeat of a post is not stored again and has the same id', async () => {
  const { id, post, history } = await begin();
  const activity = message('مرة', { channelData: { clientActivityID: 'same' } });
  await post(message('قبلها'));
  const before = line.arrivals();
  const answers = [await post(activity), await post(activity), await post(activity)];
  expect(answers.map(({ status, body }) => [status, body.id])).toEqual(Array(3).fill([200, `${id}|0000002`]));
  expect([(await history()).activities.length, line.arrivals() - before]).toEqual([2, 1]);
});

test('two clients may use the same id in their own conversations', async () => {
  const activity = message('x', { channelData: { clientActivityID: 'same' } });
  for (const { id, post } of [await begin(), await begin()])
    expect((await post(activity)).body.id).toBe(`${id}|0000001`);
});

const card = 'بطاقتي 4111 1111 1111 1111';
test.each<[string, object, string, string]>([
  ['a button that speaks for itself (imBack)', message('trial'), 'trial', 'text'],
  [
    'a button with a value alone (postBack)',
    message('', { value: 'trial', channelData: { postBack: true } }),
    'trial',
    'text',
  ],
  ['a button with a number', message('', { value: 2 }), '2', 'text'],
  [
    'a button with both (messageBack)',
    message('امتحان تجريبي', { value: { kind: 'trial' }, channelData: { messageBack: { displayText: 'x' } } }),
    'امتحان تجريبي',
    'text',
  ],
  ['more than 5,000 letters', message('ا'.repeat(6_000)), 'ا'.repeat(5_000), 'text'],
  ['a card number', message(card), 'بطاقتي ••••', 'text'],
  [
    'an attached picture',
    message('هويتي', { attachments: [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,AA==' }] }),
    'هويتي',
    'image',
  ],
  ['an attached file alone', message('', { attachments: [{ contentType: 'application/pdf' }] }), '', 'document'],
])('taken: %s', async (_, activity, text, kind) => {
  const { id, post, history } = await begin();
  expect((await post(activity)).body).toEqual({ id: `${id}|0000001` });
  const stored = await line.transact((work) => work.messages.after(id, 0, 10));
  expect(stored).toMatchObject([{ direction: 'in', kind, text, state: 'received' }]);
  expect((await history()).activities.map((shown) => shown['text'] as string)).toEqual([text]);
});

test.each(['typing', 'event', 'conversationUpdate', 'invoke'])('%s is accepted, and not kept', async (type) => {
  const { id, post, history } = await begin();
  const before = line.arrivals();
  const { status, body } = await post({ type, from: { id: 'dl_x' }, name: 'webchat/join' });
  expect([status, body.id.startsWith(`${id}|`), line.arrivals() - before]).toEqual([200, true, 0]);
  expect((await history()).activities).toEqual([]);
});

test('the end of a conversation ends posting; reading goes on', async () => {
  const { post, history } = await begin();
  await post(message('قبل'));
  expect((await post({ type: 'endOfConversation', from: { id: 'dl_x' } })).status).toBe(200);
  const refused = await post(message('بعد'));
  expect([refused.status, refused.body.error.code]).toEqual([409, 'ConversationEnded']);
  expect((await history()).activities.map((shown) => shown['text'] as string)).toEqual(['قبل']);
});

test("a visitor's network is kept as a hash only", async () => {
  const { id, post } = await begin();
  await post(message('x'));
  const conversation = await line.transact((work) => work.conversations.byId(id));
  expect(conversation).toMatchObject({
    channel: 'web-chat',
    address: id,
    source: expect.stringMatching(/^[\w-]{22}$/),
    citizenId: undefined,
  });
});

test('too many posts at once are refused, reading never is', async () => {
  const { post, history } = await begin();
  const statuses: number[] = [];
  for (let i = 0; i < 42; i += 1) statuses.push((await post({ type: 'typing', from: { id: 'dl_x' } })).status);
  expect(statuses).toEqual([...Array<number>(40).fill(200), 429, 429]);
  const refused = await post(message('x'));
  expect([refused.body.error.code, refused.headers.get('retry-after')]).toEqual(['TooManyRequests', null]);
  for (let i = 0; i < 60; i += 1) expect((await history()).watermark).toBe('0');
});

test('a reconnect gives a new token and a stream that goes on after the watermark', async () => {
  const { path, token, post } = await begin();
  for (const text of ['1', '2', '3']) await post(message(text));
  const at = async (query: string) =>
    new URL((await ask('GET', path + query, token)).body.streamUrl).searchParams.get('watermark');
  expect([await at('?watermark=2'), await at('?watermark='), await at('')]).toEqual(['2', '', '3']);
  const { status, body } = await ask('GET', `${path}?watermark=2`, token);
  expect([status, body.expires_in, typeof line.tokens.read(body.token, 'token')]).toEqual([200, 1800, 'object']);
  const follower = await follow(body.streamUrl);
  expect((await follower.activities(1)).map(({ text }) => text)).toEqual(['3']);
  await follower.close();
});

test('files are refused in words, whatever their size; the message does not hang', async () => {
  const { path, token } = await begin();
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify(message('هويتي'))], { type: 'application/vnd.microsoft.activity' }));
  form.append('file', new Blob([Buffer.alloc(3_000_000)], { type: 'image/jpeg' }), 'passport.jpg');
  const answer = await fetch(`${line.base}${path}/upload?userId=dl_x`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  expect([answer.status, await answer.json()]).toEqual([
    415,
    { error: { code: 'FilesNotAccepted', message: 'Files are not taken here for now; send the message without them' } },
  ]);
});

describe('a call that is wrong', () => {
  let mine: Awaited<ReturnType<typeof begin>>;
  let theirs: Awaited<ReturnType<typeof begin>>;
  let expired: string;
  let unstarted: Body;
  beforeAll(async () => {
    mine = await begin();
    theirs = await begin();
    expired = await later(-1_800_000, async () => line.tokens.issue({ user: 'dl_x', conv: mine.id }));
    unstarted = await generate();
  });
  const posts = (activity: unknown, auth?: () => string | undefined) => () =>
    ask('POST', `${mine.path}/activities`, auth ? auth() : mine.token, activity);
  const gets =
    (path: () => string, auth: () => string | undefined, headers = {}) =>
    () =>
      ask('GET', path(), auth(), undefined, headers);
  const hi = message('x');
  const activities = () => `${mine.path}/activities?watermark=`;

  test.each<[string, () => ReturnType<typeof ask>, number, string]>([
    ['no Authorization', posts(hi, () => undefined), 401, 'Unauthorized'],
    [
      'another scheme',
      () => ask('GET', activities(), undefined, undefined, { Authorization: `Basic ${mine.token}` }),
      401,
      'Unauthorized',
    ],
    [
      'an empty bearer',
      () => ask('GET', activities(), undefined, undefined, { Authorization: 'Bearer ' }),
      401,
      'Unauthorized',
    ],
    ['an expired token, posting', posts(hi, () => expired), 403, 'TokenExpired'],
    ['an expired token, reading', gets(activities, () => expired), 403, 'TokenExpired'],
    ['an expired token, refreshing', () => ask('POST', `${DL}/tokens/refresh`, expired), 403, 'TokenExpired'],
    ['an expired token, starting', () => start(expired), 403, 'TokenExpired'],
    ['a forged token', posts(hi, () => `${mine.token.slice(0, -4)}AAAA`), 403, 'Forbidden'],
    ['a wrong secret', () => ask('POST', `${DL}/tokens/generate`, 'guess', {}), 403, 'Forbidden'],
    [
      'a token in the place of the secret',
      () => ask('POST', `${DL}/tokens/generate`, mine.token, {}),
      403,
      'Forbidden',
    ],
    ['the secret in the place of a token', () => ask('POST', `${DL}/tokens/refresh`, SECRET), 403, 'Forbidden'],
    ["another conversation's token, posting", posts(hi, () => theirs.token), 403, 'Forbidden'],
    ["another conversation's token, reading", gets(activities, () => theirs.token), 403, 'Forbidden'],
    [
      "another conversation's token, reconnecting",
      gets(
        () => mine.path,
        () => theirs.token,
      ),
      403,
      'Forbidden',
    ],
    [
      "another conversation's token, uploading",
      () => ask('POST', `${mine.path}/upload`, theirs.token),
      403,
      'Forbidden',
    ],
    [
      'a conversation that is not there',
      gets(
        () => `${DL}/conversations/web_none/activities`,
        () => SECRET,
      ),
      404,
      'NotFound',
    ],
    [
      'posting before the start',
      () => ask('POST', `${DL}/conversations/${unstarted.conversationId}/activities`, unstarted.token, hi),
      404,
      'NotFound',
    ],
    [
      'reconnecting before the start',
      gets(
        () => `${DL}/conversations/${unstarted.conversationId}`,
        () => unstarted.token,
      ),
      404,
      'NotFound',
    ],
    [
      'a session',
      gets(
        () => `${DL}/session/getsessionid`,
        () => mine.token,
      ),
      404,
      'NotFound',
    ],
    ['no type', posts({ from: { id: 'x' }, text: 'x' }), 400, 'BadArgument'],
    ['no sender', posts({ type: 'message', text: 'x' }), 400, 'BadArgument'],
    ['an empty sender', posts({ type: 'message', from: { id: '' }, text: 'x' }), 400, 'BadArgument'],
    ['a text that is none', posts({ type: 'message', from: { id: 'x' }, text: { a: 1 } }), 400, 'BadArgument'],
    ['nothing said', posts(message('  ')), 400, 'BadArgument'],
    ['a list', posts([hi]), 400, 'BadArgument'],
    ['null', posts('null'), 400, 'BadArgument'],
    ['broken JSON', posts('{"type":'), 400, 'BadArgument'],
    ['an empty body', posts(''), 400, 'BadArgument'],
    [
      'another content type',
      () => ask('POST', activities(), mine.token, JSON.stringify(hi), { 'Content-Type': 'text/plain' }),
      415,
      'UnsupportedMediaType',
    ],
    [
      'more than 4 kB beside the text',
      posts(message('x', { channelData: { more: 'ا'.repeat(2_100) } })),
      413,
      'MessageSizeTooBig',
    ],
    ['more than 64 kB', posts(message('ا'.repeat(40_000))), 413, 'PayloadTooLarge'],
    [
      'a user id with spaces',
      () => ask('POST', `${DL}/tokens/generate`, SECRET, { user: { id: 'a b' } }),
      400,
      'BadArgument',
    ],
    [
      'an origin that is none',
      () => ask('POST', `${DL}/tokens/generate`, SECRET, { trustedOrigins: ['amman'] }),
      400,
      'BadArgument',
    ],
    ['an unknown path', () => ask('GET', `${DL}/other`, mine.token), 404, 'NotFound'],
  ])('%s', async (_, call, status, code) => {
    const answer = await call();
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.body).toEqual({ error: { code, message: expect.any(String) } });
    expect((await mine.history()).activities).toEqual([]);
  });
});

test('a token for one site is refused from another', async () => {
  const { token } = await generate({ trustedOrigins: [SITE] });
  const from = (origin: string) => ask('POST', `${DL}/conversations`, token, {}, { Origin: origin });
  expect([(await from('https://evil.example')).status, (await from(SITE)).status]).toEqual([403, 201]);
});

describe('a page of another host', () => {
  const preflight = (path: string, origin: string, method = 'POST') =>
    fetch(`${line.base}${path}`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization,x-ms-bot-agent,x-requested-with',
      },
    });
  const cors = ({ status, headers }: Response) => [
    status,
    headers.get('access-control-allow-origin'),
    headers.get('access-control-allow-methods'),
    headers.get('access-control-allow-headers'),
    headers.get('vary'),
  ];
  const ALLOWED = [
    204,
    SITE,
    'GET, POST',
    'authorization, content-type, accept, x-ms-bot-agent, x-requested-with',
    'Origin',
  ];
  const paths = [
    '/conversations',
    '/tokens/refresh',
    '/conversations/web_1',
    '/conversations/web_1/activities',
    '/conversations/web_1/upload',
  ];

  test.each([...paths.map((path) => DL + path), '/widget/token'])('may ask %s where it is allowed', async (path) => {
    expect(cors(await preflight(path, SITE))).toEqual(ALLOWED);
    expect(cors(await preflight(path, 'https://evil.example'))).toEqual([403, null, null, null, 'Origin']);
  });

  test('reads answers and refusals where it is allowed, and no cookie is set', async () => {
    const { token } = await generate();
    const good = await ask('POST', `${DL}/conversations`, token, {}, { Origin: SITE });
    const bad = await ask('POST', `${DL}/conversations`, 'forged', {}, { Origin: SITE });
    const large = await ask('POST', `${DL}/conversations`, token, 'x'.repeat(70_000), { Origin: SITE });
    const foreign = await ask('POST', `${DL}/conversations`, token, {}, { Origin: 'https://evil.example' });
    expect(
      [good, bad, large, foreign].map(({ status, headers }) => [
        status,
        headers.get('access-control-allow-origin'),
        headers.get('set-cookie'),
      ]),
    ).toEqual([
      [201, SITE, null],
      [403, SITE, null],
      [413, SITE, null],
      [200, null, null],
    ]);
  });
});
