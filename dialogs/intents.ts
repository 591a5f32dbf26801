// What a message wants, and what is done about it: one row an intent. Works outside a form and in the middle of one.
import type { Scope } from '../src/bot/scope';
import { isQuestion } from '../src/language/answers';
import { affirms, after, mentions, says, type WordList } from '../src/language/choice-words';
import type { ExamKind } from '../src/domain/catalogue';
import type { Intent, Label } from '../src/language/training';
import {
  ASKS_ELSE_FROM,
  besideKept,
  isForeign,
  judge,
  keepsAsItIs,
  mayMean,
  NO_WISH,
  SURE_IN_PARTS,
  understand,
  wishes,
  type Understood,
} from '../src/language/understand';
import type { TextKey } from '../src/language/texts';
import { openOf } from '../src/services/own-requests';
import { noteUnclear } from '../src/services/unclear';
import { join, leave } from './announcements';
import { switchLanguage } from './choose-language';
import { askForPerson } from './contact';
import { readOrder } from './exam-order';
import type { Slots } from './form';
import { documents, fees, hours, howLong, namesStation, refunds } from './information';
import { keepLater, notLater } from './later';
import { greetingBack, menu, withoutGreeting } from './menu';
import { aboutCertificates, howToPay } from './my-requests';
import { namedField } from './named-field';
import { namesIn } from './person-questions';
import type { Doors, Wanted } from './offers';
import type { Answered, OfferValue, Told } from './told';

type Row = (scope: Scope, known: Slots, doors: Doors) => Answered | Promise<Answered>;

/** What is not in this release is said plainly, with where it is asked for today. */
const notHere =
  (key: Extract<TextKey, `not-here.${string}`>): Row =>
  (scope) => ({ text: scope.t(key, { phone: scope.work.catalogue.contact.knowledgeStations }) });

/** STOP and START ask nothing back; of a guest the phone is proven first. */
export const announcementsAtOnce =
  (wanted: boolean): Row =>
  (scope, _known, doors) => {
    if (scope.citizen) return wanted ? join(scope) : leave(scope);
    return doors.proven(scope, wanted ? 'announcements-join' : 'announcements-leave');
  };

/** «IC3 المستوى الثاني» is a level of an exam; the placement test is another thing. */
const levelOrTest: Row = (scope, known, doors) =>
  'level' in readOrder(scope.said, scope, known)
    ? doors.requestExam(scope)
    : notHere('not-here.placement-test')(scope, known, doors);

const INTENTS: Record<Intent, Row> = {
  request_exam: (scope, known, doors) => doors.requestExam(scope, known),
  request_course: notHere('not-here.course'),
  placement_test: levelOrTest,
  certificate_status: (scope, _known, doors) =>
    scope.citizen ? doors.proven(scope, 'certificate') : guest(aboutCertificates(scope)),
  change_phone: (scope, _known, doors) => doors.proven(scope, 'change-phone'),
  request_status: (scope, _known, doors) => doors.proven(scope, 'status'),
  payment: (scope, _known, doors) => (scope.citizen ? doors.proven(scope, 'payment') : guest(howToPay(scope))),
  fees,
  locations_hours: hours,
  required_documents: documents,
  cancel_request: (scope, _known, doors) => doors.proven(scope, 'cancel'),
  switch_language: switchLanguage,
  // A station's own number is no secret.
  talk_to_staff: (scope, known) =>
    mentions(scope.said, 'a-number') && namesStation(scope) ? hours(scope, known) : askForPerson(scope),
  opt_out: (scope, _known, doors) => doors.proven(scope, 'announcements-leave'),
  opt_in: (scope, _known, doors) => doors.proven(scope, 'announcements-join'),
  greeting(scope) {
    const text = greetingBack(scope) || scope.t('reply.greeting.hello');
    return scope.draft ? { text } : menu(scope, text);
  },
  thanks: (scope) => ({ text: scope.t('reply.thanks') }),
  help_menu: (scope) => menu(scope, scope.t('reply.what-i-do')),
  my_data: (scope, _known, doors) => doors.proven(scope, 'my-data'),
  erase_data: (scope, _known, doors) => doors.proven(scope, 'erase'),
  not_me: (scope, _known, doors) => doors.proven(scope, 'not-me'),
};

/** How it goes is no secret; payment numbers and certificates are shown to a proven phone. */
const guest = (text: string): Answered => ({ text, also: ['my-requests', 'exam'] });

/** «دفعت وما وصلني شي»; not «دفعت؟», «ما دفعت», "if I paid", «متى دفعت», nor a fine that was paid elsewhere. */
function tellsOfPayment(said: string): boolean {
  if (says(said, 'paid')) return !isQuestion(said);
  return affirms(said, 'paid') && !mentions(said, 'paid.wondered') && !isForeign(said);
}

/** «بدي اغير رقمي» names no document, so that the phone is meant. */
const changesPhone = (said: string): boolean =>
  !mentions(said, 'a-document') && understand(said)?.intent === 'change_phone';

/** «الرقم غلط انا مش صاحب الطلب» corrects nothing. */
const NO_CORRECTION: readonly Label[] = ['not_me', 'payment', 'talk_to_staff', 'certificate_status', 'out_of_scope'];

/** Deeds on a request that have words of their own, before intents are looked for. */
function spokenDeed(said: string): Wanted | undefined {
  if (tellsOfPayment(said)) return 'paid';
  if (mentions(said, 'request.cannot-come') && !affirms(said, 'cancelling')) return 'cannot-come';
  const field = namedField(said)?.field;
  const wanted = surelyWanted(said, ASKS_ELSE_FROM.anyWords);
  if (field !== undefined && wanted !== undefined && NO_CORRECTION.includes(wanted)) return undefined;
  if (field === 'station' && wanted === 'locations_hours' && isQuestion(said)) return undefined;
  if (field === 'phone' || (field === 'number' && changesPhone(said))) return 'change-phone';
  if (field === 'name' || field === 'number' || field === 'station') return `correct-${field}`;
  return after(said, 'correct') === undefined ? undefined : 'correct';
}

/** Does what an intent stands for. @param known of the open form, or of an order that was said before */
export async function intended(scope: Scope, intent: Intent, known: Slots, doors: Doors): Promise<Answered> {
  notLater(scope, intent);
  return INTENTS[intent](scope, known, doors);
}

/** For those who improve the phrases. */
export const keepUnclear = (scope: Scope, offered: readonly Intent[]): Promise<string> =>
  noteUnclear(scope.work, {
    text: scope.said,
    offered,
    language: scope.language,
    citizenId: scope.citizen?.id,
    names: scope.draft ? namesIn(scope.draft.form.slots) : [],
  });

/** Offered where they are the likeliest; nobody shall stumble into them. */
const ENDS_SOMETHING: readonly Intent[] = ['cancel_request', 'erase_data', 'not_me'];

/** What it may be, to choose from; undefined where nothing is likely. Different words for the menu are offered once. */
export async function offerMeanings(scope: Scope): Promise<Told | undefined> {
  // A person is offered in any case, below.
  const intents = mayMean(scope.said).filter(
    (intent, place) => intent !== 'talk_to_staff' && (place === 0 || !ENDS_SOMETHING.includes(intent)),
  );
  const labels = new Set<string>();
  const told = intents.filter((intent) => {
    const label = scope.t(`intent.${intent}`);
    return !labels.has(label) && labels.add(label);
  });
  if (told.length === 0) return undefined;
  const unclearId = await keepUnclear(scope, told);
  const values = told.map((intent) => `intended:${intent}:${unclearId}`);
  return { text: scope.t('ask.may-mean'), offer: { ask: 'choice', values: [...values, 'person'] } };
}

export type Meant = {
  readonly sure: number;
  readonly intent?: Intent;
  answer(scope: Scope, known: Slots, doors: Doors): Promise<Answered>;
};

/** Who has an open request hears of it; anybody else how it goes. */
const ownFirst =
  (kinds: readonly ExamKind[]): Row =>
  async (scope, known, doors) => {
    const open = scope.citizen && !scope.draft ? await openOf(scope.work, scope.citizen.id) : [];
    return open.some(({ kind }) => kinds.includes(kind)) ? doors.proven(scope, 'status') : howLong(scope, known);
  };

const tells =
  (key: TextKey, also: readonly OfferValue[]): Row =>
  (scope) => ({ text: scope.t(key), also });

type KnownQuestion = {
  readonly words: WordList;
  readonly row: Row;
  /** Where a sentence surely wants one of these, the words are only beside it: «متى اجي استلم الشهادة». */
  readonly yieldsTo: readonly Label[];
  /** What the answer tells as well. */
  readonly covers: readonly Intent[];
};

/** Questions with words of their own, before deeds and intents. */
const ASKED: readonly KnownQuestion[] = [
  {
    words: 'asks.how-long',
    row: ownFirst(['official']),
    yieldsTo: ['out_of_scope', 'certificate_status', 'payment', 'request_course', 'required_documents'],
    covers: ['request_status', 'request_exam', 'locations_hours'],
  },
  {
    words: 'asks.when-come',
    row: ownFirst(['official', 'trial']),
    yieldsTo: ['certificate_status', 'payment', 'request_course', 'required_documents', 'locations_hours'],
    covers: ['request_status', 'request_exam', 'locations_hours'],
  },
  {
    words: 'asks.refund',
    row: refunds,
    yieldsTo: ['out_of_scope'],
    covers: ['payment', 'fees', 'cancel_request', 'request_status'],
  },
  {
    words: 'asks.difference',
    row: tells('reply.difference', ['exam', 'information']),
    yieldsTo: [],
    covers: ['request_exam', 'fees'],
  },
  {
    words: 'asks.arrangement',
    row: tells('reply.arrangement', ['exam', 'person']),
    yieldsTo: ['out_of_scope'],
    covers: ['request_exam', 'locations_hours'],
  },
  {
    words: 'asks.why',
    row: tells('reply.why-data', ['exam', 'person']),
    yieldsTo: ['out_of_scope'],
    covers: ['required_documents', 'my_data'],
  },
  {
    words: 'asks.robot',
    row: tells('reply.robot', ['exam', 'person']),
    yieldsTo: ['talk_to_staff'],
    covers: ['talk_to_staff'],
  },
];

/** What a sentence wants so surely that words of other things in it are only beside it. */
function surelyWanted(said: string, from: number): Label | undefined {
  const { intent, confidence } = judge(said);
  return confidence >= from ? intent : undefined;
}

/** «كم يستغرق» may be asked of a passport. */
function asked(said: string): KnownQuestion | undefined {
  const wanted = surelyWanted(said, ASKS_ELSE_FROM.choice);
  return ASKED.find(({ words, yieldsTo }) => affirms(said, words) && !(wanted && yieldsTo.includes(wanted)));
}

const nothingChanged = tells('reply.nothing-changed', ['exam', 'my-requests', 'information']);

const latinNameByStaff = tells('reply.latin-name', ['person', 'my-requests']);

/** What a deed does beside its own words. */
const COVERED: Partial<Record<Wanted, readonly Intent[]>> = {
  'change-phone': ['change_phone'],
  paid: ['payment', 'request_status', 'fees'],
  'cannot-come': ['cancel_request', 'request_status'],
  'correct-station': ['locations_hours', 'request_exam'],
  'correct-number': ['change_phone'],
};

/** «مرحبا كيفك شو الرسوم» asks for the fees. */
function beyondGreeting(said: string): Understood | undefined {
  const whole = understand(said);
  if (whole && whole.intent !== 'greeting') return whole;
  const rest = understand(withoutGreeting(said));
  return rest && rest.intent !== 'greeting' ? rest : whole;
}

/** @param covers the other wishes that it answers; any further one is kept, where they are given */
const certain = (row: Row, covers?: readonly Intent[]): Meant => ({
  sure: 1,
  answer(scope, known, doors) {
    if (covers) keepLater(scope, covers, true);
    return Promise.resolve(row(scope, known, doors));
  },
});

/** What is said beside a denial; where that is nothing, all stays as it is. */
function meantBeside(rest: string): Meant {
  const meaning = rest === '' ? undefined : meant(rest);
  return meaning && !(meaning.intent && NO_WISH.includes(meaning.intent)) ? meaning : certain(nothingChanged);
}

/** What the message asks for, with how sure that is (0 to 1); undefined where it is not understood. */
export function meant(said: string): Meant | undefined {
  if (keepsAsItIs(said)) return meantBeside(besideKept(said));
  const told = asked(said);
  if (told) return certain(told.row, told.covers);
  if (namedField(said)?.field === 'latinName') return certain(latinNameByStaff);
  const deed = spokenDeed(said);
  if (deed) return certain((scope, _known, doors) => doors.proven(scope, deed), COVERED[deed] ?? []);
  const understood = beyondGreeting(said);
  const intent = understood?.intent ?? wishes(said)[0];
  if (intent === undefined) return undefined;
  return {
    sure: understood?.confidence ?? SURE_IN_PARTS,
    intent,
    answer(scope, known, doors) {
      keepLater(scope, [intent]);
      return intended(scope, intent, known, doors);
    },
  };
}

/** Whether a sentence asks for something of its own, so that it is no choice among what was offered. */
export const asksElse = (said: string): boolean => (meant(said)?.sure ?? 0) >= ASKS_ELSE_FROM.choice;
