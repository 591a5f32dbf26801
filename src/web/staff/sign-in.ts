// The way in and out: name and password against the account, a cookie for the session. Which of the two was wrong is not told, and
// names that nobody has are slowed as those that somebody has.
import { waitAfter } from '../../domain/staff';
import type { Transact } from '../../domain/work';
import { isRefusal } from '../../errors';
import { text, type Language } from '../../language/texts';
import { isPassword } from '../../passwords';
import { note } from '../../services/audit';
import { beginTry, signedIn, signIn, signOut } from '../../services/staff';
import { html, pageLanguage, type Html } from '../html';
import type { RateLimit } from '../rate-limit';
import { showPage, type Answer, type Call, type Route } from '../server';
import { readFields } from './fields';
import { plain, plainDocument } from './frame';
import {
  cookie,
  DESK_HEADERS,
  isForeign,
  isSame,
  newToken,
  ownPath,
  redirect,
  sessionIdIn,
  sessionIdOf,
} from './session';

export type SignInDoors = {
  readonly transact: Transact;
  readonly origins: readonly string[];
  /** The desk is reached by https. */
  readonly secure: boolean;
  /** Of tries, for each network address. */
  readonly limit: RateLimit;
  readonly real: () => number;
};

type Told = { readonly why?: Html | undefined; readonly next?: string; readonly status?: number };

/** What somebody sees who is not signed in. */
export function signInPage(language: Language, { why, next = '/staff/', status = 200 }: Told): Answer {
  const main = html`${why}
    <form method="post" action="/staff/sign-in" class="sign-in">
      <input type="hidden" name="next" value="${next}" />
      <label
        ><span>${text(language, 'desk.field.name')}</span
        ><input name="name" autocomplete="username" autocapitalize="none" dir="ltr" required autofocus
      /></label>
      <label
        ><span>${text(language, 'desk.field.password')}</span
        ><input type="password" name="password" autocomplete="current-password" dir="ltr" required
      /></label>
      <button type="submit">${text(language, 'desk.sign-in')}</button>
    </form>`;
  const shown = showPage(status, plainDocument(language, text(language, 'desk.title'), main));
  return { ...shown, headers: { ...shown.headers, ...DESK_HEADERS } };
}

const MOST_NAMES = 1_000;

/** Tries with names that nobody has; in this process only. */
function createUnknownNames(real: () => number) {
  const tried = new Map<string, { readonly failures: number; readonly nextTryAt: number }>();
  /** @returns seconds to wait, 0 where the try counts */
  return (name: string): number => {
    const { failures, nextTryAt } = tried.get(name) ?? { failures: 0, nextTryAt: 0 };
    if (nextTryAt > real()) return Math.ceil((nextTryAt - real()) / 1000);
    const oldest = tried.keys().next().value;
    if (tried.size >= MOST_NAMES && oldest !== undefined) tried.delete(oldest);
    tried.set(name, { failures: failures + 1, nextTryAt: real() + waitAfter(failures + 1) });
    return 0;
  };
}

export function signInRoutes({ transact, origins, secure, limit, real }: SignInDoors): Route[] {
  const unknownName = createUnknownNames(real);
  const headers = (): Readonly<Record<string, string>> => DESK_HEADERS;

  const wait = (language: Language, seconds: number, next: string): Answer => {
    const why = html`<p class="note failed" role="alert">${text(language, 'desk.sign-in.wait', { seconds })}</p>`;
    const shown = signInPage(language, { why, next, status: 429 });
    return { ...shown, headers: { ...shown.headers, 'Retry-After': String(seconds) } };
  };

  async function enter(call: Call): Promise<Answer> {
    const language = pageLanguage(call.query);
    const fields = await readFields(call);
    const next = ownPath(fields.get('next'));
    if (isForeign(call, origins)) {
      await transact((work) => note(work, { action: 'sign-in', outcome: 'forged' }));
      return plain(language, 403, 'desk.not-allowed.title', 'desk.forged');
    }
    if (!limit.take(call.address)) return wait(language, 60, next);
    const name = fields.get('name').toLowerCase();
    const staff = await transact((work) => beginTry(work, name));
    if (isRefusal(staff)) return wait(language, Number(staff.with?.['seconds'] ?? 1), next);
    const seconds = staff ? 0 : unknownName(name);
    if (seconds > 0) return wait(language, seconds, next);
    const token = newToken();
    const right = await isPassword(fields.get('password'), staff?.passwordHash);
    const refusal = await transact(async (work) => {
      if (right && staff) return signIn(work, staff.id, { id: sessionIdOf(token), csrf: newToken() });
      return note(work, { action: 'sign-in', outcome: 'refused', staffId: staff?.id, code: 'sign-in-wrong' });
    });
    if (refusal === undefined) return redirect(next, cookie(token, secure));
    const why = html`<p class="note failed" role="alert">${text(language, 'desk.sign-in.wrong')}</p>`;
    return signInPage(language, { why, next, status: 401 });
  }

  async function leave(call: Call): Promise<Answer> {
    const fields = await readFields(call);
    const id = sessionIdIn(call);
    const isOut = await transact(async (work) => {
      const signed = id === undefined ? undefined : await signedIn(work, id);
      if (!signed) return true;
      if (!isSame(fields.get('csrf'), signed.session.csrf)) {
        await note(work, { action: 'sign-out', outcome: 'forged', staffId: signed.staff.id });
        return false;
      }
      await signOut(work, signed);
      return true;
    });
    return redirect('/staff/', isOut ? cookie(undefined, secure) : {});
  }

  const types = ['application/x-www-form-urlencoded'];
  return [
    { method: 'POST', path: '/staff/sign-in', name: 'staff-sign-in', types, headers, answer: enter },
    { method: 'POST', path: '/staff/sign-out', name: 'staff-sign-out', types, headers, answer: leave },
  ];
}
