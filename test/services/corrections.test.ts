// Corrections: at once before the payment, by a clerk after it; a number of somebody else's reveals nothing.
import type { ExamRequest } from '../../src/domain/exam-request';
import type { TaskKind } from '../../src/domain/task';
import { correct, type Correction } from '../../src/services/corrections';
import { billFor, cancel, receivePayment, submit } from '../../src/services/requests';
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
const tasksOf = (request: Pick<ExamRequest, 'id'>): Promise<readonly TaskKind[]> =>
  world.transact(async (work) =>
    (await work.tasks.open()).filter((task) => task.requestId === request.id).map(({ kind }) => kind),
  );
const pay = (request: ExamRequest, over: Parameters<typeof paymentFor>[1] = {}) =>
  world.transact((work) => receivePayment(work, paymentFor(request, over)));
const billOf = (request: ExamRequest) => world.transact((work) => billFor(work, request.paymentNumber ?? ''));

describe('correct', () => {
  const change = (request: ExamRequest, correction: Correction, citizenId = request.requesterId) =>
    world.transact((work) => correct(work, request.id, citizenId, correction));
  const personOf = (request: ExamRequest) => world.transact((work) => work.persons.byId(request.beneficiaryId));

  test('the station, before the payment: moved, with the old one kept', async () => {
    const request = await world.submitted(await someone());
    await change(request, { field: 'station', value: 'marka' });
    const after = await world.stored(request);
    expect([after.stationId, after.stationName.en, after.dueAt]).toEqual(['marka', 'Marka', request.dueAt]);
    expect(after.history.at(-1)).toEqual({
      at: world.clock.now(),
      event: 'corrected',
      by: 'citizen',
      field: 'station',
      old: 'zahran',
    });
  });

  test('the name, before the payment: at the bank too', async () => {
    const request = await world.submitted(await someone());
    await change(request, { field: 'name', value: 'Rania Sami Haddad' });
    expect((await personOf(request))?.name).toBe('Rania Sami Haddad');
    expect((await world.stored(request)).history.at(-1)).toEqual({
      at: world.clock.now(),
      event: 'corrected',
      by: 'citizen',
      field: 'name',
      old: 'Laila Sami Haddad',
    });
    expect((await billOf(request))?.bill.shownName).toBe('R*** S*** H***');
  });

  test('the number, before the payment', async () => {
    const request = await world.submitted(await someone());
    const old = (await personOf(request))?.number;
    await change(request, { field: 'number', value: '9990001112' });
    expect((await personOf(request))?.number).toBe('9990001112');
    expect((await world.stored(request)).history.at(-1)?.old).toBe(old);
  });

  test("the number to somebody else's goes to staff and reveals nothing", async () => {
    const request = await world.submitted(await someone());
    const taken = world.order(await someone());
    await world.transact((work) => submit(work, taken));
    const before = await world.stored(request);
    expect(await change(request, { field: 'number', value: taken.person!.number })).toEqual({
      refused: 'identity-check',
    });
    expect(await world.stored(request)).toEqual(before);
    expect((await personOf(request))?.number).not.toBe(taken.person!.number);
  });

  test('after the payment a clerk confirms', async () => {
    const request = await world.submitted(await someone());
    await pay(request);
    const before = await world.stored(request);
    for (const correction of [
      { field: 'station', value: 'marka' },
      { field: 'name', value: 'Laila Sami' },
      { field: 'station', value: 'sweileh' },
    ] as const)
      expect(await change(request, correction)).toBe('task-opened');
    expect([await world.stored(request), await tasksOf(request)]).toEqual([before, ['correct-after-payment']]);
    const task = await world.transact((work) => work.tasks.openFor('correct-after-payment', request.id));
    expect(task?.details).toEqual({ station: 'sweileh', name: 'Laila Sami' });
  });

  test.each<[string, Correction, string | undefined, string]>([
    ['to a station that does not offer it', { field: 'station', value: 'nowhere' }, undefined, 'station-closed'],
    ['by somebody else', { field: 'station', value: 'marka' }, 'cit_other', 'not-yours'],
  ])('refused: %s', async (_, correction, citizenId, refused) => {
    const request = await world.submitted(await someone());
    expect(await change(request, correction, citizenId)).toEqual({ refused });
    expect(await world.stored(request)).toEqual(request);
  });

  test('refused: when it has ended', async () => {
    const request = await world.submitted(await someone());
    await world.transact((work) => cancel(work, request.id, request.requesterId));
    expect(await change(request, { field: 'name', value: 'Rania Sami Haddad' })).toEqual({ refused: 'state-changed' });
    expect((await personOf(request))?.name).toBe('Laila Sami Haddad');
  });
});
