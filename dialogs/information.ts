// What anybody may ask at any moment: fees, stations with their hours, documents, how to pay. In the middle of a form the exam and
// the station of that form are meant where none is named.
import type { Scope } from '../src/bot/scope';
import { dayOf, type Day } from '../src/clock';
import { examOf, stationOf, type Exam, type Station } from '../src/domain/catalogue';
import { readDay } from '../src/language/answers';
import { list } from '../src/language/texts';
import { fullestStations } from '../src/services/other-stations';
import { ofCitizen } from '../src/services/own-requests';
import { stateNow, stateOn, usualWeek } from '../src/services/stations';
import { named } from './choices';
import { examNamed, feeWords, kindIn, stationOptions } from './exam-order';
import { textIn, type Slots } from './form';
import type { Told } from './told';

/** What the answer is about: named in the message, or known from the open form. */
const examMeant = (scope: Scope, known: Slots): string | undefined =>
  examNamed(scope.said, scope) ?? textIn(known, 'exam');

const stationMeant = (scope: Scope, known: Slots): string | undefined =>
  named(scope.said, stationOptions(scope)) ?? textIn(known, 'station');

/** Whether the message names one station. */
export const namesStation = (scope: Scope): boolean => stationMeant(scope, {}) !== undefined;

export const fees = (scope: Scope, known: Slots): Told => feesOf(scope, examMeant(scope, known));

/** Of one exam, or of all. */
export function feesOf(scope: Scope, examId?: string): Told {
  const { catalogue } = scope.work;
  const exam = examOf(catalogue, examId ?? '');
  if (exam) return { text: feeSentence(scope, exam), also: ['exam', 'information'] };
  const lines = catalogue.exams.map((one) => feeSentence(scope, one));
  return { text: [scope.t('reply.fees'), ...lines].join('\n'), also: ['exam', 'information'] };
}

function feeSentence(scope: Scope, { name, kinds }: Exam): string {
  const exam = name[scope.language];
  const trial = kinds.trial && feeWords(scope, kinds.trial.feeFils);
  const official = kinds.official && feeWords(scope, kinds.official.feeFils);
  if (trial !== undefined && official !== undefined) return scope.t('reply.fee.both', { exam, trial, official });
  if (official !== undefined) return scope.t('reply.fee.official', { exam, official });
  return scope.t('reply.fee.trial', { exam, trial: trial ?? scope.t('fee.free') });
}

export const hours = (scope: Scope, known: Slots): Told =>
  hoursOf(scope, stationMeant(scope, known), readDay(scope.said, dayOf(scope.work.now)));

/** Of one station, or the list to choose from. @param on the day that was asked for */
export function hoursOf(scope: Scope, stationId?: string, on?: Day): Told {
  const { catalogue } = scope.work;
  const station = stationOf(catalogue, stationId ?? '');
  if (station) return { text: stationText(scope, station, on), also: ['exam', 'information'] };
  return {
    text: scope.t('ask.which-station'),
    offer: { ask: 'station', values: catalogue.stations.map(({ id }) => `hours-of:${id}${on ? `:${on}` : ''}`) },
  };
}

function stationText(scope: Scope, station: Station, on: Day | undefined): string {
  const { language, work } = scope;
  const today = dayOf(work.now);
  return scope.t('reply.station', {
    station: station.name[language],
    address: station.address[language],
    hours: usualWeek(station, today, language),
    today: on === undefined || on === today ? stateNow(work, station, language) : stateOn(work, station, on, language),
    phone: station.phone,
    map: `https://maps.google.com/?q=${station.map.latitude},${station.map.longitude}`,
  });
}

/** How long it takes until a date, and how many wait where. Of an exam that is only a trial, that there is no date. */
export async function howLong(scope: Scope, known: Slots): Promise<Told> {
  const exam = examOf(scope.work.catalogue, examMeant(scope, known) ?? '');
  const kind = exam && kindIn(known, scope);
  if (kind === 'trial') return { text: scope.t('reply.how-long.trial'), also: ['exam', 'information'] };
  if (!exam?.kinds.official) return { text: scope.t('reply.how-long'), also: ['exam', 'information'] };
  const counts = (await fullestStations(scope.work, exam.id)).filter(({ members }) => members > 0);
  const stations = counts.map(({ stationId, members }) => {
    const station = stationOf(scope.work.catalogue, stationId)?.name[scope.language] ?? '';
    return scope.t('reply.how-long.station', { station, members });
  });
  const { minimum } = exam.kinds.official;
  const text = scope.t('reply.how-long.official', {
    exam: exam.name[scope.language],
    minimum,
    stations: list(stations),
    waiting: counts.length > 0 ? 'some' : 'none',
  });
  return { text, also: ['exam', 'information'] };
}

/** What of the money comes back: by the exam that is meant, or the newest request of the phone. */
export async function refunds(scope: Scope, known: Slots): Promise<Told> {
  const own = scope.citizen && !scope.draft ? (await ofCitizen(scope.work, scope.citizen.id))[0] : undefined;
  const exam = examOf(scope.work.catalogue, examMeant(scope, known) ?? own?.examId ?? '');
  const rule = own?.refundRule ?? exam?.refundRule;
  if (!exam || !rule) return { text: scope.t('reply.refunds'), also: ['my-requests', 'information'] };
  const text = scope.t('reply.refunds.exam', { exam: exam.name[scope.language], rule: rule[scope.language] });
  return { text, also: ['my-requests', 'person'] };
}

/** What to bring: of the exam that is meant, or that it differs. */
export function documents(scope: Scope, known: Slots): Told {
  const exam = examOf(scope.work.catalogue, examMeant(scope, known) ?? '');
  const lines = exam?.documents.map((document) => document[scope.language]) ?? [];
  if (!exam || lines.length === 0) return { text: scope.t('reply.documents'), also: ['exam', 'information'] };
  return {
    text: scope.t('reply.documents.exam', { exam: exam.name[scope.language], documents: list(lines) }),
    also: ['exam', 'information'],
  };
}
