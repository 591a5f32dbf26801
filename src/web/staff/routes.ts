// Makes doors of the desk's pages and forms. Every form goes through one door, in one order: who, from where, may they, once, then
// the deed with its record in one commit.
import { isStaffAction, mayDo, type AuditRow, type Staff } from '../../domain/staff';
import { AlreadyThere, replayed, type Transact, type Work } from '../../domain/work';
import { isRefusal, refuse, type Refusal } from '../../errors';
import { passingBeforeCommit, type PassFault } from '../../faults';
import { text } from '../../language/texts';
import { note, type Noted } from '../../services/audit';
import { signedIn, type SignedIn } from '../../services/staff';
import { pageLanguage } from '../html';
import type { RateLimit } from '../rate-limit';
import { showPage, type Answer, type Call, type Route } from '../server';
import { LONGEST, type Desk, type DeskForm, type DeskPage, type Refused } from './desk';
import { readFields, type Fields } from './fields';
import { deskDocument, plain } from './frame';
import { DESK_HEADERS, isForeign, isSame, ownPath, redirect, sessionIdIn } from './session';
import { signInPage } from './sign-in';

export type DeskDoors = {
  readonly transact: Transact;
  readonly pages: readonly DeskPage[];
  readonly forms: readonly DeskForm[];
  /** From where a browser may send our forms. */
  readonly origins: readonly string[];
  /** Of forms, for each network address. */
  readonly limit: RateLimit;
  /** After a deed was committed: what it sends may leave. */
  readonly onDeed: () => void;
  /** Where a demo may be made to die. */
  readonly fault?: PassFault;
};

const HOME = '/staff/';

const signInFirst = (path: string): Answer => redirect(`${HOME}?next=${encodeURIComponent(ownPath(path))}`);

const BODY_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const MAX_FILE_BYTES = 4 * 1024 * 1024;

export function deskRoutes(doors: DeskDoors): Route[] {
  return [...doors.pages.flatMap((page) => pageRoutes(doors, page)), formRoute(doors)];
}

function pageRoutes(doors: DeskDoors, page: DeskPage): Route[] {
  const { path, name } = page;
  const headers = (): Readonly<Record<string, string>> => DESK_HEADERS;
  const shown: Route = { method: 'GET', path, name, headers, answer: (call) => openPage(doors, page, call) };
  if (page.searches !== true) return [shown];
  const search = async (call: Call): Promise<Answer> => openPage(doors, page, call, await readFields(call));
  return [shown, { method: 'POST', path, name, types: BODY_TYPES, headers, answer: search }];
}

async function who(work: Work, call: Call): Promise<SignedIn | undefined> {
  const id = sessionIdIn(call);
  return id === undefined ? undefined : signedIn(work, id);
}

function openPage(doors: DeskDoors, page: DeskPage, call: Call, search?: Fields): Promise<Answer> {
  return doors.transact(async (work) => {
    const signed = await who(work, call);
    if (!signed)
      return page.path === HOME
        ? signInPage(pageLanguage(call.query), { next: ownPath(call.query.get('next')) })
        : signInFirst(call.path);
    if (search && (isForeign(call, doors.origins) || !isSame(search.get('csrf'), signed.session.csrf)))
      return forged(work, signed.staff, 'open-page');
    const { params, query } = call;
    return show(doors, work, signed, page, { params, query, search }, call.path);
  });
}

type Wanted = Parameters<DeskPage['show']>[1];

async function show(
  { pages }: DeskDoors,
  work: Work,
  { staff, session }: SignedIn,
  page: DeskPage,
  asked: Wanted,
  path: string,
  refused?: Refused,
): Promise<Answer> {
  const language = staff.language;
  if (!page.roles.includes(staff.role)) {
    await note(work, { action: 'open-page', outcome: 'refused', staffId: staff.id, code: 'not-allowed' });
    return plain(language, 403, 'desk.not-allowed.title', 'desk.not-allowed');
  }
  const desk: Desk = { work, staff, csrf: session.csrf, language, refused };
  const main = await page.show(desk, asked);
  if (main === 'another-station')
    await note(work, {
      action: 'open-page',
      outcome: 'refused',
      staffId: staff.id,
      code: 'not-found',
      objects: asked.params,
    });
  if (main === undefined || main === 'another-station')
    return plain(language, 404, 'page.error.404.title', 'desk.not-found');
  if ('status' in main) return main;
  const bar = pages.filter(({ inBar, roles }) => inBar === true && roles.includes(staff.role));
  const done = await doneDeed(work, staff, asked.query.get('done'));
  const title = text(language, page.title);
  return showPage(statusOf(refused), deskDocument(desk, { title, main, here: path, bar, done, script: page.script }));
}

/** What the last deed did is told on the page it led to, to whoever did it. */
async function doneDeed(work: Work, staff: Staff, id: string | null): Promise<AuditRow | undefined> {
  const row = id === null ? undefined : await work.audits.byId(id);
  return row?.staffId === staff.id ? row : undefined;
}

const STATUS: Partial<Record<Refusal['refused'], number>> = {
  'field-missing': 400,
  'field-wrong': 400,
  'not-found': 404,
  'password-wrong': 403,
};

const statusOf = (refused: Refused | undefined): number => (refused ? (STATUS[refused.refusal.refused] ?? 409) : 200);

/** What a form that was refused was about: only what looks like an id of ours, whatever was sent. */
const ID = { request: /^\d{8}$/, sitting: /^sit_\w{20}$/, task: /^task_\w{20}$/ } as const;

const idsIn = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ID).flatMap(([name, form]) => (form.test(fields.get(name)) ? [[name, fields.get(name)]] : [])),
  );

async function forged(
  work: Work,
  staff: Staff | undefined,
  action: Noted['action'],
  objects: Record<string, string> = {},
): Promise<Answer> {
  await note(work, { action, outcome: 'forged', staffId: staff?.id, objects });
  return plain(staff?.language ?? 'ar', 403, 'desk.not-allowed.title', 'desk.forged');
}

function formRoute(doors: DeskDoors): Route {
  return {
    method: 'POST',
    path: '/staff/do/:action',
    name: 'staff-deed',
    types: BODY_TYPES,
    maxBytes: MAX_FILE_BYTES,
    headers: () => DESK_HEADERS,
    async answer(call) {
      const language = pageLanguage(call.query);
      const name = call.params['action'] ?? '';
      const row = doors.forms.find(({ action }) => action === name);
      if (!doors.limit.take(call.address)) return plain(language, 429, 'desk.too-many.title', 'desk.too-many');
      if (!isStaffAction(name) || !row) return plain(language, 404, 'page.error.404.title', 'desk.not-found');
      const fields = await readFields(call);
      return act(doors, row, call, fields);
    },
  };
}

/** Rolls back whatever a deed had begun before it was refused. */
class Undone extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.refused);
  }
}

async function act(doors: DeskDoors, row: DeskForm, call: Call, fields: Fields): Promise<Answer> {
  try {
    const deed = passingBeforeCommit(doors.transact, 'desk.before-commit', doors.fault);
    const answer = await replayed(
      () => deed((work) => perform(doors, work, row, call, fields)),
      (what) => what === 'deed',
    );
    doors.fault?.('desk.after-commit');
    doors.onDeed();
    return answer;
  } catch (error) {
    if (error instanceof Undone)
      return doors.transact((work) => refusedDeed(doors, work, row, call, fields, error.refusal));
    if (error instanceof AlreadyThere && error.what === 'deed')
      return doors.transact((work) => repeated(work, row.at(fields), fields.get('once')));
    throw error;
  }
}

async function perform(doors: DeskDoors, work: Work, row: DeskForm, call: Call, fields: Fields): Promise<Answer> {
  const { action } = row;
  const signed = await who(work, call);
  const isOurs = !isForeign(call, doors.origins) && signed && isSame(fields.get('csrf'), signed.session.csrf);
  if (!isOurs) return forged(work, signed?.staff, action, idsIn(fields));
  const { staff } = signed;
  if (!mayDo(staff, action)) {
    await note(work, {
      action,
      outcome: 'refused',
      staffId: staff.id,
      code: 'not-allowed',
      objects: idsIn(fields),
    });
    return plain(staff.language, 403, 'desk.not-allowed.title', 'desk.not-allowed');
  }
  const once = fields.get('once');
  if (once === '') throw new Undone(refuse('field-missing', { field: 'once' }));
  if (await work.audits.byOnce(once)) return repeated(work, row.at(fields), once);
  const long = Object.entries(LONGEST).find(([name, most]) => fields.get(name).length > most);
  if (long) throw new Undone(refuse('field-wrong', { field: long[0] }));
  const performed = await row.perform(work, staff, fields);
  if (isRefusal(performed)) throw new Undone(performed);
  const { objects, fields: changed, to = row.at(fields) } = performed;
  const noted = { action, outcome: 'done', staffId: staff.id, objects, fields: changed ?? [], once, to } as const;
  return redirect(withDone(to, (await note(work, noted)).id));
}

const withDone = (to: string, id: string): string => `${to}?done=${id}`;

/** A second click leads where the first one led. */
async function repeated(work: Work, at: string, once: string): Promise<Answer> {
  const first = await work.audits.byOnce(once);
  return redirect(first ? withDone(first.to ?? at, first.id) : at);
}

/** Nothing was changed: the page of the form is shown again as it stands now, with the reason and with what was typed. */
async function refusedDeed(
  doors: DeskDoors,
  work: Work,
  { action, at, afterRefusal }: DeskForm,
  call: Call,
  fields: Fields,
  refusal: Refusal,
): Promise<Answer> {
  const signed = await who(work, call);
  if (!signed) return signInFirst(HOME);
  const { id: staffId } = signed.staff;
  await note(work, { action, outcome: 'refused', staffId, code: refusal.refused, objects: idsIn(fields) });
  await afterRefusal?.(work, signed.staff, refusal);
  const found = pageAt(doors.pages, at(fields));
  const { language } = signed.staff;
  if (!found || refusal.refused === 'not-found') return plain(language, 404, 'page.error.404.title', 'desk.not-found');
  const asked: Wanted = { params: found.params, query: new URLSearchParams(), search: undefined };
  return show(doors, work, signed, found.page, asked, at(fields), { action, fields, refusal });
}

function pageAt(
  pages: readonly DeskPage[],
  path: string,
): { page: DeskPage; params: Record<string, string> } | undefined {
  const given = path.split('/');
  for (const page of pages) {
    const parts = page.path.split('/');
    if (parts.length !== given.length || !parts.every((each, i) => each.startsWith(':') || each === given[i])) continue;
    const named = parts.flatMap((each, i) =>
      each.startsWith(':') ? [[each.slice(1), decodeURIComponent(given[i] ?? '')] as const] : [],
    );
    return { page, params: Object.fromEntries(named) };
  }
  return undefined;
}
