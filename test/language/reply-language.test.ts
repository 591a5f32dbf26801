// Which language a message is answered in: by its script, or by the language that it asks for by name.
import { languageOf, mayBeOtherLanguage, namedLanguage } from '../../src/language/reply-language';
import { VALIDATION } from '../../src/commands/validation-phrases';

test.each([
  ['مرحبا', 'ar'],
  ['بدي امتحان ICDL Advanced', 'ar'],
  ['I want to take the exam at محطة طبربور please', 'en'],
  ['hello', 'en'],
  ['I want an IC3 exam', 'en'],
  ['see you at 3pm on the 2nd', 'en'],
  ['bdi asajel 3al emte7an', 'ar'],
  ['wein el ma7atta', 'ar'],
  ['shukran', 'ar'],
  ['ICDL', undefined],
  ['IC3', undefined],
  ['ok', undefined],
  ['أ', 'ar'],
  ['١٢٣', undefined],
  ['5', undefined],
  ['👍', undefined],
  ['', undefined],
])('the language of %s is %s', (said, language) => {
  expect(languageOf(said)).toBe(language);
});

test.each([
  ['mabdi rasayel mnkom', 'ar'],
  ['kam el dawam', 'ar'],
  ['mwafe2', 'ar'],
  ['how much is level 2', 'en'],
] as const)('%s is written by somebody who speaks %s', (said, language) => {
  expect(languageOf(said)).toBe(language);
});

test('lines by strangers are taken for the language that they are in', () => {
  const inLatin = VALIDATION.filter(({ text }) => /[a-z]/i.test(text));
  const share = (variety: string, language: string): number => {
    const of = inLatin.filter((one) => one.variety === variety);
    return of.filter(({ text }) => languageOf(text) === language).length / of.length;
  };
  expect(share('english', 'en')).toBeGreaterThan(0.98);
  expect(share('arabizi', 'ar')).toBeGreaterThan(0.95);
});

test.each([
  ['I would like to continue in English please', 'en'],
  ['بدي نحكي عربي لو سمحت', 'ar'],
  ['ممكن تحكي انجليزي', 'en'],
  ['7ki bel 3arabi', 'ar'],
  ['5alleena nkammel bel engleezi', 'en'],
  ['خليها بالعربي', 'ar'],
  ['change the language', undefined],
  ['ليش بتحكي معي بالانجليزي وانا كاتبلك عربي', undefined],
  ["I can't read Arabic", undefined],
  ['ما بفهم انجليزي', undefined],
  ['', undefined],
] as const)('%s asks for %s', (said, language) => {
  expect(namedLanguage(said)).toBe(language);
});

test.each([
  ['你好', true],
  ['Привет', true],
  ['שלום', true],
  ['کیا آپ اردو بولتے ہیں', true],
  ['سلام، چطوری', true],
  ['مرحبا، كيف الحال', false],
  ['شو هاد ٥٥؟ 😀', false],
  ['hello', false],
  ['', false],
] as const)('%s may be in another language: %s', (said, may) => {
  expect(mayBeOtherLanguage(said)).toBe(may);
});
