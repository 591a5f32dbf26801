// Which language to answer in: by the script of a message, Arabic in Latin letters being Arabic, or by the name of a language in it.
import languageWords from '../../locales/phrases/language.json';
import { holdsDenial } from './denial';
import { foldDigits, LOOKED_AT } from './normalise';
import type { Language } from './texts';
import { TRAINING, type Variety } from './training';
import { holdsAny, phrases, wordsOf } from './word-lists';

const ARABIC_WORD = /\p{Script=Arabic}{2,}/gu;
const LATIN_WORD = /[\p{Script=Latin}\d']*\p{Script=Latin}[\p{Script=Latin}\d']*/gu;
/** Names of exams stand in Latin letters in many an Arabic sentence. */
const ARABIC_SHARE = 0.3;
/** Digits that stand for Arabic letters: «7abeb», «ma3ak»; not 3rd, 7pm. */
const ARABIZI_DIGIT = /^(?!\d+(?:st|nd|rd|th|am|pm)$)(?:.*\p{L}[2-9]\p{L}|[2-9]\p{L}{2}|\p{L}{3,}[2-9]$)/u;
const ARABIZI: ReadonlySet<string> = phrases(languageWords.arabizi);

let written: { readonly english: ReadonlySet<string>; readonly arabizi: ReadonlySet<string> } | undefined;

/** The words of the training phrases in Latin letters; those of both languages are English. */
function wordsWritten(): NonNullable<typeof written> {
  if (written) return written;
  const of = (variety: Variety) =>
    TRAINING.filter((one) => one.variety === variety).flatMap(({ text }) => wordsOf(text));
  const english = new Set(of('english'));
  written = { english, arabizi: new Set(of('arabizi').filter((word) => !english.has(word))) };
  return written;
}

const NEUTRAL: ReadonlySet<string> = phrases(languageWords.neutral);

/** The language to answer in, by script; Arabizi is Arabic. Undefined without letters, and for words that are the same in both («ICDL», «ok»). */
export function languageOf(raw: string): Language | undefined {
  const line = foldDigits(raw.slice(0, LOOKED_AT)).toLowerCase();
  const arabic = line.match(ARABIC_WORD)?.length ?? (/\p{Script=Arabic}/u.test(line) ? 1 : 0);
  const latin = (line.match(LATIN_WORD) ?? []).filter((word) => !NEUTRAL.has(word));
  if (arabic > 0) return arabic / (arabic + latin.length) >= ARABIC_SHARE ? 'ar' : 'en';
  if (latin.length === 0) return undefined;
  if (latin.some((word) => ARABIZI_DIGIT.test(word))) return 'ar';
  if (2 * latin.filter((word) => ARABIZI.has(word)).length >= latin.length) return 'ar';
  const { english, arabizi } = wordsWritten();
  const count = (words: ReadonlySet<string>) => latin.filter((word) => words.has(word)).length;
  return count(arabizi) > count(english) ? 'ar' : 'en';
}

/** Beginnings of the names, as they stand inside words («بالعربي», «engleezi»), in comparable spelling. */
const NAMED = { ar: languageWords['named-ar'], en: languageWords['named-en'] } as const;
/** Words with which a language is named that is not wanted: «ما بفهم انجليزي», "my Arabic is bad". */
const UNABLE = phrases(languageWords.unable);

/** Undefined where none is named, or both, or one that may be the unwanted one: then it is asked. */
export function namedLanguage(raw: string): Language | undefined {
  const words = wordsOf(raw);
  const names = (['ar', 'en'] as const).filter((language) =>
    words.some((word) => NAMED[language].some((name) => word.includes(name))),
  );
  const isUnable = holdsAny(words, UNABLE) || holdsDenial(raw);
  return names.length === 1 && !isUnable ? names[0] : undefined;
}

/** Letters of other scripts, and those that Persian and Urdu have beside the Arabic ones. */
const OTHER_LETTER = /[پچژگٹڈڑںےہکی]|(?!\p{Script=Arabic}|\p{Script=Latin})\p{L}/u;

/** Whether a message that was not understood may be in a language that is not spoken here. French is not told from English. */
export const mayBeOtherLanguage = (raw: string): boolean => OTHER_LETTER.test(raw.slice(0, LOOKED_AT));
