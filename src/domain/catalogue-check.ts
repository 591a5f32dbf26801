// Reads a catalogue that somebody wrote: everything that is wrong with it, each with its place, or the catalogue.
// Knows the shape alone; whether a change is wanted is for those who load it.
import { OFFICIAL_TERMS, type Catalogue } from './catalogue';

/** `place` as a reader of the file finds it (`stations[3].hours[0].week.5[0].to`), '' for the whole. */
export type CatalogueMistake = { readonly place: string; readonly what: string };

type Check = (value: unknown, place: string) => readonly CatalogueMistake[];

const wrong = (place: string, what: string): readonly CatalogueMistake[] => [{ place, what }];
const at = (place: string, key: string): string => (place === '' ? key : `${place}.${key}`);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const that =
  (holds: (value: unknown) => boolean, what: string): Check =>
  (value, place) =>
    holds(value) ? [] : wrong(place, what);

const matching = (pattern: RegExp, what: string): Check =>
  that((value) => typeof value === 'string' && pattern.test(value), what);

const wholeNumber = (least: number, most: number, what: string): Check =>
  that((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, what);

const between = (least: number, most: number): Check =>
  that((value) => typeof value === 'number' && value >= least && value <= most, `a number from ${least} to ${most}`);

/** An object with exactly these fields; those in `maybe` may be missing. */
const record =
  (fields: Readonly<Record<string, Check>>, maybe: readonly string[] = []): Check =>
  (value, place) => {
    if (!isObject(value)) return wrong(place, 'an object');
    const needed = Object.keys(fields).filter((key) => value[key] === undefined && !maybe.includes(key));
    return [
      ...needed.map((key) => ({ place: at(place, key), what: 'is missing' })),
      ...Object.keys(value).flatMap((key) => {
        const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (value[key] === undefined) return [];
        return check ? check(value[key], at(place, key)) : wrong(at(place, key), 'is no field of a catalogue');
      }),
    ];
  };

const listOf =
  (check: Check): Check =>
  (value, place) =>
    Array.isArray(value) ? value.flatMap((entry, index) => check(entry, `${place}[${index}]`)) : wrong(place, 'a list');

/** All that the checks find, the later ones only where the shape is right. */
const inOrder =
  (...checks: readonly Check[]): Check =>
  (value, place) =>
    checks.reduce<readonly CatalogueMistake[]>((found, check) => (found.length > 0 ? found : check(value, place)), []);

/** A list in which no two entries have the same value of a field. */
const unique =
  (field: string): Check =>
  (value, place) => {
    const seen = new Set<unknown>();
    return (value as readonly Readonly<Record<string, unknown>>[]).flatMap((entry, index) =>
      seen.has(entry[field]) || !seen.add(entry[field])
        ? wrong(`${place}[${index}].${field}`, `${String(entry[field])} is there already`)
        : [],
    );
  };

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isRealDay(value: unknown): boolean {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value)) ?? [];
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const last = leap && month === '02' ? 29 : (DAYS_OF_MONTH[Number(month) - 1] ?? 0);
  return typeof value === 'string' && Number(date) >= 1 && Number(date) <= last;
}

const words = matching(/\S/, 'a text that is not empty');
const bilingual = record({ ar: words, en: words });
const id = matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id of small letters, digits and hyphens');
const day = that(isRealDay, 'a day like 2026-11-23');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 08:00');
const flag = that((value) => typeof value === 'boolean', 'true or false');
const fils = wholeNumber(0, 999_999_999, 'a whole number of fils, 0 or more (5 dinars are 5000)');
const count = wholeNumber(1, 100_000, 'a whole number from 1');
const phone = matching(/^\+[1-9]\d{6,14}$/, 'a number like +96265359970');
const phoneOrCode = matching(/^(\+[1-9]\d{6,14}|\d{3,6})$/, 'a number like +96265359970, or a short code');

/** The first of two fields lies before the second, or with it where `same` is allowed. Both are read as text. */
const ordered =
  (first: string, second: string, same: boolean): Check =>
  (value, place) => {
    const { [first]: from, [second]: to } = value as Readonly<Record<string, string | undefined>>;
    if (from === undefined || to === undefined || from < to || (same && from === to)) return [];
    return wrong(at(place, second), `${to} is not after ${from}`);
  };

/** Spans of one day follow each other. */
const apart: Check = (value, place) =>
  (value as readonly { readonly from: string; readonly to: string }[]).flatMap(({ from }, index, all) => {
    const before = all[index - 1];
    return before && from < before.to ? wrong(`${place}[${index}].from`, `${from} is before ${before.to}`) : [];
  });

const openSpan = inOrder(record({ from: time, to: time }), ordered('from', 'to', false));
const openDay = inOrder(listOf(openSpan), apart);
const WEEKDAYS = ['0', '1', '2', '3', '4', '5', '6'];
const week = record(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, openDay])), WEEKDAYS);
const hoursRange = inOrder(record({ from: day, to: day, week }, ['to']), ordered('from', 'to', true));
const closure = inOrder(record({ from: day, to: day, name: bilingual }), ordered('from', 'to', true));

const station = record({
  id,
  name: bilingual,
  aliases: listOf(words),
  district: bilingual,
  address: bilingual,
  phone,
  map: record({ latitude: between(-90, 90), longitude: between(-180, 180) }),
  ramp: flag,
  hours: listOf(hoursRange),
  closures: listOf(closure),
});

const minimumFits: Check = (value, place) => {
  const { minimum, capacity } = value as { readonly minimum: number; readonly capacity: number };
  return minimum <= capacity ? [] : wrong(at(place, 'minimum'), `${minimum} is more than the capacity of ${capacity}`);
};

const official = inOrder(record({ feeFils: fils, minimum: count, capacity: count }), minimumFits);
const trial = record({ feeFils: fils, validMonths: count, remindDaysBefore: count });
const someKind = that((value) => Object.keys(value as object).length > 0, 'official, trial or both');
const level = record({ id, name: bilingual, aliases: listOf(words) });

const exam = record({
  id,
  name: bilingual,
  aliases: listOf(words),
  grantingBody: id,
  levels: inOrder(listOf(level), unique('id')),
  kinds: inOrder(record({ official, trial }, ['official', 'trial']), someKind),
  stations: listOf(id),
  documents: listOf(bilingual),
  refundRule: bilingual,
});

const reminderFits: Check = (value, place) => {
  const { paymentWorkingDays: days, paymentReminderWorkingDays: before } = value as Catalogue['terms'];
  return before < days
    ? []
    : wrong(at(place, 'paymentReminderWorkingDays'), `${before} is not less than the ${days} days to pay`);
};

const shape = record(
  {
    version: wholeNumber(0, Number.MAX_SAFE_INTEGER, 'a whole number'),
    sample: flag,
    stations: inOrder(listOf(station), unique('id')),
    grantingBodies: inOrder(listOf(record({ id, name: bilingual, aliases: listOf(words) })), unique('id')),
    exams: inOrder(listOf(exam), unique('id')),
    holidays: inOrder(listOf(closure), unique('from')),
    biller: record({ category: bilingual, biller: bilingual, examService: bilingual }),
    terms: inOrder(
      record({ paymentWorkingDays: count, paymentReminderWorkingDays: count, paymentClaimDays: count }),
      reminderFits,
    ),
    officialTerms: record(
      Object.fromEntries(Object.keys(OFFICIAL_TERMS).map((term) => [term, count])),
      Object.keys(OFFICIAL_TERMS),
    ),
    contact: record({ knowledgeStations: phoneOrCode, callCentre: phoneOrCode }),
  },
  ['version', 'sample', 'officialTerms'],
);

/** What an exam may name. */
type Named = Pick<Catalogue, 'stations' | 'grantingBodies'>;

/** Exams name stations and granting bodies that are there. */
function references(given: Catalogue, known: Named): readonly CatalogueMistake[] {
  const stations = new Set([...known.stations, ...given.stations].map((entry) => entry.id));
  const bodies = new Set([...known.grantingBodies, ...given.grantingBodies].map((entry) => entry.id));
  return given.exams.flatMap(({ grantingBody, stations: named }, index) => [
    ...(bodies.has(grantingBody)
      ? []
      : wrong(`exams[${index}].grantingBody`, `there is no granting body ${grantingBody}`)),
    ...named.flatMap((name, place) => {
      const where = `exams[${index}].stations[${place}]`;
      if (!stations.has(name)) return wrong(where, `there is no station ${name}`);
      return named.indexOf(name) < place ? wrong(where, `${name} is there already`) : [];
    }),
  ]);
}

/**
 * @param value parsed JSON: all parts of a catalogue, lists may be empty. The version is given by the store, `sample` is false where it is not said.
 * @param known what is there already and stays: exams may name it
 * @returns the catalogue, or all that is wrong; references are looked at once all else is right
 */
export function checkCatalogue(
  value: unknown,
  known: Named = { stations: [], grantingBodies: [] },
): { readonly catalogue: Catalogue } | { readonly mistakes: readonly CatalogueMistake[] } {
  const misshapen = shape(value, '');
  if (misshapen.length > 0) return { mistakes: misshapen };
  const catalogue = { version: 0, sample: false, ...(value as Omit<Catalogue, 'version' | 'sample'>) };
  const dangling = references(catalogue, known);
  return dangling.length > 0 ? { mistakes: dangling } : { catalogue };
}
