// A phone typed in the web chat is proven by a code: right, wrong, too old, too often; and what is stored of it.
import type { Conversation } from '../../src/domain/conversation';
import { isRefusal } from '../../src/errors';
import { checkCode, personsOf, prove, sendCode } from '../../src/services/citizens';
import { openConversation } from '../../src/services/inbox';
import { openWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.at('2026-11-23T12:00');
  await world.sent();
});
afterAll(() => world.close());

let count = 0;
const fresh = (prefix: string): string => `${prefix}${String((count += 1)).padStart(7, '0')}`;
const phoneOf = (): string => fresh('+96278');

async function guest(source?: string): Promise<Conversation> {
  return (await world.transact((work) => openConversation(work, { address: fresh('conv_chat'), source }))).conversation;
}

const send = (conversation: Conversation, phone: string) =>
  world.transact((work) => sendCode(work, conversation, phone, 'en'));
const check = (conversation: Conversation, code: string) =>
  world.transact((work) => checkCode(work, conversation, code, 'en'));

/** The code in the SMS that was sent last. */
async function codeSent(): Promise<string> {
  const text = (await world.sent()).at(-1)?.content.text ?? '';
  return /\d{6}/.exec(text)?.[0] ?? `no code in "${text}"`;
}

const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('a phone is one citizen, whoever proves it', async () => {
  const phone = phoneOf();
  const first = await world.transact((work) => prove(work, phone, 'en'));
  expect(first).toEqual({ id: first.id, phone, language: 'en', createdAt: world.clock.now() });
  expect(await world.transact((work) => prove(work, phone, 'ar'))).toEqual(first);
  expect(await world.transact((work) => personsOf(work, first.id))).toEqual([]);
});

test('the right code proves the phone, once', async () => {
  const [conversation, phone] = [await guest(), phoneOf()];
  expect(await send(conversation, phone)).toBe('sent');
  const [sms, ...more] = await world.sent();
  expect([sms?.channel, sms?.address, sms?.lane, more]).toEqual(['sms', phone, 'reply', []]);
  const code = /\d{6}/.exec(sms?.content.text ?? '')?.[0] ?? '';
  expect(await check(conversation, code)).toEqual(await world.transact((work) => work.citizens.byPhone(phone)));
  expect(await check(conversation, code)).toEqual({ refused: 'code-expired' });
});

test('the code itself is not stored', async () => {
  const conversation = await guest();
  await send(conversation, phoneOf());
  const code = await codeSent();
  const stored = await world.transact((work) => work.codes.newestOf(conversation.id));
  expect(stored?.hash).toMatch(/^[0-9a-f]{16}:[0-9a-f]{48}$/);
  expect(JSON.stringify({ ...stored, phone: '', createdAt: 0, expiresAt: 0 })).not.toContain(code);
});

test('five tries; the right code comes too late after them', async () => {
  const conversation = await guest();
  await send(conversation, phoneOf());
  const code = await codeSent();
  const answers = [];
  for (const typed of [1, 2, 3, 4, 5].map(() => wrong(code))) answers.push(await check(conversation, typed));
  expect(answers).toEqual([
    ...[4, 3, 2, 1].map((left) => ({ refused: 'code-wrong', with: { left } })),
    { refused: 'code-too-many' },
  ]);
  expect(await check(conversation, code)).toEqual({ refused: 'code-too-many' });
});

test('the right one at the fifth try is in time', async () => {
  const [conversation, phone] = [await guest(), phoneOf()];
  await send(conversation, phone);
  const code = await codeSent();
  for (const typed of [1, 2, 3, 4].map(() => wrong(code))) await check(conversation, typed);
  expect(await check(conversation, code)).toMatchObject({ phone });
});

test.each([
  ['in its tenth minute', '2026-11-23T12:10', false],
  ['after ten minutes', '2026-11-23T12:11', true],
])('%s', async (_, later, refused) => {
  const conversation = await guest();
  await send(conversation, phoneOf());
  const code = await codeSent();
  world.at(later);
  expect(isRefusal(await check(conversation, code))).toBe(refused);
});

test.each([
  ['no code was sent', async () => guest()],
  ['it was sent for another conversation', async () => (await send(await guest(), phoneOf()), guest())],
])('refused where %s', async (_, prepare) => {
  const conversation = await prepare();
  const code = (await world.sent()).at(-1)?.content.text.match(/\d{6}/)?.[0] ?? '123456';
  expect(await check(conversation, code)).toEqual({ refused: 'code-expired' });
});

test('only the newest code counts', async () => {
  const [conversation, phone] = [await guest(), phoneOf()];
  await send(conversation, phoneOf());
  const old = await codeSent();
  world.at('2026-11-23T12:01');
  await send(conversation, phone);
  const code = await codeSent();
  expect(await check(conversation, old === code ? wrong(code) : old)).toEqual({
    refused: 'code-wrong',
    with: { left: 4 },
  });
  expect(await check(conversation, code)).toMatchObject({ phone });
});

test.each([
  ['to one phone', 5, () => [undefined, phoneOf()] as const],
  ['from one network address', 20, () => [fresh('source'), undefined] as const],
])('codes in a day %s: %i', async (_, limit, shared) => {
  const [source, phone] = shared();
  const ask = async () => send(await guest(source ?? fresh('source')), phone ?? phoneOf());
  for (let sent = 0; sent < limit; sent += 1) expect(await ask()).toBe('sent');
  await world.sent();
  expect(await ask()).toEqual({ refused: 'too-many-codes' });
  expect(await world.sent()).toEqual([]);
  world.at('2026-11-24T12:01');
  expect(await ask()).toBe('sent');
});
