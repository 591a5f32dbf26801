// What a page and a form of the desk are. Each file of this room gives its rows; `routes.ts` makes doors of them.
import type { Role, Staff, StaffAction } from '../../domain/staff';
import type { Work } from '../../domain/work';
import type { Refusal } from '../../errors';
import { day, moment, text, type Language, type Params, type TextKey } from '../../language/texts';
import type { Html } from '../html';
import type { Answer } from '../server';
import type { Fields } from './fields';

/** A form that was refused: its page is shown again with what it held. */
export type Refused = { readonly action: StaffAction; readonly fields: Fields; readonly refusal: Refusal };

/** Who looks at a page, and in which transaction it is read. */
export type Desk = {
  readonly work: Work;
  readonly staff: Staff;
  /** Stands in every form. */
  readonly csrf: string;
  readonly language: Language;
  readonly refused: Refused | undefined;
};

export type Asked = {
  /** The path's own parts, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** What was searched for: it comes in a body, because addresses are kept in logs. */
  readonly search: Fields | undefined;
};

/** A page's content; `undefined` where there is no such object, `another-station` where it is not theirs to see. */
export type Shown = Html | Answer | undefined | 'another-station';

export type DeskPage = {
  readonly path: `/staff${string}`;
  readonly name: string;
  readonly title: TextKey;
  readonly roles: readonly Role[];
  /** Stands in the bar at the top. */
  readonly inBar?: true;
  readonly searches?: true;
  /** A script of ours that the page is better with; it works without. */
  readonly script?: `/assets/${string}`;
  readonly show: (desk: Desk, asked: Asked) => Promise<Shown>;
};

export type Performed = {
  /** The ids that the deed was about, by kind. */
  readonly objects: Readonly<Record<string, string>>;
  /** Names of the fields that were changed. */
  readonly fields?: readonly string[];
  /** Where to go on; the form's page where nothing is said. */
  readonly to?: string;
};

export type DeskForm = {
  readonly action: StaffAction;
  /** The page on which the form stands. */
  readonly at: (fields: Fields) => string;
  readonly perform: (work: Work, staff: Staff, fields: Fields) => Promise<Performed | Refusal>;
  /** What stays of a deed that was refused, beside its audit row. */
  readonly afterRefusal?: (work: Work, staff: Staff, refusal: Refusal) => Promise<void>;
};

/** Letters that a field may have. What people read in an SMS is paid by the letter. */
export const LONGEST: Readonly<Record<string, number>> = {
  reason: 120,
  room: 40,
  by: 120,
  note: 1_000,
  value: 120,
  words: 600,
};

/** A part of a path that came from outside. */
export const part = (value: string): string => encodeURIComponent(value);

export const say = (desk: Pick<Desk, 'language'>, key: TextKey, params: Params = {}): string =>
  text(desk.language, key, params);

export const when = (desk: Pick<Desk, 'language'>, at: number): string =>
  say(desk, 'desk.moment', { at: moment(at, { year: true }) });

export const onDay = (desk: Pick<Desk, 'language'>, of: string): string =>
  say(desk, 'desk.day', { day: day(of, { year: true }) });

/** The name of an account, for whoever reads a history. */
export async function nameOf({ work }: Desk, staffId: string | undefined): Promise<string | undefined> {
  return staffId === undefined ? undefined : ((await work.staff.byId(staffId))?.name ?? staffId);
}
