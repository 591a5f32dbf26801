// One turn: whose form is open, what was offered, what the message wants. Commands hold at any point.
import type { Scope } from '../src/bot/scope';
import type { Draft } from '../src/domain/conversation';
import { readNumber, readYesNo } from '../src/language/answers';
import { mentions, says } from '../src/language/choice-words';
import { text } from '../src/language/texts';
import { languageOf, mayBeOtherLanguage } from '../src/language/reply-language';
import { ASKS_ELSE_FROM, isDanger, readCommand, type Command } from '../src/language/understand';
import { tellConversation } from '../src/services/notify';
import { askJoin, askLeave } from './announcements';
import { askNewPhone, phoneChange } from './change-phone';
import { chooseLanguage } from './choose-language';
import { askForPerson, whoHears } from './contact';
import { correctRequest } from './correct-request';
import { examNamed, readOrder } from './exam-order';
import { askAnew, formOf, MISSES_ALLOWED, start, type Form } from './form';
import { answerInForm } from './in-form';
import { announcementsAtOnce, asksElse, intended, keepUnclear, meant, offerMeanings } from './intents';
import { keepLater, laterAfterForm } from './later';
import { greetingBack, menu, onlyGreets } from './menu';
import { askErase, askNotMe, myData } from './my-data';
import { forOwnRequest, requestNumberIn } from './my-requests';
import { askedStill, takeOffered, tell, type Doors, type Wanted } from './offers';
import { provePhone, startProof } from './prove-phone';
import { requestExam, startRequest } from './request-exam';
import type { Answered, Told } from './told';
import { holdsSecret, isWordless, unreadable } from './unread';

/** Answers one message through its scope. */
export async function answer(scope: Scope): Promise<void> {
  const hears = whoHears(scope);
  if (hears !== 'staff') settleLanguage(scope);
  if (isDanger(scope.said)) return answerDanger(scope, hears === 'staff');
  if (hears === 'staff') return;
  if (hears === 'back') return goOnAgain(scope);
  if (hears !== 'assistant') return sayBeside(scope, await announcementsAtOnce(hears === 'start')(scope, {}, DOORS));
  if (!scope.draft) return outside(scope);
  await inDraft(scope, scope.draft);
  const later = laterAfterForm(scope);
  if (later) await tell(scope, later);
}

/** Help first; what the message asks for beside it is offered under it. */
async function answerDanger(scope: Scope, isWithStaff: boolean): Promise<void> {
  if (!isWithStaff) keepLater(scope, [], true);
  await tell(
    scope,
    { text: text(languageOf(scope.said) ?? scope.language, 'reply.danger') },
    isWithStaff || scope.draft !== undefined,
  );
}

/** While the staff have the conversation nothing else is offered. */
async function sayBeside(scope: Scope, told: Answered): Promise<void> {
  if (told !== 'said') await tell(scope, told, true);
}

/** Called back from the staff: the open question, or the menu. */
async function goOnAgain(scope: Scope): Promise<void> {
  const form = scope.draft && formOf(FORMS, scope.draft);
  const lead = scope.t('reply.with-me-again');
  await (scope.draft && form ? askAnew(scope, form, scope.draft.form, lead) : tell(scope, menu(scope, lead)));
}

const ARABIC = /\p{Script=Arabic}/u;

/** The first message decides; later ones only outside a form, and in Latin letters only where they are understood. */
function settleLanguage(scope: Scope): void {
  const written = languageOf(scope.said);
  const first = scope.conversation.language === undefined;
  if (written === undefined || scope.conversation.languageChosen || (!first && written === scope.language)) return;
  // STOP is written alike in every language.
  const command = readCommand(scope.said);
  if (!first && (command === 'stop' || command === 'start')) return;
  const isTelling = first || (!scope.draft && (ARABIC.test(scope.said) || meant(scope.said) !== undefined));
  if (isTelling) scope.become({ language: written });
}

async function inDraft(scope: Scope, draft: Draft): Promise<void> {
  const form = formOf(FORMS, draft);
  if (form) return answerInForm({ scope, form, state: draft.form, doors: DOORS });
  const successor = FORMS.find(({ name }) => name === draft.form.form && name === requestExam.name);
  scope.keepDraft(undefined);
  const changed = scope.t('reply.form-changed');
  if (successor) return start(scope, successor, {}, changed);
  await tell(scope, menu(scope, changed));
}

const PROVEN: Record<Wanted, (scope: Scope) => Promise<Answered>> = {
  status: (scope) => forOwnRequest(scope, 'status'),
  payment: (scope) => forOwnRequest(scope, 'payment'),
  paid: (scope) => forOwnRequest(scope, 'paid'),
  cancel: (scope) => forOwnRequest(scope, 'cancel'),
  certificate: (scope) => forOwnRequest(scope, 'certificate'),
  'cannot-come': (scope) => forOwnRequest(scope, 'cannot-come'),
  correct: (scope) => forOwnRequest(scope, 'correct'),
  'correct-name': (scope) => forOwnRequest(scope, 'correct-name'),
  'correct-number': (scope) => forOwnRequest(scope, 'correct-number'),
  'correct-station': (scope) => forOwnRequest(scope, 'correct-station'),
  'my-data': myData,
  erase: (scope) => Promise.resolve(askErase(scope)),
  'not-me': (scope) => Promise.resolve(askNotMe(scope)),
  'change-phone': askNewPhone,
  'announcements-leave': (scope) => Promise.resolve(askLeave(scope)),
  'announcements-join': (scope) => Promise.resolve(askJoin(scope)),
  continue: goOnHere,
};

const proof = provePhone(async (scope, wanted) => {
  const act = PROVEN[wanted as Wanted];
  const told = await act(scope);
  if (told !== 'said') await tell(scope, told);
});

const FORMS: readonly Form[] = [requestExam, proof, correctRequest, phoneChange];

const DOORS: Doors = {
  async requestExam(scope, known = {}) {
    if (scope.draft?.form.form === requestExam.name) return 'said';
    const elsewhere = await draftElsewhere(scope);
    if (elsewhere && isSameOrder(scope, elsewhere)) await moveHere(scope, elsewhere);
    else await startRequest(scope, greetingBack(scope), scope.draft ? {} : known);
    return 'said';
  },
  intended: (scope, intent, known = {}) => intended(scope, intent, known, DOORS),
  async proven(scope, wanted) {
    if (scope.citizen) return PROVEN[wanted](scope);
    if (scope.draft) return { text: scope.t('reply.prove-later') };
    await startProof(scope, proof, wanted);
    return 'said';
  },
};

/** A form of this phone that is open in another conversation. */
async function draftElsewhere(scope: Scope): Promise<Draft | undefined> {
  const draft = scope.citizen && (await scope.work.drafts.ofCitizen(scope.citizen.id));
  if (!draft || draft.conversationId === scope.conversation.id) return undefined;
  return formOf(FORMS, draft) ? draft : undefined;
}

function isSameOrder(scope: Scope, { form }: Draft): boolean {
  const said = readOrder(scope.said, scope)['exam'];
  return form.form === requestExam.name && (said === undefined || said === form.slots['exam']);
}

async function goOnHere(scope: Scope): Promise<Answered> {
  const elsewhere = await draftElsewhere(scope);
  if (!elsewhere) return menu(scope, scope.t('reply.nothing-open'));
  await moveHere(scope, elsewhere);
  return 'said';
}

/** The draft goes on here; the conversation in which it was open is told where it went. */
async function moveHere(scope: Scope, draft: Draft): Promise<void> {
  const form = formOf(FORMS, draft);
  const old = await scope.work.conversations.byId(draft.conversationId);
  if (!form) throw new Error(`no form ${draft.form.form}`);
  scope.keepDraft({ ...draft, conversationId: scope.conversation.id });
  if (old) {
    const language = old.language ?? scope.language;
    const channel = text(language, `channel.${scope.conversation.channel}`);
    await tellConversation(scope.work, old, { text: text(language, 'reply.went-elsewhere', { channel }) });
  }
  await askAnew(scope, form, draft.form, scope.t('reply.goes-on-here'));
}

const toProven =
  (wanted: Wanted) =>
  (scope: Scope): Promise<Answered> =>
    DOORS.proven(scope, wanted);

const speak = (language: 'ar' | 'en') => async (scope: Scope) => {
  await chooseLanguage(scope, language);
  return menu(scope, scope.t('reply.language'));
};

const COMMANDS: Record<Command, (scope: Scope) => Answered | Promise<Answered>> = {
  back: (scope) => menu(scope),
  menu: (scope) => menu(scope),
  help: (scope) => menu(scope, scope.t('reply.what-i-do')),
  cancel: (scope) => (scope.citizen ? DOORS.proven(scope, 'cancel') : menu(scope, scope.t('reply.nothing-open'))),
  edit: toProven('correct'),
  arabic: speak('ar'),
  english: speak('en'),
  person: askForPerson,
  stop: (scope) => announcementsAtOnce(false)(scope, {}, DOORS),
  start: (scope) => announcementsAtOnce(true)(scope, {}, DOORS),
};

/** A message with no form open. */
async function outside(scope: Scope): Promise<void> {
  const open = askedStill(scope, scope.conversation.offered);
  const told = await toldOutside(scope, open !== undefined);
  if (told === 'unknown') return sayUnknown(scope, open);
  if (scope.conversation.misses > 0) scope.remember({ misses: 0 });
  const next = told === 'said' ? laterAfterForm(scope) : told;
  if (next) await tell(scope, next);
}

/** @param isWaiting a decision is open */
async function toldOutside(scope: Scope, isWaiting: boolean): Promise<Answered | 'unknown'> {
  const unread = unreadable(scope);
  if (unread !== undefined) return menu(scope, unread);
  if (holdsSecret(scope.said)) return menu(scope, scope.t('reply.secret'));
  if (says(scope.said, 'neither')) return menu(scope, scope.t('reply.what-i-do'));
  const taken = await takeOffered(scope, asksElse(scope.said), DOORS);
  if (taken) return taken;
  const command = readCommand(scope.said);
  if (command) return COMMANDS[command](scope);
  if (says(scope.said, 'continue')) return DOORS.proven(scope, 'continue');
  return toldByMeaning(scope, isWaiting);
}

async function toldByMeaning(scope: Scope, isWaiting: boolean): Promise<Answered | 'unknown'> {
  if (isWordless(scope.said)) return isWaiting ? 'unknown' : menu(scope, scope.t('hint.no-words'));
  if (onlyGreets(scope.said)) return menu(scope, greetingBack(scope));
  const meaning = meant(scope.said);
  const mayOrder = meaning === undefined || meaning.intent === 'request_exam';
  if (scope.citizen && mayOrder && mentions(scope.said, 'same-again')) return DOORS.requestExam(scope);
  if (meaning && !(isWaiting && meaning.sure < ASKS_ELSE_FROM.confirmation)) return meaning.answer(scope, {}, DOORS);
  if (isWaiting) return 'unknown';
  if (requestNumberIn(scope.said) !== undefined) return DOORS.proven(scope, 'status');
  // A number or a yes, with nothing asked: the menu says what they could be for.
  if (readNumber(scope.said) !== undefined || readYesNo(scope.said) !== undefined) return menu(scope);
  if (examNamed(scope.said, scope) !== undefined) return DOORS.requestExam(scope);
  return (await offerMeanings(scope)) ?? 'unknown';
}

/** The open decision once more, or what this can do, and the menu; after the third time a person comes first. */
async function sayUnknown(scope: Scope, open: Told | undefined): Promise<void> {
  const misses = scope.conversation.misses + 1;
  if (/\p{L}/u.test(scope.said)) await keepUnclear(scope, []);
  scope.remember({ misses });
  if (misses < MISSES_ALLOWED) return tell(scope, open ?? menu(scope, unknownText(scope)));
  const { offer } = menu(scope);
  const values = ['person', ...(offer?.values ?? []).filter((value) => value !== 'person')];
  await tell(scope, { text: scope.t('reply.unknown-again'), offer: { ask: 'choice', values } });
}

const unknownText = (scope: Scope): string =>
  mayBeOtherLanguage(scope.said)
    ? scope.t('reply.unknown-language')
    : scope.t('reply.unknown', { phone: scope.work.catalogue.contact.callCentre });
