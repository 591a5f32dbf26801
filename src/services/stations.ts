// Opening hours in words: a station's usual week, and how it stands today with its holidays and closures.
import { addDays, dayOf, instantAt, timeOf, weekday, type Day, type Instant, type TimeOfDay } from '../clock';
import { closureOn, hoursOn, type Bilingual, type Catalogue, type Station } from '../domain/catalogue';
import type { Work } from '../domain/work';
import { day as dayParam, list, text, withoutIsolates, type Language, type TextKey } from '../language/texts';

const WEEK = [0, 1, 2, 3, 4, 5, 6] as const;
const LOOK_AHEAD_DAYS = 30;

export const inLanguage = (words: Bilingual, language: Language): string => words[language];

/** `15:00` as people write it on a door: 3:00. */
export function doorTime(time: TimeOfDay): string {
  const [hours = 0, minutes = '00'] = [Number(time.slice(0, 2)), time.slice(3)];
  return `${hours % 12 === 0 ? 12 : hours % 12}:${minutes}`;
}

const weekdayName = (language: Language, of: number): string => text(language, `weekday.${of}` as TextKey);

const spans = (language: Language, open: readonly { from: TimeOfDay; to: TimeOfDay }[]): string =>
  text(language, 'hours.week', {
    days: list(open.map(({ from, to }) => text(language, 'hours.span', { from: doorTime(from), to: doorTime(to) }))),
  });

const hoursFrom = (station: Station, on: Day) =>
  station.hours.findLast(({ from, to }) => from <= on && (to === undefined || on <= to));

const CLOSES_SOON_DAYS = 7;

/** The first day of the next seven on which doors stay shut that are open in a usual week. */
export function closesSoon(catalogue: Catalogue, station: Station, today: Day): Day | undefined {
  const ahead = Array.from({ length: CLOSES_SOON_DAYS }, (_, days) => addDays(today, days + 1));
  return ahead.find(
    (day) =>
      closureOn(catalogue, station, day) !== undefined &&
      (hoursFrom(station, day)?.week[weekday(day)] ?? []).length > 0,
  );
}

/** The week that holds on a day, without holidays: «الأحد–الخميس 8:00–3:00»; days with the same hours stand together. */
export function usualWeek(station: Station, on: Day, language: Language): string {
  const range = hoursFrom(station, on);
  const groups: { first: number; last: number; hours: string }[] = [];
  for (const of of WEEK) {
    const hours = spans(language, range?.week[of] ?? []);
    const open = groups.at(-1);
    if (hours === '') continue;
    if (open && open.hours === hours && open.last === of - 1) open.last = of;
    else groups.push({ first: of, last: of, hours });
  }
  if (groups.length === 0) return text(language, 'hours.none');
  const lines = groups.map(({ first, last, hours }) =>
    first === last
      ? text(language, 'hours.day', { day: weekdayName(language, first), hours })
      : text(language, 'hours.days', { first: weekdayName(language, first), last: weekdayName(language, last), hours }),
  );
  // The whole is set into a sentence and isolated there; inside it a range runs as the line runs, from its beginning to its end.
  return withoutIsolates(text(language, 'hours.week', { days: list(lines) }));
}

type OpenSpan = { readonly day: Day; readonly from: TimeOfDay; readonly to: TimeOfDay };

/** The first span that ends after an instant, within the next month. */
export function nextOpen(catalogue: Catalogue, station: Station, after: Instant): OpenSpan | undefined {
  const today = dayOf(after);
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS; ahead += 1) {
    const day = addDays(today, ahead);
    const span = hoursOn(catalogue, station, day, weekday(day)).find(({ to }) => instantAt(day, to) > after);
    if (span) return { day, ...span };
  }
  return undefined;
}

/** The next span of every station that opens within a month. */
export const stationsOpen = ({ catalogue, now }: Work): readonly OpenSpan[] =>
  catalogue.stations.flatMap((station) => nextOpen(catalogue, station, now) ?? []);

/** The hours of one day, or why there are none. */
export function stateOn(work: Work, station: Station, on: Day, language: Language): string {
  const hours = spans(language, hoursOn(work.catalogue, station, on, weekday(on)));
  const params = { day: dayParam(on, { year: on.slice(0, 4) !== dayOf(work.now).slice(0, 4) }) };
  if (hours !== '') return text(language, 'hours.on-day', { ...params, hours: withoutIsolates(hours) });
  const closure = closureOn(work.catalogue, station, on);
  return closure
    ? text(language, 'hours.on-day.closed-for', { ...params, reason: inLanguage(closure.name, language) })
    : text(language, 'hours.on-day.closed', params);
}

/** One sentence on now: open until …, or closed (and why) and open again on … */
export function stateNow(work: Work, station: Station, language: Language): string {
  const today = dayOf(work.now);
  const next = nextOpen(work.catalogue, station, work.now);
  if (!next) return text(language, 'hours.closed-long', { phone: station.phone });
  if (next.day === today && next.from <= timeOf(work.now))
    return text(language, 'hours.open-until', { until: doorTime(next.to) });
  const opens = { day: dayParam(next.day), from: doorTime(next.from), to: doorTime(next.to) };
  const closure = closureOn(work.catalogue, station, today);
  return closure
    ? text(language, 'hours.closed-for', { reason: inLanguage(closure.name, language), ...opens })
    : text(language, 'hours.closed-now', opens);
}
