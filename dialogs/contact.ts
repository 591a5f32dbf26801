// A person instead of the assistant: staff get the task, once while it is open, and the number to ring is told at once.
import type { Scope } from '../src/bot/scope';
import { openTask } from '../src/services/tasks';
import type { Told } from './told';

/** A guest in the web chat has no phone to be rung on: the number to ring is all there is. */
export async function askForPerson(scope: Scope): Promise<Told> {
  const phone = scope.work.catalogue.contact.knowledgeStations;
  if (!(await scope.work.tasks.openIn('person-asked', scope.conversation.id)))
    await openTask(scope.work, 'person-asked', {
      conversationId: scope.conversation.id,
      details: { phone: scope.citizen?.phone ?? '' },
    });
  return { text: scope.t(scope.citizen ? 'reply.person' : 'reply.person-guest', { phone }) };
}
