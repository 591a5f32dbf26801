// Whatever somebody sends: no reader throws, and none looks at more than a bounded piece of it.
import fc from 'fast-check';
import * as answers from '../../src/language/answers';
import { cleanText, foldDigits, normalise } from '../../src/language/normalise';
import { judge, languageOf, mayMean, readCommand, understand, wishes } from '../../src/language/understand';

const OPTIONS = [
  { value: 'a', names: ['محطة صويلح', 'Sweileh'] },
  { value: 'b', names: ['', 'x'.repeat(5000)] },
];
const READERS: Readonly<Record<string, (raw: string) => unknown>> = {
  foldDigits,
  normalise,
  cleanText,
  readYesNo: answers.readYesNo,
  readNumber: answers.readNumber,
  readChoice: (raw) => answers.readChoice(raw, OPTIONS),
  findOptions: (raw) => answers.findOptions(raw, OPTIONS),
  asName: (raw) => answers.findOptions('صويلح', [{ value: 'a', names: [raw] }]),
  readPhone: answers.readPhone,
  readDate: (raw) => answers.readDate(raw, '2026-12-30'),
  readDigits: answers.readDigits,
  readName: answers.readName,
  nameParts: answers.nameParts,
  sameName: (raw) => answers.sameName(raw, raw),
  readCommand,
  judge,
  wishes,
  understand,
  languageOf,
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...Array.from('ابتلهـَّ٠٩\u200b\u200f\u202e5 -+./?👍\ud83d')), maxLength: 400 }),
);
const LONG: readonly (readonly [string, string])[] = [
  ['10,000 letters', 'محطة صويلح '.repeat(1000).slice(0, 10_000)],
  ['10,000 letters in one word', 'ابت'.repeat(4000).slice(0, 10_000)],
  ['one letter stretched 500 times', `مرحب${'ا'.repeat(500)}`],
  ['zero-width alone', '\u200b'.repeat(10_000)],
  ['digits', '٠'.repeat(10_000)],
  ['signs', '+-. '.repeat(2500)],
  ['apostrophes', "a'".repeat(5000)],
  ['letters that grow when taken apart', 'ﷺ'.repeat(10_000)],
  ['halves of emoji', '\ud83d'.repeat(10_000)],
];

describe.each(Object.entries(READERS))('%s', (_name, read) => {
  test('takes any text', () => {
    fc.assert(
      fc.property(anyText, (s) => {
        expect(() => read(s)).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  test.each(LONG)('takes %s', (_label, raw) => {
    expect(() => read(raw)).not.toThrow();
  });
});

test('a judgement holds together, whatever is judged', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      const { intent, confidence, band, alternatives } = judge(raw);
      const shares = alternatives.map((one) => one.confidence);
      const named: readonly string[] = alternatives.map((one) => one.intent);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence + shares.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1.000001);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(named).not.toContain('out_of_scope');
      expect(named).not.toContain(intent);
      expect(band === 'answer').toBe(understand(raw) !== undefined);
      expect(band === 'offer').toBe(mayMean(raw).length > 0);
      expect(intent === 'out_of_scope').toBe(band === 'fallback');
    }),
    { numRuns: 200 },
  );
});

const NOT_OURS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['digits', '12345'],
  ['a long number', '9871035522'],
  ['Arabic digits', '٣٤٥٦٧'],
  ['one letter', 'ب'],
  ['one Latin letter', 'k'],
  ['emoji', '😀😀🙏'],
  ['signs', '؟؟؟ !!! ...'],
  ['zero-width alone', '\u200b\u200f\u200c'],
  ['Hebrew', 'שלום, איפה אפשר להחליף כסף?'],
  ['Russian', 'Где находится ближайший вокзал?'],
  ['Chinese', '你好,请问现在几点了'],
  ['keys struck at random', 'jhgfkjhg kjhgkjhg'],
];
test.each(NOT_OURS)('%s is none of ours', (_label, raw) => {
  expect(judge(raw).band).toBe('fallback');
});

const THE_SAME: readonly (readonly [string, string, string])[] = [
  ['a zero-width joiner inside a word', 'بدي ا\u200cلغي الطلب', 'بدي الغي الطلب'],
  ['direction marks', '\u200fوين رقم الدفع\u200e', 'وين رقم الدفع'],
  ['every vowel sign', 'أَيْنَ رَقْمُ الدَّفْعِ', 'أين رقم الدفع'],
  ['stretched by the keyboard', 'ويـــن رقـــم الدفـــع', 'وين رقم الدفع'],
  ['one letter stretched 500 times', `وين رقم الدف${'ع'.repeat(500)}`, 'وين رقم الدفع'],
  ['hamza and taa marbuta left out', 'كم اجره الدوره', 'كم أجرة الدورة'],
  ['Arabic and Latin capitals', 'بكم امتحان ICDL', 'بكم امتحان icdl'],
];
test.each(THE_SAME)('%s changes nothing', (_label, raw, plain) => {
  expect(judge(raw)).toEqual(judge(plain));
});

test.each(['understand', 'readNumber', 'readChoice', 'findOptions', 'readCommand', 'readYesNo', 'languageOf'])(
  '%s looks at the first 2,000 characters alone',
  (name) => {
    const read = READERS[name] ?? fail;
    const filler = '. '.repeat(1000);
    expect(read(`${filler}وين رقم الدفع صويلح 5`)).toEqual(read(filler));
  },
);

function fail(): never {
  throw new Error('no such reader');
}
