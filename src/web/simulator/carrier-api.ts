// Twilio's manners, as the demo's carrier keeps them: its errors, what it refuses, how it shows and lists a message.
// Pure: keeps nothing and sends nothing.
import { randomBytes } from 'node:crypto';
import { json, type Answer } from '../server';
import type { CarriedMessage } from './carrier-record';

const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST_BODY = 1600;

/** Twilio's error bodies. */
const ERRORS = {
  20003: [401, 'Authenticate'],
  20404: [404, 'The requested resource was not found'],
  21211: [400, "Invalid 'To' Phone Number"],
  21602: [400, 'Message body is required.'],
  21603: [400, "A 'From' phone number is required."],
  21604: [400, "A 'To' phone number is required."],
  21609: [400, "The 'StatusCallback' URL is not a valid URL."],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  63007: [400, 'Could not find a Channel with the specified From address'],
} as const;
export type ErrorCode = keyof typeof ERRORS;

export function refusal(code: ErrorCode): Answer {
  const [status, message] = ERRORS[code];
  return json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

/** Twilio's id of a message. */
export const newMessageSid = (): string => `SM${randomBytes(16).toString('hex')}`;

/** A number as the channel writes it. */
export const channelAddress = (channel: CarriedMessage['channel'], number: string): string =>
  channel === 'whatsapp' ? `whatsapp:${number}` : number;

/** What Twilio would refuse, in the order in which it looks. */
export function mistakeIn(form: Record<string, string>, publicUrl: string): ErrorCode | undefined {
  const { To = '', From, MessagingServiceSid, Body = '', StatusCallback } = form;
  const checks: readonly (readonly [boolean, ErrorCode])[] = [
    [To === '', 21604],
    [!E164.test(To.replace(/^whatsapp:/, '')), 21211],
    [From === undefined && MessagingServiceSid === undefined, 21603],
    [From !== undefined && From.startsWith('whatsapp:') !== To.startsWith('whatsapp:'), 63007],
    [Body === '', 21602],
    [Body.length > LONGEST_BODY, 21617],
    // Reports go to the service alone, wherever it stands.
    [StatusCallback !== undefined && !StatusCallback.startsWith(`${publicUrl}/`), 21609],
  ];
  return checks.find(([wrong]) => wrong)?.[1];
}

/** @param query of a list: `To`, and days in GMT as `DateSent` (that day), `DateSent<` (that day and before), `DateSent>` (and after) */
export function isAskedFor(message: CarriedMessage, query: URLSearchParams): boolean {
  const day = new Date(message.at).toISOString().slice(0, 10);
  const asked = (name: string) => query.get(name)?.slice(0, 10) ?? undefined;
  const [on, until, from] = [asked('DateSent'), asked('DateSent<'), asked('DateSent>')];
  const to = query.get('To');
  return (
    (to === null || (message.direction === 'out' && to === channelAddress(message.channel, message.number))) &&
    (on === undefined || day === on) &&
    (until === undefined || day <= until) &&
    (from === undefined || day >= from)
  );
}

/** A message as Twilio's API shows it. */
export function resource(message: CarriedMessage, account: string): Record<string, unknown> {
  const { id, channel, number, sender, body, status, errorCode, direction, media } = message;
  const out = direction === 'out';
  const at = new Date(message.at).toUTCString().replace('GMT', '+0000');
  const service = sender.startsWith('MG');
  const citizen = channelAddress(channel, number);
  return {
    sid: id,
    account_sid: account,
    api_version: '2010-04-01',
    body,
    date_created: at,
    date_sent: status === 'accepted' || status === 'queued' ? null : at,
    date_updated: at,
    direction: out ? 'outbound-api' : 'inbound',
    error_code: errorCode === undefined ? null : Number(errorCode),
    error_message: null,
    from: out ? (service ? null : sender) : citizen,
    to: out ? citizen : sender,
    messaging_service_sid: service ? sender : null,
    num_media: String(media.length),
    num_segments: service && status === 'accepted' ? '0' : '1',
    price: null,
    price_unit: null,
    status,
    uri: `/2010-04-01/Accounts/${account}/Messages/${id}.json`,
  };
}
