// Which of its labels a message is, by examples: natural's Classifier with our own features and our own sparse back end in the places
// of its stemmer and its dense ones. The only importer of natural, and only by sub-path: its root loads database drivers and .env.
import NaturalClassifier from 'natural/lib/natural/classifiers/classifier';
import { JaroWinklerDistance } from 'natural/lib/natural/distance';
import { featuresOf, type FeatureKind, type Features } from './features';
import { LEXICON_WORDS } from './lexicon';
import { createProjection } from './projection';
import { SparseLinear, type SparseVector } from './sparse-linear';
import { wordsOf } from './word-lists';

export type Classifier<Label extends string> = {
  /** The shares of all labels for a text, the largest first; they sum to 1. */
  classify(text: string): readonly Share<Label>[];
  /** Whether no word of it, nor any with the same consonants, is in the examples: a likeness of letters alone says nothing. */
  isStrange(text: string): boolean;
};
export type Share<Label extends string> = { readonly label: Label; readonly value: number };

/** What is looked at of a message: more than any wish needs. */
const WORDS_LOOKED_AT = 60;

/** How much each kind of feature counts; each kind's vector has length 1 before. Chosen together with LINEAR by cross-validation. */
const WEIGHTS: Readonly<Record<FeatureKind, number>> = { letters: 1.5, stems: 0.75, consonants: 0.5, concepts: 1 };
const KINDS = Object.keys(WEIGHTS) as FeatureKind[];
const LINEAR = { cost: 1, rounds: 4, temperature: 0.25, seed: 7 } as const;

const looked = (text: string): readonly string[] => wordsOf(text).slice(0, WORDS_LOOKED_AT);

/** The features of a message in one list, as natural wants them: each with its kind before it. */
const inOneList = (features: Features): string[] =>
  KINDS.flatMap((kind, at) => features[kind].map((feature) => `${at}${feature}`));

class FeatureClassifier extends NaturalClassifier<SparseVector> {
  private readonly places = new Map<string, number>();

  override train(): void {
    for (const feature of Object.keys(this.features)) this.places.set(feature, this.places.size);
    super.train();
  }

  /** Whether a whole word of a message occurs in the examples. */
  knowsAny({ stems, consonants }: Features): boolean {
    const words = { letters: [], stems, consonants, concepts: [] };
    return inOneList(words).some((feature) => this.places.has(feature));
  }

  /** A feature that no example has says nothing, and makes what the others say count less. */
  override textToFeatures(observation: readonly string[] | string): SparseVector {
    const found = typeof observation === 'string' ? this.stemmer.tokenizeAndStem(observation) : observation;
    const entries: { place: number; kind: number }[] = [];
    const counts = KINDS.map(() => 0);
    for (const feature of found) {
      const place = this.places.get(feature);
      const kind = Number(feature[0]);
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (place !== undefined) entries.push({ place, kind });
    }
    const values = KINDS.map((kind, at) => WEIGHTS[kind] / Math.sqrt(counts[at] || 1));
    return {
      at: Int32Array.from(entries, ({ place }) => place),
      value: Float32Array.from(entries, ({ kind }) => values[kind] ?? 0),
    };
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
  const featuresIn = (words: readonly string[]): string[] => inOneList(featuresOf(words, english, project));
  const classifier = new FeatureClassifier(new SparseLinear(LINEAR), {
    tokenizeAndStem: (text: string) => featuresIn(looked(text)),
  });
  for (const { words, label } of examples) classifier.addDocument(featuresIn(words), label);
  classifier.train();
  return {
    classify: (text) => classifier.getClassifications(text) as Share<Label>[],
    isStrange: (text) => !classifier.knowsAny(featuresOf(looked(text), english, project)),
  };
}
