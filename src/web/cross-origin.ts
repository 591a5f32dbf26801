// Lets pages of allowed sites call our doors from a browser: answers their preflights, and marks every answer for them.
// Other sites get nothing that their pages could read. No cookies are used.
import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from './http-problem';
import type { Answer, Call, Route } from './server';

/** What a preflight of an allowed site is told. */
const PREFLIGHT: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'authorization, content-type, accept, x-ms-bot-agent, x-requested-with',
  'Access-Control-Max-Age': '7200',
};

/** The routes with the headers that allowed sites need, and one route more for each path: its preflight. */
export function crossOrigin(routes: readonly Omit<Route, 'headers'>[], origins: readonly string[]): Route[] {
  const isAllowed = (origin: string | undefined): origin is string => origin !== undefined && origins.includes(origin);

  function headers({ headers: { origin } }: { readonly headers: IncomingHttpHeaders }): Record<string, string> {
    return isAllowed(origin) ? { Vary: 'Origin', 'Access-Control-Allow-Origin': origin } : { Vary: 'Origin' };
  }

  async function preflight(call: Call): Promise<Answer> {
    if (!isAllowed(call.headers.origin)) throw new HttpProblem(403, 'Forbidden', 'This site is not allowed');
    return { status: 204, headers: PREFLIGHT };
  }

  const paths = [...new Set(routes.map(({ path }) => path))];
  return [
    ...routes.map((route) => ({ ...route, headers })),
    ...paths.map((path) => ({ method: 'OPTIONS' as const, path, name: 'preflight', headers, answer: preflight })),
  ];
}
