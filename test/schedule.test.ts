// Old words are taken out by the schedule, once an hour of business time; what is still to be read or sent keeps them.
import { DAY_MS, HOUR_MS, createClock } from '../src/clock';
import { createLog } from '../src/log';
import { createSchedule } from '../src/schedule';
import { createSignal } from '../src/signal';
import { MORNING, aConversation, anInbound, anOutbound } from './support/samples';
import { openTestStore, type TestStore } from './support/store';

const DAYS = 90;
let now = MORNING;
let test: TestStore;
beforeEach(async () => {
  now = MORNING;
  test = await openTestStore({ clock: createClock(() => now) });
});
afterEach(() => test.close());

const schedule = () =>
  createSchedule({
    transact: test.transact,
    clock: test.clock,
    log: createLog(() => undefined),
    committed: createSignal(),
    retentionDays: DAYS,
  });
const message = (id: string) => test.transact((work) => work.messages.byId(id));
const bodiesBefore = (instant: number) => test.transact((work) => work.billerBodies.removeBefore(instant, 1000));

const asked = anInbound({
  channel: 'web-chat',
  conversationId: 'chat',
  tapped: 'exam',
  channelData: '{"clientActivityID":"1"}',
});
const said = anOutbound({ channel: 'web-chat', address: 'chat', conversationId: 'chat', state: 'delivered' });

it('the transcript of an old conversation shows no text, and still what came when', async () => {
  await test.transact(async (work) => {
    await work.conversations.add(aConversation({ id: 'chat', channel: 'web-chat', address: 'chat' }));
    await work.messages.addInbound(asked);
    await work.messages.addOutbound(said);
    await work.messages.answered(asked.id);
  });
  const transcript = () => test.transact((work) => work.messages.after('chat', 0, 100));
  const before = await transcript();
  const running = schedule();
  now = MORNING + DAYS * DAY_MS;
  await running.drain();
  expect(await transcript()).toEqual(before);
  now += HOUR_MS;
  await running.drain();
  expect(await transcript()).toEqual([
    { ...before[0], text: '', tapped: undefined, channelData: undefined },
    { ...before[1], content: { text: '', ask: 'station' } },
  ]);
  const again = test.transact((work) => work.messages.addInbound({ ...asked, id: 'msg_again' }));
  await expect(again).rejects.toThrow('message is there already');
});

it('once an hour', async () => {
  const running = schedule();
  await running.drain();
  await test.transact((work) =>
    work.messages.addOutbound(anOutbound({ state: 'delivered', createdAt: MORNING - (DAYS + 1) * DAY_MS })),
  );
  now += HOUR_MS - 1;
  await running.drain();
  expect(await message('msg_out_1')).toMatchObject({ content: anOutbound().content });
  now += 1;
  await running.drain();
  expect(await message('msg_out_1')).toMatchObject({ content: { text: '' } });
});

it('names no next event once it has stopped: who steps from one to the next must not go on for ever', async () => {
  const running = schedule();
  expect(await running.nextUntil(now)).toBeUndefined();
  await running.stop();
  await expect(running.nextUntil(now)).rejects.toThrow('has stopped');
});

it('more than one batch, and not what is still to be read or sent', async () => {
  const old = { createdAt: MORNING - (DAYS + 1) * DAY_MS };
  await test.transact(async (work) => {
    for (let n = 0; n < 130; n += 1)
      await work.messages.addOutbound(anOutbound({ id: `msg_${n}`, address: `+9627${n}`, state: 'delivered', ...old }));
    await work.messages.addOutbound(anOutbound({ id: 'msg_queued', ...old }));
    await work.messages.addInbound(anInbound({ receivedAt: old.createdAt }));
  });
  await schedule().drain();
  const texts = await test.transact(async (work) => {
    const all = await Promise.all(Array.from({ length: 130 }, (_, n) => work.messages.byId(`msg_${n}`)));
    return new Set(all.map((each) => (each?.direction === 'out' ? each.content.text : undefined)));
  });
  expect([...texts]).toEqual(['']);
  expect(await message('msg_queued')).toMatchObject({ content: anOutbound().content });
  expect(await message('msg_in_1')).toMatchObject({ text: anInbound().text });
});

it("the bodies of the bank's calls", async () => {
  const body = { operation: 'inquiry', body: '{}' };
  await test.transact(async (work) => {
    await work.billerBodies.add({ ...body, id: 'body_old', receivedAt: MORNING - DAYS * DAY_MS - 1 });
    await work.billerBodies.add({ ...body, id: 'body_new', receivedAt: MORNING - DAYS * DAY_MS });
  });
  await schedule().drain();
  expect(await bodiesBefore(MORNING)).toBe(1);
});
