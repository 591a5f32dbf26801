// SMS: plain text, carried by Twilio. Every letter costs, so that nothing is added to a text here.
import type { Content } from '../domain/message';
import { withoutIsolates } from '../language/texts';
import type { Channel } from './channel';
import type { Sender, Twilio } from './twilio';
import { createTwilioCarrier } from './twilio-carrier';

export type SmsOptions = {
  readonly twilio: Twilio;
  readonly sender: Sender;
  /** The address that providers see, without a slash at its end. */
  readonly publicUrl: string;
};

/** Old phones show direction marks as boxes. */
const render = (content: Content): string => withoutIsolates(content.text);

export function createSms({ twilio, sender, publicUrl }: SmsOptions): Channel {
  const statusCallback = `${publicUrl}/channels/sms/status`;
  return { name: 'sms', render, ...createTwilioCarrier({ twilio, prefix: '', sender, statusCallback, render }) };
}
