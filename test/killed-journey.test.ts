// The journey on each channel, only through the doors, while the process is killed: at every named step in turn, and at moments of chance.
// In the end everything was told once, on the carrier's own record, and in the order of an undisturbed journey.
import { FAULT_POINTS, type FaultPoint } from '../src/faults';
import { advance, pay, phoneLine, PLATFORM, webLine, type Channel, type Heard } from './support/citizen-line';
import { runServiceProcess, type ServiceProcess } from './support/service-process';

const PHONE = '+962790000031';
const BEFORE_PHONE = ['لي', 'أوافق', 'مواطن أردني', 'رنا خليل الزعبي', '9861042317'];
const ASKED = ['for', 'consent', 'applicant', 'name', 'number'];
const FIRST = 'بدي أقدم امتحان ICDL تجريبي بمحطة طبربور';
const HALF_A_YEAR_MINUTES = 190 * 24 * 60;

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
  const line = channel === 'web-chat' ? await webLine(service, PHONE) : phoneLine(service, channel, PHONE);
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
  await pay(service, heard.findLast(({ payment }) => payment !== undefined)?.payment ?? '', '5.000', '7');
  const also = channel === 'web-chat' ? ['web-chat'] : channel === 'whatsapp' ? ['whatsapp'] : [];
  await reach([...also, 'sms'].flatMap((where) => PAID.map((notice) => `${where} ${notice}`)));
  await advance(service, HALF_A_YEAR_MINUTES);
  const late = channel === 'web-chat' ? ['web-chat', 'sms'] : ['sms'];
  await reach(late.flatMap((where) => LATER.map((notice) => `${where} ${notice}`)));
  await advance(service, HALF_A_YEAR_MINUTES + 1);
  return { heard: await line.heard(), expected };
}

const count = (heard: readonly Heard[], label: string): number => heard.filter((one) => one.label === label).length;

async function expectOnce(service: ServiceProcess, channel: Channel): Promise<void> {
  const { heard, expected } = await travel(service, channel);
  const sorted = (labels: readonly string[]) => [...labels].sort();
  expect(sorted(heard.map(({ label }) => label))).toEqual(sorted(expected));
  expect(new Set(heard.flatMap(({ request }) => (request === undefined ? [] : [request]))).size).toBe(1);
}

const CHANNELS = ['sms', 'whatsapp', 'web-chat'] as const;

/** Each step is cut on one channel; the other channels pass it undisturbed. Those of the desk are cut in the journey of official exams. */
const stepsCutOn = (channel: Channel): readonly FaultPoint[] =>
  FAULT_POINTS.filter((point) => !point.startsWith('desk.')).filter(
    (_point, place) => place % CHANNELS.length === CHANNELS.indexOf(channel),
  );
test.concurrent.each(CHANNELS)(
  'killed at every named step, one after the other, by %s: all is told, and once',
  async (channel) => {
    const service = await runServiceProcess(PLATFORM, stepsCutOn(channel));
    try {
      await expectOnce(service, channel);
      expect(service.deaths).toEqual(stepsCutOn(channel).map(() => 'SIGKILL'));
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
    const service = await runServiceProcess(PLATFORM);
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
