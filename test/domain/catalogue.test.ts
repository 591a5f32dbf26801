// Opening hours by range, closures and holidays, and the lookups by id.
import {
  closureOn,
  examOf,
  holidayDays,
  hoursOn,
  stationOf,
  stationsNear,
  type Catalogue,
  type HoursRange,
  type Station,
} from '../../src/domain/catalogue';
import { smallCatalogue } from '../support/catalogue';

const span = (from: string, to: string) => [{ from, to }];
const name = (en: string) => ({ ar: en, en });

const YEAR: HoursRange = {
  from: '2026-01-01',
  week: { 0: span('08:00', '15:00'), 1: [...span('08:00', '12:00'), ...span('13:00', '15:00')] },
};
const RAMADAN: HoursRange = { from: '2027-02-08', to: '2027-03-09', week: { 0: span('09:00', '14:00') } };
const closed = name('Repairs');
const STATION: Station = {
  ...(smallCatalogue.stations[0] as Station),
  hours: [YEAR, RAMADAN],
  closures: [{ from: '2026-11-22', to: '2026-11-24', name: closed }],
};
const eid = name('Eid');
const CATALOGUE: Catalogue = {
  ...smallCatalogue,
  stations: [STATION],
  holidays: [{ from: '2027-03-10', to: '2027-03-13', name: eid }],
};
const [SUNDAY, MONDAY, FRIDAY] = [0, 1, 5] as const;

test.each([
  ['before the first range', '2025-12-28', SUNDAY, []],
  ['the first day of a range', '2026-01-01', SUNDAY, span('08:00', '15:00')],
  ['two spans', '2026-11-30', MONDAY, [...span('08:00', '12:00'), ...span('13:00', '15:00')]],
  ['a day of the week that has none', '2026-12-04', FRIDAY, []],
  ['the day before Ramadan', '2027-02-07', SUNDAY, span('08:00', '15:00')],
  ['the first day of Ramadan', '2027-02-08', SUNDAY, span('09:00', '14:00')],
  ['a day of Ramadan that its range does not have', '2027-02-15', MONDAY, []],
  ['the last day of Ramadan', '2027-03-09', SUNDAY, span('09:00', '14:00')],
  ['a holiday', '2027-03-10', SUNDAY, []],
  ['the last day of a holiday', '2027-03-13', SUNDAY, []],
  ['after it', '2027-03-14', SUNDAY, span('08:00', '15:00')],
  ['closed for repairs', '2026-11-24', SUNDAY, []],
])('open on %s', (_, day, weekday, hours) => {
  expect(hoursOn(CATALOGUE, STATION, day, weekday)).toEqual(hours);
});

test.each([
  ['2026-11-21', undefined],
  ['2026-11-22', closed],
  ['2026-11-24', closed],
  ['2026-11-25', undefined],
  ['2027-03-10', eid],
])('what shuts the station on %s', (day, reason) => {
  expect(closureOn(CATALOGUE, STATION, day)?.name).toEqual(reason);
});

test('a holiday is each of its days', () => {
  const days = (from: string, to: string) => [from, 'between', to];
  expect(holidayDays(CATALOGUE, days)).toEqual(new Set(['2027-03-10', 'between', '2027-03-13']));
});

test('found by id, or not', () => {
  expect([stationOf(CATALOGUE, 'zahran')?.id, stationOf(CATALOGUE, 'elsewhere')]).toEqual(['zahran', undefined]);
  expect([examOf(CATALOGUE, 'icdl')?.id, examOf(CATALOGUE, 'other')]).toEqual(['icdl', undefined]);
});

test('stations that offer an exam stand by their distance, and no other one does', () => {
  const at = (id: string, latitude: number, longitude: number): Station => ({
    ...STATION,
    id,
    map: { latitude, longitude },
  });
  const here = at('here', 31.95, 35.93);
  // 0.1 degrees are 11 km to the north, 9.4 km to the east.
  const stations = [at('north', 32.05, 35.93), at('east', 31.95, 36.03), here, at('next-door', 31.95, 35.931)];
  const [exam] = smallCatalogue.exams;
  if (!exam) throw new Error('no exam');
  const near = stationsNear({ ...CATALOGUE, stations }, { ...exam, stations: ['north', 'east', 'elsewhere'] }, here);
  expect(near.map(({ id }) => id)).toEqual(['east', 'north']);
});
