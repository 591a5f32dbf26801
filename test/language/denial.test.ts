// What a sentence denies, by a word before, by the ending of a verb, through words of wishing.
import { denies, isDenied, isSupposed } from '../../src/language/denial';
import { keepsAsItIs } from '../../src/language/understand';
import { wordsOf } from '../../src/language/word-lists';

test.each([
  ['مش', true],
  ['ومش', true],
  ['بديش', true],
  ['بحكيش', true],
  ['وصلنيش', true],
  ['not', true],
  ["don't", true],
  ['قديش', false],
  ['بقديش', false],
  ['ليش', false],
  ['معلش', false],
  ['ريش', false],
] as const)('%s denies: %s', (word, does) => {
  expect(wordsOf(word).some(denies)).toBe(does);
});

test.each([
  ['ما بدي رسمي', 'رسمي', true],
  ['مش رح اجي', 'اجي', true],
  ['i do not want to cancel', 'cancel', true],
  ['بعد ما دفعت', 'دفعت', false],
  ['مش تجريبي بدي رسمي', 'رسمي', false],
  ['ما عرفت الغي', 'الغي', false],
] as const)('in «%s» %s is denied: %s', (said, word, is) => {
  const words = wordsOf(said);
  expect(isDenied(words, words.indexOf(word))).toBe(is);
});

test.each([
  ['لو اني دفعت', true],
  ['اذا دفعت', true],
  ['انا دفعت', false],
] as const)('«%s» only supposes: %s', (said, does) => {
  const words = wordsOf(said);
  expect(isSupposed(words, words.indexOf('دفعت'))).toBe(does);
});

test.each([
  ['ما بدي الغي', true],
  ['بديش الغي طلبي', true],
  ['لا تلغوا طلبي', true],
  ['please do not delete my data', true],
  ['انا ما غيرت رقمي', true],
  ['لا الغي الطلب', false],
  ['ما بدي الغي بدي اغير المحطة', false],
  ['ليش ما تلغوا طلبي؟', false],
  ['مش عارف كيف الغي', false],
  ['ما بدي رسايل', false],
] as const)('«%s» leaves everything as it is: %s', (said, does) => {
  expect(keepsAsItIs(said)).toBe(does);
});
