// What SMS and WhatsApp have in common when Twilio carries them: reading its webhooks, sending one message, looking one up.
// Knows neither channel by name; each gives its own address form and rendering.
import type { Content, OutboundMessage } from '../domain/message';
import type { Channel, Read, Refused, SendOutcome, WebhookCall } from './channel';
import type { Sender, Twilio } from './twilio';
import { inboundOf, statusOf, type AddressPrefix } from './twilio-words';

export type CarrierOptions = {
  readonly twilio: Twilio;
  readonly prefix: AddressPrefix;
  readonly sender: Sender;
  /** Where Twilio reports what became of a message. */
  readonly statusCallback: string;
  readonly render: (content: Content) => string;
};

/** Twilio's limit of a `Body`, for both channels. */
const LONGEST_BODY = 1600;

const FORGED = { refused: 'signature', why: 'X-Twilio-Signature does not fit' } as const;

/** A text that can't be sent is our mistake: it is refused before the call, with a code of our own. */
function badBody(body: string): Refused | undefined {
  const code = body.trim() === '' ? 'text-empty' : body.length > LONGEST_BODY ? 'text-too-long' : undefined;
  return code && { code, retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: true };
}

export function createTwilioCarrier(options: CarrierOptions): Required<Pick<Channel, 'webhooks' | 'carrier'>> {
  const { twilio, prefix, sender, statusCallback, render } = options;
  const verified = <T>(call: WebhookCall, read: () => Read<T>): Read<T> => (twilio.isSigned(call) ? read() : FORGED);
  const to = (message: OutboundMessage) => `${prefix}${message.address}`;
  const webhooks: Channel['webhooks'] = {
    readInbound: (call) => verified(call, () => inboundOf(prefix, call.form)),
    readStatus: (call) => verified(call, () => statusOf(call.form)),
  };
  const carrier: Channel['carrier'] = {
    async send(message): Promise<SendOutcome> {
      const body = render(message.content);
      const refused = badBody(body);
      return refused
        ? { outcome: 'refused', ...refused }
        : twilio.send({ to: to(message), body, sender, statusCallback });
    },
    find: (message, isKnown) =>
      twilio.find(
        { to: to(message), body: render(message.content), since: message.sentAt ?? message.createdAt },
        isKnown,
      ),
  };
  return { webhooks, carrier };
}
