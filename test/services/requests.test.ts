// Exam requests from the first word to the last: what is stored, what is sent, what staff get to see, and what is refused.
import type { Citizen } from '../../src/domain/citizen';
import type { ExamRequest, ExamResult } from '../../src/domain/exam-request';
import type { TaskKind } from '../../src/domain/task';
import { ofCitizen, openOf } from '../../src/services/own-requests';
import { billFor, cancel, claimPaid, fireDue, markUsed, receivePayment, submit } from '../../src/services/requests';
import { closeTask } from '../../src/services/tasks';
import { openWorld, paymentFor, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.at('2026-11-23T12:00');
  await world.sent();
});
afterAll(() => world.close());

let phones = 0;
const someone = () => world.write('sms', `+96279${String((phones += 1)).padStart(7, '0')}`);
const noticesSent = async () =>
  (await world.sent()).map(({ content, channel, address }) => [content.notice, channel, address]);
const tasksOf = (request: Pick<ExamRequest, 'id'>): Promise<readonly TaskKind[]> =>
  world.transact(async (work) =>
    (await work.tasks.open()).filter((task) => task.requestId === request.id).map(({ kind }) => kind),
  );
const historyOf = async (request: ExamRequest) =>
  (await world.stored(request)).history.map(({ event, by }) => [event, by]);
const pay = (request: ExamRequest, over: Parameters<typeof paymentFor>[1] = {}) =>
  world.transact((work) => receivePayment(work, paymentFor(request, over)));
const billOf = (request: ExamRequest) => world.transact((work) => billFor(work, request.paymentNumber ?? ''));

describe('submit', () => {
  test('a paid trial exam: stored with what was agreed, a bill, and one SMS', async () => {
    const from = await someone();
    const order = world.order(from, {
      examId: 'ic3',
      levelId: 'one',
      arrangement: 'reader',
      arrangementNote: 'large print',
    });
    const request = (await world.transact((work) => submit(work, order))) as ExamRequest;
    const stored = await world.stored(request);
    expect(stored).toEqual({
      ...stored,
      kind: 'trial',
      state: 'awaiting-payment',
      examId: 'ic3',
      levelId: 'one',
      levelName: { ar: 'Level one (ar)', en: 'Level one' },
      stationId: 'zahran',
      feeFils: 5_000,
      requesterId: from.citizen.id,
      phone: from.citizen.phone,
      arrangement: 'reader',
      arrangementNote: 'large print',
      origin: { channel: 'sms', conversationId: from.conversation.id },
      number: expect.stringMatching(/^[1-9]\d{7}$/),
      paymentNumber: expect.stringMatching(/^[1-9]\d{11}$/),
      // Five working days after Monday, two of them holidays, and a weekend: the end of Wednesday a week later.
      payBy: Date.parse('2026-12-02T23:59:00+03:00'),
      dueAt: Date.parse('2026-12-01T10:00:00+03:00'),
      dueEvent: 'payment-reminder-due',
    });
    expect(request).toEqual(stored);
    expect((await billOf(request))?.bill).toEqual({
      number: request.paymentNumber,
      requestId: request.id,
      requestNumber: request.number,
      service: 'exam',
      amountFils: 5_000,
      shownName: 'L*** S*** H***',
      state: 'open',
      issuedAt: world.clock.now(),
      expiresAt: request.payBy,
    });
    const [sms, ...more] = await world.sent();
    expect(more).toEqual([]);
    expect([sms?.channel, sms?.address, sms?.requestId, sms?.content.reference]).toEqual([
      'sms',
      from.citizen.phone,
      request.id,
      { request: request.number, payment: request.paymentNumber },
    ]);
    for (const fact of ['Laila', request.paymentNumber, request.number, '5']) expect(sms?.content.text).toContain(fact);
  });

  test('a free one is ready at once, without a bill', async () => {
    const from = await someone();
    const request = await world.submitted(from, { examId: 'free' });
    expect([request.state, request.feeFils, request.paymentNumber, request.payBy]).toEqual([
      'ready',
      0,
      undefined,
      undefined,
    ]);
    expect([request.validUntil, request.dueEvent, request.dueAt]).toEqual([
      '2027-05-23',
      'come-reminder-due',
      Date.parse('2027-05-09T10:00:00+03:00'),
    ]);
    expect(await noticesSent()).toEqual([['push.exam.come', 'sms', from.citizen.phone]]);
  });

  test.each([
    ['an exam that is not there', { examId: 'nothing' }, { refused: 'exam-closed' }],
    ['an exam that has no trial', { examId: 'official-only' }, { refused: 'exam-closed' }],
    ['a station that is not there', { stationId: 'nowhere' }, { refused: 'station-closed' }],
    ['a station that does not offer it', { examId: 'free', stationId: 'marka' }, { refused: 'station-closed' }],
    ['a person that was entered by nobody', { personId: 'per_none' }, { refused: 'not-yours' }],
  ] as const)('refuses %s, and stores nothing', async (_, over, refusal) => {
    const from = await someone();
    expect(await world.transact((work) => submit(work, world.order(from, over)))).toEqual(refusal);
    expect(await world.transact((work) => ofCitizen(work, from.citizen.id))).toEqual([]);
    expect(await world.transact((work) => work.persons.enteredBy(from.citizen.id))).toEqual([]);
    expect(await noticesSent()).toEqual([]);
  });

  test('a second one for the same person and exam shows the first', async () => {
    const from = await someone();
    const order = world.order(from);
    const first = await world.submitted(from, order);
    await world.sent();
    expect(await world.transact((work) => submit(work, { ...order, stationId: 'marka' }))).toEqual({
      refused: 'already-open',
      with: { id: first.id, number: first.number, paymentNumber: first.paymentNumber, state: 'awaiting-payment' },
    });
    expect(await noticesSent()).toEqual([]);
    const other = await world.submitted(from, { ...order, examId: 'ic3' });
    expect((await world.transact((work) => ofCitizen(work, from.citizen.id))).map(({ id }) => id).sort()).toEqual(
      [first.id, other.id].sort(),
    );
  });

  test('after the first has ended there may be another', async () => {
    const from = await someone();
    const order = world.order(from);
    const first = await world.submitted(from, order);
    await world.transact((work) => cancel(work, first.id, from.citizen.id));
    const second = await world.submitted(from, order);
    expect((await world.transact((work) => openOf(work, from.citizen.id))).map(({ id }) => id)).toEqual([second.id]);
  });

  test('from another phone a second one reveals nothing', async () => {
    const [mother, father] = [await someone(), await someone()];
    const order = world.order(mother);
    await world.submitted(mother, order);
    expect(await world.transact((work) => submit(work, world.order(father, { person: order.person })))).toEqual({
      refused: 'already-open-elsewhere',
    });
  });

  test('a number with another name, from another phone, goes to staff and reveals nothing', async () => {
    const [first, second] = [await someone(), await someone()];
    const order = world.order(first);
    await world.submitted(first, order);
    const stranger = world.order(second, { person: { ...order.person!, name: 'Omar Khaled Qasem' } });
    expect(await world.transact((work) => submit(work, stranger))).toEqual({ refused: 'identity-check' });
    const tasks = await world.transact(async (work) =>
      (await work.tasks.open()).filter(({ conversationId }) => conversationId === second.conversation.id),
    );
    expect(tasks.map(({ kind, stationId, details }) => [kind, stationId, details['name']])).toEqual([
      ['identity-check', 'zahran', 'Omar Khaled Qasem'],
    ]);
    expect((await world.transact((work) => work.persons.enteredBy(first.citizen.id))).map(({ name }) => name)).toEqual([
      'Laila Sami Haddad',
    ]);
  });

  test('the same number with another name from the phone that entered it corrects the name', async () => {
    const from = await someone();
    const order = world.order(from);
    await world.submitted(from, order);
    await world.submitted(from, { ...order, examId: 'ic3', person: { ...order.person!, name: 'Layla Sami Haddadin' } });
    expect((await world.transact((work) => work.persons.enteredBy(from.citizen.id))).map(({ name }) => name)).toEqual([
      'Layla Sami Haddadin',
    ]);
  });

  test('somebody known is taken by id', async () => {
    const from = await someone();
    const first = await world.submitted(from);
    const second = await world.submitted(from, { examId: 'ic3', person: undefined, personId: first.beneficiaryId });
    expect(second.beneficiaryId).toBe(first.beneficiaryId);
  });

  test('two at the same moment: one is stored', async () => {
    const from = await someone();
    const order = world.order(from);
    const results = await Promise.allSettled([1, 2].map(() => world.transact((work) => submit(work, order))));
    expect((await world.transact((work) => openOf(work, from.citizen.id))).length).toBe(1);
    expect(results.filter((result) => result.status === 'fulfilled' && 'id' in result.value).length).toBe(1);
    expect((await noticesSent()).length).toBe(1);
  });
});

describe('a payment', () => {
  test('settles: the request is ready for six months, and the person is told to come', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await world.sent();
    world.at('2026-11-24T09:00');
    expect(await pay(request)).toEqual({ outcome: 'settled' });
    const paid = await world.stored(request);
    expect([paid.state, paid.validUntil, paid.dueEvent, paid.dueAt]).toEqual([
      'ready',
      '2027-05-24',
      'come-reminder-due',
      Date.parse('2027-05-10T10:00:00+03:00'),
    ]);
    expect((await billOf(request))?.bill.state).toBe('paid');
    expect(await noticesSent()).toEqual([['push.exam.come', 'sms', from.citizen.phone]]);
    expect(await tasksOf(request)).toEqual([]);
  });

  test('told again changes and sends nothing', async () => {
    const request = await world.submitted(await someone());
    await pay(request);
    await world.sent();
    expect(await pay(request)).toEqual({ outcome: 'repeated' });
    expect(await noticesSent()).toEqual([]);
    expect(await historyOf(request)).toEqual([
      ['confirmed', 'citizen'],
      ['paid', 'bank'],
    ]);
    expect(await tasksOf(request)).toEqual([]);
  });

  test('told again with another amount: the first stands, staff are told once', async () => {
    const request = await world.submitted(await someone());
    await pay(request);
    for (const _ of [1, 2]) expect(await pay(request, { paidFils: 1 })).toEqual({ outcome: 'repeated' });
    expect(await tasksOf(request)).toEqual(['payment-changed']);
  });

  test.each<[string, Parameters<typeof paymentFor>[1], string, TaskKind, told: readonly string[]]>([
    ['a second time', { trx: 'other' }, 'twice', 'payment-twice', ['JOD 5', 'once more']],
    ['with another amount', { paidFils: 4_000 }, 'amount-differs', 'payment-amount-differs', ['JOD 4', 'JOD 5']],
    ['as a reversal', { status: 'PmtReversed' }, 'not-new', 'payment-not-new', []],
  ])('%s goes to staff, and whoever paid is told once that it is kept', async (_, over, outcome, task, told) => {
    const from = await someone();
    const request = await world.submitted(from);
    if (outcome === 'twice') await pay(request);
    await world.sent();
    const state = (await world.stored(request)).state;
    const again = { ...over, trx: `${over?.trx ?? 'trx'}-${request.id}` };
    expect(await pay(request, again)).toEqual({ outcome });
    expect(await pay(request, again)).toEqual({ outcome: 'repeated' });
    expect(await tasksOf(request)).toEqual([task]);
    expect((await world.stored(request)).state).toBe(state);
    const sent = (await world.sent()).filter(({ channel }) => channel === 'sms');
    expect(sent.map(({ content, address }) => [content.notice, address])).toEqual(
      told.length === 0 ? [] : [['push.exam.payment-kept', from.citizen.phone]],
    );
    for (const words of told) expect(sent[0]?.content.text).toContain(words);
  });

  test('after its term goes to staff, also before the clock has closed it', async () => {
    const request = await world.submitted(await someone());
    world.at('2026-12-03T00:00');
    expect(await pay(request)).toEqual({ outcome: 'late' });
    expect([(await world.stored(request)).state, await tasksOf(request)]).toEqual([
      'awaiting-payment',
      ['payment-late'],
    ]);
  });

  test('of another amount holds the end of the term until staff have looked; cancelling then says that they look', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await pay(request, { paidFils: 4_000 });
    world.at('2026-12-03T09:00');
    while (await world.transact(fireDue));
    expect((await world.stored(request)).state).toBe('awaiting-payment');
    await world.sent();
    await world.transact((work) => cancel(work, request.id, from.citizen.id));
    const [cancelled] = await world.sent();
    expect([cancelled?.content.notice, cancelled?.content.text]).toEqual([
      'push.exam.cancelled',
      expect.stringContaining('Staff are looking into the payment'),
    ]);
  });

  test('for a number that was never given out goes to staff', async () => {
    const request = await world.submitted(await someone());
    expect(await pay(request, { billingNumber: '100000000008', trx: 'nowhere' })).toEqual({
      outcome: 'unknown-number',
    });
    const tasks = await world.transact((work) => work.tasks.open());
    expect(
      tasks
        .filter(({ kind }) => kind === 'payment-unknown-number')
        .map(({ requestId, details }) => [requestId, details['trx'], details['paidFils']]),
    ).toEqual([[undefined, 'nowhere', 5_000]]);
  });

  test('told twice at the same moment settles once', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await world.sent();
    await Promise.allSettled([pay(request), pay(request)]);
    expect(await noticesSent()).toEqual([['push.exam.come', 'sms', from.citizen.phone]]);
    expect((await historyOf(request)).filter(([event]) => event === 'paid').length).toBe(1);
  });
});

describe('cancel', () => {
  test('before the payment: the bill is closed, and what comes for it is late', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await world.sent();
    expect(await world.transact((work) => cancel(work, request.id, from.citizen.id))).toEqual(
      await world.stored(request),
    );
    const after = await world.stored(request);
    expect([after.state, after.dueAt, after.dueEvent, (await billOf(request))?.bill.state]).toEqual([
      'cancelled',
      undefined,
      undefined,
      'cancelled',
    ]);
    expect(await noticesSent()).toEqual([['push.exam.cancelled', 'sms', from.citizen.phone]]);
    expect(await tasksOf(request)).toEqual([]);
    expect(await pay(request)).toEqual({ outcome: 'late' });
  });

  test('after it: staff return the money', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await pay(request);
    await world.transact((work) => cancel(work, request.id, from.citizen.id));
    const tasks = await world.transact(async (work) =>
      (await work.tasks.open()).filter(({ requestId }) => requestId === request.id),
    );
    expect(tasks.map(({ kind, stationId, details }) => [kind, stationId, details])).toEqual([
      ['refund', 'zahran', { amountFils: 5_000, why: 'cancelled' }],
    ]);
  });

  test('a free one: nothing to return', async () => {
    const from = await someone();
    const request = await world.submitted(from, { examId: 'free' });
    await world.transact((work) => cancel(work, request.id, from.citizen.id));
    expect([(await world.stored(request)).state, await tasksOf(request)]).toEqual(['cancelled', []]);
  });

  test.each([
    ['of somebody else', async (_: ExamRequest) => (await someone()).citizen.id, 'not-yours'],
    [
      'twice',
      async (request: ExamRequest) => (
        await world.transact((work) => cancel(work, request.id, request.requesterId)),
        request.requesterId
      ),
      'not-cancellable',
    ],
    [
      'after it was used',
      async (request: ExamRequest) => (
        await pay(request),
        await world.transact((work) => markUsed(work, request.id)),
        request.requesterId
      ),
      'not-cancellable',
    ],
  ] as const)('refused: %s', async (_, prepare, refused) => {
    const request = await world.submitted(await someone());
    const citizenId = await prepare(request);
    await world.sent();
    const before = await world.stored(request);
    expect(await world.transact((work) => cancel(work, request.id, citizenId))).toEqual({ refused });
    expect(await world.stored(request)).toEqual(before);
    expect(await noticesSent()).toEqual([]);
  });
});

describe('"I have paid"', () => {
  const claim = (request: ExamRequest) => world.transact((work) => claimPaid(work, request.id, request.requesterId));
  const claimOf = (request: ExamRequest) => world.transact((work) => work.tasks.openFor('payment-claimed', request.id));
  const noticesTo = async ({ citizen }: { citizen: Citizen }) =>
    (await world.sent()).filter(({ address }) => address === citizen.phone).map(({ content }) => content.notice);
  const fireAt = async (wall: string) => {
    world.at(wall);
    while (await world.transact(fireDue));
  };

  test('unpaid here: one task for staff, and both lapse and bill wait for them', async () => {
    const request = await world.submitted(await someone());
    await fireAt('2026-12-02T20:00');
    expect([await claim(request), await claim(request)]).toEqual(['held-open', 'held-open']);
    expect(await tasksOf(request)).toEqual(['payment-claimed']);
    expect((await claimOf(request))?.details).toEqual({
      payment: request.paymentNumber,
      claimedAt: '2026-12-02T20:00:00',
    });
    const until = Date.parse('2026-12-05T20:00:00+03:00');
    const after = await world.stored(request);
    expect([after.dueAt, after.dueEvent, (await billOf(request))?.bill.expiresAt]).toEqual([
      until,
      'term-ended',
      until,
    ]);
  });

  test('it stays open and payable while staff have not looked, and the payment that comes is the end of the task', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await fireAt('2026-12-02T20:00');
    await claim(request);
    await world.sent();
    await fireAt('2026-12-05T20:00');
    await fireAt('2026-12-20T09:00');
    const later = Date.parse('2026-12-21T09:00:00+03:00');
    const waiting = await world.stored(request);
    expect([waiting.state, waiting.dueAt, (await billOf(request))?.bill.expiresAt, await noticesTo(from)]).toEqual([
      'awaiting-payment',
      later,
      later,
      [],
    ]);
    const task = await claimOf(request);
    world.at('2026-12-21T08:00');
    expect(await pay(request)).toEqual({ outcome: 'settled' });
    expect([(await world.stored(request)).state, await tasksOf(request)]).toEqual(['ready', []]);
    expect(await world.transact((work) => work.tasks.byId(task?.id ?? ''))).toEqual({
      ...task,
      state: 'done',
      doneAt: world.clock.now(),
    });
  });

  test('money that does not settle leaves the task to staff', async () => {
    const request = await world.submitted(await someone());
    await claim(request);
    expect(await pay(request, { paidFils: 1 })).toEqual({ outcome: 'amount-differs' });
    expect((await tasksOf(request)).toSorted()).toEqual(['payment-amount-differs', 'payment-claimed']);
  });

  test('once staff have looked, the term ends', async () => {
    const request = await world.submitted(await someone());
    await claim(request);
    await fireAt('2026-12-02T23:59');
    expect((await world.stored(request)).state).toBe('awaiting-payment');
    await world.transact((work) => closeTask(work, 'payment-claimed', request.id));
    await fireAt('2026-12-03T23:59');
    expect([(await world.stored(request)).state, (await billOf(request))?.bill.state]).toEqual(['lapsed', 'expired']);
  });

  test('early, it neither shortens the term nor drops the reminder', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await claim(request);
    const { dueAt, dueEvent } = await world.stored(request);
    expect([dueAt, dueEvent, (await billOf(request))?.bill.expiresAt]).toEqual([
      request.dueAt,
      'payment-reminder-due',
      request.payBy,
    ]);
    await world.sent();
    await fireAt('2026-12-01T10:00');
    expect(await noticesTo(from)).toEqual(['push.exam.payment-reminder']);
  });

  test('for one that has lapsed unpaid: one task as well, and it stays closed', async () => {
    const request = await world.submitted(await someone());
    await fireAt('2026-12-20T12:00');
    await world.sent();
    expect([await claim(request), await claim(request)]).toEqual(['looked-into', 'looked-into']);
    expect((await claimOf(request))?.details).toEqual({
      payment: request.paymentNumber,
      claimedAt: '2026-12-20T12:00:00',
    });
    const { state, dueAt } = await world.stored(request);
    expect([state, dueAt, (await billOf(request))?.bill.state]).toEqual(['lapsed', undefined, 'expired']);
    expect([await tasksOf(request), await noticesSent()]).toEqual([['payment-claimed'], []]);
  });

  test('paid here: nothing for staff', async () => {
    const from = await someone();
    const request = await world.submitted(from);
    await pay(request);
    expect(await world.transact((work) => claimPaid(work, request.id, from.citizen.id))).toBe('paid-already');
    expect(await tasksOf(request)).toEqual([]);
  });

  test('refused where nothing is to pay, and for others', async () => {
    const from = await someone();
    const free = await world.submitted(from, { examId: 'free' });
    const other = await someone();
    expect(await world.transact((work) => claimPaid(work, free.id, from.citizen.id))).toEqual({
      refused: 'nothing-to-pay',
    });
    expect(await world.transact((work) => claimPaid(work, free.id, other.citizen.id))).toEqual({
      refused: 'not-yours',
    });
  });
});

describe('used at the desk', () => {
  test('with its result, and nothing falls due any more', async () => {
    const request = await world.submitted(await someone(), { examId: 'free' });
    await world.transact((work) => markUsed(work, request.id, 'passed'));
    const used = await world.stored(request);
    expect([used.state, used.usedAt, used.result, used.dueAt, used.dueEvent]).toEqual([
      'used',
      world.clock.now(),
      'passed',
      undefined,
      undefined,
    ]);
  });

  test.each<[string, ExamResult | undefined, readonly string[]]>([
    ['passed', 'passed', []],
    ['no result', undefined, []],
    ['not passed', 'not-passed', ['push.exam.failed']],
  ])('what is sent: %s', async (_, result, notices) => {
    const from = await world.write('whatsapp', `+96278${String((phones += 1)).padStart(7, '0')}`);
    const request = await world.submitted(from, { examId: 'free' });
    await world.sent();
    await world.transact((work) => markUsed(work, request.id, result));
    const { state, result: kept } = await world.stored(request);
    expect([state, kept]).toEqual(['used', result]);
    expect((await noticesSent()).toSorted()).toEqual(
      notices.flatMap((notice) => ['sms', 'whatsapp'].map((channel) => [notice, channel, from.citizen.phone])),
    );
  });

  test.each([
    ['before it is paid', async () => (await world.submitted(await someone())).id],
    ['what is not there', () => Promise.resolve('req_none')],
  ])('refused: %s', async (_, make) => {
    const id = await make();
    expect(await world.transact((work) => markUsed(work, id))).toEqual({ refused: 'state-changed' });
  });
});
