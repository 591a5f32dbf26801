// A request in words, as its requester is told of it: where it stands, what there is to pay until when, when to come.
import type { Scope } from '../src/bot/scope';
import { dayOf, instantAt } from '../src/clock';
import { examOf, stationOf } from '../src/domain/catalogue';
import type { ExamRequest, ExamState } from '../src/domain/exam-request';
import type { Sitting } from '../src/domain/sitting';
import { day, list, moment, money, type Params, type TextKey } from '../src/language/texts';
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
  waiting: 'status.waiting',
  scheduling: 'status.scheduling',
  dated: 'status.dated',
  attended: 'status.attended',
  absent: 'status.absent',
  failed: 'status.failed',
  passed: 'status.passed',
  'certificate-ready': 'status.certificate-ready',
  collected: 'status.collected',
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

async function sittingOf(request: ExamRequest, scope: Scope): Promise<Sitting | undefined> {
  return request.sittingId === undefined ? undefined : scope.work.sittings.byId(request.sittingId);
}

async function gathered(request: ExamRequest, scope: Scope): Promise<Params> {
  const { members = 0, minimum = 0 } = (await sittingOf(request, scope)) ?? {};
  return { members, minimum };
}

async function dated(request: ExamRequest, scope: Scope): Promise<Params> {
  const sitting = await sittingOf(request, scope);
  const at = sitting?.day === undefined ? scope.work.now : instantAt(sitting.day, sitting.time ?? '00:00');
  const lines = examOf(scope.work.catalogue, request.examId)?.documents ?? [];
  return { when: moment(at), documents: list(lines.map((line) => line[scope.language])) };
}

function toCollect(request: ExamRequest, scope: Scope): Params {
  const station = stationOf(scope.work.catalogue, request.stationId);
  const today = dayOf(scope.work.now);
  return {
    hours: station ? usualWeek(station, today, scope.language) : '',
    until: day(request.certificate?.keptUntil ?? today, { weekday: false, year: true }),
  };
}

type More = (request: ExamRequest, scope: Scope) => Params | Promise<Params>;

const MORE: Partial<Record<ExamState, More>> = {
  'awaiting-payment': toPay,
  ready: toCome,
  waiting: gathered,
  scheduling: ({ dateBy }, scope) => ({ until: day(dayOf(dateBy ?? scope.work.now)) }),
  dated,
  'certificate-ready': toCollect,
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
    ...(await MORE[request.state]?.(request, scope)),
  });
  return { text, reference: referenceOf(request) };
}

export const referenceOf = (request: ExamRequest): NonNullable<Told['reference']> => ({
  request: request.number,
  ...(request.state === 'awaiting-payment' && { payment: request.paymentNumber }),
});
