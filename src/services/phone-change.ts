// A citizen has another phone: all that was asked for and entered from the old one belongs to the new one, which a code has proven.
import { CHANNELS } from '../domain/message';
import type { Citizen } from '../domain/citizen';
import type { Conversation } from '../domain/conversation';
import type { ExamRequest } from '../domain/exam-request';
import type { Work } from '../domain/work';
import { text, type Language } from '../language/texts';
import { outbound, phoneConversation } from './notify';
import { ofCitizen } from './own-requests';

/**
 * Moves requests, people and the wish for announcements to the new phone; an open form, messages on their way and the staff's tasks keep
 * the old one. Where this was asked for elsewhere than on the old phone itself, that one is told by SMS.
 * @returns how many requests have moved
 */
export async function changePhone(
  work: Work,
  from: Citizen,
  to: Citizen,
  { conversation, language }: { readonly conversation: Conversation; readonly language: Language },
): Promise<number> {
  const requests = await ofCitizen(work, from.id);
  for (const request of requests) await moveRequest(work, request, from, to);
  for (const person of await work.persons.enteredBy(from.id)) {
    const enteredBy = person.enteredBy.map((id) => (id === from.id ? to.id : id));
    await work.persons.save({ ...person, enteredBy: [...new Set(enteredBy)] });
  }
  if (from.announcements && !to.announcements) await work.citizens.save({ ...to, announcements: from.announcements });
  if (!CHANNELS[conversation.channel].provesPhone) await tellOldPhone(work, from, to, language);
  return requests.length;
}

/** Not one of the table's steps: it holds in every state, and nobody is told of it by a notice. */
async function moveRequest(work: Work, request: ExamRequest, from: Citizen, to: Citizen): Promise<void> {
  await work.requests.save({
    ...request,
    requesterId: to.id,
    phone: to.phone,
    origin: await originAfter(work, request, from, to),
    history: [
      ...request.history,
      { at: work.now, event: 'corrected', by: 'citizen', field: 'phone', old: request.phone },
    ],
  });
}

/** No copy of a notice goes to a conversation on the old phone any more. */
async function originAfter(
  work: Work,
  { origin }: ExamRequest,
  from: Citizen,
  to: Citizen,
): Promise<ExamRequest['origin']> {
  const asked = await work.conversations.byId(origin.conversationId);
  if (asked?.address !== from.phone) return origin;
  return { channel: 'sms', conversationId: (await phoneConversation(work, to.phone, to.id)).id };
}

const SHOWN_DIGITS = 3;

async function tellOldPhone(work: Work, from: Citizen, to: Citizen, language: Language): Promise<void> {
  const content = {
    text: text(language, 'sms.phone-changed', {
      ending: to.phone.slice(-SHOWN_DIGITS),
      phone: work.catalogue.contact.knowledgeStations,
    }),
  };
  await work.messages.addOutbound(
    outbound(work, {
      channel: 'sms',
      address: from.phone,
      conversationId: undefined,
      language,
      lane: 'reply',
      content,
    }),
  );
}
