// Who works at the desk: roles, what each may do and see, their sessions, and the record of what they did.
import type { Instant } from './calendar';
import type { Language } from './citizen';

export const ROLES = ['clerk', 'manager', 'approver', 'editor', 'finance', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Staff = {
  readonly id: string;
  /** What is typed to sign in; small letters. */
  readonly name: string;
  readonly role: Role;
  readonly stations: readonly string[] | 'all';
  readonly passwordHash: string;
  readonly language: Language;
  /** Wrong passwords in a row, and until when no other is looked at (real time). */
  readonly failures: number;
  readonly nextTryAt: Instant | undefined;
  readonly disabledAt: Instant | undefined;
  readonly createdAt: Instant;
};

/** Signed in on one browser. All of it is real time: a demo's clock that is moved signs nobody out. */
export type StaffSession = {
  /** Hash of what the cookie holds. */
  readonly id: string;
  readonly staffId: string;
  /** Stands in every form of the session; a form without it is forged. */
  readonly csrf: string;
  readonly createdAt: Instant;
  /** Later with each page, until the longest. */
  readonly expiresAt: Instant;
};

const DESK = ['clerk', 'manager', 'admin'] as const;
const OVER_THE_DESK = ['manager', 'admin'] as const;

/** Every deed of the desk and who may do it; the names stand in the forms as `data-action`. */
export const STAFF_ACTIONS = {
  'sitting.ask-body': DESK,
  'sitting.body-confirmed': DESK,
  'sitting.body-refused': DESK,
  'sitting.fix-date': DESK,
  'sitting.move-date': DESK,
  'sitting.cancel': OVER_THE_DESK,
  'attendance.mark': DESK,
  'result.enter': DESK,
  'result.release': [...DESK, 'approver'],
  'result.correct': OVER_THE_DESK,
  'certificate.ready': DESK,
  'certificate.collected': DESK,
  'trial.used': DESK,
  'request.open': DESK,
  'request.correct': DESK,
  'request.cancel': DESK,
  'body.list': DESK,
  'talk.answer': DESK,
  'task.done': [...DESK, 'finance'],
  'phrase.label': ['editor', 'manager', 'admin'],
  'account.password': ROLES,
  'account.language': ROLES,
} as const satisfies Record<string, readonly Role[]>;
export type StaffAction = keyof typeof STAFF_ACTIONS;

export const isStaffAction = (name: string): name is StaffAction => Object.hasOwn(STAFF_ACTIONS, name);

export const mayDo = ({ role }: Pick<Staff, 'role'>, action: StaffAction): boolean =>
  (STAFF_ACTIONS[action] as readonly Role[]).includes(role);

/** Clerks and managers work for their stations; the others for all. What belongs to no station is everybody's. */
export const seesStation = ({ stations }: Pick<Staff, 'stations'>, stationId: string | undefined): boolean =>
  stations === 'all' || stationId === undefined || stations.includes(stationId);

export type AuditOutcome = 'done' | 'refused' | 'forged';

/** Ids and names of fields only, never their values. */
export type AuditRow = {
  readonly id: string;
  readonly at: Instant;
  readonly real: Instant;
  readonly staffId: string | undefined;
  readonly action:
    StaffAction | 'sign-in' | 'sign-out' | 'open-page' | 'staff.add' | 'staff.disable' | 'staff.password';
  readonly outcome: AuditOutcome;
  readonly objects: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  /** Why it was refused. */
  readonly code: string | undefined;
  /** Given with each form that is shown, so that a second click does nothing. */
  readonly once: string | undefined;
  /** Where the first click led, and what was said there. */
  readonly to: string | undefined;
};

/** Wrong passwords that cost no waiting. */
const FREE_TRIES = 3;
const LONGEST_WAIT_MS = 15 * 60_000;

/** How long after so many wrong passwords in a row the next one is looked at. */
export const waitAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - FREE_TRIES + 1));

export const SESSION_IDLE_MS = 30 * 60_000;
export const SESSION_LONGEST_MS = 12 * 60 * 60_000;
