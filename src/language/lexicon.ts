// The concept words of locales/lexicon.json: what a word or two are about, whatever the language or the ending. A concept is a
// name for features only; no dialog knows it.
import concepts from '../../locales/lexicon.json';
import { lightStem } from './stem';
import { wordsOf } from './word-lists';

export type Concept = keyof typeof concepts;

const stemmed = (words: readonly string[]): string => words.map(lightStem).join(' ');

/** From the stems of a form to what it may be about. */
const BY_FORM: ReadonlyMap<string, readonly Concept[]> = (() => {
  const found = new Map<string, Concept[]>();
  for (const concept of Object.keys(concepts) as Concept[])
    for (const form of new Set(concepts[concept].map((one) => stemmed(wordsOf(one)))))
      found.set(form, [...(found.get(form) ?? []), concept]);
  return found;
})();

/** How many words the longest form that begins with a stem has. */
const LONGEST: ReadonlyMap<string, number> = (() => {
  const longest = new Map<string, number>();
  for (const form of BY_FORM.keys()) {
    const words = form.split(' ');
    const first = words[0] ?? '';
    longest.set(first, Math.max(longest.get(first) ?? 0, words.length));
  }
  return longest;
})();

/** Every single word that stands for a concept, normalised. */
export const LEXICON_WORDS: readonly string[] = Object.values(concepts)
  .flat()
  .flatMap((form) => wordsOf(form));

/** @param stems of a message, in order. @returns the concepts in it, each once */
export function conceptsIn(stems: readonly string[]): readonly Concept[] {
  const found = new Set<Concept>();
  for (let at = 0; at < stems.length; at += 1)
    for (let length = LONGEST.get(stems[at] ?? '') ?? 0; length > 0; length -= 1)
      for (const concept of BY_FORM.get(stems.slice(at, at + length).join(' ')) ?? []) found.add(concept);
  return [...found];
}
