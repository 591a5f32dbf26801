// A conversation in the hands of the staff: who is told what, who may still write, and how it comes back.
import type { ChannelName } from '../../src/domain/message';
import type { Task } from '../../src/domain/task';
import {
  answerAsStaff,
  giveBack,
  handOver,
  heard,
  lastOfCitizen,
  lastOfStaff,
  staffedFrom,
  talkOf,
  wroteMeanwhile,
} from '../../src/services/handovers';
import { finishTask, openTask } from '../../src/services/tasks';
import { instantAt } from '../../src/clock';
import { isRefusal } from '../../src/errors';
import { openWorld, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function asked(channel: ChannelName = 'sms', address = '+962790000001'): Promise<Task> {
  const { conversation } = await world.write(channel, address, 'a person please');
  await world.transact(async (work) => {
    const handover = await handOver(work, 'person-asked', conversation, {});
    await work.conversations.save({ ...conversation, language: 'en', handover });
  });
  const task = await world.transact((work) => work.tasks.openIn('person-asked', conversation.id));
  if (!task) throw new Error('a task');
  return task;
}

const conversationOf = async ({ conversationId }: Task) => {
  const conversation = await world.transact((work) => work.conversations.byId(conversationId ?? ''));
  if (!conversation) throw new Error('a conversation');
  return conversation;
};

const answer = (
  task: Task,
  words: string,
  { seen = '', staffId = 'staff_1', read = undefined as string | undefined } = {},
) =>
  world.transact(async (work) =>
    answerAsStaff(work, task, {
      staffId,
      words,
      seen,
      read: read ?? lastOfCitizen(await talkOf(work, task.conversationId ?? '')),
    }),
  );

async function close(task: Task): Promise<void> {
  await world.transact(async (work) => {
    const done = await finishTask(work, task.id, { staffId: 'staff_1', note: undefined });
    if (!isRefusal(done)) await giveBack(work, done);
  });
}

const texts = async () => (await world.sent()).map(({ content }) => content.text);

test('whoever asks twice lies on the pile once', async () => {
  const first = await asked();
  const second = await asked();
  expect(second.id).toBe(first.id);
});

test('an answer of the staff reaches the citizen in their name, and shows who of them wrote it', async () => {
  const task = await asked();
  await answer(task, 'There is a ramp at the side');
  expect(await texts()).toEqual(['Staff: There is a ramp at the side']);
  const { handover } = await conversationOf(task);
  expect(handover).toEqual({ taskId: task.id, until: world.clock.now() + 24 * 3600_000, acknowledged: true });
  const talk = await world.transact((work) => talkOf(work, task.conversationId ?? ''));
  expect(talk.map((one) => (one.direction === 'in' ? one.text : [one.writtenBy, one.content.text]))).toEqual([
    'a person please',
    ['staff_1', 'Staff: There is a ramp at the side'],
  ]);
});

test('words that came while an answer was being written still wait for one, and are not closed over', async () => {
  const task = await asked();
  const read = await world.transact(async (work) => lastOfCitizen(await talkOf(work, task.conversationId ?? '')));
  expect(await world.transact((work) => wroteMeanwhile(work, task, read))).toBe(false);
  world.at('2026-11-23T12:01');
  await world.write('sms', '+962790000001', 'and one more thing');
  expect(await world.transact((work) => wroteMeanwhile(work, task, read))).toBe(true);
  await answer(task, 'Yes', { read });
  expect((await conversationOf(task)).handover?.waitsSince).toBe(Date.parse('2026-11-23T12:00:00+03:00'));
});

test('another task in the same conversation does not take it away from the one through which it was handed over', async () => {
  const task = await asked();
  const other = await world.transact((work) =>
    openTask(work, 'erase-data', { ...(task.conversationId !== undefined && { conversationId: task.conversationId }) }),
  );
  await answer(other, 'We are on it');
  expect((await conversationOf(task)).handover?.taskId).toBe(task.id);
});

test('of two who answer at once the second reads the first', async () => {
  const task = await asked();
  await answer(task, 'Yes');
  expect(await answer(task, 'No', { staffId: 'staff_2' })).toEqual({ refused: 'answered-meanwhile' });
  const seen = await world.transact(async (work) => lastOfStaff(await talkOf(work, task.conversationId ?? '')));
  expect(isRefusal(await answer(task, 'Yes indeed', { seen, staffId: 'staff_2' }))).toBe(false);
  expect(await texts()).toEqual(['Staff: Yes', 'Staff: Yes indeed']);
});

test('words of the citizen wait from the first one on', async () => {
  const task = await asked();
  await answer(task, 'Yes?');
  const since = world.clock.now();
  await world.transact(async (work) => {
    const conversation = await work.conversations.byId(task.conversationId ?? '');
    if (!conversation?.handover) throw new Error('handed over');
    const once = heard(work, conversation.handover);
    await work.conversations.save({ ...conversation, handover: heard({ ...work, now: work.now + 60_000 }, once) });
  });
  expect((await conversationOf(task)).handover).toEqual({
    taskId: task.id,
    until: since + 60_000 + 24 * 3600_000,
    waitsSince: since,
    acknowledged: true,
  });
});

test('a task that is done gives the conversation back, and says so', async () => {
  const task = await asked();
  await close(task);
  expect(await texts()).toEqual([
    'Your talk with our staff is over, and the assistant is with you again. What can we do for you?',
  ]);
  expect((await conversationOf(task)).handover).toBeUndefined();
  expect(await answer({ ...task, state: 'done' }, 'One more')).toEqual({ refused: 'state-changed' });
});

test('a task that is done after the assistant has taken over by itself says nothing', async () => {
  const task = await asked();
  world.at('2026-11-24T12:00');
  await close(task);
  expect(await texts()).toEqual([]);
  await world.write('sms', '+962790000001', 'thank you');
  const other = await asked();
  await close(other);
  expect((await texts()).length).toBe(1);
});

test.each([
  ['WhatsApp, within the day', 'whatsapp', '2026-11-24T11:59', false, undefined],
  ['WhatsApp, after a day', 'whatsapp', '2026-11-24T12:00', false, 'not-reachable'],
  ['SMS, after a week', 'sms', '2026-11-30T12:00', false, undefined],
  ['a web chat, after a week', 'web-chat', '2026-11-30T12:00', false, undefined],
  ['a web chat that was closed', 'web-chat', '2026-11-23T12:01', true, 'not-reachable'],
] as const)('%s', async (_label, channel, at, ended, refused) => {
  const task = await asked(channel, channel === 'web-chat' ? 'chat-0001' : '+962790000002');
  if (ended) {
    const conversation = await conversationOf(task);
    await world.transact((work) => work.conversations.save({ ...conversation, endedAt: work.now }));
  }
  world.at(at);
  const outcome = await answer(task, 'Good day');
  expect(isRefusal(outcome) ? outcome.refused : undefined).toBe(refused);
});

test.each([
  ['within hours', '2026-11-23T12:00', '2026-11-23T12:00'],
  ['before they begin', '2026-11-23T06:30', '2026-11-23T08:00'],
  ['in the evening', '2026-11-23T19:00', '2026-11-24T08:00'],
  ['before holidays and the weekend', '2026-11-24T19:00', '2026-11-29T08:00'],
] as const)('somebody is there, asked %s', async (_label, at, from) => {
  world.at(at);
  const [day = '', time = ''] = from.split('T');
  expect(await world.transact(async (work) => staffedFrom(work))).toBe(instantAt(day, time));
});
