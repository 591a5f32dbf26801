// A person instead of the assistant: the conversation goes to the staff, who answer in it; until it is given back the assistant hears
// nothing but the words that bring it back and those that stop messages.
import type { Scope } from '../src/bot/scope';
import { endsWith, says } from '../src/language/choice-words';
import { moment } from '../src/language/texts';
import { readCommand } from '../src/language/understand';
import { handOver, heard, staffedFrom } from '../src/services/handovers';
import type { Told } from './told';

/** Hands the conversation to the staff: outside their hours it is said when somebody is there. */
export async function askForPerson(scope: Scope): Promise<Told> {
  const { work, conversation, citizen } = scope;
  const phone = work.catalogue.contact.knowledgeStations;
  scope.remember({ handover: await handOver(work, 'person-asked', conversation, { phone: citizen?.phone ?? '' }) });
  const from = staffedFrom(work);
  if (from === undefined || from === work.now) return { text: scope.t('reply.person', { phone }) };
  return { text: scope.t('reply.person-later', { phone, from: moment(from) }) };
}

/**
 * Whom a message is for; 'back' where it calls the assistant, 'stop' and 'start' where it is about announcements, which must always
 * work from a phone. The first message that goes to the staff is acknowledged.
 */
export function whoHears(scope: Scope): 'assistant' | 'staff' | 'back' | 'stop' | 'start' {
  const { handover } = scope.conversation;
  if (!handover) return 'assistant';
  const command = readCommand(scope.said);
  const isOver = handover.until <= scope.work.now;
  const isCalled = command === 'menu' || says(scope.said, 'continue') || endsWith(scope.said, 'no-person');
  if (isOver || isCalled) scope.remember({ handover: undefined });
  if (isOver && handover.waitsSince !== undefined) scope.say({ text: scope.t('reply.with-me-again') });
  if (isOver) return 'assistant';
  if (isCalled) return 'back';
  if (scope.citizen && (command === 'stop' || command === 'start')) return command;
  scope.remember({ handover: heard(scope.work, handover) });
  if (!handover.acknowledged) scope.say({ text: scope.t('reply.person-waits') });
  return 'staff';
}
