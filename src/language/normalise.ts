// Makes spellings of the same words equal: digits, diacritics, alef and taa marbuta, stretched letters, punctuation.
// What comes out of `normalise` is for comparing only, never for showing or keeping.

/** More than any real message; the rest is not looked at, so that no input can cost much. */
export const LOOKED_AT = 2000;

const FOREIGN_DIGIT = /[٠-٩۰-۹]/g;

/** Arabic-Indic and Persian digits to 0-9; everything else untouched. */
export function foldDigits(s: string): string {
  return s.replace(FOREIGN_DIGIT, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** Letters that are written for one another. Hamza on a seat and diacritics are gone before (NFKD splits them off). */
const LETTERS: Readonly<Record<string, string>> = {
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ک: 'ك',
  گ: 'ك',
  پ: 'ب',
  چ: 'ج',
  ڤ: 'ف',
  ء: '',
  ـ: '',
};
const VARIANT_LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** Marks, direction signs, zero-width and control characters, halves of broken emoji. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cs}]/gu;
const INNER_APOSTROPHE = /(?<=\p{L})['’ʼ`]+(?=\p{L})/gu;
/** Digits that stand for an Arabic letter, with a mark for the one that has a dot more: ghain, khaa, daad. */
const MARKED: Readonly<Record<string, string>> = { 3: 'gh', 7: 'kh', 9: 'd' };
const MARKED_DIGIT = /([379])['’ʼ`](?=[a-z])|(?<=[a-z])([379])['’ʼ`]/gu;
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu;
const STRETCHED = /(\p{L})\1{2,}/gu;
const HOLDS_STRETCHED = new RegExp(STRETCHED.source, 'u');
const ROMAN_NUMERAL = /^[ivx]+$/;

/**
 * The comparable form of a text: lower case, one spelling a letter, words between single spaces.
 * Looks at the first 2,000 characters only.
 */
export function normalise(s: string): string {
  const letters = foldDigits(s.slice(0, LOOKED_AT).normalize('NFKD').slice(0, LOOKED_AT).toLowerCase())
    .replace(UNSEEN, '')
    .replace(VARIANT_LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(
      MARKED_DIGIT,
      (_all, before: string | undefined, after: string | undefined) => MARKED[before ?? after ?? ''] ?? '',
    )
    .replace(INNER_APOSTROPHE, '')
    .replace(NOT_A_WORD, ' ')
    .trim();
  return HOLDS_STRETCHED.test(letters) ? letters.split(' ').map(shorten).join(' ') : letters;
}

/** «مرحبااااا» to «مرحبا»; Roman numerals keep their strokes. */
function shorten(word: string): string {
  return ROMAN_NUMERAL.test(word) ? word : word.replace(STRETCHED, '$1');
}

/** What is kept of a person's text: letters untouched, direction and control marks out, spaces single. */
export function cleanText(s: string): string {
  return s
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
