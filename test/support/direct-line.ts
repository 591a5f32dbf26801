// The web chat's doors on a real server and a store of their own, with a loop in the place of the bot that answers every message.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import WebSocket from 'ws';
import type { Clock } from '../../src/clock';
import { createLog } from '../../src/log';
import { createSignal, type Signal } from '../../src/signal';
import { createRandom } from '../../src/store/random';
import { assetRoutes } from '../../src/web/assets';
import { chatRoutes } from '../../src/web/chat';
import { directLineRoutes } from '../../src/web/direct-line/direct-line';
import { createStreams, type Streams } from '../../src/web/direct-line/stream';
import { createTokens, type Tokens } from '../../src/web/direct-line/tokens';
import { createWebServer } from '../../src/web/server';
import { widgetTokenRoutes } from '../../src/web/widget-token';
import type { Content } from '../../src/domain/message';
import { openTestStore, type TestStore } from './store';
import { anOutbound } from './samples';

export const SECRET = 'the-secret-of-the-direct-line-tests';
export const SITE = 'https://www.example.jo';

export type Line = TestStore & {
  readonly base: string;
  readonly tokens: Tokens;
  readonly streams: Streams;
  /** Wakes the streams. */
  readonly toShow: Signal;
  /** What the doors rang for. */
  readonly arrivals: () => number;
  /** Puts a message of the bot's into a conversation. */
  say(conversationId: string, content: Content, replyTo?: string): Promise<void>;
  /** Answers every unanswered message of a conversation. */
  answer(conversationId: string): Promise<void>;
};

/** @param answers whether every arrival is answered at once, or only on `answer` */
export async function openLine(options: { clock?: Clock; answers?: boolean } = {}): Promise<Line> {
  const store = await openTestStore(options.clock ? { clock: options.clock } : {});
  const { transact, clock } = store;
  const log = createLog(() => undefined);
  const toShow = createSignal();
  const arrived = createSignal();
  const random = createRandom();
  let arrivals = 0;
  let stopping = false;

  const port = await freePort();
  const base = `http://localhost:${port}`;
  const tokens = createTokens(SECRET, clock.real);
  const streams = createStreams({ tokens, transact, signal: toShow, log });
  const origins = [base, SITE];
  const onArrival = (): void => {
    arrivals += 1;
    toShow.notify();
    arrived.notify();
  };
  const routes = [
    ...directLineRoutes({ tokens, publicUrl: base, origins, transact, random, clock, onArrival }),
    ...widgetTokenRoutes({ tokens, origins, random, clock }),
    ...chatRoutes({ catalogue: store.store.catalogue.current, front: false }),
    ...assetRoutes(),
  ];
  const server = createWebServer({ routes, log, trustedProxies: [] });
  server.onUpgrade('/v3/directline/', streams.upgrade);
  await server.listen(port, 'localhost');

  async function say(conversationId: string, content: Content, replyTo?: string): Promise<void> {
    await transact((work) =>
      work.messages.addOutbound(
        anOutbound({
          id: work.random.id('msg'),
          channel: 'web-chat',
          address: conversationId,
          conversationId,
          content,
          replyTo,
          noticeKey: undefined,
          state: 'delivered',
          createdAt: work.now,
        }),
      ),
    );
    toShow.notify();
  }

  async function answer(conversationId: string): Promise<void> {
    for (;;) {
      const asked = await transact((work) => work.messages.oldestUnanswered(conversationId));
      if (!asked) return;
      await transact((work) => work.messages.answered(asked.id));
      await say(conversationId, CONTENT(asked.text), asked.id);
    }
  }

  async function answerAll(): Promise<void> {
    while (!stopping) {
      const conversationId = await store.inbox.claim('test', clock.real(), 30_000);
      if (conversationId === undefined) await arrived.wait(500);
      else {
        await answer(conversationId);
        await store.inbox.release(conversationId, 'test');
      }
    }
  }
  const loop = options.answers === false ? Promise.resolve() : answerAll();

  return {
    ...store,
    base,
    tokens,
    streams,
    toShow,
    arrivals: () => arrivals,
    say,
    answer,
    async close() {
      stopping = true;
      arrived.notify();
      await loop;
      await streams.close();
      await server.close();
      await store.close();
    },
  };
}

/** What the loop answers. */
export const CONTENT = (said: string): Content => ({
  text: `سمعت: ${said}`,
  choices: [
    { label: 'امتحان رسمي', value: 'official' },
    { label: 'امتحان تجريبي', value: 'trial' },
  ],
  ask: 'kind',
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export type Frame = { readonly activities: Record<string, unknown>[]; readonly watermark: string };

export type Follower = {
  readonly frames: Frame[];
  /** Activities as the last of them are wanted: waits until there are that many. */
  activities(count: number): Promise<Record<string, unknown>[]>;
  readonly watermark: () => string | undefined;
  readonly closed: Promise<number>;
  close(): Promise<void>;
};

/** Opens a stream and keeps what comes. @throws the status with which it was refused */
export async function follow(url: string, headers: Record<string, string> = {}): Promise<Follower> {
  const socket = new WebSocket(url, { headers });
  const frames: Frame[] = [];
  const heard = createSignal();
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data: Buffer) => {
    if (data.length > 0) frames.push(JSON.parse(data.toString()) as Frame);
    heard.notify();
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('unexpected-response', (_, response) => {
      reject(new Error(String(response.statusCode)));
      socket.terminate();
    });
    socket.on('error', reject);
  });
  const all = () => frames.flatMap((frame) => frame.activities);
  return {
    frames,
    async activities(count) {
      while (all().length < count) await heard.wait(25_000);
      return all();
    },
    watermark: () => frames.at(-1)?.watermark,
    closed,
    async close() {
      socket.close();
      await closed;
    },
  };
}
