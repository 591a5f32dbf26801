// Carries a table of routes over HTTP, on restify. Every answer goes through here, so one route's mistake is one answer 500:
// nothing that a handler throws ends the process, and no message of a fault leaves it. Knows nothing of what the routes do.
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type Request, type RequestHandler, type Response } from 'restify';
import { stopwatchMs } from '../clock';
import { text } from '../language/texts';
import type { Log } from '../log';
import { readAddress, type Address } from './address';
import { createCallerReader, type Caller } from './client-address';
import { html, page, pageLanguage } from './html';
import { HttpProblem } from './http-problem';
import { parseForm, parseJson, readBody } from './read-body';

export type Call = {
  readonly method: string;
  readonly path: string;
  /** Path and query as received. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The client's network address; `X-Forwarded-For` counts only behind a trusted proxy. */
  readonly address: string;
  /** The caller is a program on this machine. */
  readonly loopback: boolean;
  readonly body: Buffer;
  /** @throws HttpProblem 400 where the body is not JSON */
  json(): unknown;
  /** Fields of a url-encoded body; repeated ones as arrays. */
  form(): Record<string, string | string[]>;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
};

export type Route = {
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  /** As restify writes paths: `/v3/directline/conversations/:id`. */
  readonly path: string;
  /** For metrics and logs, in place of the address: addresses can hold tokens. */
  readonly name: string;
  /** Accepted content types of a body; another gets 415. */
  readonly types?: readonly string[] | undefined;
  /** Of the body; 64 kB where nothing is said. */
  readonly maxBytes?: number | undefined;
  /** The answer does not need the body: it may be of any size and type. */
  readonly ignoreBody?: boolean | undefined;
  /** Others than programs on this machine get 403. */
  readonly loopbackOnly?: boolean | undefined;
  /** Headers for every answer of the route, those included that the server gives in its place (413, 415, 500). */
  headers?(call: { readonly headers: IncomingHttpHeaders }): Readonly<Record<string, string>>;
  answer(call: Call): Promise<Answer>;
};

export function json(status: number, value: unknown): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

export function problem(status: number, code: string, message: string): Answer {
  return json(status, { error: { code, message } });
}

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A document of `html.ts`, which may load and ask nothing but our own host, and stands in nobody's frame. */
export function showPage(status: number, document: string): Answer {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': PAGE_POLICY };
  return { status, headers, body: document };
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, address: Address) => void;

export type WebServer = {
  /** Where it listens; 0 before. */
  readonly port: number;
  listen(port: number, host: string): Promise<void>;
  /** Takes no new requests and ends when those in progress are answered; upgraded sockets are cut. */
  close(): Promise<void>;
  /** Hands over the sockets of upgrade requests whose path begins with this. */
  onUpgrade(prefix: string, take: Upgrade): void;
};

export type WebServerDeps = {
  readonly routes: readonly Route[];
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  observe?(route: string, status: number, ms: number): void;
};

const MAX_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const EVERY_ANSWER: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const quiet = (): void => undefined;
/** restify's own logger writes whole requests when it warns; our log says what is needed. */
const SILENT = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
  child: () => SILENT,
};

export function createWebServer({ routes, log, trustedProxies, observe }: WebServerDeps): WebServer {
  const server = createServer({ name: '', log: SILENT as never, ignoreTrailingSlash: true });
  const callerOf = createCallerReader(trustedProxies);
  const upgrades: { prefix: string; take: Upgrade }[] = [];
  const upgraded = new Set<Duplex>();
  let closing = false;

  function send(request: Request, response: Response, answer: Answer): void {
    if (response.headersSent || response.destroyed) return;
    // What is left of a body that was too large is not waited for.
    const last = closing || !request.complete;
    const headers = { ...EVERY_ANSWER, ...answer.headers, ...(last ? { Connection: 'close' } : {}) };
    response.sendRaw(answer.status, answer.body ?? '', headers);
  }

  function serve(route: Route): RequestHandler {
    // Braces and no returned value: restify would write what an async handler returns into its log.
    return async (request: Request, response: Response) => {
      const startedAt = stopwatchMs();
      const answer = await answerCall(route, request, callerOf(request), log);
      const own = route.headers?.(request) ?? {};
      send(request, response, { ...answer, headers: { ...own, ...answer.headers } });
      observe?.(route.name, answer.status, stopwatchMs() - startedAt);
    };
  }

  function refuseUnrouted(request: Request, response: Response, error: unknown): void {
    // restify calls this outside of every handler: what is thrown here would end the process.
    try {
      const answer = answerUnrouted(request, error, log);
      send(request, response, answer);
      observe?.('none', answer.status, 0);
    } catch (fault) {
      log.error('web.fault', { route: 'none', error: fault });
      response.destroy();
    }
  }

  server.pre((request, response, next) => {
    if (isReadable(request)) return next();
    refuseUnrouted(request, response, Object.assign(new Error('unreadable address'), { statusCode: 404 }));
    return next(false);
  });
  for (const route of routes) {
    const methods = { GET: ['get', 'head'], POST: ['post'], OPTIONS: ['opts'] } as const;
    for (const method of methods[route.method]) server[method](route.path, serve(route));
  }
  server.on('restifyError', (request: Request, response: Response, error: unknown, done: () => void) => {
    refuseUnrouted(request, response, error);
    done();
  });
  server.on('error', (error: unknown) => log.error('web.server-error', { error }));
  server.server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', quiet);
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    handUpgrade(upgrades, request, socket, head, log);
  });

  return {
    get port() {
      const bound = server.server.address() as AddressInfo | null;
      return bound?.port ?? 0;
    },
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(port, host, () => {
          server.server.off('error', reject);
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        for (const socket of upgraded) socket.destroy();
        server.server.closeIdleConnections();
      }),
    onUpgrade(prefix, take) {
      upgrades.push({ prefix, take });
    },
  };
}

const LETTERS = 'bcdfghjkmnpqrstvwxyz';

/** What a caller is told and the log holds; without digits, because the log masks long rows of them. */
const newReference = (): string => Array.from(randomBytes(8), (byte) => LETTERS[byte % LETTERS.length]).join('');

async function answerCall(route: Route, request: Request, caller: Caller, log: Log): Promise<Answer> {
  try {
    if (route.loopbackOnly === true && !caller.loopback)
      throw new HttpProblem(403, 'Forbidden', 'Only for programs on the same machine');
    const { types, maxBytes = MAX_BYTES, ignoreBody } = route;
    const body = await readBody(request, { types, maxBytes, ignored: ignoreBody });
    return await route.answer(callOf(request, caller, body));
  } catch (error) {
    if (error instanceof HttpProblem) return problem(error.status, error.code, error.message);
    const reference = newReference();
    if (!request.destroyed || request.complete) log.error('web.fault', { route: route.name, reference, error });
    return refusePage(request, 500) ?? problem(500, 'Internal', `Something failed on our side (${reference})`);
  }
}

function callOf(request: Request, caller: Caller, body: Buffer): Call {
  const url = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    ...readAddress(url),
    url,
    params: request.params as Record<string, string>,
    headers: request.headers,
    address: caller.address,
    loopback: caller.loopback,
    body,
    json: () => parseJson(body),
    form: () => parseForm(body),
  };
}

/** restify puts address and `Host` together outside of every handler, where a pair that is no URL would end the process. */
function isReadable(request: Request): boolean {
  try {
    request.getUrl();
    return true;
  } catch {
    return false;
  }
}

/** What restify finds by itself: no such path, or not with this method; the rest is a fault of ours. */
function answerUnrouted(request: Request, error: unknown, log: Log): Answer {
  const known = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (known === 405) return problem(405, 'MethodNotAllowed', 'This address does not take this method');
  if (known === 404) return refusePage(request, 404) ?? problem(404, 'NotFound', 'There is nothing at this address');
  log.error('web.fault', { route: 'none', error });
  return problem(500, 'Internal', 'Something failed on our side');
}

/** For people, who come with a browser; programs get JSON. */
function refusePage(request: Request, status: 404 | 500): Answer | undefined {
  if (request.method !== 'GET' || !(request.headers.accept ?? '').includes('text/html')) return undefined;
  const language = pageLanguage(readAddress(request.url).query);
  const title = text(language, `page.error.${status}.title`);
  const body = html`<main class="sheet">
    <h1>${title}</h1>
    <p>${text(language, `page.error.${status}.text`)}</p>
    <p><a href="/">${text(language, 'page.error.home')}</a></p>
  </main>`;
  return showPage(status, page({ language, title, body }));
}

function handUpgrade(
  upgrades: readonly { prefix: string; take: Upgrade }[],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  log: Log,
): void {
  try {
    const address = readAddress(request.url);
    const taker = upgrades.find(({ prefix }) => address.path.startsWith(prefix));
    if (taker) taker.take(request, socket, head, address);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  } catch (error) {
    log.error('web.fault', { route: 'upgrade', error });
    socket.destroy();
  }
}
