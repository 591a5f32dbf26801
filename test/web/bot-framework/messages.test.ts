// `/api/messages` on the whole service, as the Emulator posts and with a loopback connector that is answered: a trial exam from the
// first word to its payment and beyond, repeats, order, a connector in trouble, and who is refused.
import {
  openConnectorDouble,
  emulatorActivity,
  takeEach,
  type BotActivity,
  type ConnectorDouble,
} from '../../support/connector-double';
import { answerJson, cutLine, inTurn } from '../../support/twilio-double';
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

function visitorNamed(visitor: string) {
  let heard = connector.posts.length;
  return {
    async say(text: string, answers = 1): Promise<BotActivity> {
      const id = nextId();
      expect(await post(emulatorActivity(connector.url, { id, text, ...from(visitor) }))).toEqual(TAKEN);
      heard += answers;
      return (await posted(heard)).at(-1)!;
    },
    /** What comes without being asked for. */
    async hear(): Promise<BotActivity> {
      heard += 1;
      return (await posted(heard)).at(-1)!;
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
  expect((await visitor.hear()).channelData?.notice).toBe('push.exam.come');
  await running.post('/simulator/clock', { advanceMinutes: 1 });
  expect(await smsNotices(phone)).toEqual(['push.exam.payment-number', 'push.exam.come']);
  expect(connector.posts.map(({ activity }) => activity.channelData?.notice).filter(Boolean)).toEqual([
    'push.exam.payment-number',
    'push.exam.come',
  ]);
});
