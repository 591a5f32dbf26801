// Corrects one thing of a stored request: the name, the document's number, the station.
import type { Scope } from '../src/bot/scope';
import type { ExamRequest } from '../src/domain/exam-request';
import type { DocumentKind } from '../src/domain/person';
import { isRefusal } from '../src/errors';
import { correct } from '../src/services/corrections';
import { stationOptions } from './exam-order';
import { start, textIn, type Form, type Question, type Slots } from './form';
import { namedField } from './named-field';
import { choiceQuestion, numberReading, readPersonName, refusalText } from './questions';
import { requestTold } from './request-told';

export type CorrectedField = 'name' | 'number' | 'station';

const is = (field: CorrectedField) => (slots: Slots) => slots['field'] === field;
const documentIn = (slots: Slots): DocumentKind => (slots['document'] === 'passport' ? 'passport' : 'civil-id');

const name: Question = {
  slot: 'name',
  open: true,
  when: is('name'),
  ask: (_slots, scope) => ({ text: scope.t('ask.correct.name') }),
  expects: (slots, scope) => scope.t(documentIn(slots) === 'passport' ? 'expect.name.passport' : 'expect.name'),
  read(said, slots, scope) {
    const read = readPersonName(said, documentIn(slots), scope);
    return typeof read === 'string' ? { set: { name: read } } : read;
  },
};

const number: Question = {
  slot: 'number',
  when: is('number'),
  ask: (_slots, scope) => ({ text: scope.t('ask.correct.number') }),
  expects: (slots, scope) => scope.t(documentIn(slots) === 'passport' ? 'expect.number.passport' : 'expect.number'),
  read(said, slots, scope) {
    return numberReading(said, documentIn(slots), scope);
  },
};

const station = choiceQuestion({
  slot: 'station',
  when: is('station'),
  text: (_slots, scope) => scope.t('ask.correct.station'),
  choices: (slots, scope) => stationOptions(scope, slots['stations'] as readonly string[]),
});

export const correctRequest: Form = {
  name: 'correct-request',
  version: '1',
  questions: [name, number, station],
  async finish(slots, scope) {
    const field = slots['field'] as CorrectedField;
    const value = textIn(slots, field) ?? '';
    const outcome = await correct(scope.work, textIn(slots, 'request') ?? '', scope.citizen?.id ?? '', {
      field,
      value,
    });
    if (outcome === 'task-opened') scope.say({ text: scope.t('reply.correction-task') });
    else if (isRefusal(outcome)) scope.say({ text: refusalText(scope, outcome) });
    else scope.say(await corrected(outcome, field === 'station' ? outcome.stationName[scope.language] : value, scope));
    return undefined;
  },
};

async function corrected(request: ExamRequest, to: string, scope: Scope) {
  const { text, reference } = await requestTold(request, scope);
  return { text: `${scope.t('reply.corrected', { to })}\n${text}`, reference };
}

/** Asks for the new value of one thing of a request. */
export async function startCorrection(scope: Scope, field: CorrectedField, request: ExamRequest): Promise<void> {
  const person = await scope.work.persons.byId(request.beneficiaryId);
  const exam = scope.work.catalogue.exams.find(({ id }) => id === request.examId);
  const known: Slots = {
    request: request.id,
    field,
    document: person?.document,
    stations: (exam?.stations ?? []).filter((id) => id !== request.stationId),
  };
  await start(scope, correctRequest, { ...known, ...(await valueSaid(scope, field, known)) });
}

/** The new value, where the message that asks for the correction says it already. */
async function valueSaid(scope: Scope, field: CorrectedField, known: Slots): Promise<Slots> {
  const named = namedField(scope.said);
  if (named?.field !== field || named.value === '') return {};
  const reading = await correctRequest.questions.find(({ slot }) => slot === field)?.read(named.value, known, scope);
  return reading && 'set' in reading ? reading.set : {};
}
