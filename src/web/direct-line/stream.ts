// Direct Line's WebSocket streams: pushes what was committed after each stream's own number, in order. One loop serves all open
// streams with one question at a time; it is woken after a commit and looks by itself every half second.
import { WebSocketServer, type WebSocket } from 'ws';
import type { Transact, Work } from '../../domain/work';
import type { Log } from '../../log';
import type { Signal } from '../../signal';
import { transcriptAfter, type Transcript } from '../activities';
import { HttpProblem } from '../http-problem';
import type { Upgrade } from '../server';
import { checkToken } from './access';
import type { Tokens } from './tokens';

export type StreamDeps = {
  readonly tokens: Tokens;
  readonly transact: Transact;
  /** Woken after commits; nobody else waits on it. */
  readonly signal: Signal;
  readonly log: Log;
};

export type Streams = {
  readonly upgrade: Upgrade;
  readonly count: number;
  /** Says goodbye to every client. */
  close(): Promise<void>;
};

type Page = (Transcript & { readonly full: boolean }) | { readonly error: unknown };

type Stream = {
  readonly socket: WebSocket;
  readonly conversationId: string;
  readonly user: string;
  seq: number;
  answeredPing: boolean;
};

const POLL_MS = 500;
const KEEP_ALIVE_MS = 20_000;
const PAGE = 100;
/** Shown in one transaction. */
const STREAMS_AT_ONCE = 20;
/** A client that does not read is cut; it comes back with its watermark. */
const MOST_UNSENT_BYTES = 1024 * 1024;
const GOING_AWAY = 1001;
/** Of one conversation: tabs, and what bad reception left behind, which is the oldest and gives way. */
const MOST_STREAMS = 5;
const PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/;

/** A watermark as its number; what is none means the beginning, as an empty one does. */
export const seqOf = (watermark: string | null): number => (/^\d{1,15}$/.test(watermark ?? '') ? Number(watermark) : 0);

/** Several activities as one message of the protocol, each of them JSON text already. */
export const activitySet = (activities: readonly string[], seq: number): string =>
  `{"activities":[${activities.join(',')}],"watermark":"${seq}"}`;

export function createStreams({ tokens, transact, signal, log }: StreamDeps): Streams {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });
  const open = new Set<Stream>();
  let pumping: Promise<void> | undefined;
  const keepAlive = setInterval(() => open.forEach(ping), KEEP_ALIVE_MS);
  keepAlive.unref();

  async function pump(): Promise<void> {
    while (open.size > 0) {
      try {
        while (await feedSome());
      } catch (error) {
        log.error('web.stream-fault', { error });
      }
      await signal.wait(POLL_MS);
    }
    pumping = undefined;
  }

  /** @returns whether there may be more to show */
  async function feedSome(): Promise<boolean> {
    const streams = [...open];
    const ids = [...new Set(streams.map((stream) => stream.conversationId))];
    const pages = await transact(async (work) => {
      const last = await work.messages.lastSeqs(ids);
      const behind = streams.filter(({ conversationId, seq }) => seq < (last.get(conversationId) ?? 0));
      const found = new Map<Stream, Page>();
      for (const stream of behind.slice(0, STREAMS_AT_ONCE)) found.set(stream, await pageOf(work, stream));
      return found;
    });
    for (const [stream, page] of pages) show(stream, page);
    return pages.size === STREAMS_AT_ONCE || [...pages.values()].some((page) => 'full' in page && page.full);
  }

  /** What can't be shown in one conversation must not hold up the others. */
  function show(stream: Stream, page: Page): void {
    const { socket, conversationId } = stream;
    if ('error' in page) {
      log.error('web.stream-fault', { conversation: conversationId, error: page.error });
      socket.terminate();
      return;
    }
    if (page.activities.length > 0) socket.send(activitySet(page.activities, page.seq));
    stream.seq = page.seq;
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.terminate();
  }

  function begin(stream: Stream): void {
    const { socket, conversationId } = stream;
    const [oldest, ...others] = [...open].filter((other) => other.conversationId === conversationId);
    if (oldest && others.length + 1 >= MOST_STREAMS) {
      open.delete(oldest);
      oldest.socket.close(GOING_AWAY);
    }
    open.add(stream);
    socket.on('close', () => open.delete(stream));
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => (stream.answeredPing = true));
    pumping ??= pump();
    signal.notify();
  }

  return {
    upgrade(request, socket, head, { path, query }) {
      const conversationId = PATH.exec(path)?.[1];
      const refused = refusal(() => {
        if (conversationId === undefined) throw new HttpProblem(404, 'NotFound', 'Not Found');
        return checkTicket(tokens, query, conversationId, request.headers.origin);
      });
      if ('status' in refused) {
        socket.end(`HTTP/1.1 ${refused.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        const { conv, user } = refused;
        begin({
          socket: accepted,
          conversationId: conv,
          user,
          seq: seqOf(query.get('watermark')),
          answeredPing: true,
        });
      });
    },
    get count() {
      return open.size;
    },
    async close() {
      clearInterval(keepAlive);
      for (const { socket } of open) socket.close(GOING_AWAY);
      open.clear();
      signal.notify();
      await pumping;
    },
  };
}

async function pageOf(work: Work, { conversationId, user, seq }: Stream): Promise<Page> {
  try {
    const page = await transcriptAfter(work, conversationId, seq, PAGE, user);
    return { ...page, full: page.activities.length === PAGE };
  } catch (error) {
    return { error };
  }
}

function ping(stream: Stream): void {
  if (!stream.answeredPing) {
    stream.socket.terminate();
    return;
  }
  stream.answeredPing = false;
  stream.socket.ping();
  // An empty frame is the protocol's own keep-alive: proxies see traffic, clients pass over it.
  stream.socket.send('');
}

function checkTicket(tokens: Tokens, query: URLSearchParams, conversationId: string, origin: string | undefined) {
  const claims = checkToken(tokens, query.get('t') ?? '', 'ticket', origin);
  if (claims.conv !== conversationId) throw new HttpProblem(403, 'Forbidden', 'Ticket is for another conversation');
  return claims;
}

function refusal<T>(check: () => T): T | HttpProblem {
  try {
    return check();
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}
