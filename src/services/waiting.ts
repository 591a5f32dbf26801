// What somebody decides who waits for a sitting: to keep waiting, another station, the money back; and "I cannot come", once.
import { examOf, stationOf } from '../domain/catalogue';
import type { ExamRequest } from '../domain/exam-request';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { beginWeek, freePlace, placeIn, takePlace } from './gathering';
import { own } from './own-requests';
import { askRefund } from './requests';
import { advance } from './steps';
import { lastMoveAt, NOTHING_DUE, waitTerm } from './terms';

type NotYours = 'not-yours' | 'state-changed';

async function waiting(work: Work, requestId: string, citizenId: string): Promise<ExamRequest | Refusal<NotYours>> {
  const request = await own(work, requestId, citizenId);
  if (!request) return refuse('not-yours');
  return request.state === 'waiting' ? request : refuse('state-changed');
}

export async function keepWaiting(
  work: Work,
  requestId: string,
  citizenId: string,
): Promise<ExamRequest | Refusal<NotYours>> {
  const request = await waiting(work, requestId, citizenId);
  if ('refused' in request) return request;
  return (await advance(work, request, 'kept-waiting', 'citizen', waitTerm(work))) ?? refuse('state-changed');
}

/** A place at another station that offers the exam. */
export async function changeStation(
  work: Work,
  requestId: string,
  citizenId: string,
  stationId: string,
): Promise<ExamRequest | Refusal<NotYours | 'station-closed'>> {
  const request = await waiting(work, requestId, citizenId);
  if ('refused' in request) return request;
  const offered = examOf(work.catalogue, request.examId)?.stations.includes(stationId);
  if (offered !== true || !stationOf(work.catalogue, stationId)) return refuse('station-closed');
  if (stationId === request.stationId) return request;
  const sitting = await takePlace(work, request, stationId);
  const old = { field: 'station', old: request.stationId };
  const moved = await advance(work, request, 'station-changed', 'citizen', placeIn(work, sitting), old);
  await freePlace(work, request.sittingId);
  await beginWeek(work, sitting);
  return moved ?? refuse('state-changed');
}

/** The minimum did not come in time: the request ends and all of the money goes back. */
export async function takeMoneyBack(
  work: Work,
  requestId: string,
  citizenId: string,
): Promise<ExamRequest | Refusal<NotYours>> {
  const request = await waiting(work, requestId, citizenId);
  if ('refused' in request) return request;
  const ended = await advance(work, request, 'cancelled', 'citizen', NOTHING_DUE, { reason: 'no-minimum' });
  await freePlace(work, request.sittingId);
  if (request.feeFils > 0) await askRefund(work, request, 'no-minimum');
  return ended ?? refuse('state-changed');
}

/** Moves once to the next sitting, until the catalogue's deadline. */
export async function cannotCome(
  work: Work,
  requestId: string,
  citizenId: string,
): Promise<ExamRequest | Refusal<NotYours | 'moved-before' | 'too-late-to-move'>> {
  const request = await own(work, requestId, citizenId);
  if (!request) return refuse('not-yours');
  const sitting = request.sittingId === undefined ? undefined : await work.sittings.byId(request.sittingId);
  if (request.state !== 'dated' || !sitting) return refuse('state-changed');
  if (request.movedOnce === true) return refuse('moved-before');
  if (work.now > lastMoveAt(work, sitting)) return refuse('too-late-to-move');
  const next = await takePlace(work, request);
  const place = { ...placeIn(work, next), movedOnce: true };
  const moved = await advance(work, request, 'cannot-come', 'citizen', place, { old: sitting.id }, { own: 'yes' });
  await freePlace(work, sitting.id);
  await beginWeek(work, next);
  return moved ?? refuse('state-changed');
}
