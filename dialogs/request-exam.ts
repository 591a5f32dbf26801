// The request for an exam, from the first word to the notice that closes it.
import type { Reply, Scope } from '../src/bot/scope';
import { agreedJustNow, type Consent } from '../src/domain/person';
import type { Arrangement } from '../src/domain/exam-request';
import { isRefusal, type Refusal } from '../src/errors';
import { mentions } from '../src/language/choice-words';
import { ofCitizen } from '../src/services/own-requests';
import { submit, type ExamOrder } from '../src/services/requests';
import { isOrdered, kindIn, readOrder, stationWithoutExam, understood } from './exam-order';
import { joined, start, textIn, type Form, type Slots } from './form';
import { askForBody, bodyQuestions } from './government-body';
import { offeredKind, orderQuestions } from './order-questions';
import { documentIn, forWhom, personQuestions, saidFor } from './person-questions';
import { codeQuestion, phoneQuestion, refusalText } from './questions';
import { readBackQuestions } from './read-back';
import { requestTold } from './request-told';

export const requestExam: Form = {
  name: 'request-exam',
  version: '2',
  questions: [
    ...orderQuestions,
    ...forWhom,
    ...bodyQuestions,
    ...personQuestions,
    phoneQuestion,
    codeQuestion,
    ...readBackQuestions,
  ],
  finish,
};

/** Opens the form with all that the message says already. @param said of the order in an earlier one */
export async function startRequest(scope: Scope, greeting: string, said: Slots): Promise<void> {
  const before = { ...(await asBefore(scope)), ...said };
  const order = offeredKind({ ...before, ...readOrder(scope.said, scope, before) }, scope);
  const known: Slots = order['applicant'] === undefined ? { ...order, ...(await saidFor(scope.said, scope)) } : order;
  const lead = silentlyKnown(known, scope) ? understood(known, scope) : stationWithoutExam(scope.said, known, scope);
  await start(scope, requestExam, known, joined(greeting, lead ?? ''));
}

/** «نفس الامتحان لابني الثاني»: the last order of this phone, and what was agreed to for it within a day. */
async function asBefore(scope: Scope): Promise<Slots> {
  const last =
    scope.citizen && mentions(scope.said, 'same-again') ? await lastRequest(scope, scope.citizen.id) : undefined;
  if (!last) return {};
  const { consent } = (await scope.work.persons.byId(last.beneficiaryId)) ?? {};
  const agreed = consent !== undefined && agreedJustNow(consent, scope.work.now);
  const order: Slots = { exam: last.examId, level: last.levelId, kind: last.kind, station: last.stationId };
  const known = { ...order, ...(agreed && { agreedBefore: consent, storedConsent: consent }) };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

const lastRequest = async (scope: Scope, citizenId: string) =>
  (await ofCitizen(scope.work, citizenId)).toSorted((a, b) => b.createdAt - a.createdAt)[0];

/** Whether all of the order is said, so that the first question would be about something else. */
const silentlyKnown = (slots: Slots, scope: Scope): boolean =>
  ('for' in slots || slots['applicant'] === 'body') && isOrdered(slots, scope);

async function finish(slots: Slots, scope: Scope): ReturnType<Form['finish']> {
  if (slots['applicant'] === 'body') {
    await askForBody(slots, scope);
    return undefined;
  }
  const outcome = await submit(scope.work, await orderIn(slots, scope));
  // The notice in the same commit is the closing reply.
  return isRefusal(outcome) ? refused(outcome, scope) : undefined;
}

async function orderIn(slots: Slots, scope: Scope): Promise<ExamOrder> {
  const { citizen, conversation, language } = scope;
  if (!citizen) throw new Error('an order without a proven phone');
  const known = slots['for'] === 'known' ? textIn(slots, 'person') : undefined;
  const guardian = slots['guardian'] as { minor: boolean; name?: string } | undefined;
  return {
    citizen,
    conversation,
    language,
    examId: textIn(slots, 'exam') ?? '',
    levelId: textIn(slots, 'level'),
    kind: kindIn(slots, scope) ?? 'trial',
    stationId: textIn(slots, 'station') ?? '',
    applicant: known === undefined ? applicantIn(slots) : await applicantBefore(scope, citizen.id, known),
    personId: known,
    person:
      known === undefined
        ? {
            document: documentIn(slots),
            number: textIn(slots, 'number') ?? '',
            country: textIn(slots, 'country') ?? 'JO',
            name: textIn(slots, 'name') ?? '',
          }
        : undefined,
    latinName: textIn(slots, 'latinName'),
    consent: (slots['storedConsent'] ?? slots['consent']) as Consent,
    guardian: guardian?.minor ? { name: guardian.name } : undefined,
    arrangement: slots['arrangement'] as Arrangement | undefined,
    arrangementNote: textIn(slots, 'arrangementNote'),
  };
}

const applicantIn = (slots: Slots): ExamOrder['applicant'] =>
  slots['applicant'] === 'resident' ? 'resident' : 'citizen';

/** Somebody known asks in the capacity of the last request. */
async function applicantBefore(scope: Scope, citizenId: string, personId: string): Promise<ExamOrder['applicant']> {
  const requests = await ofCitizen(scope.work, citizenId);
  return requests.find(({ beneficiaryId }) => beneficiaryId === personId)?.applicant ?? 'citizen';
}

type Refused = Exclude<Awaited<ReturnType<typeof submit>>, { readonly id: string }>;

/** Which answer a refusal takes back, so that the form goes on; the others end it. */
const TAKES_BACK: Partial<Record<Refused['refused'], Slots>> = {
  'exam-closed': { exam: undefined, agreed: undefined },
  'station-closed': { station: undefined, agreed: undefined },
};

async function refused(refusal: Refused, scope: Scope): ReturnType<Form['finish']> {
  const set = TAKES_BACK[refusal.refused];
  if (set) return { set, lead: refusalText(scope, refusal) };
  scope.say(await ending(refusal, scope));
  return undefined;
}

/** A second request shows the first, with its payment number. */
async function ending(refusal: Refusal, scope: Scope): Promise<Reply> {
  const first = await scope.work.requests.byId(textIn(refusal.with ?? {}, 'id') ?? '');
  const text = refusalText(scope, refusal);
  if (!first) return { text };
  const told = await requestTold(first, scope);
  return { text: `${text}\n${told.text}`, reference: told.reference };
}
