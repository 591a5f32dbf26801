// The form engine with a small form: the place is kept by slot name, "back" goes to the answer before, what no longer stands is dropped.
import type { Scope } from '../../src/bot/scope';
import { DRAFT_LIFE_MS } from '../../src/domain/conversation';
import {
  askAgain,
  back,
  formOf,
  joined,
  miss,
  start,
  take,
  type Form,
  type Question,
  type Slots,
} from '../../dialogs/form';
import { scopeOn, type TestScope } from '../support/scope';
import { MORNING } from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';
import { createClock } from '../../src/clock';

let test_: TestStore;
beforeAll(async () => {
  test_ = await openTestStore({ clock: createClock(() => MORNING) });
});
afterAll(() => test_.close());

const word = (slot: string, more: Partial<Question> = {}): Question => ({
  slot,
  ask: () => ({ text: `${slot}?` }),
  brief: () => `${slot}, again?`,
  expects: () => `expects ${slot}`,
  read: (said) => {
    if (said === 'no') return { hint: `not ${slot}` };
    if (said === 'end') return { end: true };
    return said === '' ? undefined : { set: { [slot]: said } };
  },
  ...more,
});

const finished: Slots[] = [];
const form: Form = {
  name: 'meal',
  version: '1',
  questions: [
    word('dish'),
    word('sauce', { when: (slots) => slots['dish'] === 'pasta' }),
    word('size', { stands: (slots, before) => slots['dish'] === before['dish'] }),
    word('drink'),
  ],
  finish: (slots) => {
    finished.push(slots);
    return Promise.resolve(slots['drink'] === 'wine' ? { set: { drink: undefined }, lead: 'no wine.' } : undefined);
  },
};

const stateIn = (scope: Scope) => {
  if (!scope.draft) throw new Error('no draft');
  return scope.draft.form;
};

const asked = (scope: TestScope) => scope.replies.map(({ text, ask }) => `${text} [${ask ?? ''}]`);

/** Opens the form and answers in order. */
async function after(scope: TestScope, known: Slots, answers: readonly string[]): Promise<void> {
  await start(scope, form, known);
  for (const said of answers) await take(scope, form, stateIn(scope), said);
}

const CASES: readonly { label: string; known?: Slots; answers: readonly string[]; asked: readonly string[] }[] = [
  { label: 'a question that does not apply is not asked', answers: ['rice'], asked: ['dish? [dish]', 'size? [size]'] },
  { label: 'one that applies is', answers: ['pasta'], asked: ['dish? [dish]', 'sauce? [sauce]'] },
  { label: 'what is known is not asked', known: { dish: 'rice', size: 'big' }, answers: [], asked: ['drink? [drink]'] },
];

test.each(CASES)('$label', ({ known = {}, answers, asked: expected }) =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, known, answers);
    expect(asked(scope)).toEqual(expected);
  }),
);

test('the last answer finishes the form and closes its draft', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    finished.length = 0;
    await after(scope, {}, ['rice', 'big', 'water']);
    expect([finished, scope.draft]).toEqual([[{ dish: 'rice', size: 'big', drink: 'water' }], undefined]);
  }));

test('a finish that takes an answer back asks for it again and says why', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, { dish: 'rice', size: 'big' }, ['wine']);
    expect([asked(scope).at(-1), stateIn(scope).asking]).toEqual(['no wine. drink, again? [drink]', 'drink']);
  }));

test('the draft says where it stands, of which version, whose it is and how long it lives', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, ['pasta']);
    expect({ ...scope.draft, id: 'any' }).toEqual({
      id: 'any',
      citizenId: undefined,
      conversationId: 'conv_1',
      form: { form: 'meal', version: '1', slots: { dish: 'pasta' }, asking: 'sauce', answered: ['dish'], misses: 0 },
      expiresAt: MORNING + DRAFT_LIFE_MS,
    });
  }));

test('back asks for the answer before, and drops what hung on it', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, ['rice', 'big']);
    const went = [await back(scope, form, stateIn(scope)), await back(scope, form, stateIn(scope))];
    await take(scope, form, stateIn(scope), 'pasta');
    expect([went, stateIn(scope).slots, asked(scope).slice(-3)]).toEqual([
      [true, true],
      { dish: 'pasta' },
      ['size? [size]', 'dish? [dish]', 'sauce? [sauce]'],
    ]);
  }));

test('back on the first question goes nowhere', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, []);
    expect(await back(scope, form, stateIn(scope))).toBe(false);
  }));

test.each([
  ['no', { hint: 'not dish' }],
  ['', 'unread'],
  ['rice', 'taken'],
])('an answer «%s» is %j', (said, outcome) =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, []);
    expect(await take(scope, form, stateIn(scope), said)).toEqual(outcome);
  }),
);

test('an answer that ends the form closes the draft', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, ['end']);
    expect(scope.draft).toBe(undefined);
  }));

test('misses are counted for one question, and start anew with the next', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, []);
    const counted = [miss(scope, stateIn(scope)), miss(scope, stateIn(scope))];
    await take(scope, form, stateIn(scope), 'rice');
    expect([counted, stateIn(scope).misses]).toEqual([[1, 2], 0]);
  }));

test('asked again after something else, a question is short', () =>
  test_.transact(async (work) => {
    const scope = scopeOn(work, '');
    await after(scope, {}, []);
    await askAgain(scope, form, stateIn(scope), 'It costs five.');
    expect(asked(scope).at(-1)).toBe('It costs five.\n\ndish, again? [dish]');
  }));

test.each([
  ['the same version', { form: 'meal', version: '1' }, form],
  ['another version', { form: 'meal', version: '0' }, undefined],
  ['an unknown form', { form: 'feast', version: '1' }, undefined],
])('a draft of %s', (_label, of, expected) => {
  const state = { slots: {}, asking: 'dish', answered: [], misses: 0, ...of };
  expect(formOf([form], { id: 'd', citizenId: undefined, conversationId: 'c', form: state, expiresAt: 0 })).toBe(
    expected,
  );
});

test.each([
  ['a short sentence', 'Yes.', 'Next?', 'Yes. Next?'],
  ['words that are no sentence', '5 dinars', 'Next?', '5 dinars\nNext?'],
  ['two lines', 'One.\nTwo.', 'Next?', 'One.\nTwo.\nNext?'],
  ['nothing before', '', 'Next?', 'Next?'],
  ['nothing after', 'Yes.', '', 'Yes.'],
])('%s is joined to what follows', (_label, lead, rest, expected) => {
  expect(joined(lead, rest)).toBe(expected);
});
