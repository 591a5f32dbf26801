import { findName, nameOf, slips, windowsOf } from '../../src/language/similarity';

test.each([
  ['same', 'طبربور', 'طبربور', 2, 0],
  ['one more', 'طبرببور', 'طبربور', 2, 1],
  ['one less', 'طبربر', 'طبربور', 2, 1],
  ['one other', 'طبربوز', 'طبربور', 2, 1],
  ['two swapped', 'icld', 'icdl', 2, 1],
  ['too many', 'صويلح', 'النصر', 1, 2],
  ['lengths too far apart', 'ا', 'اااا', 1, 2],
  ['empty', '', 'اب', 2, 2],
])('slips: %s', (_label, a, b, limit, count) => {
  expect(slips(a, b, limit)).toBe(count);
});

const NONE: ReadonlySet<string> = new Set();
const find = (sentence: string, name: string) =>
  findName(windowsOf(sentence.split(' ')), nameOf(name.split(' '), NONE));

test.each([
  ['where it stands', 'بدي محطه طبربور اليوم', 'طبربور', { score: 1, from: 2, to: 3 }],
  ['without its generic word', 'بدي طبربور', 'محطه طبربور', { score: 1, from: 1, to: 2 }],
  ['behind a prefix', 'الدوام بطبربور', 'طبربور', { score: 1, from: 1, to: 2 }],
  ['written apart', 'بدي ايسي دي ال', 'ايسي ديال', { score: 1, from: 1, to: 4 }],
  ['nowhere', 'صباح الخير', 'طبربور', { score: 0, from: 0, to: 0 }],
])('a name is found %s', (_label, sentence, name, found) => {
  expect(find(sentence, name)).toEqual(found);
});
