// Opening hours in words: the usual week, today with its holidays and closures, and the next day that is unlike the others.
import type { Catalogue, Station } from '../../src/domain/catalogue';
import type { Work } from '../../src/domain/work';
import { withoutIsolates } from '../../src/language/texts';
import { closesSoon, doorTime, stateNow, usualWeek } from '../../src/services/stations';
import { smallCatalogue } from '../support/catalogue';

const DAY_SPAN = [{ from: '08:00', to: '15:00' }] as const;
const name = (words: string) => ({ ar: words, en: words });
const [zahran] = smallCatalogue.stations;
const station = {
  ...zahran,
  phone: '+96265359971',
  hours: [{ from: '2026-01-01', week: { 0: DAY_SPAN, 1: DAY_SPAN, 2: DAY_SPAN, 3: DAY_SPAN, 4: DAY_SPAN } }],
  closures: [{ from: '2026-11-29', to: '2026-11-29', name: name('Repairs') }],
} as unknown as Station;
const catalogue: Catalogue = {
  ...smallCatalogue,
  stations: [station],
  holidays: [{ from: '2026-12-25', to: '2026-12-26', name: name('Christmas') }],
};

test.each([
  ['08:00', '8:00'],
  ['12:30', '12:30'],
  ['15:00', '3:00'],
  ['00:15', '12:15'],
])('%s is %s on a door', (time, said) => {
  expect(doorTime(time as `${number}:${number}`)).toBe(said);
});

test('days of the same hours stand together; a station without hours says so', () => {
  expect(usualWeek(station, '2026-11-23', 'en')).toBe('Sunday-Thursday 8:00-3:00');
  expect(usualWeek({ ...station, hours: [] }, '2026-11-23', 'en')).toBe('no announced hours');
});

test.each<[string, string, string | undefined]>([
  ['a closure of the station within a week', '2026-11-23', '2026-11-29'],
  ['a closure today is told of today', '2026-11-29', undefined],
  ['a holiday on a day that is closed anyway', '2026-12-20', undefined],
  ['more than a week ahead', '2026-11-21', undefined],
])('%s', (_, today, expected) => {
  expect(closesSoon(catalogue, station, today as `${number}-${number}-${number}`)).toBe(expected);
});

test.each([
  ['in working hours', '2026-11-23T10:00:00+03:00', 'open now until 3:00'],
  ['before them', '2026-11-23T07:00:00+03:00', 'closed now, opens Monday 23 November from 8:00 to 3:00'],
  ['after them', '2026-11-23T16:00:00+03:00', 'closed now, opens Tuesday 24 November from 8:00 to 3:00'],
  [
    'on a closed day',
    '2026-11-29T10:00:00+03:00',
    'closed today (Repairs), opens Monday 30 November from 8:00 to 3:00',
  ],
])('%s: %s', (_, at, expected) => {
  const work = { now: Date.parse(at), catalogue } as unknown as Work;
  expect(withoutIsolates(stateNow(work, station, 'en'))).toBe(expected);
});
