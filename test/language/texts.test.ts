import fc from 'fast-check';
import ar from '../../locales/ar.json';
import en from '../../locales/en.json';
import {
  day,
  isTextKey,
  list,
  moment,
  money,
  parametersOf,
  text,
  withoutIsolates,
  type Language,
  type Param,
  type TextKey,
} from '../../src/language/texts';

/** A value inside a text of its own: the weekday text passes its two parameters through. */
const shown = (language: Language, param: Param) =>
  withoutIsolates(text(language, 'format.weekday-date', { weekday: param, date: '' })).trim();

const KEYS = Object.keys(ar) as TextKey[];

test('both languages have the same keys', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ar).sort());
});

test.each(KEYS)('%s takes the same parameters in both languages', (key) => {
  expect(parametersOf('en', key)).toEqual(parametersOf('ar', key));
});

test.each([
  [0, '0 دينار', 'JOD 0'],
  [1_000, 'دينار واحد', 'JOD 1'],
  [2_000, 'ديناران', 'JOD 2'],
  [5_000, '5 دنانير', 'JOD 5'],
  [10_000, '10 دنانير', 'JOD 10'],
  [45_000, '45 ديناراً', 'JOD 45'],
  [100_000, '100 دينار', 'JOD 100'],
  [103_000, '103 دنانير', 'JOD 103'],
  [12_500, '12.500 دينار', 'JOD 12.500'],
  [5, '0.005 دينار', 'JOD 0.005'],
  [1_234_567_890, '1,234,567.890 دينار', 'JOD 1,234,567.890'],
  [9_007_199_254_740_991, '9,007,199,254,740.991 دينار', 'JOD 9,007,199,254,740.991'],
  [-5_000, '-5 دينار', 'JOD -5'],
  [-500, '-0.500 دينار', 'JOD -0.500'],
])('%d fils', (fils, arabic, english) => {
  expect([shown('ar', money(fils)), shown('en', money(fils))]).toEqual([arabic, english]);
});

test.each([1.5, NaN, Infinity])('%d is no amount', (fils) => {
  expect(() => shown('ar', money(fils))).toThrow(RangeError);
});

test.each([
  ['2026-12-06T12:00:00Z', {}, 'الأحد 6 كانون الأول، 3:00 مساءً', 'Sunday 6 December, 3:00 pm'],
  ['2026-12-06T22:30:00Z', {}, 'الاثنين 7 كانون الأول، 1:30 صباحاً', 'Monday 7 December, 1:30 am'],
  ['2026-12-06T21:05:00Z', {}, 'الاثنين 7 كانون الأول، 12:05 صباحاً', 'Monday 7 December, 12:05 am'],
  ['2027-01-03T09:15:00Z', { year: true }, 'الأحد 3 كانون الثاني 2027، 12:15 ظهراً', 'Sunday 3 January 2027, 12:15 pm'],
])('the moment %s reads as it is in Amman', (at, options, arabic, english) => {
  const param = moment(Date.parse(at), options);
  expect([shown('ar', param), shown('en', param)]).toEqual([arabic, english]);
});

test.each([
  [day('2026-12-10'), 'الخميس 10 كانون الأول', 'Thursday 10 December'],
  [day('2026-05-30', { weekday: false }), '30 أيار', '30 May'],
  [day('2027-08-01', { year: true }), 'الأحد 1 آب 2027', 'Sunday 1 August 2027'],
  [day('2027-08-01', { weekday: false, year: true }), '1 آب 2027', '1 August 2027'],
])('the day %j', (param, arabic, english) => {
  expect([shown('ar', param), shown('en', param)]).toEqual([arabic, english]);
});

test.each([
  [[], '', ''],
  [['أ'], 'أ', 'أ'],
  [['أ', 'ب'], 'أ وب', 'أ and ب'],
  [['أ', 'ب', 'ج'], 'أ، ب وج', 'أ, ب and ج'],
])('the list %j', (items, arabic, english) => {
  expect([shown('ar', list(items)), shown('en', list(items))]).toEqual([arabic, english]);
});

describe('what would turn a line round is isolated', () => {
  const inLine = (language: Language, param: Param) => text(language, 'format.list.and', { before: param, last: '' });

  test.each([
    ['a reference', '4827 1936', '\u20664827 1936\u2069'],
    ['a Latin name', 'ICDL', '\u2066ICDL\u2069'],
    ['a phone', '+962791234567', '\u2066+962791234567\u2069'],
    ['Arabic with Latin in it goes its own way', 'مسار ICDL', '\u2068مسار ICDL\u2069'],
    ['Arabic alone', 'طبربور', 'طبربور'],
    ['a number with a sign', -3, '\u2066-3\u2069'],
    ['a number', 20, '20'],
  ])('in an Arabic line: %s', (_label, param, shownAs) => {
    expect(inLine('ar', param)).toBe(`${shownAs} و`);
  });

  test.each([
    ['a reference', '4827 1936', '4827 1936'],
    ['Arabic', 'رنا خليل', '\u2068رنا خليل\u2069'],
  ])('in an English line: %s', (_label, param, shownAs) => {
    expect(inLine('en', param)).toBe(`${shownAs} and `);
  });

  test('each item of a list apart', () => {
    expect(inLine('ar', list(['ICDL', 'IC3']))).toBe('\u2066ICDL\u2069 و\u2066IC3\u2069 و');
  });

  test('an SMS has none of the marks', () => {
    expect(withoutIsolates(inLine('ar', 'ICDL'))).toBe('ICDL و');
  });
});

test.each([
  ['missing', { weekday: 'x' }, 'text ar format.weekday-date: date is missing'],
  ['surplus', { weekday: 'x', date: 'y', hour: 'z' }, 'text ar format.weekday-date: hour is not a parameter'],
])('a %s parameter is a fault', (_label, params, message) => {
  expect(() => text('ar', 'format.weekday-date', params)).toThrow(message);
});

test('what looks like markup or a placeholder in a value stays as written', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '{', '}', "'", '#', 'ا') }), (s) => {
      expect(text('ar', 'format.weekday-date', { weekday: s, date: 'ب' })).toBe(`${s} ب`);
    }),
  );
});

test.each([
  ['format.date', true],
  ['format.nothing', false],
  ['toString', false],
])('%s is a text key: %s', (key, known) => {
  expect(isTextKey(key)).toBe(known);
});
