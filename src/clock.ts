// The only reader of the time, and the Amman calendar: instants to days and back, weekdays, working days.
// Business time can be moved forward (the demo's clock); leases, backoff and rate limits use the real time.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** A calendar day in Amman, `YYYY-MM-DD`. */
export type Day = string;
/** A wall-clock time in Amman, `HH:MM`. */
export type TimeOfDay = string;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const ZONE = 'Asia/Amman';
const FRIDAY = 5;
const SATURDAY = 6;

export type Clock = {
  /** Business time: deadlines, windows, links, quiet hours. */
  now(): Instant;
  /** Real time: leases, backoff, rate limits, timeouts. */
  real(): Instant;
  /** How far business time runs ahead of real time. */
  offsetMs(): number;
  /** Sets the offset; a smaller one than the present is refused, time never goes back. */
  setOffset(offsetMs: number): void;
};

/** For measuring how long something took: it runs evenly and means nothing by itself. */
export const stopwatchMs = (): number => performance.now();

export function createClock(real: () => Instant = Date.now, offsetMs = 0): Clock {
  let offset = offsetMs;
  return {
    now: () => real() + offset,
    real,
    offsetMs: () => offset,
    setOffset(next) {
      if (next < offset) throw new RangeError('the clock only moves forward');
      offset = next;
    },
  };
}

const wallClock = new Intl.DateTimeFormat('en-CA-u-nu-latn', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function wall(at: Instant): Record<string, string> {
  return Object.fromEntries(wallClock.formatToParts(at).map((part) => [part.type, part.value]));
}

export function dayOf(at: Instant): Day {
  const parts = wall(at);
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

export function timeOf(at: Instant): TimeOfDay {
  const parts = wall(at);
  return `${parts['hour']}:${parts['minute']}`;
}

/** `YYYY-MM-DDTHH:MM:SS` in Amman without a zone, as eFAWATEERcom writes its timestamps. */
export function localTimestamp(at: Instant): string {
  const parts = wall(at);
  return `${dayOf(at)}T${parts['hour']}:${parts['minute']}:${parts['second']}`;
}

const asUtc = (day: Day, time: TimeOfDay): Instant => Date.parse(`${day}T${time}:00Z`);

/** The instant at which clocks in Amman show this time on this day. */
export function instantAt(day: Day, time: TimeOfDay): Instant {
  const wanted = asUtc(day, time);
  const guess = wanted - 3 * HOUR_MS;
  return guess + (wanted - asUtc(dayOf(guess), timeOf(guess)));
}

/** Whether the text is a day of the calendar (`2026-02-30` is not). */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Months keep the day of the month where they can: 31 August + 6 months is 28 February. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** The municipality works from Sunday to Thursday; holidays come from the catalogue. */
export function isWorkingDay(day: Day, holidays: ReadonlySet<Day>): boolean {
  const w = weekday(day);
  return w !== FRIDAY && w !== SATURDAY && !holidays.has(day);
}

/** The n-th working day after (n > 0) or before (n < 0) the given day, which is itself not counted. */
export function addWorkingDays(day: Day, n: number, holidays: ReadonlySet<Day>): Day {
  const step = Math.sign(n);
  let at = day;
  for (let left = Math.abs(n); left > 0;) {
    at = addDays(at, step);
    if (isWorkingDay(at, holidays)) left -= 1;
  }
  return at;
}
