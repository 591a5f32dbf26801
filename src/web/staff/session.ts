// The cookie of the desk, and whether a form came from our own page. The store holds only the hash of what the cookie holds.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Answer, Call } from '../server';

const COOKIE = 'desk';
const TOKEN_BYTES = 32;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

export const sessionIdOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The session that a call brings, whether it is one or not. */
export function sessionIdIn(call: Pick<Call, 'headers'>): string | undefined {
  const cookies = (call.headers.cookie ?? '').split(';').map((each) => each.trim());
  const token = cookies.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return token === undefined || token === '' ? undefined : sessionIdOf(token);
}

/** @param token undefined takes the cookie away */
export function cookie(token: string | undefined, secure: boolean): Record<string, string> {
  const kept = token === undefined ? `${COOKIE}=; Max-Age=0` : `${COOKIE}=${token}`;
  return { 'Set-Cookie': `${kept}; Path=/staff; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}` };
}

export function isSame(given: string, expected: string): boolean {
  const hash = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

/** Browsers tell from where a form was sent; programs need not. */
export const isForeign = (call: Pick<Call, 'headers'>, origins: readonly string[]): boolean =>
  call.headers.origin !== undefined && !origins.includes(call.headers.origin);

/** A path of the desk, or its first page: a link from outside must not lead elsewhere after signing in. */
export const ownPath = (path: string | null | undefined): string =>
  path !== undefined && path !== null && /^\/staff\/[\w/.-]*$/.test(path) && !path.includes('..') ? path : '/staff/';

/** Browsers tell where a form comes from only to pages that allow it; no other site hears more than that. */
export const DESK_HEADERS = { 'Referrer-Policy': 'same-origin' } as const;

export const redirect = (to: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 303,
  headers: { Location: to, ...headers },
});
