// A request in words, as its requester is told of it: where it stands, what there is to pay until when, when to come.
import type { Scope } from '../src/bot/scope';
import { dayOf } from '../src/clock';
import { stationOf } from '../src/domain/catalogue';
import type { ExamRequest, ExamState } from '../src/domain/exam-request';
import { day, money, type Params, type TextKey } from '../src/language/texts';
import { examTitle, firstName } from '../src/services/notify';
import { usualWeek } from '../src/services/stations';
import type { Told } from './told';

export async function beneficiaryName(request: ExamRequest, scope: Scope): Promise<string> {
  const person = await scope.work.persons.byId(request.beneficiaryId);
  return person ? firstName(person) : '';
}

const TEXTS: Record<Exclude<ExamState, 'new'>, TextKey> = {
  'awaiting-payment': 'status.awaiting-payment',
  ready: 'status.ready',
  used: 'status.used',
  expired: 'status.expired',
  lapsed: 'status.lapsed',
  cancelled: 'status.cancelled',
};

/** What the biller's list of a bank shows on the way to the service. */
export function billerPath(scope: Scope): Params {
  const { category, biller, examService } = scope.work.catalogue.biller;
  const language = scope.language;
  return { category: category[language], biller: biller[language], service: examService[language] };
}

const toPay = (request: ExamRequest, scope: Scope): Params => ({
  payment: request.paymentNumber ?? '',
  amount: money(request.feeFils),
  until: day(dayOf(request.payBy ?? scope.work.now)),
  ...billerPath(scope),
});

function toCome(request: ExamRequest, scope: Scope): Params {
  const station = stationOf(scope.work.catalogue, request.stationId);
  const today = dayOf(scope.work.now);
  return {
    hours: station ? usualWeek(station, today, scope.language) : '',
    until: day(request.validUntil ?? today, { year: true }),
  };
}

const MORE: Partial<Record<ExamState, (request: ExamRequest, scope: Scope) => Params>> = {
  'awaiting-payment': toPay,
  ready: toCome,
  used: ({ result }) => ({ result: result?.replace('-', '_') ?? 'none' }),
};

/** The request's state with all that can be acted on. */
export async function requestTold(request: ExamRequest, scope: Scope): Promise<Told> {
  const key = TEXTS[request.state === 'new' ? 'awaiting-payment' : request.state];
  const text = scope.t(key, {
    number: request.number,
    exam: examTitle(request, scope.language),
    station: request.stationName[scope.language],
    name: await beneficiaryName(request, scope),
    ...MORE[request.state]?.(request, scope),
  });
  return { text, reference: referenceOf(request) };
}

export const referenceOf = (request: ExamRequest): NonNullable<Told['reference']> => ({
  request: request.number,
  ...(request.state === 'awaiting-payment' && { payment: request.paymentNumber }),
});
