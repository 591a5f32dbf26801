// Official exams from the payment to the certificate: who gathers where, what staff do, and exactly what each person is told.
import type { ExamRequest } from '../../src/domain/exam-request';
import type { Sitting } from '../../src/domain/sitting';
import type { Work } from '../../src/domain/work';
import { isRefusal } from '../../src/errors';
import { correct, correctForStaff } from '../../src/services/corrections';
import { cancel, fireDue, receivePayment } from '../../src/services/requests';
import {
  cancelSitting,
  certificateArrived,
  certificateCollected,
  correctResult,
  enterResult,
  fixDate,
  markAttendance,
  noteBody,
  releaseResult,
} from '../../src/services/sittings';
import { cannotCome, changeStation, keepWaiting, takeMoneyBack } from '../../src/services/waiting';
import { openWorld, paymentFor, worldCatalogue, type World } from '../support/world';

const catalogue = {
  ...worldCatalogue,
  exams: worldCatalogue.exams.map((exam) =>
    exam.id === 'official-only'
      ? { ...exam, stations: ['zahran', 'marka'], kinds: { official: { feeFils: 25_000, minimum: 2, capacity: 3 } } }
      : exam,
  ),
};
const CLERK = { staffId: 'staff_clerk' };
const MANAGER = { staffId: 'staff_manager' };

let world: World;
let phones = 10;
beforeEach(async () => {
  world = await openWorld(catalogue);
});
afterEach(() => world.close());

async function paidPerson(over: { stationId?: string } = {}): Promise<ExamRequest> {
  phones += 1;
  const from = await world.write('sms', `+96279${String(phones).padStart(7, '0')}`);
  const request = await world.submitted(from, { examId: 'official-only', kind: 'official', ...over });
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  return request;
}

/** What went out since it was last asked, sorted: messages to different phones have no order. */
const told = async (): Promise<readonly string[]> =>
  (await world.sent())
    .map(({ address, content }) => `${address.slice(-2)} ${content.notice?.slice('push.exam.'.length)}`)
    .sort();

async function sittingOf(request: ExamRequest): Promise<Sitting> {
  const { sittingId } = await world.stored(request);
  const sitting = await world.transact((work) => work.sittings.byId(sittingId ?? ''));
  if (!sitting) throw new Error('a place in a sitting');
  return sitting;
}

const states = async (...requests: readonly ExamRequest[]): Promise<readonly string[]> =>
  Promise.all(requests.map(async (request) => (await world.stored(request)).state));

async function dueUntil(wall: string): Promise<void> {
  world.at(wall);
  while (await world.transact(fireDue));
}

const number = ({ phone }: ExamRequest): string => phone.slice(-2);

/** Two people whose sitting has its date on Sunday, 13 December. */
async function dated(): Promise<readonly [ExamRequest, ExamRequest]> {
  const pair = [await paidPerson(), await paidPerson()] as const;
  const { id } = await sittingOf(pair[0]);
  await world.transact((work) => fixDate(work, id, { day: '2026-12-13', time: '10:00' }, CLERK));
  await told();
  return pair;
}

describe('gathering', () => {
  test('the one who completes the number starts the week of all; one more than fits begins the next sitting', async () => {
    const [first, second, third, fourth] = [
      await paidPerson(),
      await paidPerson(),
      await paidPerson(),
      await paidPerson(),
    ];
    expect(await states(first, second, third, fourth)).toEqual(['scheduling', 'scheduling', 'scheduling', 'waiting']);
    const { members, state } = await sittingOf(first);
    expect([members, state, (await sittingOf(fourth)).members]).toEqual([3, 'complete', 1]);
    // Paid on Monday the 23rd; Wednesday and Thursday are holidays: 24, 29, 30, 1, 2.
    expect((await world.stored(first)).dateBy).toBe(Date.parse('2026-12-02T23:59:00+03:00'));
    expect((await told()).filter((line) => line.endsWith('waiting'))).toEqual(
      [first, second, third, fourth].map((request) => `${number(request)} waiting`),
    );
  });

  test('on the last morning without a date the person is told, and the manager, once', async () => {
    const pair = [await paidPerson(), await paidPerson()];
    await told();
    await dueUntil('2026-12-02T08:59');
    expect(await told()).toEqual([]);
    await dueUntil('2026-12-02T09:00');
    await dueUntil('2026-12-04T12:00');
    expect(await told()).toEqual(pair.map((request) => `${number(request)} date-late`));
    const tasks = await world.transact((work) => work.tasks.open());
    expect(tasks.map(({ kind, stationId }) => [kind, stationId])).toEqual([
      ['date-late', 'zahran'],
      ['date-late', 'zahran'],
    ]);
  });

  test('who leaves a complete sitting makes it gather again, and the other one is told', async () => {
    const [one, two] = [await paidPerson(), await paidPerson()];
    await told();
    await world.transact((work) => cancel(work, one.id, one.requesterId));
    expect(await states(one, two)).toEqual(['cancelled', 'waiting']);
    expect(await told()).toEqual([`${number(one)} cancelled`, `${number(two)} waiting`]);
    expect((await sittingOf(two)).members).toBe(1);
  });
});

describe('without the minimum', () => {
  async function asked(): Promise<ExamRequest> {
    const request = await paidPerson();
    await told();
    await dueUntil('2026-12-21T12:00');
    const [message] = await world.sent();
    expect([message?.content.notice, message?.content.ask]).toEqual(['push.exam.wait-choice', 'keep']);
    expect(message?.content.choices?.length).toBe(3);
    return request;
  }

  test('keep waiting: asked again after as many weeks', async () => {
    const request = await asked();
    await world.transact((work) => keepWaiting(work, request.id, request.requesterId));
    expect(await told()).toEqual([]);
    await dueUntil('2027-01-18T12:00');
    expect(await told()).toEqual([`${number(request)} wait-choice`]);
  });

  test('another station: a place there, and the week begins where that completes the number', async () => {
    const there = await paidPerson({ stationId: 'marka' });
    await told();
    const request = await paidPerson();
    await told();
    await world.transact((work) => changeStation(work, request.id, request.requesterId, 'marka'));
    expect(await states(request, there)).toEqual(['scheduling', 'scheduling']);
    expect(await told()).toEqual([`${number(request)} waiting`]);
  });

  test('the money back: in full, by staff', async () => {
    const request = await asked();
    await world.transact((work) => takeMoneyBack(work, request.id, request.requesterId));
    expect(await states(request)).toEqual(['cancelled']);
    const [task] = await world.transact((work) => work.tasks.open());
    expect([task?.kind, task?.details]).toEqual(['refund', { amountFils: 25_000, why: 'no-minimum' }]);
  });

  test.each([
    ['by somebody else', 'cit_other', 'not-yours'],
    ['of nothing that waits', undefined, 'state-changed'],
  ])('a choice %s changes nothing', async (_, citizenId, refused) => {
    const [request] = citizenId === undefined ? await dated() : [await asked()];
    const before = await world.stored(request);
    const outcome = await world.transact((work) => takeMoneyBack(work, request.id, citizenId ?? request.requesterId));
    expect([outcome, await world.stored(request)]).toEqual([{ refused }, before]);
  });
});

describe('the date', () => {
  test('asked, confirmed, fixed: each is told once, and reminded the day before', async () => {
    const [one, two] = [await paidPerson(), await paidPerson()];
    await told();
    const { id } = await sittingOf(one);
    for (const event of ['body-asked', 'body-confirmed'] as const)
      await world.transact((work) => noteBody(work, id, event, CLERK));
    expect(await told()).toEqual([]);
    await world.transact((work) => fixDate(work, id, { day: '2026-12-13', time: '10:00', room: '2' }, CLERK));
    expect(await told()).toEqual([`${number(one)} dated`, `${number(two)} dated`]);
    await dueUntil('2026-12-12T11:00');
    await dueUntil('2026-12-13T09:00');
    expect(await told()).toEqual([`${number(one)} reminder`, `${number(two)} reminder`]);
    const { history } = await sittingOf(one);
    expect(history.map(({ event, staffId }) => [event, staffId])).toEqual([
      ['minimum-reached', undefined],
      ['body-asked', 'staff_clerk'],
      ['body-confirmed', 'staff_clerk'],
      ['date-fixed', 'staff_clerk'],
    ]);
  });

  test.each([
    ['that is over', { day: '2026-11-22', time: '10:00' }, {}, 'date-past'],
    ['that is none', { day: '2026-02-30', time: '10:00' }, {}, 'date-past'],
    ['at no time of the day', { day: '2026-12-13', time: '25:00' }, {}, 'date-past'],
    ['on a holiday', { day: '2026-11-25', time: '10:00' }, {}, 'date-closed'],
    ['outside the hours', { day: '2026-12-13', time: '22:00' }, {}, 'date-closed'],
    ['from a page that is old', { day: '2026-12-13', time: '10:00' }, { version: 1 }, 'state-changed'],
  ])('a date %s is refused and tells nobody', async (_, date, act, refused) => {
    const [one] = [await paidPerson(), await paidPerson()];
    await told();
    const before = await sittingOf(one);
    const outcome = await world.transact((work) => fixDate(work, before.id, date, { ...CLERK, ...act }));
    expect([outcome, await sittingOf(one), await told()]).toEqual([{ refused }, before, []]);
  });

  test('on a holiday all the same, where the clerk says so', async () => {
    const [one] = [await paidPerson(), await paidPerson()];
    const { id } = await sittingOf(one);
    const date = { day: '2026-11-25', time: '10:00' };
    await world.transact((work) => fixDate(work, id, date, { ...CLERK, anyway: true }));
    expect(await states(one)).toEqual(['dated']);
  });

  test('of two clerks with the same page the second changes nothing', async () => {
    const [one] = [await paidPerson(), await paidPerson()];
    await told();
    const { id, version } = await sittingOf(one);
    const fix = (time: string) =>
      world.transact((work) => fixDate(work, id, { day: '2026-12-13', time }, { ...CLERK, version }));
    const outcomes = await Promise.all([fix('10:00'), fix('11:00')]);
    expect(outcomes.filter(isRefusal)).toEqual([{ refused: 'state-changed' }]);
    expect((await told()).length).toBe(2);
  });

  test('moved: everybody hears of the new one', async () => {
    const [one, two] = await dated();
    const { id } = await sittingOf(one);
    await world.transact((work) => fixDate(work, id, { day: '2026-12-14', time: '11:00' }, CLERK));
    expect(await told()).toEqual([`${number(one)} moved`, `${number(two)} moved`]);
  });

  test('cancelled by the station: all wait in the next sitting, and its week begins', async () => {
    const [one, two] = await dated();
    const { id } = await sittingOf(one);
    await world.transact((work) => cancelSitting(work, id, 'no power', MANAGER));
    expect(await told()).toEqual([`${number(one)} cancelled`, `${number(two)} cancelled`]);
    expect(await states(one, two)).toEqual(['scheduling', 'scheduling']);
    expect((await sittingOf(one)).id).not.toBe(id);
  });

  test('"I cannot come": once, to the next sitting', async () => {
    const [one] = await dated();
    const say = () => world.transact((work) => cannotCome(work, one.id, one.requesterId));
    await say();
    expect([await states(one), await told()]).toEqual([['waiting'], [`${number(one)} moved`]]);
    await paidPerson();
    const { id } = await sittingOf(one);
    await world.transact((work) => fixDate(work, id, { day: '2026-12-20', time: '10:00' }, CLERK));
    await told();
    expect([await say(), await told()]).toEqual([{ refused: 'moved-before' }, []]);
  });

  test('"I cannot come" too late changes nothing', async () => {
    const [one] = await dated();
    world.at('2026-12-12T12:00');
    const outcome = await world.transact((work) => cannotCome(work, one.id, one.requesterId));
    expect([outcome, await states(one)]).toEqual([{ refused: 'too-late-to-move' }, ['dated']]);
  });
});

describe('a correction', () => {
  const rename = (request: ExamRequest) =>
    world.transact((work) =>
      correct(work, request.id, request.requesterId, { field: 'name', value: 'Lina Sami Haddad' }),
    );

  test('after the payment a clerk confirms it, the station included', async () => {
    const request = await paidPerson();
    const before = await sittingOf(request);
    expect(await rename(request)).toBe('task-opened');
    const change = { field: 'station', value: 'marka' } as const;
    expect(await world.transact((work) => correct(work, request.id, request.requesterId, change))).toBe('task-opened');
    const [task] = await world.transact((work) => work.tasks.open());
    expect([task?.kind, task?.details]).toEqual([
      'correct-after-payment',
      { name: 'Lina Sami Haddad', station: 'marka' },
    ]);
    expect(await sittingOf(request)).toEqual(before);
  });

  test('once the list has gone it is refused', async () => {
    const [one] = [await paidPerson(), await paidPerson()];
    const { id } = await sittingOf(one);
    await world.transact((work) => noteBody(work, id, 'body-asked', CLERK));
    expect(await rename(one)).toEqual({ refused: 'list-sent' });
  });
});

describe('after the exam', () => {
  async function held(): Promise<readonly [ExamRequest, ExamRequest]> {
    const pair = await dated();
    world.at('2026-12-13T13:00');
    await world.transact((work) => markAttendance(work, pair[0].id, true, CLERK));
    return pair;
  }

  test('attendance before its day is refused', async () => {
    const [one] = await dated();
    expect(await world.transact((work) => markAttendance(work, one.id, true, CLERK))).toEqual({
      refused: 'state-changed',
    });
  });

  /** As seen on a page that is made now. */
  const release = async (work: Work, { id }: ExamRequest, act: { staffId: string }) =>
    releaseResult(work, id, { ...act, draftAt: (await work.requests.byId(id))?.draftResult?.at });

  test('a draft that was entered anew, or before somebody was marked absent, is not what was looked at', async () => {
    const [one] = await held();
    await world.transact((work) => enterResult(work, one.id, 'passed', CLERK));
    const seen = (await world.stored(one)).draftResult?.at;
    world.at('2026-12-13T15:07');
    await world.transact((work) => enterResult(work, one.id, 'not-passed', CLERK));
    expect(await world.transact((work) => releaseResult(work, one.id, { ...MANAGER, draftAt: seen }))).toEqual({
      refused: 'state-changed',
    });
    await world.transact((work) => markAttendance(work, one.id, false, CLERK));
    await world.transact((work) => markAttendance(work, one.id, true, CLERK));
    expect(await world.transact((work) => release(work, one, MANAGER))).toEqual({ refused: 'nothing-to-release' });
  });

  test('absent: told; a result for somebody absent is refused; a wrong mark is put right', async () => {
    const [, two] = await held();
    await world.transact((work) => markAttendance(work, two.id, false, CLERK));
    expect(await told()).toEqual([`${number(two)} absent`]);
    expect(await world.transact((work) => enterResult(work, two.id, 'passed', CLERK))).toEqual({
      refused: 'state-changed',
    });
    await world.transact((work) => markAttendance(work, two.id, true, CLERK));
    expect([await states(two), await told()]).toEqual([['attended'], [`${number(two)} corrected`]]);
  });

  test('a draft tells nobody and is released by a second person only', async () => {
    const [one] = await held();
    await world.transact((work) => enterResult(work, one.id, 'not-passed', CLERK));
    expect(await world.transact((work) => release(work, one, CLERK))).toEqual({ refused: 'own-draft' });
    expect(await told()).toEqual([]);
    await world.transact((work) => release(work, one, MANAGER));
    expect(await told()).toEqual([`${number(one)} failed`]);
    expect(await world.transact((work) => release(work, one, MANAGER))).toEqual({
      refused: 'nothing-to-release',
    });
  });

  test('passed: the certificate is told of, reminded of once, and handed over', async () => {
    const [one] = await held();
    await world.transact((work) => enterResult(work, one.id, 'passed', CLERK));
    await world.transact((work) => release(work, one, MANAGER));
    expect(await told()).toEqual([]);
    await world.transact((work) => certificateArrived(work, one.id, CLERK));
    await dueUntil('2027-02-01T12:00');
    expect(await told()).toEqual([`${number(one)} certificate-ready`, `${number(one)} certificate-reminder`]);
    await world.transact((work) => certificateCollected(work, one.id, 'Laila Sami Haddad', CLERK));
    const { state, certificate } = await world.stored(one);
    expect([state, certificate?.collectedBy, certificate?.keptUntil]).toEqual([
      'collected',
      'Laila Sami Haddad',
      '2027-12-13',
    ]);
  });

  test('a released result that was wrong is corrected with its reason', async () => {
    const [one] = await held();
    await world.transact((work) => enterResult(work, one.id, 'not-passed', CLERK));
    await world.transact((work) => release(work, one, MANAGER));
    await told();
    await world.transact((work) => correctResult(work, one.id, 'mixed up', { ...MANAGER, result: 'passed' }));
    expect([await states(one), await told()]).toEqual([['passed'], [`${number(one)} corrected`]]);
    const again = { ...MANAGER, result: 'passed' } as const;
    expect(await world.transact((work) => correctResult(work, one.id, 'mixed up', again))).toEqual({
      refused: 'state-changed',
    });
    expect((await world.stored(one)).history.at(-1)).toMatchObject({ event: 'result-corrected', reason: 'mixed up' });
  });
});

describe('side by side', () => {
  test('two who pay at the same moment, with no sitting there yet, gather in one', async () => {
    const people = [];
    for (let count = 0; count < 2; count += 1) {
      const from = await world.write('sms', `+96278000000${count}`);
      people.push(await world.submitted(from, { examId: 'official-only', kind: 'official' }));
    }
    await Promise.all(people.map((one) => world.transact((work) => receivePayment(work, paymentFor(one)))));
    const [first, second] = people;
    expect([await sittingOf(first!), await states(...people)]).toEqual([
      await sittingOf(second!),
      ['scheduling', 'scheduling'],
    ]);
  });
});

describe('what changes nothing tells nobody', () => {
  const fixed = { day: '2026-12-13', time: '10:00' } as const;

  test('a date that is moved to itself', async () => {
    const one = await paidPerson();
    await paidPerson();
    const { id } = await sittingOf(one);
    await world.transact((work) => fixDate(work, id, fixed, CLERK));
    await told();
    expect(await world.transact((work) => fixDate(work, id, fixed, CLERK))).toEqual({ refused: 'same-date' });
    expect(await told()).toEqual([]);
  });

  test('a station that is corrected to itself', async () => {
    const one = await paidPerson();
    const two = await paidPerson();
    await told();
    const change = { field: 'station', value: 'zahran', reason: 'x', ...CLERK } as const;
    const stored = await world.stored(one);
    const same = await world.transact((work) => correctForStaff(work, stored, change));
    expect([same, await states(one, two), await told()]).toEqual([
      { refused: 'state-changed' },
      ['scheduling', 'scheduling'],
      [],
    ]);
  });
});

test('who joins a sitting that is complete already has a week from then', async () => {
  await paidPerson();
  await paidPerson();
  world.at('2026-12-20T12:00');
  const late = await paidPerson();
  expect((await world.stored(late)).dateBy).toBeGreaterThan(Date.parse('2026-12-20T12:00+03:00'));
});

test('the task about a late date is done when the person cancels', async () => {
  const one = await paidPerson();
  await paidPerson();
  await dueUntil('2026-12-10T12:00');
  const late = () =>
    world.transact(async (work) => (await work.tasks.open()).filter(({ requestId }) => requestId === one.id));
  expect((await late()).map(({ kind }) => kind)).toEqual(['date-late']);
  await world.transact((work) => cancel(work, one.id, one.requesterId));
  expect((await late()).map(({ kind }) => kind)).toEqual(['refund']);
});
