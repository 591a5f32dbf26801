// Direct Line's WebSocket streams on a real server: order, echo first, replay, and who may open one.
import { createClock } from '../../../src/clock';
import { follow, openLine, SECRET, SITE, type Line } from '../../support/direct-line';
import { MORNING } from '../../support/samples';

let real = MORNING;
let line: Line;
beforeAll(async () => {
  line = await openLine({ clock: createClock(() => real) });
});
afterAll(() => line.close());

const DL = '/v3/directline';

async function ask(method: string, path: string, auth: string, body?: unknown) {
  const answer = await fetch(`${line.base}${DL}${path}`, {
    method,
    headers: { Authorization: `Bearer ${auth}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { conversationId: string; token: string; streamUrl: string };
}

async function begin(trustedOrigins?: string[]) {
  const { token } = await ask('POST', '/tokens/generate', SECRET, { trustedOrigins });
  const started = await ask('POST', '/conversations', token, {});
  return {
    ...started,
    id: started.conversationId,
    post: (text: string) =>
      ask('POST', `/conversations/${started.conversationId}/activities`, started.token, {
        type: 'message',
        from: { id: 'x' },
        text,
      }),
    at: async (watermark: string) =>
      (await ask('GET', `/conversations/${started.conversationId}?watermark=${watermark}`, started.token)).streamUrl,
  };
}

const texts = (activities: readonly Record<string, unknown>[]) => activities.map(({ text }) => text);

test('the echo comes first, then the answer, each with its watermark', async () => {
  const { streamUrl, post, id } = await begin();
  const follower = await follow(streamUrl);
  await post('مرحبا');
  expect(
    (await follower.activities(2)).map((activity) => [activity['id'], activity['text'], activity['replyToId']]),
  ).toEqual([
    [`${id}|0000001`, 'مرحبا', undefined],
    [`${id}|0000002`, 'سمعت: مرحبا', `${id}|0000001`],
  ]);
  expect(follower.watermark()).toBe('2');
  await follower.close();
});

test('what was said between the start and the opening is there; two readers see the same', async () => {
  const { streamUrl, post } = await begin();
  await post('قبل');
  const followers = [await follow(streamUrl), await follow(streamUrl)];
  await post('بعد');
  for (const follower of followers) {
    expect(texts(await follower.activities(4)).filter((text) => !String(text).startsWith('سمعت'))).toEqual([
      'قبل',
      'بعد',
    ]);
    await follower.close();
  }
});

test('of one conversation five are open at most: the oldest gives way', async () => {
  const { at, post } = await begin();
  const oldest = await follow(await at(''));
  const others = [];
  for (let n = 0; n < 5; n += 1) others.push(await follow(await at('')));
  expect(await oldest.closed).toBe(1001);
  await post('للجميع');
  for (const follower of others) {
    expect(texts(await follower.activities(2))).toEqual(['للجميع', 'سمعت: للجميع']);
    await follower.close();
  }
});

test('after a break nothing is missing and nothing comes twice', async () => {
  const { streamUrl, post, id, at } = await begin();
  const first = await follow(streamUrl);
  await post('1');
  await first.activities(2);
  await first.close();
  await line.say(id, { text: 'خبر' });
  const second = await follow(await at(first.watermark() ?? ''));
  await post('2');
  expect(texts(await second.activities(3))).toEqual(['خبر', '2', 'سمعت: 2']);
  await second.close();
});

test('many at once come in the order of their numbers, without a gap', async () => {
  const { streamUrl, id } = await begin();
  const follower = await follow(streamUrl);
  await Promise.all(Array.from({ length: 30 }, (_, i) => line.say(id, { text: String(i) })));
  const activities = await follower.activities(30);
  expect(activities.map((activity) => activity['id'])).toEqual(
    Array.from({ length: 30 }, (_, i) => `${id}|${String(i + 1).padStart(7, '0')}`),
  );
  expect(new Set(texts(activities)).size).toBe(30);
  await follower.close();
});

test('a transcript longer than one page is replayed whole', async () => {
  const { id, at } = await begin();
  for (let i = 0; i < 120; i += 1) await line.say(id, { text: String(i) });
  const follower = await follow(await at(''));
  expect(texts(await follower.activities(120))).toEqual(Array.from({ length: 120 }, (_, i) => String(i)));
  expect(follower.frames.length).toBe(2);
  await follower.close();
});

test('what another process wrote is found without being told', async () => {
  const { streamUrl, id } = await begin();
  const follower = await follow(streamUrl);
  const notify = jest.spyOn(line.toShow, 'notify').mockImplementation(() => undefined);
  await line.say(id, { text: 'من عملية أخرى' });
  expect(texts(await follower.activities(1))).toEqual(['من عملية أخرى']);
  notify.mockRestore();
  await follower.close();
});

test('one conversation is not shown in another', async () => {
  const [mine, theirs] = [await begin(), await begin()];
  const followers = [await follow(mine.streamUrl), await follow(theirs.streamUrl)];
  await mine.post('لي');
  await theirs.post('لهم');
  expect(texts(await followers[0]!.activities(2))).toEqual(['لي', 'سمعت: لي']);
  expect(texts(await followers[1]!.activities(2))).toEqual(['لهم', 'سمعت: لهم']);
  for (const follower of followers) await follower.close();
});

describe('a stream is refused', () => {
  const withTicket = (url: string, t: string) => {
    const changed = new URL(url);
    changed.searchParams.set('t', t);
    return changed.toString();
  };

  test.each<[string, () => Promise<string>, Record<string, string>, string]>([
    ['without a ticket', async () => withTicket((await begin()).streamUrl, ''), {}, '403'],
    [
      'with a token in the place of a ticket',
      async () => {
        const { streamUrl, token } = await begin();
        return withTicket(streamUrl, token);
      },
      {},
      '403',
    ],
    [
      'with a ticket of another conversation',
      async () => withTicket((await begin()).streamUrl, new URL((await begin()).streamUrl).searchParams.get('t')!),
      {},
      '403',
    ],
    [
      'from another site than the token is for',
      async () => (await begin([SITE])).streamUrl,
      { Origin: 'https://evil.example' },
      '403',
    ],
    ['at another path', async () => (await begin()).streamUrl.replace('/stream', '/stream/multimodal'), {}, '404'],
  ])('%s', async (_, url, headers, status) => {
    await expect(follow(await url(), headers)).rejects.toThrow(status);
  });

  test('a minute after it was given', async () => {
    const { streamUrl } = await begin();
    real += 60_000;
    await expect(follow(streamUrl)).rejects.toThrow('403');
    real -= 60_000;
    await (await follow(streamUrl)).close();
  });
});

test('a site that the token is for may open it', async () => {
  const follower = await follow((await begin([SITE])).streamUrl, { Origin: SITE });
  expect(line.streams.count).toBe(1);
  await follower.close();
});

test('the end of the service says goodbye', async () => {
  const other = await openLine();
  const { token } = (await (
    await fetch(`${other.base}${DL}/tokens/generate`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${SECRET}` },
    })
  ).json()) as { token: string };
  const { streamUrl } = (await (
    await fetch(`${other.base}${DL}/conversations`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })
  ).json()) as { streamUrl: string };
  const follower = await follow(streamUrl);
  await other.close();
  expect(await follower.closed).toBe(1001);
});
