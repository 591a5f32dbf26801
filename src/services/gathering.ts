// Places in sittings: who has paid joins the sitting that gathers, who leaves makes room; with the minimum the week for a date begins.
import { examOf } from '../domain/catalogue';
import { IN_SITTING, type ExamRequest } from '../domain/exam-request';
import { sittingStep, TAKES_IN, type Sitting, type SittingEntry, type SittingEvent } from '../domain/sitting';
import type { Work } from '../domain/work';
import { advance } from './steps';
import { dateTerm, waitTerm } from './terms';

/** A sitting after an event, saved; undefined where its table has no such step. */
export async function stepSitting(
  work: Work,
  sitting: Sitting,
  event: SittingEvent,
  change: Partial<Sitting> = {},
  noted: Partial<SittingEntry> = {},
): Promise<Sitting | undefined> {
  const state = sittingStep(sitting.state, event);
  if (!state) return undefined;
  const entry: SittingEntry = { staffId: undefined, ...noted, at: work.now, event };
  const after = { ...sitting, ...change, state, version: sitting.version + 1, history: [...sitting.history, entry] };
  await work.sittings.save(after);
  return after;
}

export async function candidatesOf(work: Work, sitting: Sitting): Promise<readonly ExamRequest[]> {
  return (await work.requests.inSitting(sitting.id)).filter(({ state }) => IN_SITTING.includes(state));
}

/** Gives the request a place in the oldest sitting of its exam and station that has one, or in a new one. */
export async function takePlace(work: Work, request: ExamRequest, stationId = request.stationId): Promise<Sitting> {
  const open = await work.sittings.ofExam(request.examId, TAKES_IN, stationId);
  const known = open.find(({ members, capacity, id }) => members < capacity && id !== request.sittingId);
  const sitting = known ?? newSitting(work, request.examId, stationId);
  const joined = { ...sitting, members: sitting.members + 1 };
  await (known ? work.sittings.save(joined) : work.sittings.add(joined));
  if (joined.state !== 'gathering' || joined.members < joined.minimum) return joined;
  return (await stepSitting(work, joined, 'minimum-reached', { minimumReachedAt: work.now })) ?? joined;
}

function newSitting(work: Work, examId: string, stationId: string): Sitting {
  const exam = examOf(work.catalogue, examId);
  const station = work.catalogue.stations.find(({ id }) => id === stationId);
  const offer = exam?.kinds.official;
  if (!exam || !station || !offer) throw new Error(`no official exam ${examId} at ${stationId}`);
  return {
    id: work.random.id('sit'),
    examId,
    examName: exam.name,
    stationId,
    stationName: station.name,
    minimum: offer.minimum,
    capacity: offer.capacity,
    state: 'gathering',
    members: 0,
    minimumReachedAt: undefined,
    day: undefined,
    time: undefined,
    room: undefined,
    history: [],
    version: 1,
    createdAt: work.now,
  };
}

/** What the request keeps of its place: it waits, and is asked after some weeks how to go on. */
export const placeIn = (work: Work, sitting: Sitting): Partial<ExamRequest> => ({
  sittingId: sitting.id,
  stationId: sitting.stationId,
  stationName: sitting.stationName,
  dateBy: undefined,
  ...waitTerm(work),
});

/** With the minimum reached the week for a date begins, for everybody who still waits in the sitting. */
export async function beginWeek(work: Work, sitting: Sitting): Promise<void> {
  if (sitting.state === 'gathering' || sitting.minimumReachedAt === undefined) return;
  for (const request of await candidatesOf(work, sitting))
    if (request.state === 'waiting') await advance(work, request, 'minimum-reached', 'clock', dateTerm(work));
}

/** Frees the place of somebody who is out. A sitting that has not gone to the granting body may gather again; the others are told. */
export async function freePlace(work: Work, sittingId: string | undefined): Promise<void> {
  const sitting = sittingId === undefined ? undefined : await work.sittings.byId(sittingId);
  if (!sitting) return;
  const left = { ...sitting, members: Math.max(0, sitting.members - 1) };
  await work.sittings.save(left);
  if (left.state !== 'complete' || left.members >= left.minimum) return;
  const again = await stepSitting(work, left, 'fell-below', { minimumReachedAt: undefined });
  if (!again) return;
  for (const request of await candidatesOf(work, again))
    await advance(work, request, 'fell-below', 'clock', placeIn(work, again));
}

/** Whether the list with this candidate has gone to the granting body, or its date is fixed: then nothing on it is changed from afar. */
export async function isListSent(work: Work, request: ExamRequest): Promise<boolean> {
  if (!IN_SITTING.includes(request.state) || request.sittingId === undefined) return false;
  const sitting = await work.sittings.byId(request.sittingId);
  return sitting !== undefined && !TAKES_IN.includes(sitting.state);
}
