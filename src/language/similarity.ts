// How alike two names are: trigram cosine over windows of words, one slip of a letter forgiven, Arabic prefixes seen through.
// Knows only strings; what a name stands for is the caller's.
import { GENERIC_NAME_WORDS, NEGATION } from './word-lists';

/** «عالمحطة», «بالمحطة», «والمحطة»: prefix and article together; a bare article; one letter before a name. */
const ARTICLE = /^(?:[وف]?(?:عال|[بك]ال|لل)|[وفه]?ال)(?=\p{L}{2})/u;
const CLITIC = /^(?:[وف]?[بلكع]|و)(?=[\p{Script=Arabic}]{3})/u;

export const withoutArticle = (word: string): string => word.replace(ARTICLE, '');
export const withoutClitic = (word: string): string => word.replace(CLITIC, '');

/** «لعدلي» may be "to Adli"; «لينا» is a name. */
export const mayBeginWithTo = (words: string): boolean => /^ل(?=\p{L}{3})/u.test(words);

type Grams = ReadonlyMap<string, number>;

function gramsOf(s: string): Grams {
  const padded = ` ${s} `;
  const grams = new Map<string, number>();
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    const gram = padded.slice(at, at + 3);
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  return grams;
}

const normOf = (grams: Grams): number => Math.sqrt([...grams.values()].reduce((sum, n) => sum + n * n, 0));

/** A form ready for comparing: its letters without spaces, and its trigrams. */
type Form = { readonly letters: string; readonly grams: Grams; readonly norm: number };

function formOf(letters: string): Form {
  const grams = gramsOf(letters);
  return { letters, grams, norm: normOf(grams) };
}

function cosine(a: Form, b: Form): number {
  let dot = 0;
  for (const [gram, n] of a.grams) dot += n * (b.grams.get(gram) ?? 0);
  return dot === 0 ? 0 : dot / (a.norm * b.norm);
}

/** Letters inserted, dropped, changed or swapped between two strings; `limit + 1` stands for "more than the limit". */
export function slips(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (older[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swap));
    }
    if (Math.min(...row) > limit) return limit + 1;
    [older, previous] = [previous, row];
  }
  return previous[b.length] ?? limit + 1;
}

const GENERIC: ReadonlySet<string> = new Set([...GENERIC_NAME_WORDS].map(withoutArticle));

/** How many slips still leave a word recognisable. */
const forgiven = (letters: string): number => (letters.length < 5 ? 0 : letters.length < 9 ? 1 : 2);

/** Below this share of common trigrams no spelling slip can explain the difference. */
const WORTH_COUNTING = 0.3;

function alike(window: Form, name: Form): number {
  if (window.letters === name.letters) return 1;
  const shorter = Math.min(window.letters.length, name.letters.length);
  const longer = Math.max(window.letters.length, name.letters.length);
  if (shorter / longer < 0.6) return 0;
  const common = cosine(window, name);
  if (common < WORTH_COUNTING) return common;
  const limit = forgiven(name.letters);
  const wrong = slips(window.letters, name.letters, limit);
  return wrong > limit ? common : Math.max(common, 1 - wrong / longer);
}

/** What is looked at in a message and in a name, so that a long one costs no more than a bounded time. */
const MESSAGE_WORDS = 60;
const NAME_WORDS = 8;

export type Found = { readonly score: number; readonly from: number; readonly to: number };
type Window = { readonly from: number; readonly to: number; readonly forms: readonly Form[] };

/** All runs of words of a message, each as written without articles, and with one letter taken off its first word. */
export type Windows = readonly (readonly Window[])[];

export function windowsOf(words: readonly string[]): Windows {
  const seen = words.slice(0, MESSAGE_WORDS);
  const bare = seen.map(withoutArticle);
  return Array.from({ length: NAME_WORDS + 1 }, (_, index) => {
    const size = index + 1;
    return seen.slice(0, Math.max(0, seen.length - size + 1)).map((_word, from) => {
      const rest = bare.slice(from + 1, from + size).join('');
      const heads = new Set([bare[from] ?? '', withoutClitic(seen[from] ?? ''), seen[from] ?? '']);
      return { from, to: from + size, forms: [...heads].map((head) => formOf(head + rest)) };
    });
  });
}

/** The words that are left, or all of them if none is. */
function withoutAny(words: readonly string[], dropped: ReadonlySet<string>): readonly string[] {
  const left = words.filter((word) => !dropped.has(word));
  return left.length > 0 ? left : words;
}

/** A name in the forms under which it may occur: without «محطة» and its like, and also without the words others share. */
export type Name = { readonly words: number; readonly forms: readonly Form[] };

export function nameOf(words: readonly string[], shared: ReadonlySet<string>): Name {
  const bare = words.slice(0, NAME_WORDS).map(withoutArticle);
  const own = withoutAny(bare, GENERIC);
  const telling = withoutAny(own, shared);
  // «غير» is not enough of «غير أردني».
  const forms = new Set([own.join(''), telling.every((word) => NEGATION.has(word)) ? '' : telling.join('')]);
  return { words: bare.length, forms: [...forms].filter((form) => form !== '').map(formOf) };
}

const likest = (window: Window, name: Name): number =>
  Math.max(0, ...window.forms.flatMap((seen) => name.forms.map((form) => alike(seen, form))));

const NOWHERE: Found = { score: 0, from: 0, to: 0 };
const better = (a: Found, b: Found): Found =>
  b.score > a.score || (b.score === a.score && b.score > 0 && b.to - b.from > a.to - a.from) ? b : a;

/** The closest; the longest run between equals. */
export const bestOf = (found: readonly Found[]): Found => found.reduce(better, NOWHERE);

/** Where in the message the name occurs best. */
export function findName(windows: Windows, name: Name): Found {
  const runs = windows.slice(0, name.words + 1).flat();
  return bestOf(runs.map((window) => ({ score: likest(window, name), from: window.from, to: window.to })));
}

/** From here on a name certainly occurs, if with a slip. */
const CERTAIN_SCORE = 0.8;
/** So much closer than another name that the other is not meant. */
export const CLEAR_LEAD = 0.12;

const encloses = (outer: Found, inner: Found): boolean =>
  outer.from <= inner.from && outer.to >= inner.to && outer.to - outer.from > inner.to - inner.from;

/**
 * Whether the words of a name found belong to another name: to the longer one («ICDL Advanced», not «ICDL») if it certainly
 * occurs, else to the clearly closer one.
 */
export function takesOver(other: Found, found: Found): boolean {
  if (encloses(other, found)) return other.score >= CERTAIN_SCORE;
  if (encloses(found, other) && found.score >= CERTAIN_SCORE) return false;
  return other.from < found.to && found.from < other.to && other.score - found.score >= CLEAR_LEAD;
}
