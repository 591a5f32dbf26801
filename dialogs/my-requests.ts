// What a proven phone can do with its own requests: ask where they stand, get the payment number again, say that money was paid,
// cancel, correct. With several open ones it is asked which.
import type { Scope } from '../src/bot/scope';
import { isAskedToWait, isOpen, type ExamRequest } from '../src/domain/exam-request';
import { isRefusal } from '../src/errors';
import { ofCitizen } from '../src/services/own-requests';
import { cancel, claimPaid, hasUnsettledMoney } from '../src/services/requests';
import { hasCheckDigit } from '../src/domain/payment';
import { formsOf } from '../src/language/choice-words';
import { examTitle } from '../src/services/notify';
import { keepChoices } from '../src/services/other-stations';
import { cannotCome, changeStation, keepWaiting, takeMoneyBack } from '../src/services/waiting';
import { foldDigits } from '../src/language/normalise';
import { money, text, type TextKey } from '../src/language/texts';
import { startCorrection, type CorrectedField } from './correct-request';
import type { Labelled } from './choices';
import { refusalText } from './questions';
import { beneficiaryName, billerPath, referenceOf, requestTold } from './request-told';
import type { Answered, Told } from './told';

/** Deeds on one request, by the word under which they are offered. */
export type Deed =
  'status' | 'payment' | 'paid' | 'cancel' | 'certificate' | 'correct' | `correct-${CorrectedField}` | 'cannot-come';

type Act = (request: ExamRequest, scope: Scope) => Promise<Answered>;

const citizenId = (scope: Scope): string => {
  if (!scope.citizen) throw new Error('own requests without a proven phone');
  return scope.citizen.id;
};

async function status(request: ExamRequest, scope: Scope): Promise<Told> {
  const told = await requestTold(request, scope);
  if (isAskedToWait(request)) return { ...told, offer: { ask: 'keep', values: await keepValues(request, scope) } };
  return { ...told, ...(isOpen(request) && { also: deedsOn(request) }) };
}

const DEEDS: Partial<Record<ExamRequest['state'], readonly Deed[]>> = {
  'awaiting-payment': ['paid', 'correct', 'cancel'],
  dated: ['cannot-come', 'correct', 'cancel'],
  attended: [],
};

/** What can be done with a request in its state. */
function deedsOn(request: ExamRequest): readonly string[] {
  return (DEEDS[request.state] ?? ['correct', 'cancel']).map((deed) => `${deed}:${request.id}`);
}

const keepValues = async (request: ExamRequest, scope: Scope): Promise<readonly string[]> =>
  (await keepChoices(scope.work, request, scope.language)).map(({ value }) => value);

/** What was decided about a wait; the notice in the same commit is the answer, where there is one. */
export async function keep(scope: Scope, requestId: string): Promise<Answered> {
  const outcome = await keepWaiting(scope.work, requestId, citizenId(scope));
  if (isRefusal(outcome)) return { text: refusalText(scope, outcome) };
  return requestTold(outcome, scope);
}

/** @param place `REQUEST/STATION` */
export async function keepElsewhere(scope: Scope, place: string): Promise<Answered> {
  const [requestId = '', stationId = ''] = place.split('/');
  const outcome = await changeStation(scope.work, requestId, citizenId(scope), stationId);
  return isRefusal(outcome) ? { text: refusalText(scope, outcome) } : 'said';
}

/** The request ends with it, so that it is asked once more. */
export async function askRepay(scope: Scope, requestId: string): Promise<Answered> {
  const request = await own(scope, requestId);
  if (!request) return none(scope);
  if (!isAskedToWait(request)) return requestTold(request, scope);
  return {
    text: scope.t('ask.repay', {
      number: request.number,
      exam: examTitle(request, scope.language),
      name: await beneficiaryName(request, scope),
      amount: money(request.feeFils),
      fee: request.feeFils,
    }),
    reference: referenceOf(request),
    offer: { ask: 'agreed', values: [`repay-yes:${request.id}`, 'cancel-no'] },
  };
}

/** The notice in the same commit is the answer. */
export async function repayNow(scope: Scope, requestId: string): Promise<Answered> {
  const outcome = await takeMoneyBack(scope.work, requestId, citizenId(scope));
  return isRefusal(outcome) ? { text: refusalText(scope, outcome) } : 'said';
}

/** One of the choices of a wait, as it is shown and understood. */
export async function keepLabel(scope: Scope, value: string, argument: string): Promise<Labelled> {
  const request = await own(scope, argument.split('/')[0] ?? '');
  const choices = request ? await keepChoices(scope.work, request, scope.language) : [];
  const label = choices.find((choice) => choice.value === value)?.label ?? '';
  const stationId = argument.split('/')[1];
  const station = scope.work.catalogue.stations.find(({ id }) => id === stationId);
  const verb = value.split(':')[0];
  const words = station
    ? [station.name.ar, station.name.en, ...station.aliases]
    : verb === 'keep-repay'
      ? formsOf('keep.repay')
      : formsOf('keep.wait');
  return { value, label, names: [label, ...words] };
}

async function askCannotCome(request: ExamRequest, scope: Scope): Promise<Told> {
  const told = await requestTold(request, scope);
  if (request.state !== 'dated') return told;
  return {
    text: `${told.text}\n${scope.t('ask.cannot-come')}`,
    reference: referenceOf(request),
    offer: { ask: 'agreed', values: [`cannot-come-yes:${request.id}`, 'cancel-no'] },
  };
}

/** The notice in the same commit is the answer. */
export async function cannotComeNow(scope: Scope, requestId: string): Promise<Answered> {
  const outcome = await cannotCome(scope.work, requestId, citizenId(scope));
  return isRefusal(outcome) ? { text: refusalText(scope, outcome) } : 'said';
}

const CLAIMED = {
  'held-open': 'reply.payment-claimed',
  'looked-into': 'reply.payment-claimed.lapsed',
} as const satisfies Record<string, TextKey>;

async function paid(request: ExamRequest, scope: Scope): Promise<Told> {
  const outcome = await claimPaid(scope.work, request.id, citizenId(scope));
  if (isRefusal(outcome)) return { text: refusalText(scope, outcome) };
  const reference = referenceOf(request);
  if (outcome !== 'paid-already')
    return { text: scope.t(CLAIMED[outcome], { number: request.number, ...contact(scope) }), reference };
  const told = await requestTold(request, scope);
  return { text: `${scope.t('reply.paid-already')}\n${told.text}`, reference };
}

const contact = (scope: Scope) => ({ phone: scope.work.catalogue.contact.knowledgeStations });

/** The rule for the money first, then the question. */
async function askCancel(request: ExamRequest, scope: Scope): Promise<Told> {
  const params = {
    number: request.number,
    exam: examTitle(request, scope.language),
    name: await beneficiaryName(request, scope),
  };
  const question = (await hasUnsettledMoney(scope.work, request))
    ? scope.t('ask.cancel.kept', params)
    : request.state === 'awaiting-payment'
      ? scope.t('ask.cancel.unpaid', params)
      : request.feeFils > 0
        ? scope.t('ask.cancel.paid', {
            ...params,
            rule: request.refundRule[scope.language],
            amount: money(request.feeFils),
          })
        : scope.t('ask.cancel.free', params);
  return {
    text: question,
    reference: referenceOf(request),
    offer: { ask: 'agreed', values: [`cancel-yes:${request.id}`, 'cancel-no'] },
  };
}

/** Done, the notice in the same commit is the answer. */
export async function cancelNow(scope: Scope, requestId: string): Promise<Answered> {
  const outcome = await cancel(scope.work, requestId, citizenId(scope));
  return isRefusal(outcome) ? { text: refusalText(scope, outcome) } : 'said';
}

async function askCorrection(request: ExamRequest, scope: Scope): Promise<Told> {
  if (scope.draft) return { text: scope.t('reply.finish-first') };
  const values = (['name', 'number', 'station'] as const).map((field) => `correct-${field}:${request.id}`);
  return { text: scope.t('ask.correct', { number: request.number }), offer: { ask: 'choice', values } };
}

/** Opens the form that corrects one thing of a request. */
export async function correctField(scope: Scope, field: CorrectedField, requestId: string): Promise<Answered> {
  const request = await own(scope, requestId);
  if (!request) return none(scope);
  if (scope.draft) return { text: scope.t('reply.finish-first') };
  await startCorrection(scope, field, request);
  return 'said';
}

const ACTS: Record<Deed, Act> = {
  status,
  payment: (request, scope) => requestTold(request, scope),
  paid,
  cancel: askCancel,
  certificate: (request, scope) => requestTold(request, scope),
  'cannot-come': askCannotCome,
  correct: askCorrection,
  'correct-name': (request, scope) => correctField(scope, 'name', request.id),
  'correct-number': (request, scope) => correctField(scope, 'number', request.id),
  'correct-station': (request, scope) => correctField(scope, 'station', request.id),
};

/** Which requests a deed is for. */
const CONCERNS: Record<Deed, (request: ExamRequest) => boolean> = {
  status: isOpen,
  payment: ({ state }) => state === 'awaiting-payment',
  paid: ({ state }) => state === 'awaiting-payment',
  cancel: isOpen,
  certificate: ({ state }) => state === 'passed' || state === 'certificate-ready',
  'cannot-come': ({ state }) => state === 'dated',
  correct: isOpen,
  'correct-name': isOpen,
  'correct-number': isOpen,
  'correct-station': isOpen,
};

const none = (scope: Scope): Told => ({ text: scope.t('reply.no-requests'), also: ['exam', 'information', 'person'] });

/** A deed on the one request that it concerns, or the question on which. */
export async function forOwnRequest(scope: Scope, deed: Deed): Promise<Answered> {
  const number = requestNumberIn(scope.said);
  if (number !== undefined) return forNumbered(scope, deed, number);
  const all = await ofCitizen(scope.work, citizenId(scope));
  const fitting = all.filter(CONCERNS[deed]);
  const [only, another] = fitting;
  if (only && !another) return ACTS[deed](only, scope);
  if (another)
    return {
      text: scope.t('ask.which-request'),
      offer: { ask: 'choice', values: fitting.map(({ id }) => `${deed}:${id}`) },
    };
  return withoutFitting(scope, deed, all);
}

/** Eight digits are a request's number, twelve a payment's, where the last one fits: a date and most phones do not. */
const NUMBER = /(?<!\d)(?:\d{8}|\d{12})(?!\d)/g;

/** The number of a request, or of its payment, in a sentence, as it is printed in every notice. */
export const requestNumberIn = (said: string): string | undefined =>
  foldDigits(said).match(NUMBER)?.find(hasCheckDigit);

/** Exactly the request that is named. Somebody else's and one that does not exist are answered alike. */
async function forNumbered(scope: Scope, deed: Deed, number: string): Promise<Answered> {
  const request = (await ofCitizen(scope.work, citizenId(scope))).find(
    (one) => one.number === number || one.paymentNumber === number,
  );
  if (!request) return { text: scope.t('reply.no-such-request', { number }), also: ['my-requests', 'exam'] };
  return isOpen(request) || deed === 'paid' ? ACTS[deed](request, scope) : requestTold(request, scope);
}

/**
 * Nothing that the deed is for: the open request or the last one tells why; paying and certificates can always be explained. Who has
 * paid for a request that has lapsed is heard as well.
 */
async function withoutFitting(scope: Scope, deed: Deed, all: readonly ExamRequest[]): Promise<Answered> {
  const paidFor = all.find((request) => isOpen(request) || request.state === 'lapsed');
  if (deed === 'paid' && paidFor) return paid(paidFor, scope);
  const telling = deed === 'certificate' ? all.filter(({ kind }) => kind === 'official') : all;
  const last = telling.find(isOpen) ?? telling[0];
  if (last) return requestTold(last, scope);
  const explained = EXPLAINED[deed];
  return explained ? { text: explained(scope) } : none(scope);
}

export const aboutCertificates = (scope: Scope): string => scope.t('reply.certificates', contact(scope));

export const howToPay = (scope: Scope): string => scope.t('reply.how-to-pay', billerPath(scope));

/** What can be said to whom has no request. */
const EXPLAINED: Partial<Record<Deed, (scope: Scope) => string>> = {
  payment: howToPay,
  certificate: aboutCertificates,
};

/** A deed on a request that was chosen from an offer. */
export async function onRequest(scope: Scope, deed: Deed, requestId: string): Promise<Answered> {
  const request = await own(scope, requestId);
  return request ? ACTS[deed](request, scope) : none(scope);
}

async function own(scope: Scope, requestId: string): Promise<ExamRequest | undefined> {
  const requests = await ofCitizen(scope.work, citizenId(scope));
  return requests.find(({ id }) => id === requestId);
}

/** A request as a choice: «ICDL، محطة طبربور (رنا)», also known by its number. */
export async function requestLabel(scope: Scope, value: string, requestId: string): Promise<Labelled> {
  const request = await own(scope, requestId);
  if (!request) return { value, label: '', names: [] };
  const name = await beneficiaryName(request, scope);
  const inLanguage = (language: 'ar' | 'en') =>
    text(language, 'choice.request', {
      exam: examTitle(request, language),
      station: request.stationName[language],
      name,
    });
  const names = [inLanguage('ar'), inLanguage('en'), request.number, name, ...wordsFor(request, scope)];
  return { value, label: inLanguage(scope.language), names };
}

/** The exam and the station by all their names. */
function wordsFor(request: ExamRequest, scope: Scope): readonly string[] {
  const { examName, stationName } = request;
  const exam = scope.work.catalogue.exams.find(({ id }) => id === request.examId);
  const station = scope.work.catalogue.stations.find(({ id }) => id === request.stationId);
  const names = [examName.ar, examName.en, stationName.ar, stationName.en];
  return [...names, ...(exam?.aliases ?? []), ...(station?.aliases ?? [])];
}
