// An official exam, only through the doors: three people on three channels reach the minimum, a clerk and a manager bring it to the
// certificate, and the process is killed on the way at each step of the desk, the schedule and the delivery. In the end everybody was told everything, once.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sample from '../locales/catalogue/sample.json';
import { FAULT_POINTS } from '../src/faults';
import { advance, pay, phoneLine, PLATFORM, webLine, type Heard, type Line } from './support/citizen-line';
import { formsIn } from './support/desk';
import { runServiceProcess, type ServiceProcess } from './support/service-process';

const STAFF_PASSWORD = 'of the demo, for tests';
const DAY_MINUTES = 24 * 60;

/** The sample, with an official exam that three people are enough for. */
const catalogue = {
  ...sample,
  exams: sample.exams.map((exam) =>
    'official' in exam.kinds
      ? { ...exam, kinds: { ...exam.kinds, official: { ...exam.kinds.official, minimum: 3 } } }
      : exam,
  ),
};

function loadCatalogue({ folder }: ServiceProcess): void {
  const file = join(folder, 'catalogue.json');
  writeFileSync(file, JSON.stringify(catalogue));
  const run = spawnSync(process.execPath, [join(__dirname, '../src/run.js'), 'commands/catalogue', 'load', file], {
    env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data') },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
}

const PEOPLE = [
  {
    channel: 'sms',
    phone: '+962790000041',
    name: 'رنا خليل الزعبي',
    latin: 'Rana Khalil Alzoubi',
    number: '9861042317',
  },
  {
    channel: 'whatsapp',
    phone: '+962790000042',
    name: 'سامر أحمد العبادي',
    latin: 'Samer Alabbadi',
    number: '9871035522',
  },
  { channel: 'web-chat', phone: '+962790000043', name: 'هبة ماجد حداد', latin: 'Hiba Haddad', number: '9881035533' },
] as const;
type Person = (typeof PEOPLE)[number];

/** What each person has heard in the end, wherever it came: notices only, each with how often. */
function noticesOf(heard: readonly Heard[], where: string): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { label } of heard) {
    const [channel, what = ''] = label.split(' ');
    if (channel === where && what.startsWith('push.')) counted[what] = (counted[what] ?? 0) + 1;
  }
  return counted;
}

async function ask(
  service: ServiceProcess,
  line: Line,
  { channel, phone, name, latin, number }: Person,
): Promise<string> {
  const proof = channel === 'web-chat' ? [phone.replace('+962', '0'), 'code'] : [];
  const words = [
    'بدي أقدم امتحان ICDL رسمي بمحطة طبربور',
    'لي',
    'أوافق',
    'مواطن أردني',
    name,
    latin,
    number,
    ...proof,
    'نعم',
  ];
  let heard: readonly Heard[] = [];
  for (const word of words) {
    const code = /\b\d{6}\b/.exec(heard.findLast(({ label }) => label === 'sms said')?.text ?? '')?.[0] ?? '';
    const own = (all: readonly Heard[]) => all.filter(({ label }) => label.startsWith(`${channel} `)).length;
    const before = own(heard);
    const codes = (all: readonly Heard[]) => all.filter(({ label }) => label === 'sms said').length;
    const sends = word === proof[0] ? 1 : 0;
    const sent = codes(heard);
    await line.say(word === 'code' ? code : word);
    heard = await service.until(word, async () => {
      const now = await line.heard();
      return own(now) > before && codes(now) >= sent + sends ? now : undefined;
    });
  }
  return service.until(
    'the payment number',
    async () => (await line.heard()).findLast(({ payment }) => payment !== undefined)?.payment,
  );
}

/** A member of staff with a browser that keeps its cookie; what got no answer is sent again, as it was. */
async function signIn(service: ServiceProcess, name: string) {
  const form = (fields: Record<string, string>, cookie = ''): RequestInit => ({
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: cookie },
    body: new URLSearchParams(fields).toString(),
  });
  const cookie = await service.until('signed in', async () => {
    const entered = await service.open('/staff/sign-in', form({ name, password: STAFF_PASSWORD }));
    return entered?.headers.get('set-cookie')?.split(';')[0];
  });
  const page = (path: string) =>
    service.until(path, async () => {
      const shown = await service.open(path, { headers: { Cookie: cookie } });
      return shown?.status === 200 ? shown.text : undefined;
    });
  return {
    page,
    async submit(
      path: string,
      action: string,
      typed: Record<string, string> = {},
      hidden: Record<string, string> = {},
    ) {
      const found = formsIn(await page(path)).find(
        (each) =>
          each.action === action && Object.entries(hidden).every(([field, value]) => each.fields[field] === value),
      );
      if (!found) throw new Error(`no form ${action}`);
      await service.until(action, async () => {
        const sent = await service.open(`/staff/do/${action}`, form({ ...found.fields, ...typed }, cookie));
        if (sent && sent.status !== 303) throw new Error(`${action}: ${sent.status}`);
        return sent;
      });
    },
  };
}

/** A Sunday to Thursday two weeks ahead, away from weekends and holidays of the sample as far as the desk is concerned: it says so where not. */
const soon = (): string => {
  const day = new Date(Date.now() + 20 * DAY_MINUTES * 60_000);
  while ([5, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
};

test('three people on three channels, killed at the steps of desk, schedule and delivery: every notice once', async () => {
  const service = await runServiceProcess({ ...PLATFORM, DEMO_PASSWORD: STAFF_PASSWORD }, ['inbound.after-commit']);
  try {
    loadCatalogue(service);
    const lines: Line[] = [];
    const requests: string[] = [];
    for (const [place, person] of PEOPLE.entries()) {
      const line =
        person.channel === 'web-chat'
          ? await webLine(service, person.phone)
          : phoneLine(service, person.channel, person.phone);
      lines.push(line);
      const payment = await ask(service, line, person);
      requests.push((await line.heard()).findLast(({ request }) => request !== undefined)?.request ?? '');
      await pay(service, payment, '60.000', String(place + 1));
    }
    for (const point of FAULT_POINTS.filter((each) => /^(desk|schedule|delivery)\./.test(each))) service.arm(point);
    const clerk = await signIn(service, 'clerk');
    const manager = await signIn(service, 'manager');
    const path = /\/staff\/sittings\/sit_\w+/.exec(await clerk.page('/staff/sittings'))?.[0] ?? '';
    service.kill();
    await clerk.submit(path, 'sitting.ask-body');
    await clerk.submit(path, 'sitting.body-confirmed');
    const day = soon();
    await clerk.submit(path, 'sitting.fix-date', { day, time: '10:00', anyway: 'yes' });
    const minutesTo = Math.ceil((Date.parse(`${day}T10:00:00+03:00`) - Date.now()) / 60_000);
    await advance(service, minutesTo + 60);
    const [came = '', missed = '', failed = ''] = requests;
    await clerk.submit(path, 'attendance.mark', {}, { request: came, came: 'yes' });
    await clerk.submit(path, 'attendance.mark', {}, { request: missed, came: 'no' });
    await clerk.submit(path, 'attendance.mark', {}, { request: failed, came: 'yes' });
    await clerk.submit(path, 'result.enter', {}, { request: came, result: 'passed' });
    await clerk.submit(path, 'result.enter', {}, { request: failed, result: 'not-passed' });
    await manager.submit(path, 'result.release', {}, { request: came });
    await manager.submit(path, 'result.release', {}, { request: failed });
    await clerk.submit(path, 'certificate.ready', {}, { request: came });
    await clerk.submit(path, 'certificate.collected', { by: 'Rana Alzoubi' }, { request: came });
    const common = ['push.exam.payment-number', 'push.exam.waiting', 'push.exam.dated', 'push.exam.reminder'];
    const ends = [['push.exam.certificate-ready'], ['push.exam.absent'], ['push.exam.failed']];
    for (const [place, line] of lines.entries()) {
      const expected = Object.fromEntries([...common, ...(ends[place] ?? [])].map((notice) => [notice, 1]));
      const heard = await service.until(`all of ${PEOPLE[place]?.channel}`, async () => {
        const all = await line.heard();
        return Object.keys(expected).every((notice) => notice in noticesOf(all, 'sms')) ? all : undefined;
      });
      expect([place, noticesOf(heard, 'sms')]).toEqual([place, expected]);
      if (place === 2) expect(noticesOf(heard, 'web-chat')).toEqual(expected);
    }
    expect(service.deaths.length).toBeGreaterThan(8);
  } finally {
    await service.stop();
  }
}, 400_000);
