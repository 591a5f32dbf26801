// The closed lists of locales/phrases/answers.json in comparable form, and the few ways in which readers use them.
import answers from '../../locales/phrases/answers.json';
import { normalise } from './normalise';

export type Phrases = ReadonlySet<string>;

/** The comparable forms of a list. */
export function phrases(forms: readonly string[]): Phrases {
  return new Set(forms.map(normalise));
}

/** A table of forms by value, turned round: comparable form to value. */
function byForm(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(table).flatMap(([value, forms]) => forms.map((form) => [normalise(form), Number(value)])),
  );
}

const negated = answers.negator.flatMap((not) => answers.yes.map((yes) => `${not} ${yes}`));

export const YES = phrases(answers.yes);
/** Of these, the ones that also only say "I see". */
export const VAGUE = phrases(answers.vague);
export const NO = phrases([...answers.no, ...negated]);
export const YES_SIGNS: ReadonlySet<string> = new Set(answers.yesSigns);
export const NO_SIGNS: ReadonlySet<string> = new Set(answers.noSigns);
export const POLITE = phrases(answers.polite);
export const FILLERS = phrases([...answers.polite, ...answers.filler]);
export const ONE = phrases(answers.one);
export const NEGATION = phrases(answers.negation);
/** «بعد ما دفعت» denies nothing. */
export const NEGATION_LIFTED: readonly string[] = [...phrases(answers.negationLifted)];
/** Between a denial and what is denied: «ما بدي ألغي». */
export const WISHING = phrases(answers.wishing);
export const SUPPOSED = phrases(answers.supposed);
/** Between a condition and its verb: «لو اني دفعت». */
export const SUPPOSING = phrases(answers.supposing);
export const QUESTION = phrases(answers.question);
export const NAME_INTROS = phrases(answers.nameIntro);
/** Words of sentences that are nobody's name. */
export const NEVER_IN_NAME = phrases(answers.neverInName);
export const NAME_SAID = phrases(answers.nameSaid);
/** After these a name may come, or anything else. */
export const NAME_MAY_FOLLOW = phrases(answers.nameMayFollow);
export const GENERIC_NAME_WORDS = phrases(answers.genericName);
export const NUMBERS = byForm(answers.numbers);
export const ORDINALS = byForm(answers.ordinals);
/** «آخر واحد» of a list. */
export const LAST = phrases(answers.last);
export const MONTHS = byForm(answers.months);
export const RELATIVE_DAYS = byForm(answers.relativeDays);
/** From 0, Sunday. */
export const WEEKDAYS = byForm(answers.weekdays);
export const DATE_FILLERS = phrases(answers.dateFiller);
export const TITLES = phrases(answers.titles);
export const JOINS_NEXT = phrases(answers.nameJoinsNext);
export const JOINS_PREVIOUS = phrases(answers.nameJoinsPrevious);

/** The longest phrase of any list, in words. */
const LONGEST_PHRASE = 4;

type Lists = { readonly has: (form: string) => boolean };

/**
 * Cuts words into phrases that the lists know, the longest first; a word that no list knows is a piece of its own.
 */
export function segment(words: readonly string[], known: Lists): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < words.length;) {
    let length = Math.min(LONGEST_PHRASE, words.length - at);
    while (length > 1 && !known.has(words.slice(at, at + length).join(' '))) length -= 1;
    pieces.push(words.slice(at, at + length).join(' '));
    at += length;
  }
  return pieces;
}

/** Whether any of the phrases stands in the text as whole words. */
export function holdsAny(words: readonly string[], list: Phrases): boolean {
  return segment(words, list).some((piece) => list.has(piece));
}

/** One message is looked through by many lists, one after the other. */
let latest: { readonly raw: string; readonly words: readonly string[] } = { raw: '', words: [] };

/** The words of a message in comparable form; none of a message without letters or digits. */
export function wordsOf(raw: string): readonly string[] {
  if (latest.raw === raw) return latest.words;
  const comparable = normalise(raw);
  latest = { raw, words: comparable === '' ? [] : comparable.split(' ') };
  return latest.words;
}
