// Another phone: what moves to it, what stays, and who is told where.
import type { Citizen } from '../../src/domain/citizen';
import { prove, wantAnnouncements } from '../../src/services/citizens';
import { changePhone } from '../../src/services/phone-change';
import { receivePayment } from '../../src/services/requests';
import { openWorld, paymentFor, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let count = 0;
const phone = (): string => `+96278${String((count += 1)).padStart(7, '0')}`;
type From = Awaited<ReturnType<World['write']>>;

/** The new citizen, and how many requests moved. */
const moved = (from: From, to: string, conversation = from.conversation) =>
  world.transact(async (work) => {
    const citizen = await prove(work, to, 'ar');
    const now = (await work.citizens.byId(from.citizen.id)) ?? from.citizen;
    return { citizen, requests: await changePhone(work, now, citizen, { conversation, language: 'ar' }) };
  });

const ownedBy = (citizen: Citizen) =>
  world.transact(async (work) => ({
    requests: (await work.requests.ofRequester(citizen.id)).map(({ id }) => id),
    persons: (await work.persons.enteredBy(citizen.id)).map(({ id }) => id),
  }));

test('requests and people belong to the new phone alone, the old number stands in the history', async () => {
  const from = await world.write('sms', phone());
  const request = await world.submitted(from);
  await world.sent();
  const to = phone();
  const { citizen, requests } = await moved(from, to);
  expect(requests).toBe(1);
  expect(await ownedBy(citizen)).toEqual({ requests: [request.id], persons: [request.beneficiaryId] });
  expect(await ownedBy(from.citizen)).toEqual({ requests: [], persons: [] });
  const { phone: now, state, history } = await world.stored(request);
  expect({ now, state }).toEqual({ now: to, state: 'awaiting-payment' });
  expect(history.at(-1)).toMatchObject({ event: 'corrected', by: 'citizen', field: 'phone', old: from.citizen.phone });
  expect(await world.sent()).toEqual([]);
});

test.each(['sms', 'whatsapp'] as const)(
  'asked for by %s: later notices reach nobody on the old phone',
  async (channel) => {
    const from = await world.write(channel, phone());
    const request = await world.submitted(from);
    await world.sent();
    const to = phone();
    await moved(from, to);
    await world.transact((work) => receivePayment(work, paymentFor(request)));
    expect((await world.sent()).map((sent) => [sent.channel, sent.address, sent.content.notice])).toEqual([
      ['sms', to, 'push.exam.come'],
    ]);
  },
);

test('asked for in a chat: the old phone is told by SMS, the chat keeps its copies', async () => {
  const owner = await world.write('sms', phone());
  const chat = await world.write('web-chat', 'chat-1');
  const asked = { conversation: chat.conversation, citizen: owner.citizen };
  const request = await world.submitted(asked);
  await world.sent();
  const to = phone();
  await moved(asked, to);
  const [told, ...others] = await world.sent();
  expect(others).toEqual([]);
  expect(told).toMatchObject({ channel: 'sms', address: owner.citizen.phone });
  expect(told?.content.text).toContain(to.slice(-3));
  expect(told?.content.text).not.toContain(to);
  expect((await world.stored(request)).origin).toEqual({ channel: 'web-chat', conversationId: chat.conversation.id });
});

test('somebody whom others have entered too stays theirs', async () => {
  const mother = await world.write('sms', phone());
  const father = await world.write('sms', phone());
  const { beneficiaryId } = await world.submitted(mother);
  await world.transact(async (work) => {
    const child = await work.persons.byId(beneficiaryId);
    if (child) await work.persons.save({ ...child, enteredBy: [...child.enteredBy, father.citizen.id] });
  });
  const { citizen } = await moved(mother, phone());
  const child = await world.transact((work) => work.persons.byId(beneficiaryId));
  expect(child?.enteredBy).toEqual([citizen.id, father.citizen.id]);
});

test('two phones of one owner become one: nobody is entered twice', async () => {
  const first = await world.write('sms', phone());
  const second = await world.write('sms', phone());
  const { beneficiaryId } = await world.submitted(first);
  await world.transact(async (work) => {
    const person = await work.persons.byId(beneficiaryId);
    if (person) await work.persons.save({ ...person, enteredBy: [...person.enteredBy, second.citizen.id] });
  });
  await moved(first, second.citizen.phone);
  expect(await ownedBy(second.citizen)).toMatchObject({ persons: [beneficiaryId] });
  expect((await world.transact((work) => work.persons.byId(beneficiaryId)))?.enteredBy).toEqual([second.citizen.id]);
});

test.each([
  ['nothing was said on the new phone: taken over', undefined, false],
  ['the new phone has said otherwise: that holds', true, true],
] as const)('announcements: %s', async (_title, said, expected) => {
  const from = await world.write('sms', phone());
  const to = await world.write('sms', phone());
  await world.transact((work) => wantAnnouncements(work, from.citizen, false));
  if (said !== undefined) await world.transact((work) => wantAnnouncements(work, to.citizen, said));
  const { citizen } = await moved(from, to.citizen.phone);
  const stored = await world.transact((work) => work.citizens.byId(citizen.id));
  expect(stored?.announcements?.wanted).toBe(expected);
});
