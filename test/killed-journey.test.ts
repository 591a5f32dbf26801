// The journey on each channel, only through the doors, while the process is killed: at every named step in turn, and at moments of chance.
// In the end everything was told once, on the carrier's own record, and in the order of an undisturbed journey.
import { createClock } from '../src/clock';
import { FAULT_POINTS } from '../src/faults';
import { createPlatform } from '../src/web/simulator/platform';
import { runServiceProcess, type Answered, type ServiceProcess } from './support/service-process';

type Channel = 'sms' | 'whatsapp' | 'web-chat';
type Heard = {
  readonly label: string;
  readonly text: string;
  readonly payment?: string | undefined;
  readonly request?: string | undefined;
};

/** A citizen at one end of a channel. */
type Line = {
  /** Returns once the service has taken the words; they are said again only where nothing shows that they arrived. */
  say(words: string): Promise<void>;
  /** All that came so far on every channel of this citizen: its channel, and the slot or the notice. */
  heard(): Promise<readonly Heard[]>;
};

const PASSWORD = 'of the platform, for tests';
const PHONE = '+962790000031';
const BEFORE_PHONE = ['لي', 'أوافق', 'مواطن أردني', 'رنا خليل الزعبي', '9861042317'];
const ASKED = ['for', 'consent', 'applicant', 'name', 'number'];
const FIRST = 'بدي أقدم امتحان ICDL تجريبي بمحطة طبربور';
const HALF_A_YEAR_MINUTES = 190 * 24 * 60;

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

type Carried = {
  readonly channel: string;
  readonly direction: string;
  readonly body: string;
  readonly status: string;
  readonly ask?: string;
  readonly notice?: string;
  readonly reference?: { readonly payment?: string; readonly request?: string };
};

async function carried(service: ServiceProcess): Promise<readonly Carried[]> {
  return service.until('the record', async () => {
    const answer = await service.call(`/simulator/phone/messages?number=${encodeURIComponent(PHONE)}&explain=1`);
    return answer?.status === 200 ? (answer.body as Carried[]) : undefined;
  });
}

const outgoing = (record: readonly Carried[]): Heard[] =>
  record
    .filter(({ direction, status }) => direction === 'out' && status === 'delivered')
    .map(({ channel, ask, notice, body, reference }) => ({
      label: `${channel} ${notice ?? ask ?? 'said'}`,
      text: body,
      ...reference,
    }));

function phoneLine(service: ServiceProcess, channel: 'sms' | 'whatsapp'): Line {
  const arrived = async (words: string) =>
    (await carried(service)).filter(({ direction, body }) => direction === 'in' && body === words).length;
  return {
    async say(words) {
      const before = await arrived(words);
      await service.until(words, async () => {
        const answer = await service.call('/simulator/phone/messages', posted({ channel, from: PHONE, body: words }));
        return answer?.status === 200 || (await arrived(words)) > before ? true : undefined;
      });
    },
    heard: async () => outgoing(await carried(service)),
  };
}

type Activity = {
  readonly text?: string;
  readonly from: { readonly role?: string };
  readonly channelData?: { readonly ask?: string; readonly notice?: string; readonly reference?: Carried['reference'] };
};

async function webLine(service: ServiceProcess): Promise<Line> {
  const until = (what: string, ask: () => Promise<Answered | undefined>) =>
    service.until(what, async () => {
      const answer = await ask();
      return answer !== undefined && answer.status < 300 ? (answer.body as Record<string, unknown>) : undefined;
    });
  const { token } = await until('a token', () =>
    service.call('/widget/token', {
      method: 'POST',
      headers: { Origin: `http://localhost:${new URL(service.base).port}` },
    }),
  );
  const headers = { Authorization: `Bearer ${String(token)}`, 'Content-Type': 'application/json' };
  const started = await until('a conversation', () =>
    service.call('/v3/directline/conversations', { method: 'POST', headers, body: '{"locale":"ar-JO"}' }),
  );
  const path = `/v3/directline/conversations/${String(started['conversationId'])}/activities`;
  let said = 0;
  return {
    async say(text) {
      said += 1;
      const activity = {
        type: 'message',
        from: { id: 'dl_x' },
        text,
        channelData: { clientActivityID: `said-${said}` },
      };
      await until(text, () => service.call(path, { method: 'POST', headers, body: JSON.stringify(activity) }));
    },
    async heard() {
      const { activities } = await until('the history', () => service.call(`${path}?watermark=`, { headers }));
      const answers = (activities as Activity[])
        .filter(({ from, text }) => from.role === 'bot' && text !== undefined)
        .map(({ text = '', channelData }) => ({
          label: `web-chat ${channelData?.notice ?? channelData?.ask ?? 'said'}`,
          text,
          ...channelData?.reference,
        }));
      return [...answers, ...outgoing(await carried(service))];
    },
  };
}

/** What comes in an undisturbed journey, step by step: said, then heard on all channels. */
function journey(
  channel: Channel,
): readonly { readonly say: string | ((heard: readonly Heard[]) => string); readonly then: readonly string[] }[] {
  const [own, copy] = channel === 'sms' ? ['sms', []] : [channel, [channel]];
  const proof =
    channel === 'web-chat'
      ? [
          { say: PHONE.replace('+962', '0'), then: ['web-chat code', 'sms said'] },
          {
            say: (heard: readonly Heard[]) =>
              /\b\d{6}\b/.exec(heard.findLast(({ label }) => label === 'sms said')?.text ?? '')?.[0] ?? '',
            then: ['web-chat agreed'],
          },
        ]
      : [];
  const words = [FIRST, ...BEFORE_PHONE];
  const last = channel === 'web-chat' ? 'phone' : 'agreed';
  return [
    ...words.map((say, place) => ({ say, then: [`${own} ${ASKED[place] ?? last}`] })),
    ...proof,
    { say: 'نعم', then: [...copy, 'sms'].map((where) => `${where} push.exam.payment-number`) },
  ];
}

const PAID = ['push.exam.come'];
const LATER = ['push.exam.come-reminder'];

/** The whole journey. @returns all that was heard, in the carrier's or the chat's order */
async function travel(
  service: ServiceProcess,
  channel: Channel,
): Promise<{ heard: readonly Heard[]; expected: readonly string[] }> {
  const line = channel === 'web-chat' ? await webLine(service) : phoneLine(service, channel);
  const expected: string[] = [];
  const reach = (labels: readonly string[]) => {
    expected.push(...labels);
    return service.until(labels.join(', '), async () => {
      const heard = await line.heard();
      return expected.every((label) => count(heard, label) >= expected.filter((other) => other === label).length)
        ? heard
        : undefined;
    });
  };
  let heard: readonly Heard[] = [];
  for (const { say, then } of journey(channel)) {
    await line.say(typeof say === 'string' ? say : say(heard));
    heard = await reach(then);
  }
  await pay(service, heard.findLast(({ payment }) => payment !== undefined)?.payment ?? '');
  const also = channel === 'web-chat' ? ['web-chat'] : channel === 'whatsapp' ? ['whatsapp'] : [];
  await reach([...also, 'sms'].flatMap((where) => PAID.map((notice) => `${where} ${notice}`)));
  await advance(service, HALF_A_YEAR_MINUTES);
  const late = channel === 'web-chat' ? ['web-chat', 'sms'] : ['sms'];
  await reach(late.flatMap((where) => LATER.map((notice) => `${where} ${notice}`)));
  await advance(service, HALF_A_YEAR_MINUTES + 1);
  return { heard: await line.heard(), expected };
}

const count = (heard: readonly Heard[], label: string): number => heard.filter((one) => one.label === label).length;

/** One transaction of the platform, told until it is taken, and once more. */
async function pay(service: ServiceProcess, payment: string): Promise<void> {
  const platform = createPlatform({
    options: { user: 'efawateercom-demo', password: PASSWORD, billerCode: 1234, serviceTypes: { exam: 'EXAMS' } },
    serviceUrl: () => service.base,
    clock: createClock(),
    random: { digits: (length) => '7'.repeat(length) },
  });
  const tell = () =>
    service.until('the payment is taken', async () => {
      await service.call('/health/live');
      const [exchange] = await platform.pay(payment, '5.000', '5.000', 1).catch(() => []);
      return exchange?.status === 200 && JSON.stringify(exchange.response).includes('"ErrorCode":0') ? true : undefined;
    });
  await tell();
  await tell();
}

/** Moves business time to so many minutes ahead of the real one, whatever was lost on the way. */
async function advance(service: ServiceProcess, offsetMinutes: number): Promise<void> {
  await service.until('the clock', async () => {
    const now = await service.call('/simulator/clock');
    const left = now && offsetMinutes - (now.body as { offsetMinutes: number }).offsetMinutes;
    if (left === undefined) return undefined;
    return (await service.call('/simulator/clock', posted({ advanceMinutes: Math.max(0, left) })))?.status === 200
      ? true
      : undefined;
  });
}

async function expectOnce(service: ServiceProcess, channel: Channel): Promise<void> {
  const { heard, expected } = await travel(service, channel);
  const sorted = (labels: readonly string[]) => [...labels].sort();
  expect(sorted(heard.map(({ label }) => label))).toEqual(sorted(expected));
  expect(new Set(heard.flatMap(({ request }) => (request === undefined ? [] : [request]))).size).toBe(1);
}

const ENV = { EFAWATEERCOM_PASSWORD: PASSWORD };
const CHANNELS = ['sms', 'whatsapp', 'web-chat'] as const;

test.concurrent.each(CHANNELS)(
  'killed at every named step, one after the other, by %s: all is told, and once',
  async (channel) => {
    const service = await runServiceProcess(ENV, FAULT_POINTS);
    try {
      await expectOnce(service, channel);
      expect(service.deaths).toEqual(FAULT_POINTS.map(() => 'SIGKILL'));
    } finally {
      await service.stop();
    }
  },
  300_000,
);

/** Mulberry32: the same moments on every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KILLS = 4;

test.concurrent.each(CHANNELS)(
  'killed at moments of chance, by %s: all is told, and once',
  async (channel) => {
    const service = await runServiceProcess(ENV);
    const next = chance(channel.length);
    let left = KILLS;
    let timer: NodeJS.Timeout | undefined;
    const strike = () => {
      timer = setTimeout(
        () => {
          service.kill();
          left -= 1;
          if (left > 0) strike();
        },
        1_200 + next() * 1_500,
      );
    };
    strike();
    try {
      await expectOnce(service, channel);
      expect(service.deaths.length).toBeGreaterThan(0);
    } finally {
      clearTimeout(timer);
      await service.stop();
    }
  },
  180_000,
);
