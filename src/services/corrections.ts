// Corrects what was given for a request: the name, the document's number, the station.
import { examOf, stationOf } from '../domain/catalogue';
import { examStep, IN_SITTING, type ExamRequest } from '../domain/exam-request';
import type { Work } from '../domain/work';
import { isRefusal, refuse, type Refusal } from '../errors';
import { isListSent } from './gathering';
import { openOf, own } from './own-requests';
import { renameBill } from './payments';
import { rename, renumber } from './persons';
import { advance } from './steps';
import { openTaskOnce } from './tasks';

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
  if (await isListSent(work, request)) return refuse('list-sent');
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
