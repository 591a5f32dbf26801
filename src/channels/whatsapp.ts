// WhatsApp: free text with its choices numbered, carried by Twilio, inside the window that WhatsApp grants.
// Nothing goes out here as a template: outside the window the message is refused before it is sent.
import type { Content } from '../domain/message';
import type { Channel } from './channel';
import type { Twilio } from './twilio';
import { createTwilioCarrier } from './twilio-carrier';

export type WhatsappOptions = {
  readonly twilio: Twilio;
  /** Our WhatsApp sender, E.164. */
  readonly from: string;
  /** The address that providers see, without a slash at its end. */
  readonly publicUrl: string;
};

/** WhatsApp's customer-service window: free text is taken so long after the person's last message. */
const WINDOW_MS = 24 * 60 * 60_000;

const render = (content: Content): string => content.text;

export function createWhatsapp({ twilio, from, publicUrl }: WhatsappOptions): Channel {
  const statusCallback = `${publicUrl}/channels/whatsapp/status`;
  const sender = { from: `whatsapp:${from}` };
  const { webhooks, carrier } = createTwilioCarrier({ twilio, prefix: 'whatsapp:', sender, statusCallback, render });
  return { name: 'whatsapp', render, webhooks, carrier: { ...carrier, windowMs: WINDOW_MS } };
}
