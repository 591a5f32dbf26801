// Reusable questions: how to read an answer, what to say where it can't be taken, what to expect. No question here knows its form.
import type { Scope } from '../src/bot/scope';
import type { Citizen } from '../src/domain/citizen';
import {
  checkCivilNumber,
  checkPassportNumber,
  fewestNameParts,
  type DocumentKind,
  type NumberFault,
} from '../src/domain/person';
import { isRefusal, type Refusal } from '../src/errors';
import { nameParts, readDigits, readName, readNumber, readPhone, readYesNo } from '../src/language/answers';
import { wordsOf } from '../src/language/word-lists';
import { cleanText, foldDigits } from '../src/language/normalise';
import { parametersOf, type Params, type TextKey } from '../src/language/texts';
import { checkCode, sendCode } from '../src/services/citizens';
import { choose, option, shown, type Labelled } from './choices';
import { textIn, type Asked, type Question, type Reading, type Slots } from './form';

export type Options = (slots: Slots, scope: Scope) => readonly Labelled[] | Promise<readonly Labelled[]>;

type ChoiceRow = {
  readonly slot: string;
  readonly asks?: string;
  readonly undo?: Slots;
  readonly when?: (slots: Slots, scope: Scope) => boolean;
  readonly stands?: (slots: Slots, before: Slots, scope: Scope) => boolean;
  readonly text: (slots: Slots, scope: Scope) => string | Promise<string>;
  readonly brief?: (slots: Slots, scope: Scope) => string;
  readonly choices: Options;
  /** All options, where only some are shown. */
  readonly options?: Options;
  /** Whether an answer given earlier may be corrected in passing. */
  readonly correctable?: boolean;
  readonly pick?: (value: string, slots: Slots, scope: Scope) => Reading | Promise<Reading>;
  /** What an answer means by itself, before it is looked for among the choices. */
  readonly before?: (said: string, slots: Slots, scope: Scope) => Reading | Promise<Reading>;
  /** What else a sentence may mean here, where it chooses nothing. */
  readonly otherwise?: (said: string, slots: Slots, scope: Scope) => Reading | Promise<Reading>;
};

/** A question whose answers are a list. `pick` turns what was chosen into slots, where that is more than the slot's own value. */
export function choiceQuestion(row: ChoiceRow): Question {
  const all = row.options ?? row.choices;
  return {
    slot: row.slot,
    ...(row.asks !== undefined && { asks: row.asks }),
    ...(row.undo && { undo: row.undo }),
    ...(row.when && { when: row.when }),
    ...(row.stands && { stands: row.stands }),
    ...(row.brief && { brief: row.brief }),
    ...(row.correctable === true && { options: all }),
    ask: async (slots, scope) => ({
      text: await row.text(slots, scope),
      choices: shown(await row.choices(slots, scope)),
    }),
    expects: (_slots, scope) => scope.t('expect.choice'),
    async read(said, slots, scope) {
      const own = await row.before?.(said, slots, scope);
      if (own) return own;
      const value = choose(said, await row.choices(slots, scope)) ?? named(said, await all(slots, scope));
      if (value === undefined) return row.otherwise?.(said, slots, scope);
      return row.pick ? row.pick(value, slots, scope) : { set: { [row.slot]: value } };
    },
  };
}

/** By its name only: a number counts among the choices that are shown. */
function named(said: string, options: readonly Labelled[]): string | undefined {
  return /\p{L}/u.test(said) ? choose(said.replace(/\p{Nd}/gu, ' '), options) : undefined;
}

/** Words and nothing else, which can still be no name: «استنى شوي». */
const ONLY_WORDS = /^[\p{L}\p{M}\p{P}\p{Cf}\s]+$/u;

/** Somebody's name: at least so many parts as the document asks for. */
export function readPersonName(said: string, document: DocumentKind, scope: Scope): string | Reading {
  const isAnswer = readYesNo(said) === undefined;
  const name = isAnswer ? readName(said) : undefined;
  if (name === undefined) return isAnswer && ONLY_WORDS.test(said) ? undefined : { hint: scope.t('hint.name') };
  const enough = nameParts(name).length >= fewestNameParts(document);
  return enough ? name : { hint: scope.t('hint.name-parts', { name }) };
}

const NUMBER_HINTS: Record<DocumentKind, Record<NumberFault, TextKey>> = {
  'civil-id': {
    'looks-like-phone': 'hint.number.civil.looks-like-phone',
    'too-short': 'hint.number.civil.too-short',
    'too-long': 'hint.number.civil.too-long',
    'not-a-number': 'hint.number.civil.not-a-number',
    'wrong-start': 'hint.number.civil.wrong-start',
  },
  passport: {
    'looks-like-phone': 'hint.number.passport.not-a-number',
    'too-short': 'hint.number.passport.too-short',
    'too-long': 'hint.number.passport.too-long',
    'not-a-number': 'hint.number.passport.not-a-number',
    'wrong-start': 'hint.number.passport.not-a-number',
  },
};

/** A document's number as it is kept, in slot `number`, or a hint that says what is wrong with what was given. */
export function numberReading(said: string, document: DocumentKind, scope: Scope): Reading {
  if (readDigits(said) === '') return undefined;
  const number = document === 'civil-id' ? civilNumberIn(said) : passportNumberIn(said);
  const fault = document === 'civil-id' ? checkCivilNumber(number) : checkPassportNumber(number);
  if (!fault) return { set: { number } };
  const key = NUMBER_HINTS[document][fault];
  const counted = fault === 'too-short' || fault === 'too-long';
  const params: Params = counted ? { given: number.length } : {};
  // Digits in words are nothing else, even where they are too few.
  return { hint: scope.t(key, params), certain: !/\p{Nd}/u.test(said) };
}

/** Letters beside the digits of a civil number are words around it, unless there are hardly any digits. */
function civilNumberIn(said: string): string {
  const digits = readDigits(said);
  return digits === '' ? cleanText(said) : digits;
}

const PASSPORT = /[A-Z0-9]*\d[A-Z0-9]*/;

/** The one run of letters and digits; «رقمه N 123 456» without the words around it. */
function passportNumberIn(said: string): string {
  const latin = foldDigits(said.slice(0, 100))
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
  const joinedUp = latin.replaceAll(' ', '');
  return joinedUp.length <= 12 ? joinedUp : (PASSPORT.exec(latin)?.[0] ?? joinedUp);
}

/** A number of people, in digits or in words: «25», «خمسة وعشرين موظف»; undefined for «25-30». */
export function readCount(said: string, most: number): number | undefined {
  const runs = foldDigits(said).match(/\d+/g) ?? [];
  const count = runs.length === 0 ? countInWords(wordsOf(said)) : runs.length === 1 ? Number(runs[0]) : NaN;
  return Number.isInteger(count) && count >= 1 && count <= most ? count : undefined;
}

/** The number with which the words begin. */
const countInWords = (words: readonly string[]): number =>
  words
    .map((_word, at) => readNumber(words.slice(0, words.length - at).join(' ')))
    .find((count) => count !== undefined) ?? NaN;

const PHONE_HINTS = {
  'too-short': 'hint.phone.too-short',
  'too-long': 'hint.phone.too-long',
  'not-a-phone': 'hint.phone.not-a-phone',
} as const satisfies Record<string, TextKey>;

/** What the phone is asked for: notices, a call back to a body, or only the proof. */
const phoneKey = (slots: Slots): TextKey =>
  'wanted' in slots ? 'ask.phone.prove' : slots['applicant'] === 'body' ? 'ask.phone.body' : 'ask.phone';

/** A phone to which a code goes at once. Slots `phone` and, with `proofQuestion`, `code`. */
export const phoneToProve = (row: {
  readonly when?: (slots: Slots, scope: Scope) => boolean;
  readonly text: (slots: Slots, scope: Scope) => string;
  /** Why it can't be this one, in words. */
  readonly unfit?: (phone: string, scope: Scope) => string | undefined;
}): Question => ({
  slot: 'phone',
  ...(row.when && { when: row.when }),
  ask: (slots, scope): Asked => ({ text: row.text(slots, scope) }),
  expects: (_slots, scope) => scope.t('expect.phone'),
  async read(said, _slots, scope) {
    if (!/\p{Nd}/u.test(said)) return undefined;
    const phone = readPhone(said);
    if (typeof phone !== 'string') return { hint: scope.t(PHONE_HINTS[phone.wrong]) };
    const unfit = row.unfit?.(phone, scope);
    return unfit === undefined ? withCode(scope, phone, { phone }) : { hint: unfit };
  },
});

/** The phone of a guest in the web chat. */
export const phoneQuestion = phoneToProve({
  when: (slots, scope) => scope.citizen === undefined || 'phone' in slots,
  text: (slots, scope) => scope.t(phoneKey(slots)),
});

async function withCode(scope: Scope, phone: string, set: Slots): Promise<Reading> {
  const sent = await sendCode(scope.work, scope.conversation, phone, scope.language);
  return isRefusal(sent) ? { hint: refusalText(scope, sent) } : { set };
}

const codeChoices = (scope: Scope): readonly Labelled[] => [
  option(scope, 'code.again', 'again'),
  option(scope, 'code.other-phone', 'other'),
];

const CODE_DIGITS = /^\d{4,8}$/;

/** @param proved what follows from the proof: what is set beside the slot itself */
export const proofQuestion = (proved: (citizen: Citizen, scope: Scope) => Slots): Question => ({
  slot: 'code',
  when: (slots) => 'phone' in slots,
  stands: (slots, before) => slots['phone'] === before['phone'],
  ask: (slots, scope) => ({
    text: scope.t('ask.code', { phone: textIn(slots, 'phone') ?? '' }),
    choices: shown(codeChoices(scope)),
  }),
  brief: (_slots, scope) => scope.t('ask.code.brief'),
  expects: (_slots, scope) => scope.t('expect.code'),
  async read(said, slots, scope) {
    const digits = readDigits(said);
    if (CODE_DIGITS.test(digits)) return proveBy(digits, scope, proved);
    const choice = choose(said, codeChoices(scope));
    if (choice === 'other') return { set: { phone: undefined } };
    if (choice !== 'again') return undefined;
    return withCode(scope, textIn(slots, 'phone') ?? '', {});
  },
});

/** From then on the conversation speaks for the phone. */
export const codeQuestion = proofQuestion((citizen, scope) => {
  scope.become({ citizen });
  return {};
});

async function proveBy(
  code: string,
  scope: Scope,
  proved: (citizen: Citizen, scope: Scope) => Slots,
): Promise<Reading> {
  const citizen = await checkCode(scope.work, scope.conversation, code, scope.language);
  if (isRefusal(citizen)) return { hint: refusalText(scope, citizen) };
  return { set: { code: 'proved', ...proved(citizen, scope) } };
}

/** The text of a refusal, with what it carries for it and, where the text names it, the number to ring. */
export function refusalText(scope: Scope, refusal: Refusal): string {
  const key: TextKey = `refusal.${refusal.refused}`;
  const given: Record<string, unknown> = { phone: scope.work.catalogue.contact.knowledgeStations, ...refusal.with };
  const needed = parametersOf(scope.language, key).map((name) => [name, given[name]]);
  return scope.t(key, Object.fromEntries(needed) as Params);
}
