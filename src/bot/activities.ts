// Between our messages and Bot Framework activities: what a turn is given, and what it says.
import { ActionTypes, ActivityTypes, type Activity } from 'botbuilder';
import { numbered, type Content, type InboundMessage, type Reference } from '../domain/message';
import type { Language } from '../language/texts';
import type { Reply } from './scope';

const LOCALES: Record<Language, string> = { ar: 'ar-JO', en: 'en-GB' };

export function inboundActivity(message: InboundMessage, said: string, language: Language): Partial<Activity> {
  return {
    type: ActivityTypes.Message,
    id: message.id,
    channelId: message.channel,
    conversation: { id: message.conversationId, isGroup: false, conversationType: 'personal', name: '' },
    from: { id: message.conversationId, name: '' },
    recipient: { id: 'assistant', name: '' },
    serviceUrl: 'urn:collected',
    locale: LOCALES[language],
    text: said,
  };
}

/** What a client may rely on in `channelData`. */
type ChannelData = { ask?: string | undefined; notice?: string | undefined; reference?: Reference | undefined };

/** Choices stand numbered under the text, for channels and people without buttons, and as actions in the same order. */
export function replyActivity(reply: Reply): Partial<Activity> {
  const { text, choices, ask, notice, reference } = reply;
  const channelData: ChannelData = { ask, notice, reference };
  return {
    type: ActivityTypes.Message,
    text: numbered(text, choices),
    channelData,
    ...(choices && {
      suggestedActions: {
        to: [],
        actions: choices.map(({ label, value }) => ({ type: ActionTypes.ImBack, title: label, value })),
      },
    }),
  };
}

/** What is stored of an activity that a turn said. */
export function contentOf(activity: Partial<Activity>): Content {
  const data = (activity.channelData ?? {}) as ChannelData;
  const actions = activity.suggestedActions?.actions;
  return {
    text: activity.text ?? '',
    choices: actions?.map(({ title, value }) => ({ label: title, value: String(value) })),
    ask: data.ask,
    notice: data.notice,
    reference: data.reference,
  };
}
