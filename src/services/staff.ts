// Staff accounts and who is signed in. Whether a password is right is found out between two transactions, because that takes long;
// a try is counted before it is looked at, so that a hundred at once are not a hundred tries.
import { stationOf } from '../domain/catalogue';
import {
  ROLES,
  SESSION_IDLE_MS,
  SESSION_LONGEST_MS,
  waitAfter,
  type Role,
  type Staff,
  type StaffSession,
} from '../domain/staff';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import type { Language } from '../language/texts';
import { note } from './audit';

const NAME = /^[a-z][a-z0-9.-]{1,39}$/;
const SHORTEST = 12;
const LONGEST = 200;

export const isStrong = (password: string): boolean => password.length >= SHORTEST && password.length <= LONGEST;

export type NewStaff = {
  readonly name: string;
  readonly role: Role;
  readonly stations: Staff['stations'];
  readonly passwordHash: string;
  readonly language?: Language;
};

export async function addStaff(
  work: Work,
  { name, role, stations, passwordHash, language = 'ar' }: NewStaff,
): Promise<Staff | Refusal<'name-wrong' | 'name-taken' | 'station-unknown'>> {
  if (!NAME.test(name)) return refuse('name-wrong');
  if (stations !== 'all' && !stations.every((id) => stationOf(work.catalogue, id))) return refuse('station-unknown');
  if (await work.staff.byName(name)) return refuse('name-taken');
  const id = work.random.id('stf');
  const fresh = { failures: 0, nextTryAt: undefined, disabledAt: undefined, createdAt: work.now };
  const staff: Staff = { id, name, role, stations, passwordHash, language, ...fresh };
  await work.staff.add(staff);
  await note(work, { action: 'staff.add', outcome: 'done', objects: { staff: id } });
  return staff;
}

/** Nobody signs in with the account any more; its sessions are over. @returns undefined where there is none */
export async function disableStaff(work: Work, name: string): Promise<Staff | undefined> {
  const staff = await work.staff.byName(name);
  if (!staff) return undefined;
  const disabled = { ...staff, disabledAt: work.now };
  await work.staff.save(disabled);
  await endSessions(work, staff.id);
  await note(work, { action: 'staff.disable', outcome: 'done', objects: { staff: staff.id } });
  return disabled;
}

/** A new password signs the account out everywhere. */
export async function setPassword(work: Work, staff: Staff, passwordHash: string): Promise<void> {
  await work.staff.save({ ...staff, passwordHash, failures: 0, nextTryAt: undefined });
  await endSessions(work, staff.id);
  await note(work, { action: 'staff.password', outcome: 'done', objects: { staff: staff.id }, fields: ['password'] });
}

async function endSessions(work: Work, staffId: string): Promise<void> {
  for (const { id } of await work.staffSessions.of(staffId)) await work.staffSessions.remove(id);
}

/** Begins a try to sign in and counts it as failed until `signIn` says otherwise. @returns undefined for a name that nobody has, or not any more */
export async function beginTry(work: Work, name: string): Promise<Staff | undefined | Refusal<'sign-in-wait'>> {
  const staff = await work.staff.byName(name);
  if (!staff || staff.disabledAt !== undefined) return undefined;
  if (staff.nextTryAt !== undefined && staff.nextTryAt > work.real)
    return refuse('sign-in-wait', { seconds: Math.ceil((staff.nextTryAt - work.real) / 1000) });
  const failures = staff.failures + 1;
  await work.staff.save({ ...staff, failures, nextTryAt: work.real + waitAfter(failures) });
  return staff;
}

/** The password was right. @param session hash of the cookie's token, and what the session's forms will carry */
export async function signIn(
  work: Work,
  staffId: string,
  session: Pick<StaffSession, 'id' | 'csrf'>,
): Promise<Refusal<'sign-in-wrong'> | undefined> {
  const staff = await work.staff.byId(staffId);
  if (!staff || staff.disabledAt !== undefined) return refuse('sign-in-wrong');
  await work.staff.save({ ...staff, failures: 0, nextTryAt: undefined });
  const expiresAt = work.real + SESSION_IDLE_MS;
  await work.staffSessions.add({ ...session, staffId, createdAt: work.real, expiresAt });
  await note(work, { action: 'sign-in', outcome: 'done', staffId });
  return undefined;
}

export type SignedIn = { readonly staff: Staff; readonly session: StaffSession };

const RENEW_EVERY_MS = 60_000;

/** Whose session it is, prolonged. Undefined where it is over, or the account was closed. */
export async function signedIn(work: Work, sessionId: string): Promise<SignedIn | undefined> {
  const session = await work.staffSessions.byId(sessionId);
  const staff = session && (await work.staff.byId(session.staffId));
  if (!session || session.expiresAt <= work.real || !staff || staff.disabledAt !== undefined) return undefined;
  const expiresAt = Math.min(work.real + SESSION_IDLE_MS, session.createdAt + SESSION_LONGEST_MS);
  if (expiresAt - session.expiresAt >= RENEW_EVERY_MS) await work.staffSessions.save({ ...session, expiresAt });
  return { staff, session };
}

export async function signOut(work: Work, { staff, session }: SignedIn): Promise<void> {
  await work.staffSessions.remove(session.id);
  await note(work, { action: 'sign-out', outcome: 'done', staffId: staff.id });
}

/**
 * The accounts of a demo, one for each role, all with one password: made where there is none of them, and given the password
 * again where one is set.
 * @returns whether they were made
 */
export async function keepDemoStaff(work: Work, passwordHash: string, isSet: boolean): Promise<boolean> {
  const known = (await work.staff.all()).filter(({ name }) => (ROLES as readonly string[]).includes(name));
  if (known.length === 0) {
    for (const role of ROLES) await addStaff(work, { name: role, role, stations: 'all', passwordHash });
    return true;
  }
  if (isSet)
    for (const staff of known) await work.staff.save({ ...staff, passwordHash, failures: 0, nextTryAt: undefined });
  return false;
}
