// What a question makes of an answer: the value that is kept, or the hint that is given, by the texts' keys.
import { choose } from '../../dialogs/choices';
import { allCountries, countryName } from '../../dialogs/countries';
import { readCount, numberReading, readPersonName, refusalText } from '../../dialogs/questions';
import { readOrder } from '../../dialogs/exam-order';
import type { DocumentKind } from '../../src/domain/person';
import { REFUSALS, type RefusalCode } from '../../src/errors';
import { parametersOf, text, type Params, type TextKey } from '../../src/language/texts';
import { scopeOn } from '../support/scope';
import { openTestStore, type TestStore } from '../support/store';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const hint = (key: TextKey, params: Params = {}) => ({ hint: text('ar', key, params) });

test.each<[string, string, DocumentKind, object | undefined]>([
  ['a civil number', '9861042317', 'civil-id', { set: { number: '9861042317' } }],
  ['in Arabic digits', '٩٨٦١٠٤٢٣١٧', 'civil-id', { set: { number: '9861042317' } }],
  ['in Persian digits and groups', '۹۸۶ ۱۰۴ ۲۳۱۷', 'civil-id', { set: { number: '9861042317' } }],
  ['with words around it', 'رقمي هو 986-104-2317', 'civil-id', { set: { number: '9861042317' } }],
  ['a phone', '0791234567', 'civil-id', hint('hint.number.civil.looks-like-phone')],
  ['a phone with the country code', '+962 79 123 4567', 'civil-id', hint('hint.number.civil.looks-like-phone')],
  ['eight digits', '98610423', 'civil-id', hint('hint.number.civil.too-short', { given: 8 })],
  ['twelve digits', '986104231700', 'civil-id', hint('hint.number.civil.too-long', { given: 12 })],
  ['a zero in front', '0861042317', 'civil-id', hint('hint.number.civil.wrong-start')],
  ['words', 'ما بعرف', 'civil-id', undefined],
  [
    'digits in words',
    'تسعة ثمانية ستة',
    'civil-id',
    { ...hint('hint.number.civil.too-short', { given: 3 }), certain: true },
  ],
  ['a passport number', 'N1234567', 'passport', { set: { number: 'N1234567' } }],
  ['in small letters and groups', 'n 123 4567', 'passport', { set: { number: 'N1234567' } }],
  ['with Arabic words and digits', 'رقمه N١٢٣٤٥٦٧', 'passport', { set: { number: 'N1234567' } }],
  ['too short for a passport', 'N12', 'passport', hint('hint.number.passport.too-short', { given: 3 })],
  ['no digit in it', 'ABCDEF', 'passport', undefined],
])('a document number: %s', (_label, said, document, expected) =>
  store.transact((work) => {
    const reading = numberReading(said, document, scopeOn(work, said));
    if (expected === undefined) expect(reading).toBeUndefined();
    else expect(reading).toMatchObject(expected);
    return Promise.resolve();
  }),
);

test.each<[string, string, DocumentKind, unknown]>([
  ['three parts', 'رنا خليل الزعبي', 'civil-id', 'رنا خليل الزعبي'],
  ['with an introduction', 'اسمي رنا خليل الزعبي', 'civil-id', 'رنا خليل الزعبي'],
  ['two parts', 'رنا الزعبي', 'civil-id', hint('hint.name-parts', { name: 'رنا الزعبي' })],
  ['one part in a passport', 'Suharto', 'passport', 'Suharto'],
  ['digits', 'رنا 12 الزعبي', 'civil-id', hint('hint.name')],
  ['a yes', 'نعم', 'passport', hint('hint.name')],
])('a name: %s', (_label, said, document, expected) =>
  store.transact((work) => {
    expect(readPersonName(said, document, scopeOn(work, said))).toEqual(expected);
    return Promise.resolve();
  }),
);

test.each([
  ['25', 25],
  ['حوالي ٢٥ متقدم', 25],
  ['خمسة وعشرين موظف', 25],
  ['twenty five', 25],
  ['25-30', undefined],
  ['20 or 25', undefined],
  ['0', undefined],
  ['99999', undefined],
  ['كثير', undefined],
])('a number of people: %s', (said, expected) => {
  expect(readCount(said, 10_000)).toBe(expected);
});

const YES_NO = [
  { value: 'agree', label: 'أوافق', names: ['أوافق', 'نعم'] },
  { value: 'more', label: 'اقرأ المزيد', names: ['اقرأ المزيد'] },
  { value: 'refuse', label: 'لا أوافق', names: ['لا أوافق', 'لا'] },
];

test.each([
  ['أوافق', 'agree'],
  ['أكيد', 'agree'],
  ['👍', 'agree'],
  ['1', 'agree'],
  ['٢', 'more'],
  ['اقرا المزيد', 'more'],
  ['التالت', 'refuse'],
  ['مش موافق', 'refuse'],
  ['لا', 'refuse'],
  ['لا أفهم ما المقصود', undefined],
  ['نعم بس مين بشوفها', undefined],
  ['4', undefined],
])('among yes, more, no: «%s» is %s', (said, expected) => {
  expect(choose(said, YES_NO)).toBe(expected);
});

test.each<[string, Record<string, unknown>]>([
  ['حابة أتقدم لتجريبي آي سي دي إل بمحطة طبربور', { exam: 'icdl', kind: 'trial', station: 'tabarbour' }],
  ['بدي امتحان تجاري كيمبردج b2 بصويلح', { exam: 'cambridge-english', level: 'b2', kind: 'trial', station: 'sweileh' }],
  ['امتحان ICDL رسمي', { exam: 'icdl', kind: 'official' }],
  ['موظفين وزارة بدهم icdl رسمي', { exam: 'icdl', kind: 'official', applicant: 'body' }],
  ['اي سي 3', { exam: 'ic3' }],
  ['IC3 المستوى الثاني في ماركا', { exam: 'ic3', level: 'level-2', station: 'marka' }],
  ['أوتوكاد في صويلح', { exam: 'autocad' }],
  ['امتحان من سيرتيبورت', { exam: 'ic3' }],
  ['trial exam in excel at ras al ain', { kind: 'trial', station: 'ras-alain' }],
  ['بدي امتحان', {}],
])('an order in «%s»', (said, expected) =>
  store.transact((work) => {
    expect(readOrder(said, scopeOn(work, said))).toEqual(expected);
    return Promise.resolve();
  }),
);

test.each([
  ['السودان', 'SD'],
  ['sudan', 'SD'],
  ['سوري', 'SY'],
  ['المانيا', 'DE'],
  ['palestine', 'PS'],
  ['2', 'SY'],
])('a country: %s', (said, expected) =>
  store.transact((work) => {
    expect(choose(said, allCountries(scopeOn(work, said)))).toBe(expected);
    return Promise.resolve();
  }),
);

test('no country stands twice, and former ones are left out', () =>
  store.transact((work) => {
    const scope = scopeOn(work, '');
    const codes = allCountries(scope).map(({ value }) => value);
    expect(codes.length).toBe(new Set(codes).size);
    expect(codes.filter((code) => ['SU', 'DD', 'YU', 'EU', 'ZZ'].includes(code))).toEqual([]);
    expect([countryName(scope, 'PS'), countryName(scope, 'SD')]).toEqual(['فلسطين', 'السودان']);
    return Promise.resolve();
  }));

/** What some of them carry for their texts. */
const CARRIED: Partial<Record<RefusalCode, Params>> = {
  'code-wrong': { left: 3 },
  'sign-in-wait': { seconds: 2 },
  'field-missing': { field: 'x' },
  'field-wrong': { field: 'x' },
  'sheet-wrong': { problem: 'too_large' },
};

test.each([...REFUSALS])('the refusal %s has a text for what it carries', (refused) =>
  store.transact((work) => {
    const carried = CARRIED[refused] ?? {};
    const phone = work.catalogue.contact.knowledgeStations;
    const scope = scopeOn(work, '');
    const needed: Params = parametersOf('ar', `refusal.${refused}`).includes('phone') ? { phone } : {};
    expect(refusalText(scope, { refused, with: carried })).toBe(
      text('ar', `refusal.${refused}`, { ...carried, ...needed }),
    );
    return Promise.resolve();
  }),
);
