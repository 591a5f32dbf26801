// The demo carrier's own calls to the service: forms, signed and posted as Twilio's webhooks are. Keeps nothing but what became of them.
import { randomUUID } from 'node:crypto';
import { SegmentedMessage } from 'sms-segments-calculator';
import { signWebhook } from '../../channels/twilio';
import { channelAddress } from './carrier-api';
import type { CarriedMessage, CarrierRecord } from './carrier-record';

export type WebhookPostDeps = {
  readonly record: CarrierRecord;
  readonly account: { readonly sid: string; readonly token: string };
  /** The address that webhooks are signed over, without a slash at its end. */
  readonly publicUrl: string;
  /** `http://127.0.0.1:PORT` of the running service, without a slash at its end; asked at each call. */
  readonly serviceUrl: () => string;
};

const WEBHOOK_TIMEOUT_MS = 15_000;

/**
 * Posts a form as Twilio's webhooks do.
 * @param to where it really goes
 * @param signedUrl the public address that the signature is made over
 */
export async function postSigned(
  to: string,
  signedUrl: string,
  form: Record<string, string>,
  token: string,
): Promise<Response> {
  return fetch(to, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'X-Twilio-Signature': signWebhook(token, signedUrl, form),
      'I-Twilio-Idempotency-Token': randomUUID(),
    },
    body: new URLSearchParams(form).toString(),
    redirect: 'error',
    signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
  });
}

/**
 * Hands a message on record with the status `receiving` to the service; it is `received` once the service has taken it. The service
 * knows a repeat by the message's id.
 * @throws where the service does not answer; the message stays `receiving`
 */
export async function postInbound(deps: WebhookPostDeps, message: CarriedMessage): Promise<Response> {
  const { record, account, publicUrl, serviceUrl } = deps;
  const path = `/channels/${message.channel}/inbound`;
  const form = inboundForm(deps, message);
  const answer = await postSigned(`${serviceUrl()}${path}`, `${publicUrl}${path}`, form, account.token);
  if (answer.ok) await record.setStatus(message.id, 'received');
  return answer;
}

function inboundForm({ account, serviceUrl }: WebhookPostDeps, message: CarriedMessage): Record<string, string> {
  const { id, channel, number, sender, body, media, button, location } = message;
  const mediaUrl = (index: number) =>
    `${serviceUrl()}/simulator/twilio/2010-04-01/Accounts/${account.sid}/Messages/${id}/Media/${index}`;
  return {
    MessageSid: id,
    SmsSid: id,
    SmsMessageSid: id,
    AccountSid: account.sid,
    ApiVersion: '2010-04-01',
    SmsStatus: 'received',
    From: channelAddress(channel, number),
    To: sender,
    Body: body,
    NumSegments: String(partsOf(message)),
    NumMedia: String(media.length),
    ...Object.fromEntries(
      media.flatMap(({ type }, index) => [
        [`MediaUrl${index}`, mediaUrl(index)],
        [`MediaContentType${index}`, type],
      ]),
    ),
    ...(channel === 'whatsapp' ? { WaId: number.slice(1), MessageType: messageType(message) } : {}),
    ...(button ? { ButtonText: button.title, ButtonPayload: button.id } : {}),
    ...(location
      ? {
          Latitude: String(location.latitude),
          Longitude: String(location.longitude),
          Label: location.label ?? '',
          Address: location.address ?? '',
        }
      : {}),
  };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = { image: 'image', audio: 'audio', video: 'video' };

function messageType({ button, location, media }: CarriedMessage): string {
  if (button) return 'interactive';
  if (location) return 'location';
  const [first] = media;
  return first ? (MEDIA_TYPES[first.type.split('/')[0] ?? ''] ?? 'document') : 'text';
}

/** SMS parts that a network would charge; WhatsApp has no parts. */
export function partsOf({ channel, body }: CarriedMessage): number {
  return channel === 'sms' ? Math.max(1, new SegmentedMessage(body).segmentsCount) : 1;
}
