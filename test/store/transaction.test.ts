import { AlreadyThere } from '../../src/domain/work';
import { aCitizen, aPerson } from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const codeOf = (use: Promise<unknown>): Promise<unknown> =>
  use.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

it('keeps nothing of what threw', async () => {
  const failing = test.transact(async (work) => {
    await work.citizens.add(aCitizen({ id: 'cit_lost', phone: '+962790000001' }));
    throw new Error('a fault after the first write');
  });
  await expect(failing).rejects.toThrow('a fault after the first write');
  expect(await test.transact((work) => work.citizens.byId('cit_lost'))).toBeUndefined();
});

it('keeps nothing of a transaction whose unique key was taken', async () => {
  await test.transact((work) => work.citizens.add(aCitizen({ id: 'cit_first', phone: '+962790000002' })));
  const second = test.transact(async (work) => {
    await work.persons.add(aPerson({ id: 'per_lost', number: '9000000002' }));
    await work.citizens.add(aCitizen({ id: 'cit_second', phone: '+962790000002' }));
  });
  await expect(second).rejects.toThrow(AlreadyThere);
  expect(await test.transact((work) => work.persons.byId('per_lost'))).toBeUndefined();
});

it('runs again from the start when somebody else wrote the row meanwhile, and loses no update', async () => {
  await test.transact((work) => work.persons.add(aPerson({ id: 'per_hot', number: '9000000003', enteredBy: [] })));
  let attempts = 0;
  const writers = Array.from({ length: 20 }, (_, n) =>
    test.transact(async (work) => {
      attempts += 1;
      const person = await work.persons.byId('per_hot');
      if (!person) throw new Error('not there');
      await work.persons.save({ ...person, enteredBy: [...person.enteredBy, `cit_${n}`] });
    }),
  );
  await Promise.all(writers);
  const person = await test.transact((work) => work.persons.byId('per_hot'));
  expect(person?.enteredBy.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `cit_${n}`).toSorted());
  expect(attempts).toBeGreaterThan(20);
});

it('lets two who add the same phone at once end with one citizen', async () => {
  const prove = (id: string) =>
    test.transact(async (work) => {
      const known = await work.citizens.byPhone('+962790000004');
      if (known) return known.id;
      await work.citizens.add(aCitizen({ id, phone: '+962790000004' }));
      return id;
    });
  const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => prove(`cit_race_${n}`)));
  expect(new Set(ids).size).toBe(1);
});

it('reads one moment: what others commit meanwhile is not seen', async () => {
  const seen = await test.transact(async (work) => {
    const before = await work.citizens.byPhone('+962790000005');
    await outside(() =>
      test.transact((other) => other.citizens.add(aCitizen({ id: 'cit_meanwhile', phone: '+962790000005' }))),
    );
    return [before, await work.citizens.byPhone('+962790000005')];
  });
  expect(seen).toEqual([undefined, undefined]);
  expect((await test.transact((work) => work.citizens.byPhone('+962790000005')))?.id).toBe('cit_meanwhile');
});

it('takes what a service asks for at once, one after the other', async () => {
  const both = await test.transact((work) =>
    Promise.all([
      work.citizens.add(aCitizen({ id: 'cit_a', phone: '+962790000006' })),
      work.citizens.add(aCitizen({ id: 'cit_b', phone: '+962790000007' })),
      work.citizens.byId('cit_a'),
    ]),
  );
  expect(both[2]?.id).toBe('cit_a');
});

it('refuses a transaction inside a transaction', async () => {
  const nested = test.transact(() => test.transact((work) => work.citizens.byId('cit_1')));
  expect(await codeOf(nested)).toBe('transaction-nested');
});

it('tells of a commit that another process made, with the catalogue as it then is', async () => {
  const before = await test.transact(async (work) => work.catalogue.version);
  const catalogue = await test.store.catalogue.current();
  await test.store.catalogue.load({ ...catalogue, contact: { ...catalogue.contact, callCentre: '117181' } });
  expect(await test.transact(async (work) => [work.catalogue.version, work.catalogue.contact.callCentre])).toEqual([
    before + 1,
    '117181',
  ]);
});

/** Runs something as another caller would, outside the transaction that waits for it. */
function outside<Result>(run: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => callers.push(() => void run().then(resolve, reject)));
}
const callers: (() => void)[] = [];
const calling = setInterval(() => callers.splice(0).forEach((call) => call()), 5);
afterAll(() => clearInterval(calling));
