// Choices as they are shown and as they are understood: a label in the reader's language, and every name that stands for it.
import type { Scope } from '../src/bot/scope';
import type { Bilingual } from '../src/domain/catalogue';
import type { Choice } from '../src/domain/message';
import { findOptions, readChoice, readYesNo, type Option } from '../src/language/answers';
import { withoutArticle, withoutClitic } from '../src/language/similarity';
import { FILLERS, GENERIC_NAME_WORDS, NEGATION, NO, wordsOf } from '../src/language/word-lists';
import { formsOf, type WordList } from '../src/language/choice-words';
import { text, type Params, type TextKey } from '../src/language/texts';

export type Labelled = Option & { readonly label: string };

/** Choices with a label `choice.<name>` and a list of words of the same name. */
export type ChoiceName =
  Extract<TextKey, `choice.${WordList}`> extends `choice.${infer Name}` ? Name & WordList : never;

/** @param value what a question's slot holds when this is chosen */
export function option(scope: Scope, name: ChoiceName, value: string, params: Params = {}): Labelled {
  const key: TextKey = `choice.${name}`;
  return {
    value,
    label: scope.t(key, params),
    names: [text('ar', key, params), text('en', key, params), ...formsOf(name)],
  };
}

/** An exam, a station, a level: whatever has an id, a name in both languages and other names. */
export function item(
  scope: Scope,
  of: { readonly id: string; readonly name: Bilingual; readonly aliases: readonly string[] },
): Labelled {
  return { value: of.id, label: of.name[scope.language], names: [of.name.ar, of.name.en, ...of.aliases] };
}

/** Whether an answer is one of the option's names and nothing else, politeness, a denial and words like "station" apart. */
export function saysName(said: string, { names }: Option): boolean {
  const words = wordsOf(said).filter((word) => !ASIDE.some((list) => list.has(word)));
  return names.some((name) => {
    const form = new Set(wordsOf(name).map(bare));
    return words.length > 0 && words.every((word) => form.has(bare(word)));
  });
}

const ASIDE = [FILLERS, GENERIC_NAME_WORDS, NO, NEGATION];
const bare = (word: string): string => withoutClitic(withoutArticle(word));

/** As a message carries them: what a tap sends back is the label itself. */
export const shown = (options: readonly Labelled[]): readonly Choice[] =>
  options.map(({ label }) => ({ label, value: label }));

/**
 * The option that an answer chooses. Words that only say yes or no are taken where they are the whole answer, never out of a
 * sentence: «لا أفهم» refuses nothing.
 */
export function choose(said: string, options: readonly Labelled[]): string | undefined {
  const telling = options.map(({ value, names }) => ({
    value,
    names: names.filter((name) => polarityOf(name) === undefined),
  }));
  const chosen = readChoice(said, telling);
  const meant = polarityOf(said);
  if (chosen !== undefined || meant === undefined) return chosen;
  return options.find(({ names }) => names.some((name) => polarityOf(name) === meant))?.value;
}

/** Yes or no by a word or a sign: a number is one of the choices, and the name «1» of a level agrees to nothing. */
const polarityOf = (said: string): boolean | undefined => (/(?<!\p{L})\p{N}/u.test(said) ? undefined : readYesNo(said));

/** How alike a name inside a sentence must be, and how far ahead of the next one, to be taken as said. */
const SURE = 0.8;
const AHEAD = 0.08;

/** The one option that a sentence names; undefined where it names none, or two alike. */
export function named(said: string, options: readonly Option[], sure = SURE): string | undefined {
  const [best, next] = findOptions(said, options);
  if (!best || best.score < sure) return undefined;
  return next && best.score - next.score < AHEAD ? undefined : best.value;
}
