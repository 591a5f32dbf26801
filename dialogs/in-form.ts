// One message while a form is open: ways out first, then a correction of an earlier answer, the answer itself, and only then what
// else it may ask. Something else is answered, and the open question asked again.
import type { Scope } from '../src/bot/scope';
import { isQuestion, readNumber, readYesNo } from '../src/language/answers';
import { after, says } from '../src/language/choice-words';
import { holdsDenial } from '../src/language/denial';
import { isOfService, type Intent } from '../src/language/training';
import { ASKS_ELSE_FROM, readCommand, type Command } from '../src/language/understand';
import { wordsOf } from '../src/language/word-lists';
import { choose, option, shown } from './choices';
import { chooseLanguage } from './choose-language';
import { askForPerson } from './contact';
import { answeredAhead, corrected, fieldChanged, nameCorrected, type Place } from './correct-in-form';
import { drop } from './drop';
import {
  askAgain,
  askAnew,
  back,
  joined,
  miss,
  MISSES_ALLOWED,
  openQuestion,
  sayExpected,
  sayHint,
  take,
  type Question,
} from './form';
import { announcementsAtOnce, asksElse, keepUnclear, meant } from './intents';
import { requestNumberIn } from './my-requests';
import { namedField } from './named-field';
import { takeOffered, tell, type Doors } from './offers';
import type { Answered } from './told';
import { holdsSecret, isWordless, unreadable } from './unread';

type Turn = Place & { readonly doors: Doors };

/** Answers one message while the form is open: at least one sentence is said, or the form ends. */
export async function answerInForm(turn: Turn): Promise<void> {
  const { scope } = turn;
  const unread = unreadable(scope);
  if (unread !== undefined) return missed(turn, unread, true);
  if (holdsSecret(scope.said)) return sayExpected(scope, turn.form, turn.state, scope.t('reply.secret'));
  if (await chosen(turn)) return;
  if (await commanded(turn)) return;
  const changed = await fieldChanged(turn);
  if (changed === 'missed') return missed(turn, '', true);
  if (changed) return;
  if (await nameCorrected(turn)) return;
  if (await corrected(turn, after(scope.said, 'correction') ?? after(scope.said, 'yes-but'))) return;
  if (after(scope.said, 'never-mind') !== undefined) return askDrop(turn);
  if (await askedElse(turn)) return;
  await answered(turn);
}

/** The answer to something that was offered in the middle of the form. */
async function chosen(turn: Turn): Promise<boolean> {
  const { scope } = turn;
  const offered = scope.conversation.offered;
  const isStuck = offered?.values.includes('again') === true;
  if (isStuck || readCommand(scope.said) !== undefined) {
    if (offered) scope.remember({ offered: undefined });
    return isStuck && unstick(turn);
  }
  const taken = await takeOffered(scope, asksElse(scope.said), turn.doors);
  if (taken) await goOn(turn, taken);
  return taken !== undefined;
}

/** The form is left only by a plain yes. */
const askDrop = (turn: Turn): Promise<void> =>
  goOn(turn, { text: turn.scope.t('ask.drop'), offer: { ask: 'agreed', values: ['drop-yes', 'drop-no'] } });

const stuckChoices = (scope: Scope) => [
  option(scope, 'stuck.person', 'person'),
  option(scope, 'stuck.stop', 'stop'),
  option(scope, 'stuck.again', 'again'),
];

function askStuck(scope: Scope, hint: string): void {
  const choices = stuckChoices(scope);
  scope.remember({ offered: { ask: 'choice', values: choices.map(({ value }) => value) } });
  scope.say({ text: joined(hint, scope.t('ask.stuck')), choices: shown(choices), ask: 'choice' });
}

/** After three misses: a person, the end, or one more try; a yes is none of these, and anything else is read as the answer. */
async function unstick(turn: Turn): Promise<boolean> {
  const { scope } = turn;
  const value = choose(scope.said, stuckChoices(scope));
  if (value === undefined && readYesNo(scope.said) === undefined) return false;
  if (value === undefined) askStuck(scope, '');
  if (value === 'stop') await drop(scope);
  if (value === 'person') await goOn(turn, await askForPerson(scope));
  if (value === 'again') await askAnew(scope, turn.form, { ...turn.state, misses: 0 }, '');
  return true;
}

type InForm = (turn: Turn) => Promise<void>;

const speak =
  (language: 'ar' | 'en'): InForm =>
  async (turn) => {
    const { scope, form, state } = turn;
    await chooseLanguage(scope, language);
    await askAnew(scope, form, state, scope.t('reply.language'));
  };

const announcements =
  (wanted: boolean): InForm =>
  async (turn) =>
    goOn(turn, await announcementsAtOnce(wanted)(turn.scope, {}, turn.doors));

const COMMANDS: Record<Command, InForm> = {
  async back({ scope, form, state }) {
    if (!(await back(scope, form, state))) await askAgain(scope, form, state, scope.t('reply.first-question'));
  },
  cancel: ({ scope }) => drop(scope),
  help: ({ scope, form, state }) => sayExpected(scope, form, state, '', scope.t('reply.ways-out')),
  arabic: speak('ar'),
  english: speak('en'),
  person: async (turn) => goOn(turn, await askForPerson(turn.scope)),
  edit: ({ scope, form, state }) => askAgain(scope, form, state, scope.t('reply.edit-later')),
  menu: askDrop,
  stop: (turn) => (says(turn.scope.said, 'stuck.stop') ? drop(turn.scope) : announcements(false)(turn)),
  start: announcements(true),
};

/** «بدي ألغي طلبي» is about what is open now; only a number makes it another request. */
const cancelsThis = (said: string): boolean =>
  requestNumberIn(said) === undefined && meant(said)?.intent === 'cancel_request' && asksElse(said);

/** Words that are a way out and, on some questions, an answer too. */
const MAY_ANSWER: readonly Command[] = ['edit', 'stop', 'start'];

/** «can we speak English» names an exam too; "my English name is wrong" no language. */
async function asksForLanguage(turn: Turn): Promise<boolean> {
  const { scope, state } = turn;
  if (namedField(scope.said)) return false;
  const meaning = meant(scope.said);
  if (meaning?.intent !== 'switch_language' || meaning.sure < ASKS_ELSE_FROM.anyWords) return false;
  await goOn(turn, await meaning.answer(scope, state.slots, turn.doors));
  return true;
}

/** Names in Latin letters sound like much else: "Saad" like a payment. */
function isNoneOfOurs(said: string): boolean {
  const words = wordsOf(said);
  return words.length > 1 && !words.some(isOfService);
}

async function commanded(turn: Turn): Promise<boolean> {
  const { scope, form, state } = turn;
  const command = readCommand(scope.said);
  if (command === undefined && isNoneOfOurs(scope.said)) return false;
  if (command === undefined && cancelsThis(scope.said)) {
    await askDrop(turn);
    return true;
  }
  if (command === undefined) return asksForLanguage(turn);
  if (MAY_ANSWER.includes(command) && (await take(scope, form, state, scope.said)) === 'taken') return true;
  await COMMANDS[command](turn);
  return true;
}

/** A bare number counts among the choices that are shown, never among earlier ones. */
const byName = (said: string): string | undefined => (readNumber(said) === undefined ? said : undefined);

/** Names are like these (Salma and "yislamu"), and nothing is lost where they are taken for the answer. */
const ONLY_POLITE: readonly (Intent | undefined)[] = ['thanks', 'greeting'];

/** A question in place of the answer, where the answer could be any words. */
async function askedElse(turn: Turn): Promise<boolean> {
  const { scope, form, state } = turn;
  if (openQuestion(form, state)?.open !== true || isNoneOfOurs(scope.said)) return false;
  const meaning = meant(scope.said);
  if (!meaning || meaning.sure < ASKS_ELSE_FROM.anyWords || ONLY_POLITE.includes(meaning.intent)) return false;
  await goOn(turn, await meaning.answer(scope, state.slots, turn.doors));
  return true;
}

async function answered(turn: Turn): Promise<void> {
  const { scope, form, state } = turn;
  if (says(scope.said, 'neither')) return sayExpected(scope, form, state, '', scope.t('reply.ways-out'));
  const taken = await take(scope, form, state, scope.said);
  if (taken === 'taken') return;
  if (says(scope.said, 'continue')) return askAgain(scope, form, state, '');
  if (isWordless(scope.said)) return missed(turn, scope.t('hint.no-words'), true);
  if (readYesNo(scope.said) !== undefined)
    return missed(turn, taken === 'unread' ? '' : taken.hint, taken === 'unread');
  const name = byName(scope.said);
  // «المحطة صويلح مش طبربور»
  const isTold = holdsDenial(scope.said) && !isQuestion(scope.said);
  const isCertain = taken !== 'unread' && taken.certain === true;
  if (!isCertain && (await corrected(turn, name, isTold))) return;
  if (taken === 'unread' && (await answeredAhead(turn, name))) return;
  // «موافق بس شو بتعملوا بالبيانات» asks before it agrees.
  const isNone = isCertain || isNoneOfOurs(scope.said);
  const meaning = isNone ? undefined : (meant(scope.said) ?? meant(after(scope.said, 'yes-but') ?? ''));
  if (meaning?.intent === 'help_menu') return COMMANDS.help(turn);
  // «بدي ic3» while another exam is being asked for
  if (meaning?.intent === 'request_exam' && (await corrected(turn, byName(scope.said)))) return;
  if (meaning) return goOn(turn, await meaning.answer(scope, state.slots, turn.doors));
  if (taken === 'unread') return missed(turn, scope.t('hint.not-an-answer'), true);
  return missed(turn, taken.hint, false);
}

/** What was asked in between is answered; then the open question, unless the answer asks something itself or staff go on. */
async function goOn({ scope, form, state }: Turn, told: Answered): Promise<void> {
  if (scope.draft?.form.form !== form.name) return told === 'said' ? undefined : tell(scope, told);
  if (told !== 'said' && (told.offer || scope.conversation.handover)) return tell(scope, told, true);
  await askAgain(scope, form, { ...state, misses: 0 }, told === 'said' ? '' : told.text);
}

/** Words that show how people answer a choice; what is asked in words of one's own is personal. */
const isTelling = (said: string, question: Question | undefined): boolean =>
  question?.options !== undefined && !/\p{Nd}/u.test(said) && !isWordless(said);

/** A miss says what is expected or shows what was wrong; the third one offers a person or to stop. */
async function missed({ scope, form, state }: Turn, hint: string, withExpected: boolean): Promise<void> {
  if (withExpected && isTelling(scope.said, openQuestion(form, state))) await keepUnclear(scope, []);
  if (miss(scope, state) < MISSES_ALLOWED)
    return withExpected ? sayExpected(scope, form, state, hint) : sayHint(scope, form, state, hint);
  askStuck(scope, withExpected ? '' : hint);
}
