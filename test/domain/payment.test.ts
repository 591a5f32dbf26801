// What a payment for a bill is, check digits, amounts as the platform writes them, and names that a payer may see.
import fc from 'fast-check';
import {
  amountOf,
  checkDigit,
  filsOf,
  hasCheckDigit,
  maskName,
  outcomeOf,
  type Bill,
  type Notification,
} from '../../src/domain/payment';
import { aBill, aPayment, MORNING } from '../support/samples';

describe('what a payment is', () => {
  test.each<[string, Partial<Notification>, Partial<Bill> | undefined, number, string]>([
    ['the amount of an open bill', {}, {}, 0, 'settled'],
    ['in its last millisecond', {}, {}, 1, 'settled'],
    ['PmtSent', { status: 'PmtSent' }, {}, 0, 'settled'],
    ['PmtComplt, in small letters', { status: 'pmtcomplt' }, {}, 0, 'settled'],
    ['a number that was never given out', {}, undefined, 0, 'unknown-number'],
    ['a reversal of an unknown number', { status: 'PmtReversed' }, undefined, 0, 'unknown-number'],
    ['a reversal', { status: 'PmtReversed' }, {}, 0, 'not-new'],
    ['a reversal of what was paid', { status: 'PmtReversed' }, { state: 'paid' }, 0, 'not-new'],
    ['no status', { status: '' }, {}, 0, 'not-new'],
    ['a second time', {}, { state: 'paid' }, 0, 'twice'],
    ['a second time, late', {}, { state: 'paid' }, 9, 'twice'],
    ['after the term, which the clock has not closed yet', {}, {}, 2, 'late'],
    ['after the term', {}, { state: 'expired' }, 2, 'late'],
    ['an expired bill, whatever its term', {}, { state: 'expired' }, 0, 'late'],
    ['a cancelled bill', {}, { state: 'cancelled' }, 0, 'late'],
    ['a fils too little', { paidFils: 4_999 }, {}, 0, 'amount-differs'],
    ['a fils too much', { paidFils: 5_001 }, {}, 0, 'amount-differs'],
    ['another amount, late', { paidFils: 4_999 }, {}, 2, 'late'],
  ])('%s', (_, told, bill, laterMs, outcome) => {
    expect(outcomeOf(aPayment(told), bill && aBill(bill), MORNING + laterMs)).toBe(outcome);
  });
});

describe('check digits', () => {
  test.each([
    ['7992739871', '3'],
    ['411111111111111', '1'],
    ['10000000000', '8'],
    ['1000001', '6'],
    ['0', '0'],
  ])('%s is completed by %s', (digits, last) => {
    expect(checkDigit(digits)).toBe(last);
    expect(hasCheckDigit(digits + last)).toBe(true);
  });

  const body = fc.stringMatching(/^\d{1,20}$/);

  test('every other last digit is wrong', () => {
    fc.assert(
      fc.property(body, (digits) => {
        expect([...'0123456789'].filter((last) => hasCheckDigit(digits + last))).toEqual([checkDigit(digits)]);
      }),
    );
  });

  test('one mistyped digit is found', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const whole = digits + checkDigit(digits);
        const place = at % whole.length;
        const wrong = String((Number(whole[place]) + by) % 10);
        expect(hasCheckDigit(whole.slice(0, place) + wrong + whole.slice(place + 1))).toBe(false);
      }),
    );
  });

  test.each(['', '0', '12a4', '1000 0018', '-18'])('%j has none', (text) => {
    expect(hasCheckDigit(text)).toBe(false);
  });
});

describe('amounts', () => {
  test.each<[unknown, number | undefined]>([
    ['12.500', 12_500],
    ['12.5', 12_500],
    ['12', 12_000],
    [12.5, 12_500],
    [0, 0],
    ['0.000', 0],
    ['0.001', 1],
    [' 5.25 ', 5_250],
    ['5.2500000', 5_250],
    ['5.2501', undefined],
    ['-5', undefined],
    ['5,250', undefined],
    ['5.', undefined],
    ['.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
    [Number.NaN, undefined],
    ['1234567890', undefined],
    [{}, undefined],
  ])('%j is %s fils', (written, fils) => {
    expect(filsOf(written)).toBe(fils);
  });

  test.each([
    [0, '0.000'],
    [1, '0.001'],
    [12_500, '12.500'],
    [999, '0.999'],
    [1_000_000, '1000.000'],
  ])('%i fils are written %s', (fils, written) => {
    expect(amountOf(fils)).toBe(written);
  });

  test('written and read, as text and as a number, they are the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (fils) => {
        expect(filsOf(amountOf(fils))).toBe(fils);
        expect(filsOf(Number(amountOf(fils)))).toBe(fils);
      }),
    );
  });
});

describe('names for whoever types the number', () => {
  test.each([
    ['Laila Sami Haddad', 'L*** S*** H***'],
    ['  Laila\u00a0 Sami ', 'L*** S***'],
    ['\u0644\u064a\u0644\u0649 \u0633\u0627\u0645\u064a', '\u0644*** \u0633***'],
    ['\u{1d40b}aila', '\u{1d40b}***'],
    ['', ''],
  ])('%j is shown as %j', (name, shown) => {
    expect(maskName(name)).toBe(shown);
  });
});
