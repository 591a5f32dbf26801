// Takes out of a sentence what could tell who wrote it: numbers, addresses, names. What is left is for those who improve the phrases.
import { foldDigits, normalise } from './normalise';
import { withoutArticle, withoutClitic } from './similarity';
import { skeletonOf } from './skeleton';
import { isOfService } from './training';
import { NAME_MAY_FOLLOW, NAME_SAID, NUMBERS } from './word-lists';

/** Longer ones are letters, not wishes. */
const LONGEST_KEPT = 300;
/** Digits with anything but letters between them, as people group them. */
const NUMBER = /\p{Nd}(?:[^\p{L}\p{Nd}\n]{0,3}\p{Nd})*/gu;
const FEWEST_DIGITS = 3;
/** Of a passport, not of a word in Arabizi. */
const MIXED = /[a-z\d]*[a-z][a-z\d]*/giu;
const ADDRESS = /\S+\s@\s?\S+\.\S+|\S*@\s?\S*|https?:\/\/\S+|www\.\S+|[\p{L}\d-]+\.(?:com|net|org|jo|me|io)\b\S*/giu;
const WORD = /[\p{L}\p{M}'’]+/gu;
const GONE = '…';

/**
 * A sentence without numbers of three digits or more (in words too), mail and web addresses, every word of the names given, whatever hangs
 * on it, and what somebody says a name is. Looks at 300 characters and drops the rest.
 * @param names of people whom the writer has entered
 */
export function masked(text: string, names: readonly string[]): string {
  const plain = foldDigits(text.slice(0, LONGEST_KEPT).normalize('NFKC'))
    .replace(ADDRESS, '@')
    .replace(MIXED, (token) => (token.replace(/\D/g, '').length < FEWEST_DIGITS ? token : '#'))
    .replace(NUMBER, (number) => (number.replace(/\P{Nd}/gu, '').length < FEWEST_DIGITS ? number : '#'));
  const words = (plain.match(WORD) ?? []).map(normalise);
  const told = [...introduced(words), ...inWords(words)];
  const gone = new Set([...told, ...named(words, names)]);
  let at = -1;
  return plain.replace(WORD, (word) => (gone.has((at += 1)) ? GONE : word));
}

const SHORTEST_NAME = 3;
const isArabic = (word: string): boolean => /\p{Script=Arabic}/u.test(word);

/** The places of words that are in a name that is known, or have its consonants in the other script. */
function named(words: readonly string[], names: readonly string[]): readonly number[] {
  const known = new Set(names.flatMap(wordsOfName).filter((word) => word.length >= SHORTEST_NAME));
  const heard = new Set([...known].filter(isArabic).map(skeletonOf));
  const soundsLike = (word: string): boolean => !isArabic(word) && !isOfService(word) && heard.has(skeletonOf(word));
  const isName = (word: string): boolean =>
    [word, withoutArticle(word), withoutClitic(word), word.replace(/s$/, '')].some((form) => known.has(form)) ||
    soundsLike(word);
  return words.flatMap((word, at) => (isName(word) ? [at] : []));
}

/** Each word, and two that may be written as one: «عبد الرحمن». */
function wordsOfName(name: string): readonly string[] {
  const words = normalise(name).split(' ');
  return [...words, ...words.slice(1).map((word, place) => `${words[place]}${word}`)];
}

/** How many words of an introduction are looked at, and how many of what follows it. */
const LONGEST_INTRO = 3;
const LONGEST_INTRODUCED = 4;
/** After "my name is" so many words are a name, whatever else they mean. */
const SURELY_NAME = 2;

/** The places of words after "my name is", and of those after "this is", up to the first word of our own. */
function introduced(words: readonly string[]): readonly number[] {
  return words.flatMap((_word, at) => {
    const intro = introAt(words, at);
    if (!intro) return [];
    const following = words.slice(intro.end, intro.end + LONGEST_INTRODUCED);
    const sure = intro.isCertain ? SURELY_NAME : 0;
    const known = following.findIndex((word, place) => place >= sure && isOfService(word));
    return (known < 0 ? following : following.slice(0, known)).map((_name, place) => intro.end + place);
  });
}

function introAt(
  words: readonly string[],
  at: number,
): { readonly end: number; readonly isCertain: boolean } | undefined {
  for (let length = LONGEST_INTRO; length > 0; length -= 1) {
    const phrase = words.slice(at, at + length).join(' ');
    if (NAME_SAID.has(phrase) || NAME_MAY_FOLLOW.has(phrase))
      return { end: at + length, isCertain: NAME_SAID.has(phrase) };
  }
  return undefined;
}

const AND = /^و(?=\p{L}{3})/u;

/** The places of a number that is dictated digit by digit. */
function inWords(words: readonly string[]): readonly number[] {
  const isNumber = words.map((word) => NUMBERS.has(word) || NUMBERS.has(word.replace(AND, '')));
  const runs = words.map((_word, at) => {
    let [from, to] = [at, at];
    while (isNumber[from - 1]) from -= 1;
    while (isNumber[to]) to += 1;
    return to - from;
  });
  return words.flatMap((_word, at) => (isNumber[at] && (runs[at] ?? 0) >= FEWEST_DIGITS ? [at] : []));
}
