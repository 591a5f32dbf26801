// Direct Line's WebSocket streams: pushes what was committed after each stream's own number, in order. One loop serves all open
// streams with one question at a time; it is woken after a commit and looks by itself every half second.
import { WebSocketServer, type WebSocket } from 'ws';
import type { Transact } from '../../domain/work';
import type { Log } from '../../log';
import type { Signal } from '../../signal';
import { transcriptAfter } from '../activities';
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
        await feedAll();
      } catch (error) {
        log.error('web.stream-fault', { error });
      }
      await signal.wait(POLL_MS);
    }
    pumping = undefined;
  }

  async function feedAll(): Promise<void> {
    const ids = [...new Set([...open].map((stream) => stream.conversationId))];
    const last = await transact((work) => work.messages.lastSeqs(ids));
    for (const stream of open) if (stream.seq < (last.get(stream.conversationId) ?? 0)) await feedOrCut(stream);
  }

  /** What can't be shown in one conversation must not hold up the others. */
  async function feedOrCut(stream: Stream): Promise<void> {
    try {
      await feed(stream);
    } catch (error) {
      log.error('web.stream-fault', { conversation: stream.conversationId, error });
      stream.socket.terminate();
    }
  }

  async function feed(stream: Stream): Promise<void> {
    for (let full = true; full && open.has(stream);) {
      const { conversationId, user } = stream;
      const page = await transact((work) => transcriptAfter(work, conversationId, stream.seq, PAGE, user));
      if (page.activities.length > 0) stream.socket.send(activitySet(page.activities, page.seq));
      stream.seq = page.seq;
      full = page.activities.length === PAGE;
      if (stream.socket.bufferedAmount > MOST_UNSENT_BYTES) stream.socket.terminate();
    }
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
