// Gives a visitor's page a token for a conversation of its own: only to pages of allowed sites, and only so many to one network.
import type { Random } from '../domain/work';
import type { Clock } from '../clock';
import { crossOrigin } from './cross-origin';
import { newConversation, newUser, tokenAnswer } from './direct-line/direct-line';
import type { Tokens } from './direct-line/tokens';
import { networkOf } from './client-address';
import { HttpProblem } from './http-problem';
import { createRateLimit } from './rate-limit';
import { json, type Answer, type Call, type Route } from './server';

export type WidgetTokenDeps = {
  readonly tokens: Tokens;
  readonly origins: readonly string[];
  readonly random: Random;
  readonly clock: Clock;
};

/** Of one network: a whole office or a mobile operator's gateway may stand behind one address. */
const TOKENS = { burst: 30, perSecond: 0.5 };
const PATH = '/widget/token';

/** `POST /widget/token`, body ignored: `{conversationId, token, expires_in}`; 403 for another site, 429 for too many. */
export function widgetTokenRoutes({ tokens, origins, random, clock }: WidgetTokenDeps): Route[] {
  const limit = createRateLimit(TOKENS.burst, TOKENS.perSecond, clock.real);

  async function give(call: Call): Promise<Answer> {
    const origin = allowedOrigin(call, origins);
    if (origin === undefined) throw new HttpProblem(403, 'Forbidden', 'This site is not allowed');
    if (!limit.take(networkOf(call.address)))
      throw new HttpProblem(429, 'TooManyRequests', 'Too many tokens for one address');
    return json(200, tokenAnswer(tokens, { user: newUser(random), conv: newConversation(random), origin }));
  }

  return crossOrigin([{ method: 'POST', path: PATH, name: 'widget-token', ignoreBody: true, answer: give }], origins);
}

/**
 * The site that asks, where it may. On this machine our own page is reached under several names, and programs name no site:
 * whatever such a caller says of itself, it is let in.
 */
function allowedOrigin({ headers, loopback }: Call, origins: readonly string[]): string | undefined {
  const { origin, host } = headers;
  if (origin !== undefined && origins.includes(origin)) return origin;
  if (!loopback) return undefined;
  if (origin === undefined) return origins[0];
  return origin === `http://${host}` ? origin : undefined;
}
