// The whole journey through the doors, on every channel: asked for, paid, told to come, reminded; each notice once; and no personal
// value in any log line, whatever way it is written.
import { runService, type Running } from './support/service';

let running: Running;

beforeAll(async () => {
  running = await runService();
}, 60_000);

afterAll(async () => {
  await running.stop();
});

const notices = (messages: readonly { notice?: string; channel: string }[]): string[] =>
  messages.flatMap(({ notice, channel }) => (notice === undefined ? [] : [`${channel} ${notice}`]));

const paymentOf = (messages: readonly { reference?: { payment?: string } }[]): string =>
  messages.findLast(({ reference }) => reference?.payment)?.reference?.payment ?? '';

const WHATSAPP = { phone: '+962790000011', name: 'رنا خليل الزعبي', number: '9861042317' };
const SMS = { phone: '+962780000012', name: 'سامر فؤاد حدّاد', number: '9921055318' };
const WEB = { phone: '+962770000013', name: 'ليان ناصر قطيشات', number: '9951077319' };
const SECRET_WORDS = 'كلمة لا يعرفها أحد 48ab';

async function order(channel: 'sms' | 'whatsapp', person: typeof SMS): Promise<string> {
  await running.say(channel, person.phone, 'بدي أقدم امتحان ICDL تجريبي بمحطة طبربور');
  for (const words of ['لي', 'أوافق', 'مواطن أردني', person.name, person.number])
    await running.say(channel, person.phone, words);
  const closing = await running.say(channel, person.phone, 'نعم', channel === 'sms' ? 1 : 2);
  return paymentOf(closing);
}

test('WhatsApp: the SMS and its copy carry the payment number; paying twice tells once', async () => {
  const payment = await order('whatsapp', WHATSAPP);
  expect(payment).toMatch(/^[1-9]\d{11}$/);
  const before = (await running.record(WHATSAPP.phone)).filter(({ direction }) => direction === 'out').length;
  const paid = await running.post('/simulator/bank/payments', { number: payment, repeat: 3 });
  expect(paid.status).toBe(200);
  await running.outgoing(WHATSAPP.phone, before + 2);
  await running.post('/simulator/clock', { advanceMinutes: 1 });
  expect(notices(await running.record(WHATSAPP.phone))).toEqual([
    'sms push.exam.payment-number',
    'whatsapp push.exam.payment-number',
    'sms push.exam.come',
    'whatsapp push.exam.come',
  ]);
});

test('SMS: the closing reply is the notice; a jump of 12 days reminds before it lapses, in the hours of the day; money after that is told of', async () => {
  const payment = await order('sms', SMS);
  await running.post('/simulator/clock', { advanceMinutes: 12 * 24 * 60 });
  expect(notices(await running.record(SMS.phone))).toEqual([
    'sms push.exam.payment-number',
    'sms push.exam.payment-reminder',
    'sms push.exam.lapsed',
  ]);
  const late = await running.post('/simulator/bank/payments', { number: payment, amount: '5.000' });
  expect(late.status).toBe(200);
  await running.post('/simulator/clock', { advanceMinutes: 1 });
  expect(notices(await running.record(SMS.phone)).slice(3)).toEqual(['sms push.exam.payment-kept']);
});

test('a paid trial exam is reminded once, two weeks before its end', async () => {
  await running.post('/simulator/clock', { advanceMinutes: 190 * 24 * 60 });
  expect(notices(await running.record(WHATSAPP.phone)).slice(4)).toEqual(['sms push.exam.come-reminder']);
}, 60_000);

test('web chat: the phone is proved by a code before anything is stored for it', async () => {
  const { token } = (await fetch(`${running.base}/widget/token`, {
    method: 'POST',
    headers: { Origin: running.base },
  }).then((answer) => answer.json())) as { token: string };
  const call = async (path: string, body?: unknown) =>
    (await fetch(`${running.base}/v3/directline${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).then((answer) => answer.json())) as Record<string, unknown>;
  const { conversationId } = await call('/conversations', { locale: 'ar-JO' });
  const path = `/conversations/${String(conversationId)}/activities`;
  type Activity = { from: { id: string }; text: string; channelData?: { ask?: string; notice?: string } };
  const said = async (): Promise<Activity[]> =>
    ((await call(`${path}?watermark=`))['activities'] as Activity[]).filter(
      ({ channelData }) => channelData && ('ask' in channelData || 'notice' in channelData),
    );
  const say = async (text: string, id: string): Promise<Activity | undefined> => {
    const before = (await said()).length;
    await call(path, { type: 'message', from: { id: 'dl_x' }, text, channelData: { clientActivityID: id } });
    for (let tried = 0; tried < 200 && (await said()).length === before; tried += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return (await said()).at(-1);
  };
  const words = ['امتحان ICDL تجريبي في صويلح', 'لي', 'أوافق', 'مواطن أردني', WEB.name, WEB.number, WEB.phone];
  for (const [place, text] of words.entries()) await say(text, `w${place}`);
  expect((await said()).at(-1)?.channelData?.ask).toBe('code');
  const code = /\b\d{6}\b/.exec((await running.outgoing(WEB.phone, 1))[0]?.body ?? '')?.[0] ?? '';
  expect((await say(code, 'code'))?.channelData?.ask).toBe('agreed');
  expect((await say('نعم', 'yes'))?.channelData?.notice).toBe('push.exam.payment-number');
  expect(notices(await running.outgoing(WEB.phone, 2))).toEqual(['sms push.exam.payment-number']);
  await say(SECRET_WORDS, 'secret');
}, 60_000);

/** Ways in which a value may get into a line. */
function spellings(value: string): string[] {
  const arabicDigits = value.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)));
  const bare = value.replace(/^\+962/, '');
  const split = bare.replace(/(\d{3})(?=\d)/g, '$1 ');
  return [
    value,
    bare,
    `0${bare}`,
    arabicDigits,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    JSON.stringify(value).slice(1, -1),
    split,
  ];
}

/** Single words of names count too. */
const personal = [WHATSAPP, SMS, WEB]
  .flatMap(({ phone, name, number }) => [phone, number, ...name.split(' ').filter((word) => word.length > 3)])
  .concat(SECRET_WORDS);

const found = (lines: readonly string[]): string[] =>
  personal.flatMap((value) => spellings(value).filter((spelling) => lines.some((line) => line.includes(spelling))));

test('no log line holds a personal value, however it is written', () => {
  for (const value of personal)
    for (const spelling of spellings(value)) expect(found([`{"event":"planted ${spelling}"}`])).toContain(spelling);
  expect(running.lines.length).toBeGreaterThan(20);
  expect(found(running.lines)).toEqual([]);
});
