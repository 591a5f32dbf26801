// The one place where stored messages become activities of the Bot Framework protocol, as web chat clients read them.
import type { InboundMessage, Message, OutboundMessage } from '../domain/message';
import { spokenActivity } from '../domain/spoken-activity';
import type { Work } from '../domain/work';
import { text } from '../language/texts';

const BOT = 'bot';

/** An activity's id: the conversation and its number in it, `web_…|0000001`. Clients sort by it. */
export const activityId = (conversationId: string, seq: number): string =>
  `${conversationId}|${String(seq).padStart(7, '0')}`;

export type Transcript = {
  /** Each activity as JSON text. */
  readonly activities: readonly string[];
  /** The number of the last one, or the number asked from where there is none. */
  readonly seq: number;
};

/**
 * What came after a number, in order, as one reader is shown it.
 * @param user the reader's id: what a person wrote stands under it, whatever their client claimed
 */
export async function transcriptAfter(
  work: Work,
  conversationId: string,
  seq: number,
  limit: number,
  user: string,
): Promise<Transcript> {
  const messages = await work.messages.after(conversationId, seq, limit);
  const activities: string[] = [];
  for (const message of messages) {
    const answered = message.direction === 'out' && message.replyTo !== undefined ? message.replyTo : undefined;
    const question = answered === undefined ? undefined : await find(work, messages, answered);
    activities.push(writeActivity(message, conversationId, user, question?.seq));
  }
  return { activities, seq: messages.at(-1)?.seq ?? seq };
}

const find = async (work: Work, near: readonly Message[], id: string): Promise<Message | undefined> =>
  near.find((message) => message.id === id) ?? (await work.messages.byId(id));

function writeActivity(message: Message, conversationId: string, user: string, replyToSeq: number | undefined): string {
  const common = {
    type: 'message',
    id: activityId(conversationId, message.seq ?? 0),
    channelId: 'webchat',
    conversation: { id: conversationId },
  };
  if (message.direction === 'in') return writeEcho(message, { ...common, from: { id: user }, recipient: { id: BOT } });
  const replyToId = replyToSeq === undefined ? undefined : activityId(conversationId, replyToSeq);
  return JSON.stringify({ ...common, ...botFields(message), recipient: { id: user }, replyToId });
}

/** A client takes its message for sent when its channelData comes back; so it goes out as it came, letter for letter. */
function writeEcho(message: InboundMessage, common: Record<string, unknown>): string {
  const echo = JSON.stringify({ ...common, timestamp: new Date(message.receivedAt).toISOString(), text: message.text });
  return message.channelData === undefined ? echo : `${echo.slice(0, -1)},"channelData":${message.channelData}}`;
}

function botFields({ content, language, createdAt }: OutboundMessage): Record<string, unknown> {
  return {
    ...spokenActivity(content, language),
    timestamp: new Date(createdAt).toISOString(),
    from: { id: BOT, name: text(language, 'page.service'), role: 'bot' },
  };
}
