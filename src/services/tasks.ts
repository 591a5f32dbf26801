// Puts a piece of work on the staff's pile: what the program must not decide alone.
import type { Task, TaskKind } from '../domain/task';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';

/** @param about what it concerns; `details` may hold personal data and is stored encrypted */
export async function openTask(
  work: Work,
  kind: TaskKind,
  about: Partial<Pick<Task, 'requestId' | 'stationId' | 'conversationId' | 'details'>>,
): Promise<Task> {
  const task: Task = {
    id: work.random.id('task'),
    kind,
    requestId: about.requestId,
    stationId: about.stationId,
    conversationId: about.conversationId,
    details: about.details ?? {},
    state: 'open',
    openedAt: work.now,
  };
  await work.tasks.add(task);
  return task;
}

/** The open task of this kind for this request, or a new one: one thing lies on the pile once. */
export async function openTaskOnce(
  work: Work,
  kind: TaskKind,
  requestId: string,
  about: Parameters<typeof openTask>[2] = {},
): Promise<Task> {
  return (await work.tasks.openFor(kind, requestId)) ?? openTask(work, kind, { ...about, requestId });
}

/** Takes what has settled itself off the pile. */
export async function closeTask(work: Work, kind: TaskKind, requestId: string): Promise<void> {
  const task = await work.tasks.openFor(kind, requestId);
  if (task) await work.tasks.save({ ...task, state: 'done', doneAt: work.now });
}

/** Somebody has seen to it. */
export async function finishTask(
  work: Work,
  taskId: string,
  { staffId, note }: { readonly staffId: string; readonly note: string | undefined },
): Promise<Task | Refusal<'state-changed'>> {
  const task = await work.tasks.byId(taskId);
  if (task?.state !== 'open') return refuse('state-changed');
  const done: Task = { ...task, state: 'done', doneAt: work.now, doneBy: staffId, note };
  await work.tasks.save(done);
  return done;
}
