// The classifier on a few phrases of its own: what reaches a label although it is written otherwise.
import { trainClassifier } from '../../src/language/classifier';

const PHRASES = [
  ['fees', 'jordanian', 'قديش رسوم الدورة'],
  ['fees', 'standard', 'كم تبلغ رسوم الامتحان'],
  ['fees', 'english', 'how much is the course'],
  ['locations_hours', 'jordanian', 'وين المحطة'],
  ['locations_hours', 'standard', 'أين تقع المحطة المعرفية'],
  ['locations_hours', 'english', 'where is the station'],
  ['cancel_request', 'jordanian', 'بدي الغي طلبي'],
  ['cancel_request', 'standard', 'أرغب في إلغاء طلبي'],
  ['cancel_request', 'english', 'cancel my request'],
].map(([label = '', variety = '', text = '']) => ({ label, variety, text }));

const { classify } = trainClassifier(PHRASES);
const first = (text: string): string | undefined => classify(text).shares[0]?.label;

test.each([
  ['a letter wrong', 'قديش رسوو الدوره', 'fees'],
  ['a letter missing', 'الغي طلي', 'cancel_request'],
  ['words joined', 'وينالمحطه', 'locations_hours'],
  ['in Latin letters', 'wen el ma7ata', 'locations_hours'],
  ['in Latin letters, spelt otherwise', 'bdi al3’i talabi', 'cancel_request'],
  ['in Latin letters, a consonant slipped', '2adeish rosol el dawra', 'fees'],
  ['one letter stretched', 'ويييييين المحططططة', 'locations_hours'],
  ['stretched in Latin letters', 'weeeeen el ma7ataaaa', 'locations_hours'],
  ['stretched by the keyboard', 'ويـــن المحـــطة', 'locations_hours'],
  ['with every vowel sign', 'كَمْ تَبْلُغُ الرُّسُومُ', 'fees'],
  ['alef and taa marbuta otherwise', 'إلغاء ألطلب', 'cancel_request'],
  ['capitals', 'CANCEL MY REQUEST', 'cancel_request'],
  ['both scripts', 'cancel الطلب', 'cancel_request'],
  ['a word that only the lexicon has', 'what is the price', 'fees'],
  ['another ending', 'رسومكم قديش', 'fees'],
  ['English with a slip', 'were is the statoin', 'locations_hours'],
] as const)('%s', (_label, text, label) => {
  expect(first(text)).toBe(label);
});

test('the shares of all labels sum to 1', () => {
  const { shares } = classify('وين');
  expect(shares.map(({ label }) => label).toSorted()).toEqual(['cancel_request', 'fees', 'locations_hours']);
  expect(shares.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1);
});

test('the first words decide, however many follow', () => {
  const long = Array.from({ length: 60 }, () => 'وين المحطة').join(' ');
  expect(classify(`${long} الغي طلبي`)).toEqual(classify(`${long} قديش الرسوم`));
});

test.each([
  ['words of the phrases', 'رسوم', false],
  ['the same consonants', 'rosom', false],
  ['a word of theirs among others', 'zxcvb رسوم', false],
  ['letters that stand in theirs', 'xq', true],
  ['another script', 'שלום', true],
  ['emoji', '😀', true],
  ['no word of theirs', 'zxcvb qqq', true],
  ['nothing', '', true],
] as const)('strange: %s', (_label, text, isStrange) => {
  expect(classify(text).isStrange).toBe(isStrange);
});

test('two trainings give the same shares', () => {
  const again = trainClassifier(PHRASES);
  for (const { text } of PHRASES) expect(again.classify(text)).toEqual(classify(text));
});
