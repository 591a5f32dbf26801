// Numbers of documents: what is taken, and which hint a wrong one gets; who may be a minor.
import {
  agreedJustNow,
  agreesToday,
  birthYearOf,
  checkCivilNumber,
  checkPassportNumber,
  CONSENT_VERSION,
  fewestNameParts,
  mayBeMinor,
} from '../../src/domain/person';

test.each([
  ['a Jordanian born in 19..', '9871035522', undefined],
  ['a Jordanian born in 20..', '2000123456', undefined],
  ["a resident's personal number", '5001234567', undefined],
  ['another first digit', '1234567890', undefined],
  ['a mobile phone', '0791234567', 'looks-like-phone'],
  ['a mobile phone with its country', '962791234567', 'looks-like-phone'],
  ['a mobile phone dialled from abroad', '00962791234567', 'looks-like-phone'],
  ['a 0 in front that is no phone', '0612345678', 'wrong-start'],
  ['nine digits', '987103552', 'too-short'],
  ['a mobile phone without its 0', '791234567', 'too-short'],
  ['eleven digits', '98710355221', 'too-long'],
  ['letters', 'N1234567', 'not-a-number'],
  ['nothing', '', 'not-a-number'],
  ['a space', '98710 35522', 'not-a-number'],
  [
    'Arabic digits, which are folded before',
    '\u0669\u0668\u0667\u0661\u0660\u0663\u0665\u0665\u0662\u0662',
    'not-a-number',
  ],
])('civil number, %s', (_, digits, fault) => {
  expect(checkCivilNumber(digits)).toBe(fault);
});

test.each([
  ['a letter and seven digits', 'N1234567', undefined],
  ['digits alone', '123456789', undefined],
  ['the shortest', 'AB123', undefined],
  ['the longest', 'ABCDEFGHIJK1', undefined],
  ['too short', 'A123', 'too-short'],
  ['too long', 'ABCDEFGHIJKL1', 'too-long'],
  ['no digit', 'ABCDEFG', 'not-a-number'],
  ['small letters, which are raised before', 'n1234567', 'not-a-number'],
  ['a space', 'N 1234567', 'not-a-number'],
  ['nothing', '', 'not-a-number'],
])('passport number, %s', (_, number, fault) => {
  expect(checkPassportNumber(number)).toBe(fault);
});

test.each([
  ['9871035522', 1987],
  ['9001035522', 1900],
  ['2000123456', 2000],
  ['2011234567', 2011],
  ['2041234567', undefined],
  ['2101234567', undefined],
  ['5001234567', undefined],
])('%s tells of the year %s', (number, year) => {
  expect(birthYearOf(number)).toBe(year);
});

test.each([
  ['of age for long', '9871035522', false],
  ['of age since last year', '2007123456', false],
  ['of age this year', '2008123456', true],
  ['seventeen', '2009123456', true],
  ['no year in the number', '5001234567', false],
])('may be a minor in 2026: %s', (_, number, may) => {
  expect(mayBeMinor(number, 2026)).toBe(may);
});

test.each([
  ['civil-id', 3],
  ['passport', 1],
] as const)('a name on a %s has at least %i parts', (document, parts) => {
  expect(fewestNameParts(document)).toBe(parts);
});

const DAY_MS = 24 * 60 * 60_000;

test.each([
  ['a moment ago', CONSENT_VERSION, 0, true, true],
  ['a day but a moment ago', CONSENT_VERSION, DAY_MS - 1, true, true],
  ['a day ago', CONSENT_VERSION, DAY_MS, true, false],
  ['to an older text', '2025-01', 0, false, false],
])('consent given %s', (_, version, ago, holds, isJustNow) => {
  const now = 1_800_000_000_000;
  const consent = { version, at: now - ago };
  expect([agreesToday(consent), agreedJustNow(consent, now)]).toEqual([holds, isJustNow]);
});
