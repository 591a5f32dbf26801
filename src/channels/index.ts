// The list of channels: one line a channel. Doors and delivery take them from here and never by name.
import { createBotFramework, type BotFrameworkOptions } from './bot-framework';
import type { Channel } from './channel';
import { createSms } from './sms';
import { createTwilio, type Sender, type TwilioOptions } from './twilio';
import { webChat } from './web-chat';
import { createWhatsapp } from './whatsapp';

export type ChannelsOptions = {
  readonly publicUrl: string;
  readonly twilio: TwilioOptions;
  readonly smsSender: Sender;
  /** E.164; without one there is no WhatsApp. */
  readonly whatsappFrom: string | undefined;
  readonly botFramework: BotFrameworkOptions;
};

export function createChannels({
  publicUrl,
  twilio: account,
  smsSender,
  whatsappFrom,
  botFramework,
}: ChannelsOptions): readonly Channel[] {
  const twilio = createTwilio(account);
  return [
    createSms({ twilio, sender: smsSender, publicUrl }),
    ...(whatsappFrom === undefined ? [] : [createWhatsapp({ twilio, from: whatsappFrom, publicUrl })]),
    webChat,
    createBotFramework(botFramework),
  ];
}
