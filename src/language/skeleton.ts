// The consonants of a word in one alphabet for both scripts: «دورة», «dawra» and "dora" meet. Vowels are written or left out as
// people please; consonants that Arabizi confuses are one.

/** Letters of the normalised Arabic alphabet; long vowels and what is not heard have none. */
const ARABIC: Readonly<Record<string, string>> = {
  ب: 'b',
  ت: 't',
  ث: 't',
  ج: 'j',
  ح: 'h',
  خ: 'x',
  د: 'd',
  ذ: 'd',
  ر: 'r',
  ز: 'z',
  س: 's',
  ش: 'S',
  ص: 's',
  ض: 'd',
  ط: 't',
  ظ: 'z',
  ع: 'c',
  غ: 'g',
  ف: 'f',
  ق: 'k',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ه: 'h',
};

/** Longer spellings stand first. */
const LATIN: readonly (readonly [RegExp, string])[] = [
  [/gh|8/g, 'G'],
  [/kh|5/g, 'X'],
  [/sh|ch/g, 'Y'],
  [/th/g, 't'],
  [/dh/g, 'D'],
  [/7/g, 'h'],
  [/9/g, 's'],
  [/3/g, 'C'],
  [/6/g, 't'],
  [/[qck]/g, 'k'],
  [/[pb]/g, 'b'],
  [/[fv]/g, 'f'],
  [/[gj]/g, 'j'],
];

/** After the replacements: which of their letters are which consonant. */
const AFTER: Readonly<Record<string, string>> = { G: 'g', X: 'x', Y: 'S', D: 'd', C: 'c' };
const CONSONANTS = 'bcdfghjklmnrstxzS';

/** Twice the same consonant is one; a final h is how people write taa marbuta, or do not. */
function settled(letters: string, consonantOf: (letter: string) => string): string {
  let consonants = '';
  for (const letter of letters) {
    const consonant = consonantOf(letter);
    if (!consonants.endsWith(consonant)) consonants += consonant;
  }
  return consonants.length > 1 && consonants.endsWith('h') ? consonants.slice(0, -1) : consonants;
}

function latinConsonant(letter: string): string {
  const consonant = AFTER[letter] ?? letter;
  return CONSONANTS.includes(consonant) ? consonant : '';
}

function respelt(word: string): string {
  let letters = word;
  for (const [spelling, letter] of LATIN) letters = letters.replace(spelling, letter);
  return letters;
}

/** @param word normalised, of either script. @returns '' where it has no consonants */
export function skeletonOf(word: string): string {
  return /\p{Script=Arabic}/u.test(word)
    ? settled(word, (letter) => ARABIC[letter] ?? '')
    : settled(respelt(word), latinConsonant);
}
