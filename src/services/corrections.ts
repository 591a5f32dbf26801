// Corrects what was given for a request: the name, the document's number, the station.
import { examOf, stationOf } from '../domain/catalogue';
import { examStep, IN_SITTING, type ExamRequest } from '../domain/exam-request';
import { checkCivilNumber, checkPassportNumber, fewestNameParts } from '../domain/person';
import type { Work } from '../domain/work';
import { isRefusal, refuse, type Refusal } from '../errors';
import { nameParts } from '../language/answers';
import { beginWeek, freePlace, isListSent, placeIn, takePlace } from './gathering';
import { openOf, own } from './own-requests';
import { renameBill } from './payments';
import { rename, renumber } from './persons';
import { advance } from './steps';
import { closeTask, openTaskOnce } from './tasks';

export type Correction =
  { readonly field: 'name' | 'number'; readonly value: string } | { readonly field: 'station'; readonly value: string };

/** Paid for: a clerk confirms what is changed. */
const PAID: readonly ExamRequest['state'][] = ['ready', ...IN_SITTING];

/**
 * Corrects what was given. Before the payment at once, with the old value kept; after it a clerk confirms.
 * A document number that belongs to somebody else goes to staff and reveals nothing.
 */
export async function correct(
  work: Work,
  requestId: string,
  citizenId: string,
  change: Correction,
): Promise<
  | ExamRequest
  | 'task-opened'
  | Refusal<'not-yours' | 'station-closed' | 'identity-check' | 'list-sent' | 'state-changed'>
> {
  const request = await own(work, requestId, citizenId);
  if (!request) return refuse('not-yours');
  if (await isOnSentList(work, request, change.field)) return refuse('list-sent');
  if (PAID.includes(request.state)) {
    const { stationId } = request;
    const task = await openTaskOnce(work, 'correct-after-payment', request.id, { stationId });
    await work.tasks.save({ ...task, details: { ...task.details, [change.field]: change.value } });
    return 'task-opened';
  }
  if (!examStep(request.kind, request.state, 'corrected')) return refuse('state-changed');
  return change.field === 'station'
    ? moveStation(work, request, change.value)
    : correctPerson(work, request, change.field, change.value);
}

/** Name and number are the person's: what one list shows can't be changed by way of another request. */
async function isOnSentList(work: Work, request: ExamRequest, field: StaffCorrection['field']): Promise<boolean> {
  const others = field === 'station' ? [] : await openOf(work, request.requesterId);
  for (const one of [request, ...others.filter(({ beneficiaryId }) => beneficiaryId === request.beneficiaryId)])
    if (await isListSent(work, one)) return true;
  return false;
}

async function moveStation(
  work: Work,
  request: ExamRequest,
  stationId: string,
): Promise<ExamRequest | Refusal<'station-closed' | 'state-changed'>> {
  const station = stationOf(work.catalogue, stationId);
  if (!station || !examOf(work.catalogue, request.examId)?.stations.includes(stationId))
    return refuse('station-closed');
  const moved = { stationId: station.id, stationName: station.name };
  return (
    (await advance(work, request, 'corrected', 'citizen', moved, { field: 'station', old: request.stationId })) ??
    refuse('state-changed')
  );
}

async function correctPerson(
  work: Work,
  request: ExamRequest,
  field: 'name' | 'number',
  value: string,
): Promise<ExamRequest | Refusal<'identity-check' | 'state-changed'>> {
  const old =
    field === 'name'
      ? await rename(work, request.beneficiaryId, request.requesterId, value)
      : await renumber(work, request.beneficiaryId, request.requesterId, value);
  if (isRefusal(old)) return old;
  if (field === 'name') await renameBills(work, request, value);
  return (await advance(work, request, 'corrected', 'citizen', {}, { field, old })) ?? refuse('state-changed');
}

/** The name is the person's: every open bill for this person shows it. */
async function renameBills(work: Work, { requesterId, beneficiaryId }: ExamRequest, name: string): Promise<void> {
  for (const request of await openOf(work, requesterId))
    if (request.beneficiaryId === beneficiaryId) await renameBill(work, request, name);
}

export const CORRECTED_BY_STAFF = ['name', 'latinName', 'number', 'station'] as const;

export type StaffCorrection = {
  readonly field: (typeof CORRECTED_BY_STAFF)[number];
  readonly value: string;
  readonly reason: string;
  readonly staffId: string;
};

/** A clerk corrects what was given, or confirms what the citizen asked to have corrected after the payment. Until the list has gone. */
export async function correctForStaff(
  work: Work,
  request: ExamRequest,
  { field, value, reason, staffId }: StaffCorrection,
): Promise<ExamRequest | Refusal<'list-sent' | 'state-changed' | 'station-closed' | 'number-taken' | 'field-wrong'>> {
  if (await isOnSentList(work, request, field)) return refuse('list-sent');
  const unpaid = request.state === 'awaiting-payment';
  if (!unpaid && !PAID.includes(request.state)) return refuse('state-changed');
  const noted = { field, reason, staffId };
  const done =
    field === 'station'
      ? await placeElsewhere(work, request, value, noted)
      : await correctDetail(work, request, field, value, noted);
  if (!isRefusal(done)) await takeOffTask(work, request.id, field);
  return done;
}

/** What the citizen asked for lies in one task, a detail for each field: done when none is left. */
async function takeOffTask(work: Work, requestId: string, field: StaffCorrection['field']): Promise<void> {
  const task = await work.tasks.openFor('correct-after-payment', requestId);
  if (!task) return;
  const { [field]: _corrected, ...left } = task.details;
  if (Object.keys(left).length === 0) await closeTask(work, 'correct-after-payment', requestId);
  else await work.tasks.save({ ...task, details: left });
}

type Noted = Pick<StaffCorrection, 'field' | 'reason' | 'staffId'>;

async function placeElsewhere(
  work: Work,
  request: ExamRequest,
  stationId: string,
  noted: Noted,
): Promise<ExamRequest | Refusal<'station-closed' | 'state-changed'>> {
  if (stationId === request.stationId) return refuse('state-changed');
  const station = stationOf(work.catalogue, stationId);
  if (!station || !examOf(work.catalogue, request.examId)?.stations.includes(stationId))
    return refuse('station-closed');
  const old = { ...noted, old: request.stationId };
  const moved = { stationId: station.id, stationName: station.name };
  if (request.sittingId === undefined)
    return (await advance(work, request, 'corrected', 'staff', moved, old)) ?? refuse('state-changed');
  const sitting = await takePlace(work, request, stationId);
  const placed = await advance(work, request, 'station-changed', 'staff', placeIn(work, sitting), old);
  await freePlace(work, request.sittingId);
  await beginWeek(work, sitting);
  return placed ?? refuse('state-changed');
}

async function correctDetail(
  work: Work,
  request: ExamRequest,
  field: 'name' | 'latinName' | 'number',
  value: string,
  noted: Noted,
): Promise<ExamRequest | Refusal<'number-taken' | 'state-changed' | 'field-wrong'>> {
  const person = await work.persons.byId(request.beneficiaryId);
  if (!person) throw new Error(`request ${request.id} has no beneficiary`);
  if (field === 'number') {
    const check = person.document === 'civil-id' ? checkCivilNumber : checkPassportNumber;
    if (check(value)) return refuse('field-wrong', { field: 'value' });
    const other = await work.persons.byDocument(person.document, value, person.country);
    if (other && other.id !== person.id) return refuse('number-taken');
  }
  if (field === 'name' && nameParts(value).length < fewestNameParts(person.document))
    return refuse('field-wrong', { field: 'value' });
  await work.persons.save({ ...person, [field]: value });
  if (field === 'name') await renameBills(work, request, value);
  const old = { ...noted, old: person[field] };
  return (await advance(work, request, 'corrected', 'staff', {}, old)) ?? refuse('state-changed');
}
