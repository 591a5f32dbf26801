// Where a message of a Bot Framework conversation goes: the return address of the newest word from there, and what it answers.
import type { ReturnAddress } from '../domain/conversation';
import type { OutboundMessage } from '../domain/message';
import type { Work } from '../domain/work';

/** @returns undefined where nobody has written from there; `replyToId` is the channel's own id of the answered activity */
export async function destinationOf(
  work: Work,
  { conversationId, replyTo }: OutboundMessage,
): Promise<{ returnAddress: ReturnAddress; replyToId: string | undefined } | undefined> {
  const conversation = conversationId === undefined ? undefined : await work.conversations.byId(conversationId);
  if (conversation?.returnAddress === undefined) return undefined;
  const asked = replyTo === undefined ? undefined : await work.messages.byId(replyTo);
  return { returnAddress: conversation.returnAddress, replyToId: asked?.providerId };
}
