// What the municipality offers: stations with their hours, exams with their kinds, fees and terms, holidays.
// Each request keeps what was agreed; a change here never alters it.
import type { Day, TimeOfDay } from './calendar';

export type Bilingual = { readonly ar: string; readonly en: string };

/** Opening hours of each weekday that has any, 0 is Sunday; several spans where the station closes at noon. */
export type WeekHours = { readonly [weekday: number]: readonly { readonly from: TimeOfDay; readonly to: TimeOfDay }[] };

/** Hours that hold from a day on, up to and with another; the last range that fits a day wins (Ramadan inside the year). */
export type HoursRange = { readonly from: Day; readonly to?: Day | undefined; readonly week: WeekHours };

export type Closure = { readonly from: Day; readonly to: Day; readonly name: Bilingual };

export type Station = {
  readonly id: string;
  readonly name: Bilingual;
  readonly aliases: readonly string[];
  readonly district: Bilingual;
  readonly address: Bilingual;
  /** E.164. */
  readonly phone: string;
  readonly map: { readonly latitude: number; readonly longitude: number };
  readonly ramp: boolean;
  readonly hours: readonly HoursRange[];
  readonly closures: readonly Closure[];
};

export type GrantingBody = { readonly id: string; readonly name: Bilingual; readonly aliases: readonly string[] };

export type ExamKind = 'official' | 'trial';

export type OfficialOffer = {
  readonly feeFils: number;
  /** Fewest candidates for which a sitting takes place, and most who fit into one. */
  readonly minimum: number;
  readonly capacity: number;
};

export type TrialOffer = {
  readonly feeFils: number;
  /** How long a paid (or free) trial exam can be taken, and how many days before its end the person is reminded. */
  readonly validMonths: number;
  readonly remindDaysBefore: number;
};

export type ExamLevel = { readonly id: string; readonly name: Bilingual; readonly aliases: readonly string[] };

export type Exam = {
  readonly id: string;
  readonly name: Bilingual;
  readonly aliases: readonly string[];
  readonly grantingBody: string;
  /** Empty where the exam has none. */
  readonly levels: readonly ExamLevel[];
  readonly kinds: { readonly official?: OfficialOffer | undefined; readonly trial?: TrialOffer | undefined };
  /** Stations where it can be taken. */
  readonly stations: readonly string[];
  /** What to bring, one line each. */
  readonly documents: readonly Bilingual[];
  /** One sentence, told before confirming: what happens to the money on cancelling. */
  readonly refundRule: Bilingual;
};

/** How a citizen finds the municipality in a bank's list of billers. */
export type BillerPath = { readonly category: Bilingual; readonly biller: Bilingual; readonly examService: Bilingual };

export type OfficialTerms = {
  /** After so long without the minimum the person is asked how to go on. */
  readonly waitWeeks: number;
  /** Working days after payment and minimum within which a date is fixed. */
  readonly dateWorkingDays: number;
  /** "I cannot come" is heard until so many working days before the exam. */
  readonly cannotComeWorkingDays: number;
  /** How long a certificate is kept at the station, and after how many days its owner is reminded. */
  readonly certificateMonths: number;
  readonly certificateReminderDays: number;
};

export const OFFICIAL_TERMS: OfficialTerms = {
  waitWeeks: 4,
  dateWorkingDays: 5,
  cannotComeWorkingDays: 2,
  certificateMonths: 12,
  certificateReminderDays: 14,
};

export type Catalogue = {
  readonly version: number;
  /** True for the data that the repository ships; pages and the README mark it as sample data. */
  readonly sample: boolean;
  readonly stations: readonly Station[];
  readonly grantingBodies: readonly GrantingBody[];
  readonly exams: readonly Exam[];
  readonly holidays: readonly Closure[];
  readonly biller: BillerPath;
  readonly terms: {
    /** Working days to pay, counted after the day of the request. */
    readonly paymentWorkingDays: number;
    /** Working days before the end of the payment term on which the person is reminded. */
    readonly paymentReminderWorkingDays: number;
    /** Calendar days that a claim "I have paid" holds the lapse back. */
    readonly paymentClaimDays: number;
  };
  /** Terms of official exams; what is not given is as in `OFFICIAL_TERMS`. */
  readonly officialTerms?: Partial<OfficialTerms> | undefined;
  /** Numbers for citizens, E.164 or a short code. */
  readonly contact: { readonly knowledgeStations: string; readonly callCentre: string };
};

export const officialTermsOf = (catalogue: Catalogue): OfficialTerms => ({
  ...OFFICIAL_TERMS,
  ...catalogue.officialTerms,
});

export function stationOf(catalogue: Catalogue, id: string): Station | undefined {
  return catalogue.stations.find((station) => station.id === id);
}

export function examOf(catalogue: Catalogue, id: string): Exam | undefined {
  return catalogue.exams.find((exam) => exam.id === id);
}

/** Stations that offer the exam, the nearest as the crow flies first; a degree is shorter from east to west. */
export function stationsNear(catalogue: Catalogue, exam: Exam, { map: from }: Station): readonly Station[] {
  const narrower = Math.cos((from.latitude * Math.PI) / 180);
  const distance = ({ map }: Station): number =>
    Math.hypot(map.latitude - from.latitude, (map.longitude - from.longitude) * narrower);
  return catalogue.stations.filter(({ id }) => exam.stations.includes(id)).sort((a, b) => distance(a) - distance(b));
}

const covers = (range: { readonly from: Day; readonly to?: Day | undefined }, day: Day): boolean =>
  range.from <= day && (range.to === undefined || day <= range.to);

/** The closure or holiday that shuts a station on a day, or undefined on a day like others. */
export function closureOn(catalogue: Catalogue, station: Station, day: Day): Closure | undefined {
  return [...station.closures, ...catalogue.holidays].find((closure) => covers(closure, day));
}

/** The spans in which a station is open on a day; empty when it is closed. @param weekday of that day, 0 is Sunday */
export function hoursOn(
  catalogue: Catalogue,
  station: Station,
  day: Day,
  weekday: number,
): readonly { readonly from: TimeOfDay; readonly to: TimeOfDay }[] {
  if (closureOn(catalogue, station, day)) return [];
  return station.hours.findLast((range) => covers(range, day))?.week[weekday] ?? [];
}

/** All holidays as single days. @param days lists the days of a closure, from its first to its last */
export function holidayDays(catalogue: Catalogue, days: (from: Day, to: Day) => readonly Day[]): ReadonlySet<Day> {
  return new Set(catalogue.holidays.flatMap((holiday) => days(holiday.from, holiday.to)));
}
