// Beneficiaries: finds or enters a person by document, never by a phone. A number that belongs to somebody else goes to staff
// and reveals nothing.
import type { Citizen } from '../domain/citizen';
import type { Conversation } from '../domain/conversation';
import { checkCivilNumber, type Consent, type DocumentKind, type Person } from '../domain/person';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { sameName } from '../language/answers';
import { openTask } from './tasks';

/** Who enters whom, with the consent that was given for it. */
export type Entry = {
  readonly citizen: Citizen;
  readonly conversation: Conversation;
  /** Somebody whom this citizen has entered before; else `person`. */
  readonly personId?: string | undefined;
  readonly person?:
    | { readonly document: DocumentKind; readonly number: string; readonly country: string; readonly name: string }
    | undefined;
  /** Official exams: the name in Latin letters, where it was asked for. */
  readonly latinName?: string | undefined;
  readonly consent: Consent;
  readonly guardian?: { readonly name: string | undefined } | undefined;
  /** A member of staff who opens it for somebody at the desk or by phone. */
  readonly openedBy?: string | undefined;
  /** Told to staff where they must look at it. */
  readonly stationId: string;
};

/** The person of an order: somebody the citizen entered before, the one with this document, or a new one. */
export async function identify(work: Work, order: Entry): Promise<Person | Refusal<'identity-check' | 'not-yours'>> {
  if (order.personId !== undefined) {
    const known = await work.persons.byId(order.personId);
    if (!known?.enteredBy.includes(order.citizen.id)) return refuse('not-yours');
    return keep(work, known, order);
  }
  const given = order.person;
  if (!given) throw new Error('an order names no person');
  const known = await work.persons.byDocument(given.document, given.number, given.country);
  if (!known) return enter(work, order, given);
  const alone = known.enteredBy.length === 1 && known.enteredBy[0] === order.citizen.id;
  if (sameName(known.name, given.name)) return keep(work, known, order);
  // A citizen may have mistyped their own people's names before; a number typed at the desk may be somebody else's.
  if (alone && order.openedBy === undefined) return keep(work, { ...known, name: given.name }, order);
  await openTask(work, 'identity-check', {
    conversationId: order.conversation.id,
    stationId: order.stationId,
    details: {
      number: given.number,
      country: given.country,
      name: given.name,
      phone: order.citizen.phone,
    },
  });
  return refuse('identity-check');
}

const guardianOf = (work: Work, order: Entry): Person['guardian'] =>
  order.guardian && { name: order.guardian.name, agreedAt: work.now };

async function enter(work: Work, order: Entry, given: NonNullable<Entry['person']>): Promise<Person> {
  const person: Person = {
    ...given,
    latinName: order.latinName,
    id: work.random.id('per'),
    enteredBy: [order.citizen.id],
    consent: order.consent,
    guardian: guardianOf(work, order),
    createdAt: work.now,
  };
  await work.persons.add(person);
  return person;
}

async function keep(work: Work, known: Person, order: Entry): Promise<Person> {
  const person: Person = {
    ...known,
    enteredBy: [...new Set([...known.enteredBy, order.citizen.id])],
    latinName: order.latinName ?? known.latinName,
    consent: order.consent,
    guardian: guardianOf(work, order) ?? known.guardian,
  };
  await work.persons.save(person);
  return person;
}

/** Whether only this citizen has entered the person: then a correction is his to make. */
const owns = (person: Person, citizenId: string): boolean => person.enteredBy.every((id) => id === citizenId);

async function askStaff(
  work: Work,
  person: Person,
  details: Record<string, string>,
): Promise<Refusal<'identity-check'>> {
  await openTask(work, 'identity-check', { details: { person: person.id, ...details } });
  return refuse('identity-check');
}

/** Corrects a name. @returns the old one */
export async function rename(
  work: Work,
  personId: string,
  citizenId: string,
  name: string,
): Promise<string | Refusal<'identity-check'>> {
  const person = await existing(work, personId);
  if (!owns(person, citizenId)) return askStaff(work, person, { name });
  await work.persons.save({ ...person, name });
  return person.name;
}

/** Corrects a document's number. @returns the old one */
export async function renumber(
  work: Work,
  personId: string,
  citizenId: string,
  number: string,
): Promise<string | Refusal<'identity-check'>> {
  const person = await existing(work, personId);
  if (person.document === 'civil-id' && checkCivilNumber(number)) throw new Error('a number that was not checked');
  const other = await work.persons.byDocument(person.document, number, person.country);
  if (!owns(person, citizenId) || (other && other.id !== person.id)) return askStaff(work, person, { number });
  await work.persons.save({ ...person, number });
  return person.number;
}

async function existing(work: Work, id: string): Promise<Person> {
  const person = await work.persons.byId(id);
  if (!person) throw new Error(`no person ${id}`);
  return person;
}
