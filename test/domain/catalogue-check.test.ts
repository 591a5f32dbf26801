// A catalogue that somebody wrote: the sample is sound, and each mistake is found at its place.
import sample from '../../locales/catalogue/sample.json';
import { checkCatalogue } from '../../src/domain/catalogue-check';
import { smallCatalogue } from '../support/catalogue';

type Path = readonly (string | number)[];

/** A copy with one value set, or taken out where it is undefined. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, to);
  if (copy[key] === undefined && !Array.isArray(copy)) delete copy[key];
  return copy;
}

const mistakesOf = (value: unknown) => {
  const checked = checkCatalogue(value);
  return 'mistakes' in checked ? checked.mistakes.map(({ place, what }) => `${place}: ${what}`) : [];
};

test('the sample is sound, and marked as one', () => {
  expect(checkCatalogue(sample)).toEqual({ catalogue: { ...sample, version: 0 } });
  expect(sample.sample).toBe(true);
});

test('a catalogue that does not say so is no sample', () => {
  const { version: _version, sample: _sample, ...written } = smallCatalogue;
  expect(checkCatalogue(written)).toEqual({ catalogue: { ...written, version: 0, sample: false } });
});

const station = smallCatalogue.stations[0];
const exam = smallCatalogue.exams[0];
const week = { 0: [{ from: '08:00', to: '15:00' }] };
const holiday = smallCatalogue.holidays[0];

test.each<[string, Path, unknown, readonly string[]]>([
  ['no object', [], [], [': an object']],
  ['nothing', [], null, [': an object']],
  ['a missing part', ['terms'], undefined, ['terms: is missing']],
  ['an unknown field', ['stations', 0, 'fax'], 'x', ['stations[0].fax: is no field of a catalogue']],
  ['an unknown field on top', ['courses'], [], ['courses: is no field of a catalogue']],
  ['a field of every object', ['exams', 0, 'toString'], 'x', ['exams[0].toString: is no field of a catalogue']],
  ['no list', ['stations'], {}, ['stations: a list']],
  ['a missing language', ['stations', 0, 'name', 'ar'], undefined, ['stations[0].name.ar: is missing']],
  ['an empty text', ['exams', 0, 'refundRule', 'en'], ' ', ['exams[0].refundRule.en: a text that is not empty']],
  [
    'an id with a space',
    ['stations', 0, 'id'],
    'wadi seer',
    ['stations[0].id: an id of small letters, digits and hyphens'],
  ],
  ['an id with a capital', ['exams', 0, 'id'], 'ICDL', ['exams[0].id: an id of small letters, digits and hyphens']],
  ['a station twice', ['stations', 1], station, ['stations[1].id: zahran is there already']],
  ['an exam twice', ['exams', 1], exam, ['exams[1].id: icdl is there already']],
  [
    'a level twice',
    ['exams', 0, 'levels'],
    ['one', 'one'].map((id) => ({ id, name: { ar: 'a', en: 'b' }, aliases: [] })),
    ['exams[0].levels[1].id: one is there already'],
  ],
  ['two holidays from one day', ['holidays', 1], holiday, ['holidays[1].from: 2027-01-01 is there already']],
  ['an unknown station', ['exams', 0, 'stations', 1], 'marka', ['exams[0].stations[1]: there is no station marka']],
  [
    'a station twice in an exam',
    ['exams', 0, 'stations', 1],
    'zahran',
    ['exams[0].stations[1]: zahran is there already'],
  ],
  [
    'an unknown granting body',
    ['exams', 0, 'grantingBody'],
    'gam',
    ['exams[0].grantingBody: there is no granting body gam'],
  ],
  ['an exam of no kind', ['exams', 0, 'kinds'], {}, ['exams[0].kinds: official, trial or both']],
  ['a kind that is none', ['exams', 0, 'kinds', 'mock'], {}, ['exams[0].kinds.mock: is no field of a catalogue']],
  [
    'a negative fee',
    ['exams', 0, 'kinds', 'trial', 'feeFils'],
    -1,
    ['exams[0].kinds.trial.feeFils: a whole number of fils, 0 or more (5 dinars are 5000)'],
  ],
  [
    'a fee in dinars',
    ['exams', 0, 'kinds', 'trial', 'feeFils'],
    2.5,
    ['exams[0].kinds.trial.feeFils: a whole number of fils, 0 or more (5 dinars are 5000)'],
  ],
  [
    'a fee as text',
    ['exams', 0, 'kinds', 'official', 'feeFils'],
    '5000',
    ['exams[0].kinds.official.feeFils: a whole number of fils, 0 or more (5 dinars are 5000)'],
  ],
  ['no free exam is refused', ['exams', 0, 'kinds', 'trial', 'feeFils'], 0, []],
  [
    'more needed than fit',
    ['exams', 0, 'kinds', 'official', 'minimum'],
    13,
    ['exams[0].kinds.official.minimum: 13 is more than the capacity of 12'],
  ],
  ['as many needed as fit', ['exams', 0, 'kinds', 'official', 'minimum'], 12, []],
  [
    'valid for no time',
    ['exams', 0, 'kinds', 'trial', 'validMonths'],
    0,
    ['exams[0].kinds.trial.validMonths: a whole number from 1'],
  ],
  [
    'a phone without its country',
    ['stations', 0, 'phone'],
    '064636111',
    ['stations[0].phone: a number like +96265359970'],
  ],
  ['a short code as a station', ['stations', 0, 'phone'], '117180', ['stations[0].phone: a number like +96265359970']],
  ['a short code for citizens', ['contact', 'callCentre'], '1234', []],
  [
    'a word for citizens',
    ['contact', 'callCentre'],
    'call us',
    ['contact.callCentre: a number like +96265359970, or a short code'],
  ],
  [
    'a place off the globe',
    ['stations', 0, 'map', 'latitude'],
    319.5,
    ['stations[0].map.latitude: a number from -90 to 90'],
  ],
  ['a ramp that is a word', ['stations', 0, 'ramp'], 'yes', ['stations[0].ramp: true or false']],
  ['a day that is none', ['holidays', 0, 'from'], '2026-02-29', ['holidays[0].from: a day like 2026-11-23']],
  ['a leap day', ['holidays', 0], { ...holiday, from: '2028-02-29', to: '2028-02-29' }, []],
  [
    'a leap day of a century',
    ['holidays', 0],
    { ...holiday, from: '2100-02-29', to: '2100-03-01' },
    ['holidays[0].from: a day like 2026-11-23'],
  ],
  ['a day in a 13th month', ['holidays', 0, 'to'], '2027-13-01', ['holidays[0].to: a day like 2026-11-23']],
  ['a day 0', ['holidays', 0, 'to'], '2027-12-00', ['holidays[0].to: a day like 2026-11-23']],
  ['a day as a number', ['holidays', 0, 'to'], 20270101, ['holidays[0].to: a day like 2026-11-23']],
  [
    'a holiday that ends before it begins',
    ['holidays', 0, 'to'],
    '2026-12-31',
    ['holidays[0].to: 2026-12-31 is not after 2027-01-01'],
  ],
  [
    'hours that end before they begin',
    ['stations', 0, 'hours', 0, 'to'],
    '2025-12-31',
    ['stations[0].hours[0].to: 2025-12-31 is not after 2026-01-01'],
  ],
  ['hours for one day', ['stations', 0, 'hours', 0, 'to'], '2026-01-01', []],
  [
    'an eighth weekday',
    ['stations', 0, 'hours', 0, 'week', '7'],
    week[0],
    ['stations[0].hours[0].week.7: is no field of a catalogue'],
  ],
  [
    'a weekday by name',
    ['stations', 0, 'hours', 0, 'week', 'friday'],
    week[0],
    ['stations[0].hours[0].week.friday: is no field of a catalogue'],
  ],
  [
    'closing before opening',
    ['stations', 0, 'hours', 0, 'week', '5'],
    [{ from: '15:00', to: '08:00' }],
    ['stations[0].hours[0].week.5[0].to: 08:00 is not after 15:00'],
  ],
  [
    'open for no time',
    ['stations', 0, 'hours', 0, 'week', '5'],
    [{ from: '08:00', to: '08:00' }],
    ['stations[0].hours[0].week.5[0].to: 08:00 is not after 08:00'],
  ],
  [
    'spans that overlap',
    ['stations', 0, 'hours', 0, 'week', '5'],
    [...week[0], { from: '14:00', to: '16:00' }],
    ['stations[0].hours[0].week.5[1].from: 14:00 is before 15:00'],
  ],
  ['spans that touch', ['stations', 0, 'hours', 0, 'week', '5'], [...week[0], { from: '15:00', to: '16:00' }], []],
  [
    'a time without its 0',
    ['stations', 0, 'hours', 0, 'week', '0', 0, 'from'],
    '8:00',
    ['stations[0].hours[0].week.0[0].from: a time like 08:00'],
  ],
  [
    'a 24th hour',
    ['stations', 0, 'hours', 0, 'week', '0', 0, 'to'],
    '24:00',
    ['stations[0].hours[0].week.0[0].to: a time like 08:00'],
  ],
  [
    'a reminder before there is a term',
    ['terms', 'paymentReminderWorkingDays'],
    5,
    ['terms.paymentReminderWorkingDays: 5 is not less than the 5 days to pay'],
  ],
])('%s', (_, path, value, mistakes) => {
  expect(mistakesOf(changed(smallCatalogue, path, value))).toEqual(mistakes);
});

test('all mistakes are told at once', () => {
  const broken = changed(
    changed(changed(smallCatalogue, ['stations', 0, 'phone'], '1'), ['exams', 0, 'name'], 'ICDL'),
    ['contact'],
    undefined,
  );
  expect(mistakesOf(broken)).toEqual([
    'contact: is missing',
    'stations[0].phone: a number like +96265359970',
    'exams[0].name: an object',
  ]);
});

test('exams may name what is there already', () => {
  const more = { ...smallCatalogue, stations: [], grantingBodies: [] };
  expect(mistakesOf(more)).toEqual([
    'exams[0].grantingBody: there is no granting body icdl',
    'exams[0].stations[0]: there is no station zahran',
  ]);
  expect(checkCatalogue(more, smallCatalogue)).toEqual({ catalogue: more });
});
