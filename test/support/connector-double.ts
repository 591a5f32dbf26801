// A loopback server in the place of a Bot Framework connector, with a client in the place of the Emulator beside it. It keeps what
// was posted to it; how it answers is the case's to say.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerJson, type Behaviour } from './twilio-double';

export type BotActivity = {
  readonly type: string;
  readonly text: string;
  readonly channelData?: {
    readonly ask?: string;
    readonly notice?: string;
    readonly reference?: { readonly payment?: string; readonly request?: string };
  };
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string; readonly value: string }[] };
};

export type Post = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly activity: BotActivity;
};

export type ConnectorDouble = {
  readonly url: string;
  readonly posts: Post[];
  /** For this and all later posts; without one it takes each and gives it an id. */
  answerWith(next: Behaviour): void;
  close(): Promise<void>;
};

export const takeEach: Behaviour = (...call) => answerJson(200, { id: 'taken' })(...call);

const neverTwilio = (): never => {
  throw new Error('a connector keeps no list');
};

export async function openConnectorDouble(): Promise<ConnectorDouble> {
  const posts: Post[] = [];
  let behaviour = takeEach;
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    posts.push({ method, path: url, authorization: headers.authorization, activity: JSON.parse(body) as BotActivity });
    behaviour(request, response, neverTwilio);
  }
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    answerWith: (next) => {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A message as the Emulator posts it. */
export const emulatorActivity = (serviceUrl: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'message',
  id: 'activity-1',
  channelId: 'emulator',
  serviceUrl,
  conversation: { id: 'b4b5|livechat' },
  from: { id: 'visitor-1', name: 'User', role: 'user' },
  recipient: { id: 'bot-1', name: 'Bot', role: 'bot' },
  text: 'مرحبا',
  textFormat: 'plain',
  locale: 'ar-JO',
  deliveryMode: 'normal',
  timestamp: '2026-11-23T09:00:00.000Z',
  channelData: { clientActivityID: '1', clientTimestamp: '2026-11-23T09:00:00.000Z' },
  ...over,
});
