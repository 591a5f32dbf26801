// Whatever somebody sends: no reader throws, and none looks at more than a bounded piece of it.
import fc from 'fast-check';
import * as answers from '../../src/language/answers';
import { cleanText, foldDigits, normalise } from '../../src/language/normalise';
import { languageOf, readCommand, understand } from '../../src/language/understand';

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
