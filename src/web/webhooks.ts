// Carriers' webhooks, two for each channel whose carrier calls them: what somebody sent, and what became of what we sent. Nothing is
// stored before the signature is checked; a repeat gets the same answer as the first. Knows no channel by name.
import type { Channel, WebhookCall } from '../channels/channel';
import { takeReceipt } from '../delivery/receipts';
import { AlreadyThere, type Transact } from '../domain/work';
import { passingBeforeCommit, type PassFault } from '../faults';
import type { Log } from '../log';
import { arrive } from '../services/inbox';
import { problem, type Answer, type Call, type Route } from './server';

export type WebhookDeps = {
  readonly channels: readonly Channel[];
  readonly transact: Transact;
  /** The address that the carrier was given, and signs. */
  readonly publicUrl: string;
  readonly log: Log;
  /** Called after a message's commit: a turn waits. */
  onArrival(): void;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

type Webhooks = NonNullable<Channel['webhooks']>;

const FORM = ['application/x-www-form-urlencoded'];
/** The carrier takes it as "nothing to say": the answer is sent later, by the outbox. */
const NOTHING_TO_SAY: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** `POST /channels/<name>/inbound` and `/status`. */
export function webhookRoutes(deps: WebhookDeps): Route[] {
  return deps.channels.flatMap((channel) => (channel.webhooks ? routesOf(channel, channel.webhooks, deps) : []));
}

function routesOf({ name }: Channel, webhooks: Webhooks, deps: WebhookDeps): Route[] {
  const { log, onArrival, fault } = deps;
  const toArrive = passingBeforeCommit(deps.transact, 'inbound.before-commit', fault);
  const toTakeReceipt = passingBeforeCommit(deps.transact, 'receipt.before-commit', fault);

  /** A word of the carrier's that we do not know must not pass unseen: it is refused, and told to who runs the service. */
  function refuse(refused: 'signature' | 'words', why: string): Answer {
    // The log shows single words as they are and masks sentences, which could hold anything.
    const reason = why.replaceAll(' ', '-');
    log[refused === 'words' ? 'error' : 'warn']('webhook.refused', { channel: name, reason, code: refused });
    return refused === 'signature'
      ? problem(403, 'Forbidden', 'The signature is not right')
      : problem(400, 'NotUnderstood', why);
  }

  async function inbound(call: Call): Promise<Answer> {
    const read = webhooks.readInbound(asWebhook(call, deps.publicUrl));
    if ('refused' in read) return refuse(read.refused, read.why);
    const arrived = await arrive(toArrive, { channel: name, ...read.read });
    fault?.('inbound.after-commit');
    if (arrived !== 'repeated') onArrival();
    return NOTHING_TO_SAY;
  }

  async function status(call: Call): Promise<Answer> {
    const read = webhooks.readStatus(asWebhook(call, deps.publicUrl));
    if ('refused' in read) return refuse(read.refused, read.why);
    await toTakeReceipt((work) => takeReceipt(work, name, read.read, call.body.toString('utf8'))).catch(unlessRepeated);
    return NOTHING_TO_SAY;
  }

  const at = `/channels/${name}`;
  return [
    { method: 'POST', path: `${at}/inbound`, name: `${name}-inbound`, types: FORM, answer: inbound },
    { method: 'POST', path: `${at}/status`, name: `${name}-status`, types: FORM, answer: status },
  ];
}

/** The same receipt twice at the same instant: the other one has taken it. */
function unlessRepeated(error: unknown): void {
  if (!(error instanceof AlreadyThere)) throw error;
}

function asWebhook(call: Call, publicUrl: string): WebhookCall {
  const headers = Object.entries(call.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return {
    url: `${publicUrl}${call.url}`,
    headers: Object.fromEntries(headers) as WebhookCall['headers'],
    form: call.form(),
  };
}
