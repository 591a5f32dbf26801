// A form is a table of questions, resumed by the name of the slot that was asked last. It keeps the place, goes back, drops what
// an earlier answer no longer allows, and asks again; what the questions are, and what the answers lead to, is the form's.
import type { Scope } from '../src/bot/scope';
import { DRAFT_LIFE_MS, type Draft, type FormState } from '../src/domain/conversation';
import type { Choice, Reference } from '../src/domain/message';
import type { Labelled } from './choices';

export type Slots = Readonly<Record<string, unknown>>;

export type Asked = {
  readonly text: string;
  readonly choices?: readonly Choice[] | undefined;
  readonly reference?: Reference | undefined;
};

/**
 * What an answer is: values for slots (undefined empties one) with a word on what was understood; a hint where it can't be taken
 * (`certain` where nothing else can be meant);
 * the end of the form, where the question itself has said why; or undefined where it is no answer at all.
 */
export type Reading =
  | { readonly set: Slots; readonly lead?: string }
  | { readonly hint: string; readonly certain?: boolean }
  | { readonly end: true }
  | undefined;

export type Question = {
  readonly slot: string;
  /** The slot's name towards clients, where another question asks for the same. */
  readonly asks?: string;
  /** Any words fit, so that a question of the citizen's is looked for before they are taken as the answer. */
  readonly open?: boolean;
  readonly when?: (slots: Slots, scope: Scope) => boolean;
  /** Whether its answer still stands after another answer has changed. */
  readonly stands?: (slots: Slots, before: Slots, scope: Scope) => boolean;
  readonly ask: (slots: Slots, scope: Scope) => Asked | Promise<Asked>;
  /** The question in few words, where it was asked in full just before. */
  readonly brief?: (slots: Slots, scope: Scope) => string;
  /** One sentence on what is expected now. */
  readonly expects: (slots: Slots, scope: Scope) => string;
  readonly read: (said: string, slots: Slots, scope: Scope) => Reading | Promise<Reading>;
  /** All options of a choice, by which an answer given earlier can be corrected in passing. */
  readonly options?: (slots: Slots, scope: Scope) => readonly Labelled[] | Promise<readonly Labelled[]>;
  /** What "back" sets on this question instead of emptying the answer before it. */
  readonly undo?: Slots;
};

export type Form = {
  readonly name: string;
  /** Changed whenever slots or questions change their meaning: an open form of another version starts again. */
  readonly version: string;
  readonly questions: readonly Question[];
  /** All is answered. What it returns is set and the form goes on; undefined ends it. */
  readonly finish: (slots: Slots, scope: Scope) => Promise<{ readonly set: Slots; readonly lead: string } | undefined>;
};

export const MISSES_ALLOWED = 3;

/** A slot's value where it is a text. */
export function textIn(slots: Slots, name: string): string | undefined {
  const value = slots[name];
  return typeof value === 'string' ? value : undefined;
}

/** Short sentences of acknowledgement stand on the line of what follows, everything else on its own. */
const SHORT_LEAD = 45;

export function joined(lead: string, rest: string): string {
  if (lead === '' || rest === '') return lead + rest;
  return lead.length <= SHORT_LEAD && /^[^\n]*\p{Po}$/u.test(lead) ? `${lead} ${rest}` : `${lead}\n${rest}`;
}

const apart = (lead: string, rest: string): string => [lead, rest].filter((part) => part !== '').join('\n\n');

const EMPTY: Omit<FormState, 'form' | 'version'> = { slots: {}, asking: undefined, answered: [], misses: 0 };

/** Opens a form with what is known already and asks its first open question. */
export function start(scope: Scope, form: Form, known: Slots = {}, lead = ''): Promise<void> {
  const state: FormState = { ...EMPTY, form: form.name, version: form.version };
  return advance(scope, form, withAnswers(scope, form, state, known), lead);
}

/** The question that is open. */
export const openQuestion = (form: Form, state: FormState): Question | undefined =>
  form.questions.find(({ slot }) => slot === state.asking);

/**
 * Reads a message as the answer to the open question and goes on.
 * @returns what kept it from being taken: the hint, or 'unread' where it is no answer at all
 */
export async function take(
  scope: Scope,
  form: Form,
  state: FormState,
  said: string,
): Promise<'taken' | 'unread' | { readonly hint: string; readonly certain?: boolean }> {
  const reading = await openQuestion(form, state)?.read(said, state.slots, scope);
  if (reading === undefined) return 'unread';
  if ('hint' in reading) return reading;
  if ('end' in reading) scope.keepDraft(undefined);
  else await advance(scope, form, withAnswers(scope, form, state, reading.set), reading.lead ?? '');
  return 'taken';
}

/** Changes answers that were given earlier, and goes on with the first question that is open then. */
export function change(scope: Scope, form: Form, state: FormState, set: Slots, lead: string): Promise<void> {
  return askAnew(scope, form, withAnswers(scope, form, state, set), lead);
}

/** One question back. @returns false on the first one */
export async function back(scope: Scope, form: Form, state: FormState): Promise<boolean> {
  const undo = openQuestion(form, state)?.undo;
  const last = state.answered.at(-1);
  if (undo === undefined && last === undefined) return false;
  await change(scope, form, state, undo ?? { [last ?? '']: undefined }, '');
  return true;
}

/** Asks the open question once more, in few words, after something else was said: an empty line keeps the two apart. */
export async function askAgain(scope: Scope, form: Form, state: FormState, lead: string): Promise<void> {
  await advance(scope, form, state, lead, apart);
}

/** Asks the open question in full, where it was not asked just before: in another language, on another channel. */
export async function askAnew(scope: Scope, form: Form, state: FormState, lead: string): Promise<void> {
  await advance(scope, form, { ...state, asking: undefined }, lead);
}

/** Says what is expected, with the choices, in place of the question itself. */
export async function sayExpected(scope: Scope, form: Form, state: FormState, lead: string, rest = ''): Promise<void> {
  const question = openQuestion(form, state);
  if (!question) return advance(scope, form, state, lead);
  const { choices, reference } = await question.ask(state.slots, scope);
  const text = [lead, question.expects(state.slots, scope), rest].filter((part) => part !== '').join('\n');
  scope.say({ text, choices, ask: question.asks ?? question.slot, reference });
}

/** Counts a miss. @returns how many there are now for the open question */
export function miss(scope: Scope, state: FormState): number {
  keep(scope, { ...state, misses: state.misses + 1 });
  return state.misses + 1;
}

/** A hint holds an example and stands alone; a choice is shown again. */
export async function sayHint(scope: Scope, form: Form, state: FormState, hint: string): Promise<void> {
  const question = openQuestion(form, state);
  if (!question) return advance(scope, form, state, hint);
  const { text, choices, reference } = await question.ask(state.slots, scope);
  const again = choices ? joined(hint, question.brief?.(state.slots, scope) ?? text) : hint;
  scope.say({ text: again, choices, ask: question.asks ?? question.slot, reference });
}

async function advance(
  scope: Scope,
  form: Form,
  state: FormState,
  lead: string,
  put: typeof joined = joined,
): Promise<void> {
  const question = form.questions.find(
    ({ slot, when }) => !(slot in state.slots) && (when?.(state.slots, scope) ?? true),
  );
  if (!question) return end(scope, form, state);
  keep(scope, { ...state, asking: question.slot, misses: question.slot === state.asking ? state.misses : 0 });
  const asked = await question.ask(state.slots, scope);
  const isAgain = lead !== '' && question.slot === state.asking;
  const text = isAgain ? (question.brief?.(state.slots, scope) ?? asked.text) : asked.text;
  scope.say({
    text: put(lead, text),
    choices: asked.choices,
    ask: question.asks ?? question.slot,
    reference: asked.reference,
  });
}

async function end(scope: Scope, form: Form, state: FormState): Promise<void> {
  const more = await form.finish(state.slots, scope);
  if (more) return advance(scope, form, withAnswers(scope, form, state, more.set), more.lead);
  if (scope.draft?.form.form === form.name) scope.keepDraft(undefined);
}

function keep(scope: Scope, form: FormState): void {
  scope.keepDraft({
    id: scope.draft?.id ?? scope.work.random.id('drf'),
    citizenId: scope.citizen?.id,
    conversationId: scope.conversation.id,
    form,
    expiresAt: scope.work.now + DRAFT_LIFE_MS,
  });
}

/** The state with new answers; those that no longer stand, or are not asked any more, are dropped. */
function withAnswers(scope: Scope, form: Form, state: FormState, set: Slots): FormState {
  const slots: Record<string, unknown> = { ...state.slots, ...set };
  for (const name of Object.keys(slots)) if (slots[name] === undefined) delete slots[name];
  for (const { slot, when, stands } of form.questions) {
    if (!(slot in slots) || slot in set) continue;
    const kept = (when?.(slots, scope) ?? true) && (stands?.(slots, state.slots, scope) ?? true);
    if (!kept) delete slots[slot];
  }
  const given = form.questions.map(({ slot }) => slot).filter((slot) => slot in set);
  const answered = [...state.answered.filter((slot) => !given.includes(slot)), ...given];
  return { ...state, slots, answered: answered.filter((slot) => slot in slots) };
}

/** A draft that can go on: its form is known and of the version in which it was begun. */
export function formOf(forms: readonly Form[], draft: Draft): Form | undefined {
  return forms.find(({ name, version }) => name === draft.form.form && version === draft.form.version);
}
