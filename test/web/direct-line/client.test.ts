// The public client library, driven against our server in both of its modes: what it takes for granted must hold.
import type { Activity, DirectLine, Message } from 'botframework-directlinejs';
import { installBrowserGlobals } from '../../support/browser-globals';
import { openLine, SECRET, type Line } from '../../support/direct-line';
import { createSignal } from '../../../src/signal';

installBrowserGlobals();
// The library looks for a browser when it is loaded.
const library = require('botframework-directlinejs') as typeof import('botframework-directlinejs');

let line: Line;
beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line.close());

type Client = {
  readonly direct: DirectLine;
  readonly heard: Activity[];
  readonly statuses: number[];
  /** Posts, and gives the id that the library was answered, or `retry`. */
  post(activity: Partial<Message>): Promise<string>;
  until(done: () => boolean): Promise<void>;
};

async function tokenFor(user = 'dl_client'): Promise<string> {
  const answer = await fetch(`${line.base}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${SECRET}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: { id: user } }),
  });
  return ((await answer.json()) as { token: string }).token;
}

const open: DirectLine[] = [];
afterEach(() => open.splice(0).forEach((direct) => direct.end()));

function connect(options: { token: string; webSocket: boolean; conversationId?: string; watermark?: string }): Client {
  const direct = new library.DirectLine({ domain: `${line.base}/v3/directline`, pollingInterval: 200, ...options });
  open.push(direct);
  const heard: Activity[] = [];
  const statuses: number[] = [];
  const changed = createSignal();
  /** Its way to say that the page has ended it, or that it could not start; the statuses say so, too. */
  const ended = (): void => undefined;
  direct.connectionStatus$.subscribe((status) => {
    statuses.push(status);
    changed.notify();
  });
  direct.activity$.subscribe((activity) => {
    heard.push(activity);
    changed.notify();
  }, ended);
  return {
    direct,
    heard,
    statuses,
    post: (activity) =>
      new Promise((resolve, reject) => {
        const whole = { type: 'message', from: { id: 'dl_client' }, ...activity } as Message;
        direct.postActivity(whole).subscribe(resolve, reject);
      }),
    async until(done) {
      while (!done()) await changed.wait(100);
    },
  };
}

const textOf = (activity: Activity) => (activity as Message).text;
const MODES = [
  ['WebSocket', true],
  ['polling', false],
] as const;
const { ConnectionStatus } = library;

describe.each(MODES)('%s', (_, webSocket) => {
  test('a conversation: Arabic both ways, the echo with its client id first, buttons in the answer', async () => {
    const { direct, heard, post, until } = connect({ token: await tokenFor(), webSocket });
    const id = await post({ text: 'بدي أقدم امتحان', channelData: { clientActivityID: 'c-1' } });
    await until(() => heard.length === 2);
    expect(heard.map((activity) => [activity.id, activity.from.id, textOf(activity), activity.channelData])).toEqual([
      [id, 'dl_client', 'بدي أقدم امتحان', { clientActivityID: 'c-1' }],
      [expect.any(String), 'bot', 'سمعت: بدي أقدم امتحان', { ask: 'kind' }],
    ]);
    expect((heard[1] as Message).suggestedActions?.actions.map(({ value }) => value as string)).toEqual([
      'official',
      'trial',
    ]);
    expect(direct.connectionStatus$.getValue()).toBe(ConnectionStatus.Online);
  });

  test('several messages keep their order', async () => {
    const { heard, post, until } = connect({ token: await tokenFor(), webSocket });
    for (const text of ['1', '2', '3']) await post({ text });
    await until(() => heard.length === 6);
    expect(heard.map(textOf).filter((text) => !text?.startsWith('سمعت'))).toEqual(['1', '2', '3']);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(6);
  });

  test('another tab resumes where the first one was', async () => {
    const token = await tokenFor();
    const first = connect({ token, webSocket });
    await first.post({ text: 'قبل' });
    await first.until(() => first.heard.length === 2);
    first.direct.end();
    const conversationId = first.heard[0]!.conversation!.id;
    const second = connect({ token, webSocket, conversationId, watermark: '' });
    await second.until(() => second.heard.length === 2);
    await second.post({ text: 'بعد' });
    await second.until(() => second.heard.length === 4);
    expect(second.heard.map(textOf)).toEqual(['قبل', 'سمعت: قبل', 'بعد', 'سمعت: بعد']);
  });

  test('a file is refused with an error, not left hanging', async () => {
    const { post, until, statuses } = connect({ token: await tokenFor(), webSocket });
    await until(() => statuses.includes(ConnectionStatus.Online));
    const contentUrl = `data:text/plain;base64,${Buffer.from('x').toString('base64')}`;
    const sent = post({
      text: 'هويتي',
      attachments: [{ contentType: 'text/plain', contentUrl, name: 'id.txt' } as never],
    });
    await expect(sent).rejects.toMatchObject({ status: 415 });
    expect(await post({ text: 'بدونها' })).toMatch(/\|0000001$/);
  });

  test('a token that is no good is told as such', async () => {
    const parts = line.tokens.issue({ user: 'dl_client', conv: 'web_1' }).split('.');
    const { until, statuses, direct } = connect({ token: `${parts[0]}.${parts[1]}.AAAA`, webSocket });
    direct.postActivity({ type: 'message', from: { id: 'dl_client' }, text: 'x' }).subscribe(
      () => undefined,
      () => undefined,
    );
    await until(
      () => statuses.includes(ConnectionStatus.FailedToConnect) || statuses.includes(ConnectionStatus.ExpiredToken),
    );
    expect(statuses).not.toContain(ConnectionStatus.Online);
  });
});

test('a page that polls goes on polling after a conversation was quiet', async () => {
  const { heard, post, until } = connect({ token: await tokenFor(), webSocket: false });
  await post({ text: 'x' });
  await until(() => heard.length === 2);
  const { id } = heard[0]!.conversation!;
  await line.say(id, { text: 'خبر', notice: 'push.exam.come' });
  await until(() => heard.length === 3);
  expect([textOf(heard[2]!), heard[2]!.channelData]).toEqual(['خبر', { notice: 'push.exam.come' }]);
});
