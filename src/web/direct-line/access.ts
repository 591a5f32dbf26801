// What a Direct Line call may do: reads its Authorization header and origin, refuses with the protocol's own answers.
import { HttpProblem } from '../http-problem';
import type { Call } from '../server';
import type { Claims, Tokens } from './tokens';

/** The secret opens every conversation, a token one. */
export type Access = { readonly by: 'secret' } | ({ readonly by: 'token' } & Claims);

/** @throws HttpProblem 401 without a usable header, 403 for a token that is expired, forged, or used from another site */
export function accessOf(call: Pick<Call, 'headers'>, tokens: Tokens): Access {
  const given = /^Bearer +(\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
  if (given === undefined)
    throw new HttpProblem(401, 'Unauthorized', 'An Authorization header with a bearer token is needed');
  if (tokens.isSecret(given)) return { by: 'secret' };
  return { by: 'token', ...checkToken(tokens, given, 'token', call.headers.origin) };
}

/** @throws HttpProblem 403 */
export function checkToken(tokens: Tokens, given: string, use: Claims['use'], origin: string | undefined): Claims {
  const claims = tokens.read(given, use);
  if (claims === 'expired') throw new HttpProblem(403, 'TokenExpired', 'Token has expired');
  if (claims === 'forged') throw new HttpProblem(403, 'Forbidden', 'Token is not valid');
  if (claims.origin !== undefined && origin !== undefined && !claims.origin.split(' ').includes(origin))
    throw new HttpProblem(403, 'Forbidden', 'Token is for another site');
  return claims;
}

/** @throws HttpProblem 403 for a token of another conversation */
export function checkConversation(access: Access, conversationId: string): void {
  if (access.by === 'token' && access.conv !== conversationId)
    throw new HttpProblem(403, 'Forbidden', 'Token is for another conversation');
}
