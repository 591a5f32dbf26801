// What the clock alone causes, in order: reminder and lapse of an unpaid request over holidays, reminder and end of a paid one.
import { cancel, claimPaid, fireDue, receivePayment } from '../../src/services/requests';
import { closeTask } from '../../src/services/tasks';
import type { ExamRequest } from '../../src/domain/exam-request';
import { openWorld, paymentFor, worldCatalogue, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Fires all that is due at a moment. @returns what it sent: notice and when it may leave, in Amman */
async function firedAt(wall: string): Promise<readonly (readonly (string | undefined)[])[]> {
  world.at(wall);
  while (await world.transact(fireDue));
  const zone = 3 * 60 * 60_000;
  return (await world.sent()).map(({ content, notBefore }) => [
    content.notice,
    new Date(notBefore + zone).toISOString().slice(0, 16),
  ]);
}

async function unpaid(): Promise<ExamRequest> {
  const request = await world.submitted(await world.write('sms', '+962790000001'));
  await world.sent();
  return request;
}

test('an unpaid request: reminded on the working day before, lapsed at the end of the term, its bill with it', async () => {
  const request = await unpaid();
  expect(await firedAt('2026-12-01T09:59')).toEqual([]);
  expect(await firedAt('2026-12-01T10:00')).toEqual([['push.exam.payment-reminder', '2026-12-01T10:00']]);
  expect(await firedAt('2026-12-02T23:58')).toEqual([]);
  // The clock alone causes it: it is sent in the morning.
  expect(await firedAt('2026-12-02T23:59')).toEqual([['push.exam.lapsed', '2026-12-03T08:00']]);
  const lapsed = await world.stored(request);
  expect([lapsed.state, lapsed.dueAt, lapsed.dueEvent]).toEqual(['lapsed', undefined, undefined]);
  expect(lapsed.history.map(({ event, by }) => [event, by])).toEqual([
    ['confirmed', 'citizen'],
    ['payment-reminder-due', 'clock'],
    ['term-ended', 'clock'],
  ]);
  expect((await world.transact((work) => work.bills.byNumber(request.paymentNumber ?? '')))?.state).toBe('expired');
  expect(await firedAt('2027-06-01T12:00')).toEqual([]);
});

test('a long sleep: reminded before it lapses, one event after the other', async () => {
  const request = await unpaid();
  expect((await firedAt('2026-12-20T12:00')).map(([notice]) => notice)).toEqual([
    'push.exam.payment-reminder',
    'push.exam.lapsed',
  ]);
  expect((await world.stored(request)).state).toBe('lapsed');
});

test('a claim of payment holds the lapse back until staff have looked', async () => {
  const request = await unpaid();
  await world.transact((work) => claimPaid(work, request.id, request.requesterId));
  expect(await firedAt('2026-12-01T10:00')).toEqual([['push.exam.payment-reminder', '2026-12-01T10:00']]);
  expect(await firedAt('2026-12-02T23:59')).toEqual([]);
  expect(await firedAt('2026-12-06T23:00')).toEqual([]);
  await world.transact((work) => closeTask(work, 'payment-claimed', request.id));
  expect(await firedAt('2026-12-07T22:59')).toEqual([]);
  expect(await firedAt('2026-12-07T23:00')).toEqual([['push.exam.lapsed', '2026-12-08T08:00']]);
});

test('a paid trial exam: reminded two weeks before its end, then over, in silence', async () => {
  const request = await unpaid();
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  await world.sent();
  expect(await firedAt('2027-05-09T09:59')).toEqual([]);
  expect(await firedAt('2027-05-09T10:00')).toEqual([['push.exam.come-reminder', '2027-05-09T10:00']]);
  expect(await firedAt('2027-05-23T23:59')).toEqual([]);
  expect((await world.stored(request)).state).toBe('ready');
  expect(await firedAt('2027-05-24T00:00')).toEqual([]);
  const expired = await world.stored(request);
  expect([expired.state, expired.dueAt]).toEqual(['expired', undefined]);
});

test('nothing falls due for what was cancelled', async () => {
  const request = await unpaid();
  await world.transact((work) => cancel(work, request.id, request.requesterId));
  expect((await world.sent()).map(({ content }) => content.notice)).toEqual(['push.exam.cancelled']);
  expect(await firedAt('2027-06-01T12:00')).toEqual([]);
});

test('several due: the earliest first', async () => {
  const from = await world.write('sms', '+962790000001');
  const later = await world.submitted(from);
  world.at('2026-11-22T12:00');
  const earlier = await world.submitted(from, { examId: 'ic3' });
  await world.sent();
  world.at('2026-12-20T12:00');
  await world.transact(fireDue);
  const [first] = await world.sent();
  expect([first?.requestId, earlier.dueAt! < later.dueAt!]).toEqual([earlier.id, true]);
});

describe('terms too short for a reminder', () => {
  test('to pay: the end of the term comes next', async () => {
    await world.close();
    world = await openWorld({
      ...worldCatalogue,
      terms: { paymentWorkingDays: 1, paymentReminderWorkingDays: 1, paymentClaimDays: 3 },
    });
    expect(await unpaid()).toMatchObject({ dueEvent: 'term-ended', dueAt: Date.parse('2026-11-24T23:59:00+03:00') });
  });

  test('to come: the end of the validity comes next', async () => {
    await world.close();
    const exams = worldCatalogue.exams.map((exam) => ({
      ...exam,
      kinds: { trial: { feeFils: 0, validMonths: 1, remindDaysBefore: 40 } },
    }));
    world = await openWorld({ ...worldCatalogue, exams });
    expect(await unpaid()).toMatchObject({
      state: 'ready',
      validUntil: '2026-12-23',
      dueEvent: 'validity-ended',
      dueAt: Date.parse('2026-12-24T00:00:00+03:00'),
    });
  });
});
