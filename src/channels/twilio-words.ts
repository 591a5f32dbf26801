// Twilio's words turned into ours through tables: inbound messages and receipts. An unknown word is refused, never guessed.
// Who sent the webhook is checked before, in twilio.ts.
import type { InboundKind } from '../domain/message';
import type { Inbound, Read, StatusReport, WebhookCall } from './channel';
import { meaningOf } from './twilio-errors';

/** How a channel writes a phone number: `+9627…` or `whatsapp:+9627…`. */
export type AddressPrefix = '' | 'whatsapp:';

const E164 = /^\+[1-9]\d{6,14}$/;

/** WhatsApp's `MessageType`; `media` is told apart by its content type. */
const MESSAGE_TYPES: Readonly<Record<string, InboundKind | 'media'>> = {
  text: 'text',
  interactive: 'text',
  button: 'text',
  image: 'media',
  audio: 'media',
  video: 'media',
  document: 'media',
  sticker: 'image',
  location: 'location',
  contacts: 'other',
  reaction: 'other',
  order: 'other',
  system: 'other',
  unsupported: 'other',
};

const MEDIA_KINDS: Readonly<Record<string, InboundKind>> = {
  audio: 'voice',
  image: 'image',
  video: 'video',
  application: 'document',
  text: 'document',
};

const OPT_OUTS: Readonly<Record<string, Inbound['optOut']>> = { STOP: 'stop', START: 'start', HELP: 'help' };

/** What a status does to our message; `undefined` for steps inside Twilio that change nothing here. */
const STATUSES: Readonly<Record<string, StatusReport['event']>> = {
  accepted: undefined,
  scheduled: undefined,
  queued: undefined,
  sending: undefined,
  sent: 'send',
  partially_delivered: 'send',
  delivered: 'deliver',
  undelivered: 'reject',
  failed: 'reject',
  canceled: 'reject',
  read: 'read',
};

type Form = WebhookCall['form'];
type Words = { readonly refused: 'words'; readonly why: string };

/** A field that is given and not empty; of a repeated one the first. */
function field(form: Form, name: string): string | undefined {
  const value = form[name];
  const first = typeof value === 'string' ? value : value?.[0];
  return first === undefined || first === '' ? undefined : first;
}

/** The reason names the field and never its value: a value may be personal. */
const unreadable = (why: string): Words => ({ refused: 'words', why });

/** @returns the E.164 number of an address as this channel writes it, or undefined */
export function phoneOf(prefix: AddressPrefix, address: string): string | undefined {
  if (!address.startsWith(prefix)) return undefined;
  const phone = address.slice(prefix.length);
  return E164.test(phone) ? phone : undefined;
}

/** Reads a verified inbound webhook. */
export function inboundOf(prefix: AddressPrefix, form: Form): Read<Inbound> {
  const providerId = field(form, 'MessageSid');
  if (providerId === undefined) return unreadable('MessageSid is missing');
  const address = phoneOf(prefix, field(form, 'From') ?? '');
  if (address === undefined) return unreadable('From is not a phone number of this channel');
  const kind = kindOf(form);
  if (kind === undefined) return unreadable('MessageType is a new word');
  const said = field(form, 'OptOutType');
  if (said !== undefined && !Object.hasOwn(OPT_OUTS, said)) return unreadable('OptOutType is a new word');
  return {
    read: {
      providerId,
      address,
      kind,
      text: field(form, 'Body') ?? '',
      tapped: field(form, 'ButtonPayload') ?? field(form, 'ListId'),
      optOut: said === undefined ? undefined : OPT_OUTS[said],
    },
  };
}

function kindOf(form: Form): InboundKind | undefined {
  const word = field(form, 'MessageType');
  if (word !== undefined && !Object.hasOwn(MESSAGE_TYPES, word)) return undefined;
  const kind = word === undefined ? 'text' : MESSAGE_TYPES[word];
  if (kind !== 'text' && kind !== 'media') return kind;
  // A location comes without a MessageType of its own from some senders.
  if (field(form, 'Latitude') !== undefined && field(form, 'Longitude') !== undefined) return 'location';
  return Number(field(form, 'NumMedia') ?? 0) > 0 || kind === 'media' ? mediaKindOf(form) : kind;
}

/** Content types are an open list: one that no row names (a contact card, a font) is `other`, which every question can answer. */
function mediaKindOf(form: Form): InboundKind {
  const [family = '', name = ''] = (field(form, 'MediaContentType0') ?? '').split('/');
  if (/^(x-)?vcard/.test(name)) return 'other';
  return (Object.hasOwn(MEDIA_KINDS, family) ? MEDIA_KINDS[family] : undefined) ?? 'other';
}

/** Reads a verified status callback. */
export function statusOf(form: Form): Read<StatusReport> {
  const providerId = field(form, 'MessageSid');
  const status = field(form, 'MessageStatus') ?? field(form, 'SmsStatus');
  if (providerId === undefined || status === undefined) return unreadable('MessageSid or MessageStatus is missing');
  const report = reportOf(providerId, status, field(form, 'ErrorCode'));
  return report === undefined ? unreadable('MessageStatus is a new word') : { read: report };
}

/** A message's status at Twilio as a report of ours, or undefined for a word that no row knows. */
export function reportOf(providerId: string, status: string, code: string | undefined): StatusReport | undefined {
  if (!Object.hasOwn(STATUSES, status)) return undefined;
  const event = STATUSES[status];
  const errorCode = code === undefined || code === '0' ? undefined : code;
  const said = { providerId, status, errorCode };
  return event === 'reject' ? { ...said, event, refused: meaningOf(errorCode ?? status) } : { ...said, event };
}
