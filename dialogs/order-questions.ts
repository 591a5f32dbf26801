// What is ordered: exam, level, kind, station. A kind that the exam is not offered in is said, with the one that it is.
import type { Scope } from '../src/bot/scope';
import type { ExamKind } from '../src/domain/catalogue';
import { readNumber, readYesNo } from '../src/language/answers';
import { beside } from '../src/language/choice-words';
import type { Intent } from '../src/language/training';
import { understand } from '../src/language/understand';
import { choose, item, option, shown, type Labelled } from './choices';
import {
  examIn,
  examWords,
  examNamed,
  examOptions,
  examsOfBody,
  feeFilsIn,
  feeWords,
  isOrdered,
  kindIn,
  kindOptions,
  onlyNamesStation,
  readOrder,
  stationOptions,
  stationWithoutExam,
  titleIn,
  understood,
} from './exam-order';
import type { Question, Reading, Slots } from './form';
import { choiceQuestion } from './questions';

/** Whatever else the same sentence says of the order comes with the answer; the place in a list says nothing else. */
function withRest(answer: string, slots: Slots, scope: Scope, own: Slots): Reading {
  const said = readNumber(answer) === undefined ? answer : '';
  const set = taken(slots, { ...restOf(readOrder(said, scope, { ...slots, ...own }), slots), ...own }, scope);
  const all = { ...slots, ...set };
  const isWhole = isOrdered(all, scope) && isFirst(all);
  return { set, lead: stationWithoutExam(said, all, scope) ?? (isWhole ? understood(all, scope) : '') };
}

/** A kind that was said before the exam may be one in which the exam is not offered. */
function taken(slots: Slots, set: Slots, scope: Scope): Slots {
  const all = offeredKind({ ...slots, ...set }, scope);
  return all['otherKind'] === true ? { ...set, kind: undefined, otherKind: true } : set;
}

const restOf = (order: Slots, slots: Slots): Slots =>
  Object.fromEntries(Object.entries(order).filter(([slot]) => !(slot in slots)));

const exam: Question = {
  slot: 'exam',
  options: (_slots, scope) => examOptions(scope),
  ask: (slots, scope) => ({ text: scope.t('ask.exam'), choices: shown(examsShown(slots, scope)) }),
  expects: (_slots, scope) => scope.t('expect.choice'),
  read(said, slots, scope) {
    const shownNow = examsShown(slots, scope);
    const chosen = choose(said, shownNow) ?? (asksAbout(said) ? undefined : examNamed(said, scope));
    if (chosen !== undefined) return withRest(said, slots, scope, { exam: chosen, grantingBody: undefined });
    const [one, another] = asksAbout(said) ? [] : examsOfBody(said, scope);
    return one && another ? { set: { grantingBody: one.grantingBody } } : undefined;
  },
};

/** «كم رسوم كامبردج» asks about an exam, and chooses none. */
function asksAbout(said: string): boolean {
  const intent = understand(said)?.intent;
  return intent !== undefined && !ORDERS.includes(intent);
}

/** «…المستوى الثاني» sounds like the placement test, and still orders. */
const ORDERS: readonly Intent[] = ['request_exam', 'placement_test', 'greeting', 'thanks'];

/** All exams, or those of the granting body that was named. */
function examsShown(slots: Slots, scope: Scope): readonly Labelled[] {
  const body = slots['grantingBody'];
  const exams = scope.work.catalogue.exams.filter(({ grantingBody }) => body === undefined || grantingBody === body);
  return exams.map((of) => item(scope, of));
}

const levels = (slots: Slots, scope: Scope): readonly Labelled[] =>
  (examIn(slots, scope)?.levels ?? []).map((level) => item(scope, level));

const level = choiceQuestion({
  slot: 'level',
  when: (slots, scope) => levels(slots, scope).length > 0,
  stands: (slots, before) => slots['exam'] === before['exam'],
  text: (slots, scope) => scope.t('ask.level', { exam: titleIn(slots, scope) }),
  choices: levels,
  correctable: true,
  pick: (value, slots, scope) => withRest(scope.said, slots, scope, { level: value }),
});

/** What is offered; a wish for the other kind stands as a question, so that nobody gets what was not asked for. */
const kindChoices = (slots: Slots, scope: Scope): readonly Labelled[] => {
  const kinds = examIn(slots, scope)?.kinds;
  return kindOptions(scope).filter(({ value }) => kinds?.[value as ExamKind] !== undefined);
};

const isOffered = (slots: Slots, scope: Scope): boolean =>
  examIn(slots, scope)?.kinds[slots['kind'] as ExamKind] !== undefined;

const kind = choiceQuestion({
  slot: 'kind',
  when: (slots, scope) => 'kind' in slots || slots['otherKind'] === true || kindIn(slots, scope) === undefined,
  stands: (slots, before) => slots['exam'] === before['exam'],
  text: kindText,
  choices: kindChoices,
  correctable: true,
  pick: (value, slots, scope) => withRest(scope.said, slots, scope, { kind: value, otherKind: undefined }),
  before(said, slots, scope) {
    const [only, another] = kindChoices(slots, scope);
    const agrees = another ? undefined : readYesNo(said);
    if (!only || agrees === undefined) return undefined;
    if (agrees) return { set: { kind: only.value, otherKind: undefined } };
    scope.say({ text: scope.t('reply.form-dropped') });
    return { end: true };
  },
});

/** Takes back a kind in which the chosen exam is not offered; the question then says which is. */
export function offeredKind(slots: Slots, scope: Scope): Slots {
  if (!('exam' in slots) || !('kind' in slots) || isOffered(slots, scope)) return slots;
  const { kind: _, ...rest } = slots;
  return { ...rest, otherKind: true };
}

function kindText(slots: Slots, scope: Scope): string {
  const exam = titleIn(slots, scope);
  const kinds = examIn(slots, scope)?.kinds;
  const trial = feeWords(scope, kinds?.trial?.feeFils ?? 0);
  const official = feeWords(scope, kinds?.official?.feeFils ?? 0);
  if (kinds?.trial && kinds.official) return scope.t('ask.kind', { exam, trial, official });
  return kinds?.official
    ? scope.t('ask.kind.only-official', { exam, official })
    : scope.t('ask.kind.only-trial', { exam, trial });
}

/** An SMS holds few lines. */
const pageSize = (scope: Scope): number => (scope.conversation.channel === 'sms' ? 4 : 8);

const stationsOf = (slots: Slots, scope: Scope): readonly Labelled[] =>
  stationOptions(scope, examIn(slots, scope)?.stations ?? []);

function stationsShown(slots: Slots, scope: Scope): readonly Labelled[] {
  const all = stationsOf(slots, scope);
  const size = pageSize(scope);
  if (all.length <= size + 1) return all;
  const pages = Math.ceil(all.length / size);
  const page = Number(slots['stationPage'] ?? 0) % pages;
  return [...all.slice(page * size, (page + 1) * size), option(scope, 'stations.others', OTHERS)];
}

const OTHERS = 'others';

const station = choiceQuestion({
  slot: 'station',
  stands: (slots, _before, scope) => stationsOf(slots, scope).some(({ value }) => value === slots['station']),
  text: (slots, scope) =>
    scope.t('ask.station', { exam: examWords(slots, scope), fee: feeWords(scope, feeFilsIn(slots, scope)) }),
  brief: (_slots, scope) => scope.t('ask.station.brief'),
  choices: stationsShown,
  options: stationsOf,
  correctable: true,
  before(said, slots, scope) {
    const [first] = stationsOf(slots, scope);
    return first && beside(said, ['any']) === '' ? stationTaken({ ...slots, station: first.value }, scope) : undefined;
  },
  pick: (value, slots, scope) =>
    value === OTHERS
      ? { set: { stationPage: Number(slots['stationPage'] ?? 0) + 1 } }
      : stationTaken({ ...slots, station: value }, scope),
  otherwise(said, slots, scope) {
    const hint = stationWithoutExam(said, slots, scope);
    return hint === undefined ? undefined : { hint, certain: onlyNamesStation(said, scope) };
  },
});

/** Where it is known for whom, no question follows that would say what was understood. */
function stationTaken(slots: Slots, scope: Scope): Reading {
  const set = { station: slots['station'], stationPage: undefined };
  return isFirst(slots) ? { set, lead: understood(slots, scope) } : { set };
}

/** Said with the order for whom it is, and nothing asked about the person yet. */
const isFirst = (slots: Slots): boolean =>
  !('consent' in slots) && ('for' in slots || slots['applicant'] === 'body') && slots['for'] !== 'known';

export const orderQuestions: readonly Question[] = [exam, level, kind, station];
