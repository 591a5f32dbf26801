// Amman's calendar: a fixed +3 since October 2022, +2 in the winters before; days, months and working days.
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addWorkingDays,
  createClock,
  DAY_MS,
  dayOf,
  instantAt,
  isDay,
  isWorkingDay,
  localTimestamp,
  timeOf,
  weekday,
} from '../src/clock';

describe('the clock', () => {
  test('business time runs ahead of real time by the offset', () => {
    const clock = createClock(() => 1_000, 50);
    expect([clock.now(), clock.real(), clock.offsetMs()]).toEqual([1_050, 1_000, 50]);
    clock.setOffset(70);
    expect([clock.now(), clock.real(), clock.offsetMs()]).toEqual([1_070, 1_000, 70]);
  });

  test('it never goes back', () => {
    const clock = createClock(() => 1_000, 50);
    clock.setOffset(50);
    expect(() => clock.setOffset(49)).toThrow(RangeError);
    expect(clock.offsetMs()).toBe(50);
  });
});

describe('an instant in Amman', () => {
  test.each([
    ['now, +3', '2026-11-23T09:00:00Z', '2026-11-23', '12:00', '2026-11-23T12:00:00'],
    ['the evening before in London', '2026-11-23T21:30:15Z', '2026-11-24', '00:30', '2026-11-24T00:30:15'],
    ['in winter too, since 2022', '2026-01-15T12:00:00Z', '2026-01-15', '15:00', '2026-01-15T15:00:00'],
    ['winter 2021, +2', '2021-01-15T12:00:00Z', '2021-01-15', '14:00', '2021-01-15T14:00:00'],
    ['summer 2021, +3', '2021-07-15T12:00:00Z', '2021-07-15', '15:00', '2021-07-15T15:00:00'],
    ['the turn of a year', '2026-12-31T21:00:00Z', '2027-01-01', '00:00', '2027-01-01T00:00:00'],
    ['a day in February of a leap year', '2028-02-29T06:07:08Z', '2028-02-29', '09:07', '2028-02-29T09:07:08'],
  ])('%s', (_, iso, day, time, timestamp) => {
    const at = Date.parse(iso);
    expect([dayOf(at), timeOf(at), localTimestamp(at)]).toEqual([day, time, timestamp]);
    expect(instantAt(day, time)).toBe(at - (at % 60_000));
  });

  test('a day and a time lead to an instant and back', () => {
    // From 2023 on no hour is skipped or comes twice.
    const minutes = fc.integer({ min: Date.UTC(2023, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const at = minute * 60_000;
        expect(instantAt(dayOf(at), timeOf(at))).toBe(at);
      }),
    );
  });

  test('also across the old changes of the clock, but for the hour that comes twice', () => {
    const hours = fc.integer({ min: Date.UTC(2015, 0) / 3_600_000, max: Date.UTC(2022, 0) / 3_600_000 });
    fc.assert(
      fc.property(hours, (hour) => {
        const at = hour * 3_600_000;
        const back = instantAt(dayOf(at), timeOf(at));
        expect([dayOf(back), timeOf(back)]).toEqual([dayOf(at), timeOf(at)]);
      }),
    );
  });
});

describe('days', () => {
  test.each([
    ['2026-11-23', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
    ['2026-11-23T00:00', false],
    ['', false],
    ['tomorrow', false],
  ])('%j is a day: %s', (text, is) => {
    expect(isDay(text)).toBe(is);
  });

  test.each([
    ['2026-11-23', 1, '2026-11-24'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-01-01', 365, '2027-01-01'],
  ])('%s and %i days is %s', (day, days, then) => {
    expect(addDays(day, days)).toBe(then);
  });

  test.each([
    ['2026-11-22', 0],
    ['2026-11-23', 1],
    ['2026-11-27', 5],
    ['2026-11-28', 6],
    ['2028-02-29', 2],
  ])('%s is weekday %i', (day, expected) => {
    expect(weekday(day)).toBe(expected);
  });

  test('days forth and back are the same day', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n));
    fc.assert(
      fc.property(days, fc.integer({ min: -5_000, max: 5_000 }), (day, n) => {
        expect(addDays(addDays(day, n), -n)).toBe(day);
        expect(isDay(day)).toBe(true);
        expect(weekday(addDays(day, 1))).toBe((weekday(day) + 1) % 7);
        expect(instantAt(addDays(day, 1), '12:00') - instantAt(day, '12:00') - DAY_MS).toBe(zoneChange(day));
      }),
    );
  });

  /** The two days a year, until 2022, that were an hour shorter or longer. */
  function zoneChange(day: string): number {
    return (
      Date.parse(`${day}T12:00Z`) -
      instantAt(day, '12:00') -
      (Date.parse(`${addDays(day, 1)}T12:00Z`) - instantAt(addDays(day, 1), '12:00'))
    );
  }
});

describe('months keep the day where they can', () => {
  test.each([
    ['2026-11-23', 6, '2027-05-23'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-12-31', 1, '2027-01-31'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-10-31', 0, '2026-10-31'],
  ])('%s and %i months is %s', (day, months, then) => {
    expect(addMonths(day, months)).toBe(then);
  });
});

describe('working days', () => {
  const HOLIDAYS = new Set(['2026-12-24', '2026-12-27', '2026-12-25']);

  test.each([
    ['a Sunday', '2026-11-22', true],
    ['a Thursday', '2026-11-26', true],
    ['a Friday', '2026-11-27', false],
    ['a Saturday', '2026-11-28', false],
    ['a holiday', '2026-12-24', false],
    ['a holiday on a Friday', '2026-12-25', false],
  ])('%s', (_, day, works) => {
    expect(isWorkingDay(day, HOLIDAYS)).toBe(works);
  });

  test.each([
    ['from one to the next', '2026-11-23', 1, '2026-11-24'],
    ['a working week later', '2026-11-23', 5, '2026-11-30'],
    ['over the weekend', '2026-11-26', 1, '2026-11-29'],
    ['from a Friday', '2026-11-27', 1, '2026-11-29'],
    ['over holidays on both sides of a weekend', '2026-12-23', 1, '2026-12-28'],
    ['backward', '2026-11-30', -1, '2026-11-29'],
    ['backward over the weekend', '2026-11-29', -1, '2026-11-26'],
    ['backward over holidays', '2026-12-28', -1, '2026-12-23'],
    ['none', '2026-11-27', 0, '2026-11-27'],
  ])('%s', (_, day, n, then) => {
    expect(addWorkingDays(day, n, HOLIDAYS)).toBe(then);
  });

  test('the n-th lies n working days ahead, and is one itself', () => {
    const days = fc.integer({ min: 0, max: 2_000 }).map((n) => addDays('2025-01-01', n));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 30 }), (day, n) => {
        const then = addWorkingDays(day, n, HOLIDAYS);
        const between: string[] = [];
        for (let at = addDays(day, 1); at <= then; at = addDays(at, 1)) between.push(at);
        expect(between.filter((each) => isWorkingDay(each, HOLIDAYS))).toHaveLength(n);
        expect(isWorkingDay(then, HOLIDAYS)).toBe(true);
      }),
    );
  });
});
