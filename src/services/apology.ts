// What happens after a turn that failed by a fault of ours: an apology with a reference, and after the third in a row a fresh start
// and word to staff.
import type { Conversation } from '../domain/conversation';
import type { Work } from '../domain/work';
import { text } from '../language/texts';
import { reply } from './notify';
import { openTask } from './tasks';

const FAULTS_ALLOWED = 3;
const REFERENCE_LENGTH = 6;

/** Says sorry for the oldest unanswered message and marks it answered. @returns the reference, undefined when nothing waits */
export async function apologise(work: Work, conversationId: string): Promise<string | undefined> {
  const message = await work.messages.oldestUnanswered(conversationId);
  const conversation = await work.conversations.byId(conversationId);
  if (!message || !conversation) return undefined;
  const language = conversation.language ?? 'ar';
  const reference = message.id.slice(-REFERENCE_LENGTH).toUpperCase();
  await reply(work, {
    conversation,
    language,
    content: { text: text(language, 'reply.fault', { reference }) },
    replyTo: message.id,
  });
  const faults = conversation.faults + 1;
  if (faults < FAULTS_ALLOWED) await work.conversations.save({ ...conversation, faults });
  else await startOver(work, conversation, reference);
  await work.messages.answered(message.id);
  return reference;
}

async function startOver(work: Work, conversation: Conversation, reference: string): Promise<void> {
  const draft = await work.drafts.ofConversation(conversation.id);
  if (draft) await work.drafts.remove(draft.id);
  await work.conversations.save({ ...conversation, faults: 0, misses: 0, offered: undefined });
  await openTask(work, 'turn-failed', { conversationId: conversation.id, details: { reference } });
}
