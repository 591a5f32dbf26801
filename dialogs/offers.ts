// What can be offered outside a form: for each verb its label, and what is done when it is chosen. An offer is kept in the
// conversation by value, so that its number, its label or its words can be read in the next turn.
import type { Scope } from '../src/bot/scope';
import { isDay } from '../src/clock';
import { examOf, stationOf } from '../src/domain/catalogue';
import { CONFIRM_MS } from '../src/domain/conversation';
import { isVagueYes, readNumber, readYesNo } from '../src/language/answers';
import { beside, formsOf } from '../src/language/choice-words';
import { normalise } from '../src/language/normalise';
import { text } from '../src/language/texts';
import type { Intent } from '../src/language/training';
import { noteChosen } from '../src/services/unclear';
import { join, leave } from './announcements';
import { choose, item, option, shown, type ChoiceName, type Labelled } from './choices';
import { speakNow } from './choose-language';
import { askForPerson } from './contact';
import { drop } from './drop';
import type { Slots } from './form';
import { documents, feesOf, hoursOf } from './information';
import { information } from './menu';
import { askErase, eraseNow, notMe } from './my-data';
import { withLater } from './later';
import {
  askRepay,
  cancelNow,
  cannotComeNow,
  correctField,
  howToPay,
  keep,
  keepElsewhere,
  keepLabel,
  onRequest,
  repayNow,
  requestLabel,
  type Deed,
} from './my-requests';
import type { Answered, OfferValue, Told } from './told';

/** What only main.ts can do: open a form, or ask for the proof of a phone first. */
export type Doors = {
  /** Opens the form of a request, or goes on with the one that is open elsewhere. */
  requestExam(scope: Scope, known?: Slots): Promise<Answered>;
  /** Does what an intent stands for, with what is known of an order. */
  intended(scope: Scope, intent: Intent, known?: Slots): Promise<Answered>;
  /** Does it for a proven phone; of a guest it asks the proof first. */
  proven(scope: Scope, wanted: Wanted): Promise<Answered>;
};

/** What needs a proven phone; kept by name while the phone is being proved. */
export type Wanted =
  Deed | 'my-data' | 'erase' | 'not-me' | 'continue' | 'change-phone' | 'announcements-leave' | 'announcements-join';

type Offer = {
  readonly label: (scope: Scope, value: OfferValue, argument: string) => Labelled | Promise<Labelled>;
  readonly act: (scope: Scope, argument: string, doors: Doors) => Answered | Promise<Answered>;
};

const labelled =
  (name: ChoiceName) =>
  (scope: Scope, value: OfferValue): Labelled =>
    option(scope, name, value);

const deed = (name: Deed, label?: ChoiceName): Offer => ({
  label: label ? labelled(label) : requestLabel,
  act: (scope, requestId) => onRequest(scope, name, requestId),
});

/** An intent as a choice, by its name in both languages. */
function intentLabel(scope: Scope, value: OfferValue, intent: string): Labelled {
  const key = `intent.${splitOff(intent)[0] as Intent}` as const;
  return { value, label: scope.t(key), names: [text('ar', key), text('en', key)] };
}

const nothingDone: Offer['act'] = (scope) => ({ text: scope.t('reply.nothing-changed') });

const OFFERS: Readonly<Record<string, Offer>> = {
  exam: { label: labelled('menu.exam'), act: (scope, _argument, doors) => doors.requestExam(scope) },
  'my-requests': {
    label: labelled('menu.my-requests'),
    act: (scope, _argument, doors) => doors.proven(scope, 'status'),
  },
  information: { label: labelled('menu.information'), act: (scope) => information(scope) },
  person: { label: labelled('menu.person'), act: (scope) => askForPerson(scope) },
  fees: { label: labelled('menu.fees'), act: (scope) => feesOf(scope) },
  'fees-of': {
    label: (scope, value, id) => ofCatalogue(scope, value, examOf(scope.work.catalogue, id)),
    act: (scope, id) => feesOf(scope, id),
  },
  hours: { label: labelled('menu.hours'), act: (scope) => hoursOf(scope) },
  'hours-of': {
    label: (scope, value, argument) =>
      ofCatalogue(scope, value, stationOf(scope.work.catalogue, splitOff(argument)[0])),
    act(scope, argument) {
      const [id, on] = splitOff(argument);
      return hoursOf(scope, id, isDay(on) ? on : undefined);
    },
  },
  documents: { label: labelled('menu.documents'), act: (scope) => documents(scope, {}) },
  'how-to-pay': { label: labelled('menu.payment'), act: (scope) => ({ text: howToPay(scope) }) },
  status: deed('status'),
  payment: deed('payment'),
  paid: deed('paid', 'request.paid'),
  cancel: deed('cancel', 'request.cancel'),
  certificate: deed('certificate'),
  correct: deed('correct', 'request.correct'),
  'cancel-yes': { label: labelled('cancel.yes'), act: cancelNow },
  'cancel-no': { label: labelled('cancel.no'), act: nothingDone },
  'correct-name': { label: labelled('correct.name'), act: (scope, id) => correctField(scope, 'name', id) },
  'correct-number': { label: labelled('correct.number'), act: (scope, id) => correctField(scope, 'number', id) },
  'correct-station': { label: labelled('correct.station'), act: (scope, id) => correctField(scope, 'station', id) },
  'cannot-come': deed('cannot-come', 'request.cannot-come'),
  'cannot-come-yes': { label: labelled('cannot-come.yes'), act: cannotComeNow },
  'keep-wait': { label: keepLabel, act: keep },
  'keep-station': { label: keepLabel, act: keepElsewhere },
  'keep-repay': { label: keepLabel, act: askRepay },
  'repay-yes': { label: labelled('repay.yes'), act: repayNow },
  intended: {
    label: intentLabel,
    async act(scope, argument, doors) {
      const [intent, unclearId] = splitOff(argument);
      if (unclearId !== '') await noteChosen(scope.work, unclearId, intent as Intent);
      return doors.intended(scope, intent as Intent);
    },
  },
  // The one wish that is left of a message: a yes takes it.
  later: {
    label(scope, value, intent) {
      const label = intentLabel(scope, value, intent);
      return { ...label, names: [...label.names, ...formsOf('later.yes')] };
    },
    act(scope, argument, doors) {
      const [intent, order] = splitOff(argument);
      return doors.intended(scope, intent as Intent, Object.fromEntries(new URLSearchParams(order)));
    },
  },
  erase: { label: labelled('erase.ask'), act: (scope) => askErase(scope) },
  'erase-yes': { label: labelled('erase.yes'), act: eraseNow },
  'erase-no': { label: labelled('erase.no'), act: nothingDone },
  'not-me-yes': { label: labelled('not-me.yes'), act: notMe },
  'not-me-no': { label: labelled('not-me.no'), act: nothingDone },
  'drop-yes': {
    label: labelled('drop.yes'),
    async act(scope): Promise<Answered> {
      await drop(scope);
      return 'said';
    },
  },
  'drop-no': { label: labelled('drop.no'), act: nothingDone },
  speak: {
    label: (scope, value, language) => option(scope, language === 'en' ? 'speak.en' : 'speak.ar', value),
    act: (scope, language) => speakNow(scope, language === 'en' ? 'en' : 'ar'),
  },
  'announcements-leave': { label: labelled('announcements.leave'), act: leave },
  'announcements-join': { label: labelled('announcements.join'), act: join },
  'announcements-keep': { label: labelled('announcements.keep'), act: nothingDone },
};

function ofCatalogue(scope: Scope, value: OfferValue, of: Parameters<typeof item>[1] | undefined): Labelled {
  return of ? { ...item(scope, of), value } : { value, label: '', names: [] };
}

/** What stands before and after the first colon. */
function splitOff(value: string): readonly [string, string] {
  const [first = '', ...rest] = value.split(':');
  return [first, rest.join(':')];
}

function parts(value: OfferValue): { verb: string; argument: string } {
  const [verb, argument] = splitOff(value);
  return { verb, argument };
}

/** Several requests to choose from are told apart by themselves, not by the deed. */
async function labelsOf(scope: Scope, values: readonly OfferValue[]): Promise<readonly Labelled[]> {
  const verbs = values.map((value) => parts(value).verb);
  const sameDeed = values.length > 1 && new Set(verbs).size === 1;
  const labels = await Promise.all(
    values.map(async (value) => {
      const { verb, argument } = parts(value);
      if (sameDeed && argument.startsWith('req_')) return requestLabel(scope, value, argument);
      return OFFERS[verb]?.label(scope, value, argument);
    }),
  );
  return labels.filter((label) => label !== undefined && label.label !== '') as readonly Labelled[];
}

/** Says an answer; what it offers is kept for the next turn. @param inForm leaves out what may also be wanted */
export async function tell(scope: Scope, answer: Told, inForm = false): Promise<void> {
  const told = inForm ? answer : withLater(scope, answer);
  const offer = told.offer ?? (told.also && !inForm ? { ask: 'choice', values: told.also } : undefined);
  const { text, reference } = told;
  if (!offer) return scope.say({ text, reference });
  const choices = await labelsOf(scope, offer.values);
  const until = offer.ask === 'agreed' ? scope.work.now + CONFIRM_MS : undefined;
  scope.remember({ offered: { ask: offer.ask, values: choices.map(({ value }) => value), until } });
  scope.say({ text, choices: shown(choices), ask: offer.ask, reference });
}

/**
 * Takes the offer that is open off the table and does what the message chooses of it; undefined where it chooses nothing.
 * @param asksElse a sentence in which a label only occurs may ask for something else
 */
export async function takeOffered(scope: Scope, asksElse: boolean, doors: Doors): Promise<Answered | undefined> {
  const offered = scope.conversation.offered;
  if (!offered) return undefined;
  scope.remember({ offered: undefined });
  const value = await chosenOf(scope, offered, asksElse);
  if (value === undefined) return undefined;
  return ACTS_AT_ONCE.test(value) && isVagueYes(scope.said) ? askPlain(scope, offered) : act(scope, value, doors);
}

type Offered = NonNullable<Scope['conversation']['offered']>;

/** The same question once more, with the words that answer it. */
const askPlain = (scope: Scope, { ask, values }: Offered): Told => ({
  text: scope.t('hint.plain-yes'),
  offer: { ask, values },
});

/** What waits for a decision and is not lost over words that were not understood: a confirmation, or how to keep a request. */
export function askedStill(scope: Scope, offered: Offered | undefined): Told | undefined {
  if (!offered || (offered.until ?? Infinity) <= scope.work.now) return undefined;
  if (offered.ask === 'agreed') return askPlain(scope, offered);
  const { ask, values } = offered;
  return values.some((value) => value.startsWith('keep-'))
    ? { text: scope.t('ask.may-mean'), offer: { ask, values } }
    : undefined;
}

async function chosenOf(scope: Scope, offered: Offered, asksElse: boolean): Promise<OfferValue | undefined> {
  if ((offered.until ?? Infinity) <= scope.work.now) return undefined;
  const labels = await labelsOf(scope, offered.values);
  const value = choose(scope.said, labels);
  const needsPlain = asksElse || (value !== undefined && ACTS_AT_ONCE.test(value));
  return needsPlain && !isPlain(scope.said, labels) ? undefined : value;
}

/** What ends something: «اذا أؤكد الإلغاء بخسر؟» agrees to nothing. */
const ACTS_AT_ONCE = /^[a-z-]+-yes(?::|$)/;

/** A number, a yes or no, or one of the names and nothing else. */
function isPlain(said: string, options: readonly Labelled[]): boolean {
  const words = [said, beside(said, ['polite'])].map(normalise);
  return (
    readNumber(said) !== undefined ||
    readYesNo(said) !== undefined ||
    options.some(({ names }) => names.some((name) => words.includes(normalise(name))))
  );
}

/** Does what an offered value stands for. Throws where the offer is of no kind that is known. */
function act(scope: Scope, value: OfferValue, doors: Doors): Promise<Answered> {
  const { verb, argument } = parts(value);
  const offer = OFFERS[verb];
  if (!offer) throw new Error(`an unknown offer ${verb}`);
  return Promise.resolve(offer.act(scope, argument, doors));
}
