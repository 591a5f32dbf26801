// What the classifier sees of a message: four kinds of features, each found by itself. Letters forgive misspelling, stems endings,
// consonants the script, concepts the choice of word.
import { conceptsIn } from './lexicon';
import type { Project } from './projection';
import { skeletonOf } from './skeleton';
import { lightStem } from './stem';

/** Features by kind; a feature is named once, whatever it counts. */
export type Features = { readonly [Kind in FeatureKind]: readonly string[] };
export type FeatureKind = 'letters' | 'stems' | 'consonants' | 'concepts';

const SHORTEST_GRAM = 2;
const LONGEST_GRAM = 4;
const NUMBER = /^\d+$/;
const LATIN = /^[a-z\d]*[a-z][a-z\d]*$/;

/** Runs of letters within and at the borders of words. */
function gramsOf(words: readonly string[]): readonly string[] {
  const line = ` ${words.join(' ')} `;
  const grams = new Set<string>();
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size += 1)
    for (let at = 0; at + size <= line.length; at += 1) grams.add(line.slice(at, at + size));
  return [...grams];
}

const pairsOf = (items: readonly string[]): readonly string[] =>
  items.slice(1).map((item, at) => `${items[at]} ${item}`);

const combinationsOf = (items: readonly string[]): readonly string[] =>
  items.flatMap((item, at) => items.slice(at + 1).map((other) => [item, other].sort().join('+')));

/**
 * @param words of the message, normalised
 * @param english words that stand for themselves; other words in Latin letters are Arabic that is spelt with them
 */
export function featuresOf(words: readonly string[], english: ReadonlySet<string>, project: Project): Features {
  const telling = words.map((word) => (NUMBER.test(word) ? '0' : word));
  const meant = telling.map((word) => (LATIN.test(word) && !english.has(word) ? (project(word) ?? word) : word));
  const stems = meant.map(lightStem);
  const asWritten = telling.map(lightStem);
  const concepts = [...new Set([...conceptsIn(stems), ...conceptsIn(asWritten)])];
  return {
    letters: gramsOf(meant),
    stems: [...new Set([...stems, ...pairsOf(stems)])],
    consonants: [...new Set(telling.map(skeletonOf).filter((skeleton) => skeleton.length > 1))],
    concepts: [...concepts, ...combinationsOf(concepts)],
  };
}
