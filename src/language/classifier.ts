// Which of its labels a message is, by examples: natural's Classifier with our own features and our own sparse back end in the places
// of its stemmer and its dense ones. Imports natural by sub-path only (beside it, baselines.ts does, for the benchmark): its root loads database drivers and .env.
import NaturalClassifier from 'natural/lib/natural/classifiers/classifier';
import { JaroWinklerDistance } from 'natural/lib/natural/distance';
import { createFeatures, FEATURE_KINDS, UNSEEN, type FeatureKind, type Features } from './features';
import { LEXICON_WORDS } from './lexicon';
import { createProjection } from './projection';
import { SparseLinear, type SparseVector } from './sparse-linear';
import { wordsOf } from './word-lists';

export type Classifier<Label extends string> = {
  classify(text: string): Classified<Label>;
};
export type Classified<Label extends string> = {
  /** Of all labels, the largest first; they sum to 1. */
  readonly shares: readonly Share<Label>[];
  /** No word of it, nor any with the same consonants, is in the examples: a likeness of letters alone says nothing. */
  readonly isStrange: boolean;
};
export type Share<Label extends string> = { readonly label: Label; readonly value: number };

/** What is looked at of a message: more than any wish needs. */
const WORDS_LOOKED_AT = 60;

/** How much each kind of feature counts; each kind's vector has length 1 before. No other setting did clearly better on the validation part. */
const WEIGHTS: Readonly<Record<FeatureKind, number>> = { letters: 1.5, stems: 0.75, consonants: 0.5, concepts: 1 };
const LINEAR = { cost: 1, rounds: 3, temperature: 0.25, seed: 7 } as const;

const looked = (text: string): readonly string[] => wordsOf(text).slice(0, WORDS_LOOKED_AT);

/**
 * A feature that no example has says nothing, and makes what the others of its kind say count less.
 */
function vectorOf(features: Features): SparseVector {
  const at: number[] = [];
  const value: number[] = [];
  for (const kind of FEATURE_KINDS) {
    const weight = WEIGHTS[kind] / Math.sqrt(features[kind].length || 1);
    for (const number of features[kind])
      if (number !== UNSEEN) {
        at.push(number);
        value.push(weight);
      }
  }
  return { at, value };
}

/** Features pass through natural as one token, so that its own counting of tokens has little to count. */
class FeatureClassifier extends NaturalClassifier<Features, SparseVector> {
  override textToFeatures(observation: readonly Features[] | string): SparseVector {
    const [features] = typeof observation === 'string' ? this.stemmer.tokenizeAndStem(observation) : observation;
    if (!features) throw new TypeError('the features of one text');
    return vectorOf(features);
  }
}

const counted = (words: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};

const isArabic = (word: string): boolean => /\p{Script=Arabic}/u.test(word);

/**
 * Trains on all phrases, the same way every time: some hundred milliseconds for a few thousand.
 */
export function trainClassifier<Label extends string>(
  phrases: readonly { readonly label: Label; readonly variety: string; readonly text: string }[],
): Classifier<Label> {
  const examples = phrases.map(({ label, variety, text }) => ({ label, variety, words: looked(text) }));
  const inEnglish = examples.filter(({ variety }) => variety === 'english').flatMap(({ words }) => words);
  const english = new Set(inEnglish.filter((word) => !isArabic(word)));
  const vocabulary = counted([...examples.flatMap(({ words }) => words), ...LEXICON_WORDS].filter(isArabic));
  const project = createProjection(vocabulary, JaroWinklerDistance);
  const { learn, find } = createFeatures(english, project);
  const classifier = new FeatureClassifier(new SparseLinear(LINEAR), {
    tokenizeAndStem: (text: string) => [find(looked(text))],
  });
  for (const { words, label } of examples) classifier.addDocument([learn(words)], label);
  classifier.train();
  classifier.docs = [];
  return {
    classify(text) {
      const features = find(looked(text));
      return {
        shares: classifier.getClassifications([features]) as Share<Label>[],
        isStrange: [...features.stems, ...features.consonants].every((number) => number === UNSEEN),
      };
    },
  };
}
