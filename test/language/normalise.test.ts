import fc from 'fast-check';
import { cleanText, foldDigits, normalise } from '../../src/language/normalise';

test.each([
  ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
  ['غرفة ٣ b4', 'غرفة 3 b4'],
])('digits of %s', (written, folded) => {
  expect(foldDigits(written)).toBe(folded);
});

test.each([
  ['diacritics', 'اِمْتِحَانٌ', 'امتحان'],
  ['tatweel', 'دورـــة', 'دوره'],
  ['alef with hamza, madda, wasla', 'أإآٱ', 'ا'],
  ['alef maqsura and taa marbuta', 'محطة مستوى', 'محطه مستوي'],
  ['hamza on its seats and alone', 'مسؤول شيء رئيس لأ', 'مسوول شي رييس لا'],
  ['Persian letters', 'کیف', 'كيف'],
  ['stretched letters', 'مرحباااااا Helllllo', 'مرحبا helo'],
  ['Roman numerals', 'Level III', 'level iii'],
  ['stretched digits stay', '0777000', '0777000'],
  ['punctuation', '  وين، المحطة؟!…  ', 'وين المحطه'],
  ['apostrophes', "don't don’t", 'dont dont'],
  ['direction and zero-width marks', '\u202bرنا\u202c \u200fخ\u200cليل', 'رنا خليل'],
  ['presentation forms', 'ﻻ ﷲ', 'لا الله'],
  ['accents and case', 'CAFÉ', 'cafe'],
  ['Arabic digits', 'رقم ٣', 'رقم 3'],
  ['emoji alone', '👍🏽', ''],
])('%s', (_label, written, comparable) => {
  expect(normalise(written)).toBe(comparable);
});

test('kept text loses control and direction marks, not letters', () => {
  expect(cleanText('  رُنا\u200f\n\tأحمد\u0000 \u2066ICDL\u2069 ')).toBe('رُنا أحمد ICDL');
});

test('normal form is its own normal form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (s) => normalise(normalise(s)) === normalise(s)),
  );
});

test('looks at a bounded length', () => {
  expect(normalise('ا ب '.repeat(5000)).length).toBeLessThanOrEqual(2000);
  expect(normalise('ﷺ'.repeat(10000)).length).toBeLessThanOrEqual(2000);
});
