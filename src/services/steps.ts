// One step of a request: the domain's table decides it, the history notes it, its notice goes out with it.
import { examStep, type Actor, type ExamEvent, type ExamRequest, type HistoryEntry } from '../domain/exam-request';
import type { Work } from '../domain/work';
import type { Params } from '../language/texts';
import { notify } from './notify';
import { closeTask } from './tasks';

/** The request after an event. @throws Error where the table has no such step: callers have looked before */
export function taken(
  work: Work,
  request: ExamRequest,
  event: ExamEvent,
  by: Actor,
  noted: Partial<HistoryEntry> = {},
): ExamRequest {
  const next = examStep(request.kind, request.state, event);
  if (!next) throw new Error(`no step from ${request.state} on ${event}`);
  return { ...request, state: next.to, history: [...request.history, { ...noted, at: work.now, event, by }] };
}

export async function sendNotice(
  work: Work,
  before: ExamRequest,
  after: ExamRequest,
  event: ExamEvent,
  about: Params = {},
): Promise<void> {
  const notice = examStep(before.kind, before.state, event)?.notice;
  // Several events send one notice: the place in the history tells them apart.
  if (notice) await notify(work, after, notice, String(after.history.length), about);
}

/** Saves a step and sends its notice; undefined where the table has no such step. */
export async function advance(
  work: Work,
  request: ExamRequest,
  event: ExamEvent,
  by: Actor,
  change: Partial<ExamRequest> = {},
  noted: Partial<HistoryEntry> = {},
  about: Params = {},
): Promise<ExamRequest | undefined> {
  if (!examStep(request.kind, request.state, event)) return undefined;
  const after = { ...taken(work, request, event, by, noted), ...change };
  await work.requests.save(after);
  if (request.state === 'scheduling' && after.state !== 'scheduling') await closeTask(work, 'date-late', request.id);
  await sendNotice(work, request, after, event, about);
  return after;
}
