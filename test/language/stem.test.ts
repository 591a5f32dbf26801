import { lightStem } from '../../src/language/stem';

test.each([
  ['forms of a noun', ['امتحان', 'الامتحان', 'امتحانات', 'الامتحانات', 'عالامتحان', 'بالامتحان', 'امتحاني'], 'متحان'],
  ['forms of a verb', ['بسجل', 'اسجل', 'نسجل', 'يسجل', 'تسجل', 'سجلوا'], 'سجل'],
  ['an English plural', ['fee', 'fees'], 'fee'],
])('%s meet', (_label, words, stem) => {
  expect(words.map(lightStem)).toEqual(words.map(() => stem));
});

test.each(['address', 'is', 'طلب', 'وين', 'لا', ''])('%s stays', (word) => {
  expect(lightStem(word)).toBe(word);
});
