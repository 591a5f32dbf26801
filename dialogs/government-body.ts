// A government body asks for its people: its name, a contact, how many candidates. Staff get the task and send for the list.
import type { Scope } from '../src/bot/scope';
import { readName, readYesNo } from '../src/language/answers';
import { cleanText } from '../src/language/normalise';
import { openTask } from '../src/services/tasks';
import { kindIn } from './exam-order';
import { textIn, type Question, type Slots } from './form';
import { readCount } from './questions';

const isBody = (slots: Slots): boolean => slots['applicant'] === 'body';

const MOST_CANDIDATES = 10_000;
const LONGEST_NAME = 150;

const body: Question = {
  slot: 'body',
  open: true,
  when: isBody,
  ask: (_slots, scope) => ({ text: scope.t('ask.body') }),
  expects: (_slots, scope) => scope.t('expect.body'),
  read(said) {
    const name = cleanText(said);
    const letters = name.match(/\p{L}/gu)?.length ?? 0;
    return letters >= 3 && readYesNo(said) === undefined && name.length <= LONGEST_NAME
      ? { set: { body: name } }
      : undefined;
  },
};

const contact: Question = {
  slot: 'contact',
  asks: 'name',
  open: true,
  when: isBody,
  ask: (_slots, scope) => ({ text: scope.t('ask.contact') }),
  expects: (_slots, scope) => scope.t('expect.contact'),
  read(said, _slots, scope) {
    const name = readYesNo(said) === undefined ? readName(said) : undefined;
    return name === undefined ? { hint: scope.t('hint.name') } : { set: { contact: name } };
  },
};

const candidates: Question = {
  slot: 'candidates',
  when: isBody,
  ask: (_slots, scope) => ({ text: scope.t('ask.candidates') }),
  expects: (_slots, scope) => scope.t('expect.candidates'),
  read(said) {
    const count = readCount(said, MOST_CANDIDATES);
    return count === undefined ? undefined : { set: { candidates: count } };
  },
};

export const bodyQuestions: readonly Question[] = [body, contact, candidates];

/** Hands the request to staff, and says what comes next. */
export async function askForBody(slots: Slots, scope: Scope): Promise<void> {
  const stationId = textIn(slots, 'station');
  const candidatesCount = Number(slots['candidates'] ?? 0);
  await openTask(scope.work, 'government-body', {
    conversationId: scope.conversation.id,
    stationId,
    details: {
      body: textIn(slots, 'body') ?? '',
      contact: textIn(slots, 'contact') ?? '',
      candidates: candidatesCount,
      phone: scope.citizen?.phone ?? '',
      exam: textIn(slots, 'exam') ?? '',
      level: textIn(slots, 'level') ?? '',
      kind: kindIn(slots, scope) ?? '',
    },
  });
  scope.say({
    text: scope.t('reply.body-taken', {
      body: textIn(slots, 'body') ?? '',
      candidates: candidatesCount,
      phone: scope.work.catalogue.contact.knowledgeStations,
    }),
  });
}
