// Whatever somebody sends: no reader throws, and none looks at more than a bounded piece of it.
import fc from 'fast-check';
import { meant } from '../../dialogs/intents';
import { namedField } from '../../dialogs/named-field';
import * as answers from '../../src/language/answers';
import { affirms, beside, denied, mentions } from '../../src/language/choice-words';
import { masked } from '../../src/language/masking';
import { cleanText, foldDigits, normalise } from '../../src/language/normalise';
import { languageOf, mayBeOtherLanguage, namedLanguage } from '../../src/language/reply-language';
import { judge, keepsAsItIs, mayMean, readCommand, understand, wishes } from '../../src/language/understand';
import { maskCards } from '../../src/services/inbox';

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
  mayMean,
  readDay: (raw) => answers.readDay(raw, '2026-12-30'),
  readDigits: answers.readDigits,
  isVagueYes: answers.isVagueYes,
  readLatinName: answers.readLatinName,
  readName: answers.readName,
  nameParts: answers.nameParts,
  sameName: (raw) => answers.sameName(raw, raw),
  readCommand,
  judge,
  wishes,
  understand,
  languageOf,
  namedLanguage,
  mayBeOtherLanguage,
  mentions: (raw) => mentions(raw, 'danger'),
  affirms: (raw) => affirms(raw, 'paid'),
  denied: (raw) => denied(raw, 'deeds'),
  beside: (raw) => beside(raw, ['change', 'field.name', 'polite']),
  keepsAsItIs,
  meant: (raw) => meant(raw)?.intent,
  namedField,
  masked: (raw) => masked(raw, ['رنا خليل الزعبي']),
  maskCards,
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
  ['digits in groups', '4111 '.repeat(2000)],
  ['denials', 'ما بدي '.repeat(1500)],
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

/** A word or two of ours among other scripts and invisible signs: what is nearly understood goes through more code. */
const MIXED = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom('وين', 'قديش', 'بدي', 'رسوم', 'الغي', 'طلبي', 'talabi', 'exam', 'شهادة'),
      },
      fc.constantFrom(
        'שלום',
        'می‌خواهم',
        'ہوں',
        'croissant',
        '你好',
        '٠٧',
        '5',
        '😀',
        '\u200f',
        '\u2067',
        '\ud83d',
        'ﻻ',
      ),
      fc.tuple(fc.constantFrom('ا', 'e', '3', 'ـ'), fc.integer({ min: 1, max: 500 })).map(([one, n]) => one.repeat(n)),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .chain((parts) => fc.constantFrom(' ', '', '\n', '\u200c').map((between) => parts.join(between)));
const OF_EVERY_KIND = { seed: 20_260_401, numRuns: 400 } as const;

function expectConsistent(raw: string): void {
  const { intent, confidence, band, alternatives } = judge(raw);
  const shares = alternatives.map((one) => one.confidence);
  const named: readonly string[] = alternatives.map((one) => one.intent);
  expect(confidence).toBeGreaterThanOrEqual(0);
  expect(shares.filter((share) => !(share >= 0))).toEqual([]);
  expect(confidence + shares.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1.000001);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(new Set(named).size).toBe(4);
  expect(named).not.toContain('out_of_scope');
  expect(named).not.toContain(intent);
  expect(understand(raw)?.intent).toBe(band === 'answer' ? intent : undefined);
  expect(mayMean(raw)).toEqual(band === 'offer' ? [intent, ...named].slice(0, 3) : []);
  expect(intent === 'out_of_scope').toBe(band === 'fallback');
}

test.each([
  ['signs at random', anyText],
  ['words of ours among others', MIXED],
])('a judgement holds together, whatever is judged: %s', (_label, texts) => {
  fc.assert(fc.property(texts, expectConsistent), OF_EVERY_KIND);
});

test.each(LONG)('a judgement holds together: %s', (_label, raw) => {
  expectConsistent(raw);
});

test('of these texts some are answered, some offered, some neither', () => {
  const bands = fc.sample(MIXED, OF_EVERY_KIND).map((raw) => judge(raw).band);
  expect([...new Set(bands)].toSorted()).toEqual(['answer', 'fallback', 'offer']);
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
  ['Hebrew, asking what something costs', 'סליחה, כמה עולה הכרטיס?'],
  ['Persian', 'امروز هوا چطور است؟'],
  ['Persian with joiners', 'بچه\u200cها در حیاط بازی می\u200cکنند'],
  ['Urdu', 'آج موسم کیسا ہے؟'],
  ['Urdu, somebody on the way', 'میں بازار جا رہا ہوں'],
  ['French', "Bonjour, où est la gare s'il vous plaît ?"],
  ['French, of the weather', "Quel temps fait-il aujourd'hui ?"],
  ['Turkish', 'Merhaba, istasyon nerede?'],
  ['digits in groups', '12 34-56'],
  ['one digit', '5'],
  ['one stretched letter', 'ب'.repeat(500)],
  ['one Latin letter stretched', 'a'.repeat(500)],
  ['a flag and a family', '🇯🇴👨\u200d👩\u200d👧'],
  ['halves of emoji', '\ud83d\ude00\ud83d'],
  ['control characters', '\u0000\u0007\u001b'],
  ['Russian', 'Где находится ближайший вокзал?'],
  ['Chinese', '你好,请问现在几点了'],
  ['keys struck at random', 'jhgfkjhg kjhgkjhg'],
];
test.each(NOT_OURS)('%s is none of ours', (_label, raw) => {
  expect([judge(raw).band, judge(raw).intent, understand(raw), mayMean(raw), wishes(raw)]).toEqual([
    'fallback',
    'out_of_scope',
    undefined,
    [],
    [],
  ]);
});

const THE_SAME: readonly (readonly [string, string, string])[] = [
  ['a zero-width joiner inside a word', 'بدي ا\u200cلغي الطلب', 'بدي الغي الطلب'],
  ['a zero-width non-joiner after the first letter', 'ا\u200cلغوا طلبي', 'الغوا طلبي'],
  ['a zero-width joiner', 'ا\u200dلغوا طلبي', 'الغوا طلبي'],
  ['a right-to-left mark inside a word', 'الغوا ط\u200fلبي', 'الغوا طلبي'],
  ['a zero-width space and a word joiner', 'الغ\u200bوا طل\u2060بي', 'الغوا طلبي'],
  ['a byte order mark', '\ufeffالغوا طلبي', 'الغوا طلبي'],
  ['an isolate around a word', 'الغوا \u2067طلبي\u2069', 'الغوا طلبي'],
  ['half of an emoji inside a word', 'الغوا طل\ud83dبي', 'الغوا طلبي'],
  ['letters stretched', 'الغووووووا طلبييييي', 'الغوا طلبي'],
  ['an inner letter stretched 500 times', `و${'ي'.repeat(500)}ن رقم الدفع`, 'وين رقم الدفع'],
  ['Latin letters stretched', 'weeeein el ma7attaaaa', 'wein el ma7atta'],
  ['presentation forms', 'ﺍﻟﻐﻮﺍ طلبي', 'الغوا طلبي'],
  ['Arabic digits', 'وين طلبي رقم ٤٨٢٧', 'وين طلبي رقم 4827'],
  ['Persian letters', 'وین رقم الدفع', 'وين رقم الدفع'],
  ['full-width Latin letters', 'ｃａｎｃｅｌ my request', 'cancel my request'],
  ['accents', 'cáncel my reqüest', 'cancel my request'],
  ['emoji around', '🙏🏽 الغوا طلبي 🙏🏽', 'الغوا طلبي'],
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

test.each([
  ['both scripts in one message', 'بدي cancel الطلب', 'cancel_request'],
  ['an English word in Arabic', 'بدي الغي booking تبعي', 'cancel_request'],
  ['an English question of an Arabic thing', 'how much رسوم الدورة', 'fees'],
  ['both scripts, marks and a stretched letter', '\u200fwhere is الم\u200cحطةةةةة', 'locations_hours'],
] as const)('%s is understood', (_label, raw, intent) => {
  expect(understand(raw)?.intent).toBe(intent);
});

const HEADS: readonly (readonly [string, string])[] = [
  ['words', 'محطة صويلح '.repeat(200)],
  ['one word', 'ابت'.repeat(700)],
  ['one letter', 'ا'.repeat(2000)],
  ['what can not be seen', '\u200f'.repeat(2000)],
  ['letters that grow when taken apart', 'ﷺ'.repeat(2000)],
  ['English', 'where is the station '.repeat(100)],
  ['60 short words', 'وين المحطة '.repeat(30)],
];
test.each(HEADS)('a text of 10,000 characters is judged by its beginning: %s', (_label, head) => {
  const payment = `${head} وين رقم الدفع `.padEnd(10_000, 'وين رقم الدفع ');
  const cancel = `${head} الغوا طلبي `.padEnd(10_000, 'الغوا طلبي ');
  expect(judge(payment)).toEqual(judge(cancel));
});

test.each([
  'judge',
  'wishes',
  'understand',
  'readNumber',
  'readChoice',
  'findOptions',
  'readCommand',
  'readYesNo',
  'languageOf',
  'namedLanguage',
  'mayBeOtherLanguage',
  'mentions',
  'affirms',
  'denied',
  'keepsAsItIs',
  'meant',
  'masked',
])('%s looks at the first 2,000 characters alone', (name) => {
  const read = READERS[name] ?? fail;
  const filler = '. '.repeat(1000);
  const beyond = 'وين رقم الدفع صويلح 5. قديش رسوم الدورة';
  expect(read(`${filler}${beyond}`)).toEqual(read(filler));
});

function fail(): never {
  throw new Error('no such reader');
}
