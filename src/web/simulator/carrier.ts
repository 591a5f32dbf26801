// The demo's carrier: a loopback Twilio for SMS and WhatsApp. It takes messages through Twilio's own API, answers as Twilio answers,
// and reports what became of them with signed webhooks. It knows of the service only its addresses and the account's token.
import { timingSafeEqual } from 'node:crypto';
import { HOUR_MS, type Instant } from '../../clock';
import type { Log } from '../../log';
import { json, type Answer, type Call, type Route } from '../server';
import { channelAddress, isAskedFor, mistakeIn, newMessageSid, refusal, resource } from './carrier-api';
import type { CarriedMessage } from './carrier-record';
import { postInbound, postSigned, type WebhookPostDeps } from './webhook-post';

export type CarrierDeps = WebhookPostDeps & {
  readonly now: () => Instant;
  readonly log: Log;
};

export type Carrier = {
  readonly routes: readonly Route[];
  /** Goes on with messages that a stop left on their way. */
  resume(): void;
  /** Resolves when every report that is on its way has been posted. */
  settle(): Promise<void>;
};

const BASE = '/simulator/twilio/2010-04-01/Accounts/:account';
const WHATSAPP_WINDOW_MS = 24 * HOUR_MS;
const LARGEST_PAGE = 1000;

export function createCarrier(deps: CarrierDeps): Carrier {
  const { record, account, publicUrl, serviceUrl, now, log } = deps;
  const under = new Set<Promise<void>>();

  function follow(message: CarriedMessage, steps: (message: CarriedMessage) => Promise<void> = progress): void {
    const running: Promise<void> = steps(message)
      .catch((error: unknown) => log.warn('carrier-failed', { channel: message.channel, error }))
      .finally(() => under.delete(running));
    under.add(running);
  }

  async function progress(message: CarriedMessage): Promise<void> {
    for (const [status, code] of fateOf(message)) await report(await record.setStatus(message.id, status, code));
  }

  /** What a stop left between the record and the service; the service knows what it has by the message's id. */
  async function handOver(message: CarriedMessage): Promise<void> {
    const answer = await postInbound(deps, message);
    if (!answer.ok) log.warn('carrier-message-refused', { channel: message.channel, status: answer.status });
  }

  /** The words still to come: WhatsApp carries free text for 24 hours after the person's last message, and refuses it later. */
  function fateOf(message: CarriedMessage): readonly (readonly [status: string, code?: string])[] {
    if (message.channel === 'whatsapp' && !heardLately(message)) return [['undelivered', '63016']];
    return message.status === 'sent' ? [['delivered']] : [['sent'], ['delivered']];
  }

  const heardLately = ({ number, channel }: CarriedMessage): boolean =>
    record
      .all()
      .some(
        (one) =>
          one.direction === 'in' &&
          one.channel === channel &&
          one.number === number &&
          now() - one.at < WHATSAPP_WINDOW_MS,
      );

  /** Posts a status callback as Twilio does; one that is not taken is not repeated. */
  async function report(message: CarriedMessage): Promise<void> {
    const { id, channel, number, sender, status, errorCode, statusCallback } = message;
    if (statusCallback === undefined) return;
    const form = {
      MessageSid: id,
      SmsSid: id,
      MessageStatus: status,
      SmsStatus: status,
      From: sender,
      To: channelAddress(channel, number),
      AccountSid: account.sid,
      ApiVersion: '2010-04-01',
      ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
    };
    const to = statusCallback.replace(publicUrl, serviceUrl());
    const answer = await postSigned(to, statusCallback, form, account.token);
    if (!answer.ok) log.warn('carrier-report-refused', { channel, status: answer.status });
  }

  async function create(call: Call): Promise<Answer> {
    const form = Object.fromEntries(
      Object.entries(call.form()).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : value]),
    );
    const wrong = mistakeIn(form, publicUrl);
    if (wrong !== undefined) return refusal(wrong);
    const { To = '', From, MessagingServiceSid = '', Body = '', StatusCallback } = form;
    const channel = To.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
    const message: CarriedMessage = {
      id: newMessageSid(),
      channel,
      direction: 'out',
      number: To.replace('whatsapp:', ''),
      sender: From ?? MessagingServiceSid,
      body: Body,
      media: [],
      statusCallback: StatusCallback,
      status: From === undefined ? 'accepted' : 'queued',
      errorCode: undefined,
      at: now(),
    };
    await record.add(message);
    follow(message);
    return json(201, resource(message, account.sid));
  }

  function list({ query, params }: Call): Answer {
    const size = Math.min(LARGEST_PAGE, Math.max(1, Number(query.get('PageSize') ?? 50) || 50));
    const page = Math.max(0, Number(query.get('Page') ?? 0) || 0);
    const found = record
      .all()
      .filter((message) => isAskedFor(message, query))
      .reverse();
    const next = new URLSearchParams([...query].filter(([name]) => name !== 'Page'));
    next.set('Page', String(page + 1));
    const more = found.length > (page + 1) * size;
    return json(200, {
      messages: found.slice(page * size, (page + 1) * size).map((message) => resource(message, account.sid)),
      page,
      page_size: size,
      next_page_uri: more ? `/2010-04-01/Accounts/${params['account']}/Messages.json?${next.toString()}` : null,
    });
  }

  function read({ params }: Call): Answer {
    const message = record.byId(params['message'] ?? '');
    return message ? json(200, resource(message, account.sid)) : refusal(20404);
  }

  function media({ params }: Call): Answer {
    const found = record.byId(params['message'] ?? '')?.media[Number(params['index'])];
    if (!found) return refusal(20404);
    return { status: 200, headers: { 'Content-Type': found.type }, body: Buffer.from(found.base64, 'base64') };
  }

  const route = (
    method: 'GET' | 'POST',
    path: string,
    name: string,
    act: (call: Call) => Answer | Promise<Answer>,
  ): Route => ({
    method,
    path: `${BASE}/${path}`,
    name: `simulator-carrier-${name}`,
    loopbackOnly: true,
    answer: async (call) => {
      if (!isAccount(call, account)) return refusal(20003);
      return call.params['account'] === account.sid ? act(call) : refusal(20404);
    },
  });

  return {
    routes: [
      route('POST', 'Messages.json', 'create', create),
      route('GET', 'Messages.json', 'list', list),
      route('GET', 'Messages/:message.json', 'read', read),
      route('GET', 'Messages/:message/Media/:index', 'media', media),
    ],
    resume() {
      for (const message of record.all()) {
        if (message.direction === 'out' && ['accepted', 'queued', 'sent'].includes(message.status)) follow(message);
        if (message.direction === 'in' && message.status === 'receiving') follow(message, handOver);
      }
    },
    async settle() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}

function isAccount({ headers }: Call, { sid, token }: CarrierDeps['account']): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`);
  const given = Buffer.from(headers.authorization ?? '');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
