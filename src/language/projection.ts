// Finds the Arabic word that a word in Latin letters stands for, among the words of the training phrases: the same consonants, or all
// but one, and then the likest spelling. English words have no business here; who asks knows them.
import { skeletonOf } from './skeleton';

/** How people spell each letter most often, vowels included: only for choosing between words with the same consonants. */
const SPELT: Readonly<Record<string, string>> = {
  ا: 'a',
  ب: 'b',
  ت: 't',
  ث: 'th',
  ج: 'j',
  ح: '7',
  خ: 'kh',
  د: 'd',
  ذ: 'd',
  ر: 'r',
  ز: 'z',
  س: 's',
  ش: 'sh',
  ص: 's',
  ض: 'd',
  ط: 't',
  ظ: 'z',
  ع: '3',
  غ: 'gh',
  ف: 'f',
  ق: 'q',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ه: 'a',
  و: 'o',
  ي: 'i',
};

const spelt = (word: string): string => [...word].map((letter) => SPELT[letter] ?? '').join('');

/** Shorter words have too many others one letter away. */
const FEWEST_FOR_A_SLIP = 3;

/** Less alike, and it is no word that anybody meant. */
const ALIKE = 0.7;
/** Between equals the more frequent word wins; more often than this is no more frequent. */
const FREQUENT = 20;

const withOneLess = (s: string): readonly string[] => [...s].map((_letter, at) => s.slice(0, at) + s.slice(at + 1));

/** In Amman the letter qaf is often said, and then written, as a hamza: «ra2am» is a number, «su2al» a question. */
export const readings = (latin: string): readonly string[] =>
  latin.includes('2') ? [latin, latin.replaceAll('2', 'q')] : [latin];

type Entry = { readonly word: string; readonly spelling: string; readonly count: number };

type Index = ReadonlyMap<string, readonly Entry[]>;

/** The words by their consonants, and by all but one of them. */
function indexOf(vocabulary: ReadonlyMap<string, number>): { readonly exact: Index; readonly near: Index } {
  const exact = new Map<string, Entry[]>();
  const near = new Map<string, Entry[]>();
  const put = (index: Map<string, Entry[]>, key: string, entry: Entry): void => {
    const there = index.get(key);
    if (there) there.push(entry);
    else index.set(key, [entry]);
  };
  for (const [word, count] of vocabulary) {
    const skeleton = skeletonOf(word);
    if (skeleton === '') continue;
    const entry = { word, spelling: spelt(word), count };
    put(exact, skeleton, entry);
    if (skeleton.length > FEWEST_FOR_A_SLIP) for (const less of withOneLess(skeleton)) put(near, less, entry);
  }
  return { exact, near };
}

/** @returns the Arabic word, or undefined where none is near */
export type Project = (latin: string) => string | undefined;

/**
 * @param vocabulary Arabic words, normalised, and how often each occurs
 * @param likeness of two spellings, from 0 to 1
 */
export function createProjection(
  vocabulary: ReadonlyMap<string, number>,
  likeness: (a: string, b: string) => number,
): Project {
  const { exact, near } = indexOf(vocabulary);

  function candidates(skeleton: string): readonly Entry[] {
    const same = exact.get(skeleton);
    if (same) return same;
    if (skeleton.length < FEWEST_FOR_A_SLIP) return [];
    const less = withOneLess(skeleton);
    return [
      ...(near.get(skeleton) ?? []),
      ...less.flatMap((key) => [...(exact.get(key) ?? []), ...(near.get(key) ?? [])]),
    ];
  }

  return (latin) => {
    let best: { word: string; score: number } | undefined;
    for (const read of readings(latin))
      for (const { word, spelling, count } of candidates(skeletonOf(read))) {
        const alike = likeness(read, spelling);
        const score = alike + Math.min(count, FREQUENT) / 1000;
        if (alike >= ALIKE && (!best || score > best.score)) best = { word, score };
      }
    return best?.word;
  };
}
