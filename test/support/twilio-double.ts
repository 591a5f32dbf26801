// A loopback server in the place of Twilio's hosts. It keeps what it was sent, and what it took; how it answers is the case's to say.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '../../src/clock';

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly form: Record<string, string>;
};

/** A message that it took, as its list shows it. */
type Taken = {
  sid: string;
  to: string;
  body: string;
  direction: string;
  status: string;
  error_code: null;
  date_created: string;
};

/** How a call is answered; `take` makes the message one of the provider's. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, take: () => Taken) => void;

export type TwilioDouble = {
  readonly url: string;
  readonly received: Received[];
  readonly taken: Taken[];
  /** For this and all later calls; without one it carries, as Twilio does. */
  answerWith(next: Behaviour): void;
  close(): Promise<void>;
};

/** In two steps: restify, where a test of the same worker has loaded it, makes every `writeHead` of the process answer nothing. */
function finish(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(body);
}

export const answerJson =
  (status: number, body: unknown): Behaviour =>
  (_, response) => {
    finish(response, status, 'application/json', JSON.stringify(body));
  };

export const answerPage =
  (status: number): Behaviour =>
  (_, response) => {
    finish(response, status, 'text/html', '<html><body>Bad gateway</body></html>');
  };

/** The line breaks before it is taken. */
export const cutLine: Behaviour = (request) => {
  request.socket.destroy();
};

/** Takes the message, then the line breaks. */
export const takeAndCut: Behaviour = (request, _, take) => {
  take();
  request.socket.destroy();
};

export const stayMute: Behaviour = () => undefined;

/** Begins an answer and never ends it. */
export const drip: Behaviour = (_, response) => {
  response.writeHead(201, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

export const created = (sid: string): Behaviour => answerJson(201, { sid, status: 'queued' });

export const twilioError = (status: number, code: number): Behaviour =>
  answerJson(status, {
    code,
    message: 'as Twilio says it',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });

/** One behaviour after the other, the last one from then on. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let turn = 0;
  return (...call) => {
    const behaviour = behaviours[Math.min(turn, behaviours.length - 1)];
    turn += 1;
    behaviour?.(...call);
  };
}

/** Sends as the behaviour says, and answers look-ups from what was taken. */
export const carry =
  (sending: Behaviour, taken: () => readonly Taken[]): Behaviour =>
  (request, response, take) => {
    if (request.method === 'POST') return sending(request, response, take);
    const to = new URL(request.url ?? '', 'http://double').searchParams.get('To');
    const messages = taken().filter((one) => one.to === to);
    return answerJson(200, { messages: messages.toReversed(), next_page_uri: null })(request, response, take);
  };

export const takeAll: Behaviour = (request, response, take) => answerJson(201, take())(request, response, take);

export async function openTwilioDouble(now: () => Instant = Date.now): Promise<TwilioDouble> {
  const received: Received[] = [];
  const taken: Taken[] = [];
  let behaviour: Behaviour = carry(takeAll, () => taken);
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(body));
    const { method = '', url = '', headers } = request;
    received.push({ method, url, authorization: headers.authorization, form });
    behaviour(request, response, () => {
      const message: Taken = {
        sid: `SM${String(taken.length + 1).padStart(32, '0')}`,
        to: form['To'] ?? '',
        body: form['Body'] ?? '',
        direction: 'outbound-api',
        status: 'queued',
        error_code: null,
        date_created: new Date(now()).toUTCString(),
      };
      taken.push(message);
      return message;
    });
  }
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    taken,
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
