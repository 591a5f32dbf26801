// Sentences that were not understood: kept without what could tell who wrote, counted, labelled, and given out as candidate phrases.
import { candidatePhrases, labelUnclear, noteChosen, noteUnclear } from '../../src/services/unclear';
import type { Unclear } from '../../src/domain/unclear';
import { forgetOld } from '../../src/services/retention';
import { openWorld, type World } from '../support/world';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const note = (text: string, offered: Parameters<typeof noteUnclear>[1]['offered'] = []) =>
  world.transact((work) => noteUnclear(work, { text, offered, language: 'ar', citizenId: undefined, names: [] }));
const inState = (state: Unclear['state']) => world.transact((work) => work.unclear.inState(state, 10));

test('a sentence that comes again is counted, however it is spelt; the most frequent stands first', async () => {
  await note('شي تاني');
  const id = await note('وين الشُّغل');
  expect(await note('وين الشغل')).toBe(id);
  expect((await inState('open')).map(({ text, count }) => [text, count])).toEqual([
    ['وين الشُّغل', 2],
    ['شي تاني', 1],
  ]);
});

test.each(['ريم سالم حداد', 'Sami Ahmad Ali', 'lina alahmad', 'عمر زياد خالد الشيخ', 'يوسف ابراهيم سلامة الطراونة'])(
  'a name alone is not kept: %s',
  async (name) => {
    expect(await note(name)).toBe('');
    expect(await inState('open')).toEqual([]);
  },
);

test('what the writer chose is kept, until staff have said what it is', async () => {
  const id = await note('عندي موعد', ['request_status', 'locations_hours']);
  await world.transact((work) => noteChosen(work, id, 'request_status'));
  expect((await inState('open')).map(({ chosen }) => chosen)).toEqual(['request_status']);
  await world.transact((work) => labelUnclear(work, id, { staffId: 'staff_1', label: 'locations_hours' }));
  await world.transact((work) => noteChosen(work, id, 'request_status'));
  expect((await inState('labelled')).map(({ label, labelledBy }) => [label, labelledBy])).toEqual([
    ['locations_hours', 'staff_1'],
  ]);
});

test('what is left out is gone from the list, and no candidate', async () => {
  const id = await note('اسدفغ');
  await world.transact((work) => labelUnclear(work, id, { staffId: 'staff_1', label: undefined }));
  expect([(await inState('open')).length, (await inState('left-out')).length]).toEqual([0, 1]);
  expect(await world.transact((work) => labelUnclear(work, 'unc_none', { staffId: 'staff_1', label: 'fees' }))).toEqual(
    {
      refused: 'not-found',
    },
  );
});

test('candidates stand as the training files do', async () => {
  for (const [text, label] of [
    ['قديش بكلف', 'fees'],
    ['adesh bekallef el course', 'fees'],
    ['what do I owe you', 'fees'],
    ['وين انتو', 'locations_hours'],
  ] as const) {
    const id = await note(text);
    await world.transact((work) => labelUnclear(work, id, { staffId: 'staff_1', label }));
  }
  const rows = (await inState('labelled')).toSorted((a, b) => a.id.localeCompare(b.id));
  const found = candidatePhrases(rows);
  expect(found['fees']).toEqual({
    standard: [],
    jordanian: ['قديش بكلف'],
    english: ['what do I owe you'],
    arabizi: ['adesh bekallef el course'],
  });
  expect(Object.keys(found).toSorted()).toEqual(['fees', 'locations_hours']);
});

test('is not kept longer than the words of messages', async () => {
  await note('وين الشغل');
  world.at('2027-02-20T12:00');
  await world.transact((work) => forgetOld(work, 90));
  expect((await inState('open')).length).toBe(1);
  world.at('2027-02-22T12:00');
  await world.transact((work) => forgetOld(work, 90));
  expect((await inState('open')).length).toBe(0);
});
