// What staff do with sittings: ask the granting body, fix, move and cancel a date, attendance, results, certificates.
// Every step tells exactly those whom it concerns, in the same commit.
import { dayOf, instantAt, isDay, weekday, type Day, type Instant, type TimeOfDay } from '../clock';
import { hoursOn, stationOf } from '../domain/catalogue';
import type { ExamRequest, ExamResult } from '../domain/exam-request';
import type { Sitting, SittingEvent } from '../domain/sitting';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import type { Params } from '../language/texts';
import { beginWeek, candidatesOf, placeIn, stepSitting, takePlace } from './gathering';
import { advance } from './steps';
import { certificateTerm, examReminder, NOTHING_DUE } from './terms';

/** Who acts, and from which version of the sitting: a page that is older than the sitting changes nothing. */
export type Act = { readonly staffId: string; readonly version?: number | undefined };

type Stale = 'state-changed' | 'not-in-sitting';

async function current(work: Work, sittingId: string, { version }: Act): Promise<Sitting | Refusal<Stale>> {
  const sitting = await work.sittings.byId(sittingId);
  if (!sitting) return refuse('not-in-sitting');
  return version === undefined || version === sitting.version ? sitting : refuse('state-changed');
}

/** A step that tells nobody: the granting body was asked, has confirmed, or refused (with its reason). */
export async function noteBody(
  work: Work,
  sittingId: string,
  event: Extract<SittingEvent, `body-${string}`>,
  act: Act,
  reason?: string,
): Promise<Sitting | Refusal<Stale>> {
  const sitting = await current(work, sittingId, act);
  if ('refused' in sitting) return sitting;
  return (await stepSitting(work, sitting, event, {}, { staffId: act.staffId, reason })) ?? refuse('state-changed');
}

export type ExamDate = { readonly day: Day; readonly time: TimeOfDay; readonly room?: string | undefined };

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Why a date can't be, or should not be: it is over, or the station is closed then by its hours, holidays and closures. */
export function dateFault(
  work: Work,
  stationId: string,
  { day, time }: ExamDate,
): 'date-past' | 'date-closed' | undefined {
  const station = stationOf(work.catalogue, stationId);
  if (!isDay(day) || !TIME.test(time) || instantAt(day, time) <= work.now) return 'date-past';
  const open = station ? hoursOn(work.catalogue, station, day, weekday(day)) : [];
  return open.some(({ from, to }) => from <= time && time < to) ? undefined : 'date-closed';
}

/** Fixes the date, or moves it, and tells every candidate. @param anyway also when the station is closed then */
export async function fixDate(
  work: Work,
  sittingId: string,
  date: ExamDate,
  act: Act & { readonly anyway?: boolean; readonly reason?: string | undefined },
): Promise<Sitting | Refusal<Stale | 'date-past' | 'date-closed' | 'same-date'>> {
  const sitting = await current(work, sittingId, act);
  if ('refused' in sitting) return sitting;
  if (sitting.day === date.day && sitting.time === date.time && (sitting.room ?? '') === (date.room ?? ''))
    return refuse('same-date');
  const fault = dateFault(work, sitting.stationId, date);
  if (fault === 'date-past' || (fault && act.anyway !== true)) return refuse(fault);
  const moves = sitting.state === 'dated';
  const old = moves ? `${sitting.day} ${sitting.time}` : undefined;
  const noted = { staffId: act.staffId, reason: act.reason, old };
  const dated = await stepSitting(
    work,
    sitting,
    moves ? 'date-moved' : 'date-fixed',
    { ...date, room: date.room },
    noted,
  );
  if (!dated) return refuse('state-changed');
  for (const request of await candidatesOf(work, dated)) {
    await advance(
      work,
      request,
      moves ? 'moved' : 'dated',
      'staff',
      examReminder(work, dated),
      noted,
      moves ? { own: 'no' } : {},
    );
  }
  return dated;
}

/** Cancels the sitting: everybody in it waits again, in the next one, and is told why. */
export async function cancelSitting(
  work: Work,
  sittingId: string,
  reason: string,
  act: Act,
): Promise<Sitting | Refusal<Stale>> {
  const sitting = await current(work, sittingId, act);
  if ('refused' in sitting) return sitting;
  const candidates = await candidatesOf(work, sitting);
  const noted = { staffId: act.staffId, reason };
  const cancelled = await stepSitting(work, sitting, 'cancelled', { members: 0 }, noted);
  if (!cancelled) return refuse('state-changed');
  const next = new Map<string, Sitting>();
  for (const request of candidates) {
    const place = await takePlace(work, request);
    next.set(place.id, place);
    await advance(work, request, 'sitting-cancelled', 'staff', placeIn(work, place), { ...noted, old: sitting.id });
  }
  for (const id of next.keys()) {
    const place = await work.sittings.byId(id);
    if (place) await beginWeek(work, place);
  }
  return cancelled;
}

/** Came, or did not. The first mark says that the exam was held. */
export async function markAttendance(
  work: Work,
  requestId: string,
  came: boolean,
  act: Act,
): Promise<ExamRequest | Refusal<Stale>> {
  const request = await work.requests.byId(requestId);
  const sitting = request?.sittingId === undefined ? undefined : await work.sittings.byId(request.sittingId);
  if (!request || !sitting) return refuse('not-in-sitting');
  if (sitting.day === undefined || dayOf(work.now) < sitting.day) return refuse('state-changed');
  const event = came ? 'attended' : 'missed';
  const marked = await advance(
    work,
    request,
    event,
    'staff',
    { ...NOTHING_DUE, draftResult: undefined },
    { staffId: act.staffId },
    correctedTo(request),
  );
  if (!marked) return refuse('state-changed');
  if (sitting.state === 'dated') await stepSitting(work, sitting, 'held', {}, { staffId: act.staffId });
  return marked;
}

/** Marked absent before: the message says what is so now. */
const correctedTo = ({ state }: ExamRequest): Params => (state === 'absent' ? { now: 'attended' } : {});

/** Enters a result as a draft; nobody is told. Of somebody who was not there none is taken. */
export async function enterResult(
  work: Work,
  requestId: string,
  result: ExamResult,
  { staffId }: Act,
): Promise<ExamRequest | Refusal<'state-changed'>> {
  const request = await work.requests.byId(requestId);
  if (request?.state !== 'attended') return refuse('state-changed');
  const drafted = { ...request, draftResult: { result, staffId, at: work.now } };
  await work.requests.save(drafted);
  return drafted;
}

/**
 * Releases a draft by somebody else than who entered it. Who has not passed is told; who has passed hears of the certificate.
 * @param draftAt when the draft was entered that was looked at: another one is not released
 */
export async function releaseResult(
  work: Work,
  requestId: string,
  { staffId, draftAt }: Act & { readonly draftAt: Instant | undefined },
): Promise<ExamRequest | Refusal<'own-draft' | 'nothing-to-release' | 'state-changed'>> {
  const request = await work.requests.byId(requestId);
  const draft = request?.draftResult;
  if (!request || !draft || request.state !== 'attended') return refuse('nothing-to-release');
  if (draft.staffId === staffId) return refuse('own-draft');
  if (draftAt !== draft.at) return refuse('state-changed');
  const released = { result: draft.result, draftResult: undefined };
  return (await advance(work, request, draft.result, 'staff', released, { staffId })) ?? refuse('state-changed');
}

/** What a correction makes of a released result. */
export const resultIfCorrected = ({ state }: ExamRequest): ExamResult => (state === 'failed' ? 'passed' : 'not-passed');

/** A released result was wrong: it becomes `result`, with the reason, and the person is told. */
export async function correctResult(
  work: Work,
  requestId: string,
  reason: string,
  { staffId, result }: Act & { readonly result: ExamResult },
): Promise<ExamRequest | Refusal<'state-changed'>> {
  const request = await work.requests.byId(requestId);
  if (!request || resultIfCorrected(request) !== result) return refuse('state-changed');
  const change = { ...NOTHING_DUE, result, certificate: undefined };
  const note = { staffId, reason, old: request.state };
  const corrected = await advance(work, request, 'result-corrected', 'staff', change, note, {
    now: result.replace('-', '_'),
  });
  return corrected ?? refuse('state-changed');
}

export async function certificateArrived(
  work: Work,
  requestId: string,
  { staffId }: Act,
): Promise<ExamRequest | Refusal<'state-changed'>> {
  const request = await work.requests.byId(requestId);
  const { keptUntil, ...due } = certificateTerm(work);
  const certificate = { readyAt: work.now, keptUntil, collectedBy: undefined, collectedAt: undefined };
  const ready =
    request && (await advance(work, request, 'certificate-arrived', 'staff', { certificate, ...due }, { staffId }));
  return ready ?? refuse('state-changed');
}

/** @param by who took it, as the clerk wrote it from the document */
export async function certificateCollected(
  work: Work,
  requestId: string,
  by: string,
  { staffId }: Act,
): Promise<ExamRequest | Refusal<'state-changed'>> {
  const request = await work.requests.byId(requestId);
  if (!request?.certificate) return refuse('state-changed');
  const certificate = { ...request.certificate, collectedBy: by, collectedAt: work.now };
  const change = { certificate, ...NOTHING_DUE };
  return (
    (await advance(work, request, 'certificate-collected', 'staff', change, { staffId })) ?? refuse('state-changed')
  );
}
