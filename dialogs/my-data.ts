// What is stored for a proven phone: shown, and erased by staff on request. A number that changed hands is given to staff as well.
import type { Scope } from '../src/bot/scope';
import type { Person } from '../src/domain/person';
import { list } from '../src/language/texts';
import { personsOf } from '../src/services/citizens';
import { ofCitizen } from '../src/services/own-requests';
import { openTask } from '../src/services/tasks';
import type { Answered, Told } from './told';

const SHOWN_DIGITS = 3;

/** Enough to recognise, too little to use. */
const shortened = (number: string): string => `…${number.slice(-SHOWN_DIGITS)}`;

function personWords(person: Person, scope: Scope): string {
  return scope.t('my-data.person', { name: person.name, number: shortened(person.number) });
}

export async function myData(scope: Scope): Promise<Answered> {
  const { citizen } = scope;
  if (!citizen) throw new Error('own data without a proven phone');
  const persons = await personsOf(scope.work, citizen.id);
  const requests = await ofCitizen(scope.work, citizen.id);
  const { phone, announcements } = citizen;
  const wanted = announcements
    ? ` ${scope.t('my-data.announcements', { wanted: announcements.wanted ? 'yes' : 'no' })}`
    : '';
  if (persons.length === 0) return { text: scope.t('my-data.none', { phone }) + wanted };
  const words = list(persons.map((person) => personWords(person, scope)));
  return {
    text: scope.t('my-data.stored', { phone, persons: words, requests: requests.length }) + wanted,
    also: ['erase'],
  };
}

export const askErase = (scope: Scope): Told => ({
  text: scope.t('ask.erase'),
  offer: { ask: 'agreed', values: ['erase-yes', 'erase-no'] },
});

const contact = (scope: Scope) => ({ phone: scope.work.catalogue.contact.knowledgeStations });

/** Puts the wish on the staff's pile: what must be kept is not for the program to decide. */
export async function eraseNow(scope: Scope): Promise<Told> {
  await openTask(scope.work, 'erase-data', {
    conversationId: scope.conversation.id,
    details: { phone: scope.citizen?.phone ?? '' },
  });
  return { text: scope.t('reply.erase-asked', contact(scope)) };
}

export const askNotMe = (scope: Scope): Told => ({
  text: scope.t('ask.not-me'),
  offer: { ask: 'agreed', values: ['not-me-yes', 'not-me-no'] },
});

/** Somebody got a number that was another's: staff look, and nothing of the other is told. */
export async function notMe(scope: Scope): Promise<Told> {
  await openTask(scope.work, 'not-me', {
    conversationId: scope.conversation.id,
    details: { phone: scope.citizen?.phone ?? '' },
  });
  return { text: scope.t('reply.not-me', contact(scope)) };
}
