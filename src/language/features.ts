// What the classifier sees of a message: four kinds of features, each found by itself and numbered. Letters forgive misspelling,
// stems endings, consonants the script, concepts the choice of word.
import { conceptsIn } from './lexicon';
import type { Project } from './projection';
import { skeletonOf } from './skeleton';
import { lightStem } from './stem';

export const FEATURE_KINDS = ['letters', 'stems', 'consonants', 'concepts'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** Of a message, by kind: the number of each feature once, or UNSEEN for one that no example has. */
export type Features = Readonly<Record<FeatureKind, readonly number[]>>;
export const UNSEEN = -1;

export type FindFeatures = {
  /** Of an example: what is new in it gets the next number. */
  readonly learn: (words: readonly string[]) => Features;
  readonly find: (words: readonly string[]) => Features;
};

const SHORTEST_GRAM = 2;
const LONGEST_GRAM = 4;
const NUMBER = /^\d+$/;
/** 3pm and 30m are no words. */
const LATIN = /^(?!\d+[a-z]{1,2}$)[a-z\d]*[a-z][a-z\d]*$/;

/** A letter is a number of 7 bits, so that a run of four is one small number; what no example has, and the 127th letter, are one. */
const LETTER_BITS = 7;
/** No word is longer; of what is, no more is looked at. */
const LONGEST_WORD = 60;
const OTHER_LETTER = (1 << LETTER_BITS) - 1;

/** Runs of letters within a word and at its borders, as numbers: each once, in order of their length. */
function createGrams() {
  const numbers = new Uint8Array(1 << 16);
  let count = 0;

  function lettersOf(word: string, isNew: boolean): readonly number[] {
    const letters: number[] = [];
    for (const letter of ` ${word.slice(0, LONGEST_WORD)} `.split('')) {
      const unit = letter.charCodeAt(0);
      if (numbers[unit] === 0 && isNew) numbers[unit] = Math.min((count += 1), OTHER_LETTER);
      letters.push(numbers[unit] || OTHER_LETTER);
    }
    return letters;
  }

  return (word: string, isNew: boolean): readonly number[] => {
    const letters = lettersOf(word, isNew);
    const grams: number[] = [];
    for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size += 1)
      for (let at = 0; at + size <= letters.length; at += 1) {
        let gram = 0;
        for (let i = at; i < at + size; i += 1) gram = (gram << LETTER_BITS) | (letters[i] as number);
        if (!grams.includes(gram)) grams.push(gram);
      }
    return grams;
  };
}

const pairsOf = (items: readonly string[]): readonly string[] =>
  items.slice(1).map((item, at) => `${items[at]} ${item}`);

const combinationsOf = (items: readonly string[]): readonly string[] =>
  items.flatMap((item, at) =>
    items.slice(at + 1).map((other) => (item < other ? `${item}+${other}` : `${other}+${item}`)),
  );

/** A word by itself, whatever message it stands in. */
type Word = {
  readonly stem: string;
  /** Of the word as it is written, where that is Arabic in Latin letters. */
  readonly writtenStem: string;
  readonly letters: readonly number[];
  readonly consonants: readonly number[];
};

/** Numbers the features of all kinds from 0, in the order in which they are learnt. */
function createNumbering() {
  const numbers: Readonly<Record<FeatureKind, Map<string | number, number>>> = {
    letters: new Map(),
    stems: new Map(),
    consonants: new Map(),
    concepts: new Map(),
  };
  let count = 0;
  return (kind: FeatureKind, name: string | number, isNew: boolean): number => {
    const known = numbers[kind].get(name);
    if (known !== undefined || !isNew) return known ?? UNSEEN;
    numbers[kind].set(name, count);
    return count++;
  };
}

/** Joins lists so that every number stands once; what is unseen says nothing twice, but counts. */
function createOnce() {
  /** In which joined list a feature stood last: to name it once costs no set. */
  const lastIn: number[] = [];
  let lists = 0;
  return (parts: Iterable<readonly number[]>): readonly number[] => {
    lists += 1;
    const found: number[] = [];
    for (const part of parts)
      for (const number of part) {
        if (number !== UNSEEN && lastIn[number] === lists) continue;
        if (number !== UNSEEN) lastIn[number] = lists;
        found.push(number);
      }
    return found;
  };
}

/**
 * @param english words that stand for themselves; other words in Latin letters are Arabic that is spelt with them
 * @param project finds the Arabic word
 */
export function createFeatures(english: ReadonlySet<string>, project: Project): FindFeatures {
  const numberOf = createNumbering();
  const gramsOf = createGrams();
  const once = createOnce();
  const learnt = new Map<string, Word>();

  function wordOf(written: string, isNew: boolean): Word {
    const known = learnt.get(written);
    if (known) return known;
    const telling = NUMBER.test(written) ? '0' : written;
    const meant = LATIN.test(telling) && !english.has(telling) ? (project(telling) ?? telling) : telling;
    const skeleton = skeletonOf(telling);
    const word = {
      stem: lightStem(meant),
      writtenStem: lightStem(telling),
      letters: gramsOf(meant, isNew).map((gram) => numberOf('letters', gram, isNew)),
      consonants: skeleton.length > 1 ? [numberOf('consonants', skeleton, isNew)] : [],
    };
    if (isNew) learnt.set(written, word);
    return word;
  }

  function featuresOf(written: readonly string[], isNew: boolean): Features {
    const words = written.map((one) => wordOf(one, isNew));
    const stems = words.map(({ stem }) => stem);
    const isTranslated = words.some(({ stem, writtenStem }) => stem !== writtenStem);
    const asWritten = isTranslated ? conceptsIn(words.map(({ writtenStem }) => writtenStem)) : [];
    const concepts = [...new Set([...conceptsIn(stems), ...asWritten])];
    const numbered = (kind: FeatureKind, names: readonly string[]) => names.map((name) => numberOf(kind, name, isNew));
    return {
      letters: once(words.map(({ letters }) => letters)),
      stems: once([numbered('stems', stems), numbered('stems', pairsOf(stems))]),
      consonants: once(words.map(({ consonants }) => consonants)),
      concepts: numbered('concepts', [...concepts, ...combinationsOf(concepts)]),
    };
  }

  return { learn: (words) => featuresOf(words, true), find: (words) => featuresOf(words, false) };
}
