// Who sits the exam: for whom, the consent before the first personal question, capacity, document, name, number, guardian.
// Somebody whom this phone has entered before is only chosen, and shown when all is read back.
import type { Scope } from '../src/bot/scope';
import { dayOf } from '../src/clock';
import { agreesToday, birthYearOf, CONSENT_VERSION, mayBeMinor, type DocumentKind } from '../src/domain/person';
import { isQuestion, nameParts, readLatinName, readName } from '../src/language/answers';
import { beside, mentions } from '../src/language/choice-words';
import { normalise } from '../src/language/normalise';
import { firstName } from '../src/services/notify';
import { choose, option, shown, type Labelled } from './choices';
import { allCountries, countryName, firstCountries } from './countries';
import { examWords, feeFilsIn, feeWords, kindIn, namesSomebody, stationIn } from './exam-order';
import { namesSelf, personMeant, personsKnown, selfAmong, type Meant } from './known-person';
import { textIn, type Question, type Reading, type Slots } from './form';
import { choiceQuestion, numberReading, readPersonName } from './questions';

/** Personal questions are asked of everybody who is not known to this phone. */
const isNew = (slots: Slots): boolean => slots['for'] !== 'known';
const isPerson = (slots: Slots): boolean => isNew(slots) && slots['applicant'] !== 'body';

/** Passport holders are residents; a citizen is known by the civil number. */
export const documentIn = (slots: Slots): DocumentKind =>
  slots['applicant'] === 'resident' && slots['document'] === 'passport' ? 'passport' : 'civil-id';

async function knownPersons(scope: Scope): Promise<readonly Labelled[]> {
  return (await personsKnown(scope)).map((person) => ({
    value: person.id,
    label: firstName(person),
    names: [firstName(person), person.name],
  }));
}

async function forChoices(_slots: Slots, scope: Scope): Promise<readonly Labelled[]> {
  const known = await knownPersons(scope);
  const other = option(scope, 'for.other', 'other');
  return known.length > 0 ? [...known, other] : [option(scope, 'for.self', 'self'), other];
}

const beneficiary = choiceQuestion({
  slot: 'for',
  when: (slots) => slots['applicant'] !== 'body',
  async text(slots, scope) {
    const station = stationIn(slots, scope)?.name[scope.language] ?? '';
    const params = { exam: examWords(slots, scope), station, fee: feeWords(scope, feeFilsIn(slots, scope)) };
    const known = await knownPersons(scope);
    return scope.t(known.length > 0 ? 'ask.for.known' : 'ask.for', params);
  },
  brief: (_slots, scope) => scope.t('ask.for.brief'),
  choices: forChoices,
  correctable: true,
  async before(said, slots, scope) {
    const meant = personMeant(said, await personsKnown(scope));
    return meant && readingOf(meant, slots, scope);
  },
  async pick(value, slots, scope) {
    return value === 'self' || value === 'other'
      ? { set: newPerson(value, slots) }
      : { set: await knownSlots(value, scope) };
  },
});

/** Asked to agree, unless the same phone agreed shortly before. */
const newPerson = (value: 'self' | 'other', slots: Slots): Slots => ({
  for: value,
  person: undefined,
  knownLatinName: undefined,
  storedConsent: slots['agreedBefore'],
  consent: undefined,
});

async function readingOf(meant: Meant, slots: Slots, scope: Scope): Promise<Reading> {
  if (meant.who === 'which') return { hint: scope.t('hint.which-person') };
  if (meant.who === 'self') return { set: newPerson('self', slots) };
  if (meant.who === 'known') return { set: await knownSlots(meant.person.id, scope) };
  return {
    set: { ...newPerson('other', slots), name: meant.name },
    lead: scope.t('reply.for-name', { name: meant.name }),
  };
}

/** What a first message says of whom the exam is for; a known one is asked which of them. */
export async function saidFor(said: string, scope: Scope): Promise<Slots> {
  const known = await personsKnown(scope);
  if (namesSelf(said)) {
    const self = selfAmong(known);
    if (self.who === 'known') return knownSlots(self.person.id, scope);
    return self.who === 'self' ? { for: 'self' } : {};
  }
  return known.length === 0 && namesSomebody(said, scope) ? { for: 'other' } : {};
}

/** Somebody known: with the consent that is stored, where it is to the present text. */
async function knownSlots(personId: string, scope: Scope): Promise<Slots> {
  const person = await scope.work.persons.byId(personId);
  const stored = person && agreesToday(person.consent) ? person.consent : undefined;
  const knownLatinName = person?.latinName !== undefined ? true : undefined;
  return { for: 'known', person: personId, storedConsent: stored, knownLatinName };
}

const consent = choiceQuestion({
  slot: 'consent',
  when: (slots) => !('storedConsent' in slots),
  text: (_slots, scope) => scope.t('ask.consent'),
  brief: (_slots, scope) => scope.t('ask.consent.brief'),
  choices: (_slots, scope) => [
    option(scope, 'consent.agree', 'agree'),
    option(scope, 'consent.more', 'more'),
    option(scope, 'consent.refuse', 'refuse'),
  ],
  // «موافق بس شو بتعملوا بالبيانات» agrees when that is told.
  before: (said, _slots, scope) =>
    isQuestion(said) && mentions(said, 'consent.more') ? { set: {}, lead: scope.t('consent.long') } : undefined,
  pick(value, _slots, scope) {
    if (value === 'agree') return { set: { consent: { version: CONSENT_VERSION, at: scope.work.now } } };
    if (value === 'more') return { set: {}, lead: scope.t('consent.long') };
    scope.say({
      text: scope.t('reply.no-consent', { phone: scope.work.catalogue.contact.knowledgeStations }),
    });
    return { end: true };
  },
});

const applicant = choiceQuestion({
  slot: 'applicant',
  when: isNew,
  text: (slots, scope) => scope.t(slots['for'] === 'other' ? 'ask.applicant.other' : 'ask.applicant'),
  choices: (_slots, scope) => [
    option(scope, 'applicant.citizen', 'citizen'),
    option(scope, 'applicant.resident', 'resident'),
    option(scope, 'applicant.body', 'body'),
  ],
  correctable: true,
});

const document = choiceQuestion({
  slot: 'document',
  when: (slots) => isPerson(slots) && slots['applicant'] === 'resident',
  text: (_slots, scope) => scope.t('ask.document'),
  choices: (_slots, scope) => [
    option(scope, 'document.civil-id', 'civil-id'),
    option(scope, 'document.passport', 'passport'),
  ],
  correctable: true,
});

const country = choiceQuestion({
  slot: 'country',
  when: (slots) => isPerson(slots) && documentIn(slots) === 'passport',
  text: (_slots, scope) => scope.t('ask.country'),
  choices: (_slots, scope) => firstCountries(scope),
  options: (_slots, scope) => allCountries(scope),
  correctable: true,
  otherwise: (_said, _slots, scope) => ({ hint: scope.t('hint.country') }),
});

const whose = (slots: Slots): 'self' | 'other' => (slots['for'] === 'other' ? 'other' : 'self');

const name: Question = {
  slot: 'name',
  open: true,
  when: isPerson,
  stands: (slots, before) => slots['for'] === before['for'] && documentIn(slots) === documentIn(before),
  ask: (slots, scope) => ({
    text: documentIn(slots) === 'passport' ? scope.t('ask.name.passport') : scope.t(`ask.name.${whose(slots)}`),
  }),
  expects: (slots, scope) => scope.t(documentIn(slots) === 'passport' ? 'expect.name.passport' : 'expect.name'),
  read(said, slots, scope): Reading {
    const read = readPersonName(said, documentIn(slots), scope);
    return typeof read === 'string' ? { set: { name: read } } : (nameAndNumber(said, slots, scope) ?? read);
  },
};

const BESIDE_NAME = /\p{Nd}|\p{Po}(?!\p{L})/gu;

/** «سعد خالد نمر ورقمي الوطني 9871035522» answers two questions. */
function nameAndNumber(said: string, slots: Slots, scope: Scope): Reading {
  if (documentIn(slots) !== 'civil-id') return undefined;
  const number = numberReading(said, 'civil-id', scope);
  const read = readPersonName(beside(said.replace(BESIDE_NAME, ' '), ['field.number']), 'civil-id', scope);
  return number && 'set' in number && typeof read === 'string' ? { set: { name: read, ...number.set } } : undefined;
}

/** The certificate shows it; asked for an official exam, of somebody known as well where it is not on record. */
const latinName: Question = {
  slot: 'latinName',
  open: true,
  when: (slots, scope) =>
    kindIn(slots, scope) === 'official' && slots['applicant'] !== 'body' && slots['knownLatinName'] !== true,
  stands: (slots, before) => ['for', 'person', 'name'].every((slot) => slots[slot] === before[slot]),
  ask: (_slots, scope) => ({ text: scope.t('ask.latin-name') }),
  expects: (_slots, scope) => scope.t('expect.latin-name'),
  read(said, _slots, scope): Reading {
    const read = readLatinName(said);
    return read === undefined ? { hint: scope.t('hint.latin-name') } : { set: { latinName: read } };
  },
};

const sameDocument = (slots: Slots, before: Slots): boolean =>
  ['for', 'applicant', 'document', 'country'].every((slot) => slots[slot] === before[slot]);

const number: Question = {
  slot: 'number',
  when: isPerson,
  stands: sameDocument,
  ask(slots, scope) {
    if (documentIn(slots) === 'passport')
      return { text: scope.t('ask.number.passport', { country: countryName(scope, textIn(slots, 'country') ?? '') }) };
    return { text: scope.t(slots['applicant'] === 'resident' ? 'ask.number.personal' : 'ask.number') };
  },
  expects: (slots, scope) => scope.t(documentIn(slots) === 'passport' ? 'expect.number.passport' : 'expect.number'),
  read(said, slots, scope): Reading {
    return numberReading(said, documentIn(slots), scope);
  },
};

/** Asked where the number tells of a minor, and about somebody else where it tells no year of birth. */
function asksGuardian(slots: Slots, scope: Scope): boolean {
  if (!isPerson(slots)) return false;
  const thisYear = Number(dayOf(scope.work.now).slice(0, 4));
  const given = textIn(slots, 'number') ?? '';
  return mayBeMinor(given, thisYear) || (whose(slots) === 'other' && birthYearOf(given) === undefined);
}

/** A minor who writes alone names the guardian; a guardian who writes agrees by one word. */
const guardianChoices = (slots: Slots, scope: Scope): readonly Labelled[] => [
  ...(whose(slots) === 'other' ? [option(scope, 'guardian.agrees', 'agrees')] : []),
  option(scope, whose(slots) === 'other' ? 'guardian.adult' : 'guardian.of-age', 'adult'),
];

/** Nobody is the own guardian: the same two first parts are the same person. */
function isOwnName(full: string, slots: Slots): boolean {
  const [own, given] = [textIn(slots, 'name') ?? '', full].map((name) =>
    nameParts(normalise(name)).slice(0, 2).join(' '),
  );
  return own === given;
}

const guardian: Question = {
  slot: 'guardian',
  when: asksGuardian,
  stands: (slots, before) => slots['for'] === before['for'] && slots['number'] === before['number'],
  ask: (slots, scope) => ({
    text: scope.t(`ask.guardian.${whose(slots)}`),
    choices: shown(guardianChoices(slots, scope)),
  }),
  expects: (_slots, scope) => scope.t('expect.guardian'),
  open: true,
  read(said, slots, scope): Reading {
    const choice = choose(said, guardianChoices(slots, scope));
    if (choice === 'adult') return { set: { guardian: { minor: false } } };
    if (choice === 'agrees') return { set: { guardian: { minor: true } } };
    const typed = readName(said);
    if (typed === undefined) return undefined;
    const full = readPersonName(said, 'civil-id', scope);
    if (typeof full === 'string' && isOwnName(full, slots)) return { hint: scope.t('hint.guardian') };
    return typeof full === 'string' ? { set: { guardian: { minor: true, name: full } } } : full;
  },
};

/** The names that are given so far. */
export function namesIn(slots: Slots): readonly string[] {
  const { name: guardianName } = (slots['guardian'] ?? {}) as { readonly name?: string };
  return [textIn(slots, 'name'), textIn(slots, 'latinName'), guardianName].filter((given) => given !== undefined);
}

export const forWhom: readonly Question[] = [beneficiary, consent, applicant];
export const personQuestions: readonly Question[] = [document, country, name, latinName, number, guardian];
