// Who may do what on Direct Line: the secret, and tokens made with it. A token is a JWT (HS256) for one conversation and one user;
// a ticket is the same for opening one stream within a minute, since a WebSocket carries no Authorization header.
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Claims = {
  readonly user: string;
  readonly conv: string;
  /** Seconds since 1970. */
  readonly exp: number;
  /** Sites that may use the token, separated by spaces; none: any. */
  readonly origin?: string | undefined;
  readonly use: 'token' | 'ticket';
};

export type Holder = Pick<Claims, 'user' | 'conv' | 'origin'>;

export type Tokens = {
  /** Lives for `TOKEN_SECONDS`. */
  issue(holder: Holder): string;
  /** Lives for a minute. */
  ticket(holder: Holder): string;
  read(token: string, use: Claims['use']): Claims | 'expired' | 'forged';
  isSecret(given: string): boolean;
  /** A visitor's network as a keyed hash: the same network is known again, and nothing else. */
  sourceOf(network: string): string;
};

export const TOKEN_SECONDS = 1800;
const TICKET_SECONDS = 60;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** @param real now, in milliseconds: lifetimes follow the real time, whatever a demo's clock shows */
export function createTokens(secret: string, real: () => number): Tokens {
  const keyed = (purpose: string): Buffer => createHmac('sha256', secret).update(purpose).digest();
  const signingKey = keyed('direct-line token');
  const sourceKey = keyed('direct-line source');
  const sign = (content: string): Buffer => createHmac('sha256', signingKey).update(content).digest();
  const digest = (text: string): Buffer => createHmac('sha256', signingKey).update(`secret ${text}`).digest();

  function make(holder: Holder, use: Claims['use'], seconds: number): string {
    const { user, conv, origin } = holder;
    const claims: Claims = { user, conv, exp: Math.floor(real() / 1000) + seconds, origin, use };
    const content = `${HEADER}.${encode(claims)}`;
    return `${content}.${sign(content).toString('base64url')}`;
  }

  return {
    issue: (holder) => make(holder, 'token', TOKEN_SECONDS),
    ticket: (holder) => make(holder, 'ticket', TICKET_SECONDS),
    read(token, use) {
      const [header, body = '', signature = '', ...more] = token.split('.');
      const expected = sign(`${header}.${body}`);
      const given = Buffer.from(signature, 'base64url');
      if (header !== HEADER || more.length > 0 || given.length !== expected.length) return 'forged';
      if (!timingSafeEqual(given, expected)) return 'forged';
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
      if (claims.use !== use) return 'forged';
      return claims.exp * 1000 > real() ? claims : 'expired';
    },
    isSecret: (given) => timingSafeEqual(digest(given), digest(secret)),
    sourceOf: (network) => createHmac('sha256', sourceKey).update(network).digest('base64url').slice(0, 22),
  };
}
