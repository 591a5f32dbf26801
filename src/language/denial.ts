// Whether a word in a sentence is said, denied or only supposed: «مش رسمي», «ما بدي ألغي», «بديش أغير», «لو دفعت».
import { NEGATION, NEGATION_LIFTED, QUESTION, SUPPOSED, SUPPOSING, WISHING, wordsOf } from './word-lists';

/** A verb that is denied by its ending: «بديش», «بحكيش», «وصلنيش», «دفعتش». Questions end so too («بقديش»). */
const DENIED_VERB = /^(?:ما)?(?:[بت]\p{L}{2,}|\p{L}{2,}(?:ت|ني|لي|نا))ش$/u;
const AND = /^و(?=\p{L}{2})/u;

/** «مش», «ومش», «بديش». */
export const denies = (word: string): boolean =>
  [word, word.replace(AND, '')].some((form) => NEGATION.has(form) || (DENIED_VERB.test(form) && !QUESTION.has(form)));

/** Whether any word denies something. */
export const holdsDenial = (raw: string): boolean => wordsOf(raw).some(denies);

/** The words before a place, back over those of the list. */
function beforeOf(words: readonly string[], at: number, passed: ReadonlySet<string>): number {
  let before = at - 1;
  while (before >= 0 && passed.has(words[before] ?? '')) before -= 1;
  return before;
}

/**
 * Whether what begins at a place is denied, with words of wishing between: «ما بدي ألغي». «بعد ما دفعت» denies nothing.
 * @param words of a sentence, in comparable form
 */
export function isDenied(words: readonly string[], at: number): boolean {
  const before = beforeOf(words, at, WISHING);
  const word = words[before] ?? '';
  return (
    denies(word) &&
    !NEGATION_LIFTED.some((phrase) =>
      words
        .slice(0, before + 1)
        .join(' ')
        .endsWith(phrase),
    )
  );
}

/** Whether what begins at a place is only supposed: «لو اني دفعت», "if I paid". */
export const isSupposed = (words: readonly string[], at: number): boolean =>
  SUPPOSED.has(words[beforeOf(words, at, SUPPOSING)] ?? '');
