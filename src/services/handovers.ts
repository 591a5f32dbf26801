// A conversation in the hands of the staff: handed over where somebody asks for a person, answered through a task, given back when
// the task is done. Who is silent meanwhile is the dialogs' business.
import { instantAt, type Instant } from '../clock';
import { HANDOVER_MS, type Conversation, type Handover } from '../domain/conversation';
import { CHANNELS, type Message } from '../domain/message';
import type { Task, TaskKind } from '../domain/task';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { text } from '../language/texts';
import { isWithinWindow, reply, tellConversation } from './notify';
import { stationsOpen } from './stations';
import { openTask } from './tasks';

/** Puts the conversation on the staff's pile, once while it lies there. @returns what the conversation keeps of it */
export async function handOver(
  work: Work,
  kind: TaskKind,
  conversation: Conversation,
  details: Task['details'],
): Promise<Handover> {
  const open = await work.tasks.openIn(kind, conversation.id);
  const task = open ?? (await openTask(work, kind, { conversationId: conversation.id, details }));
  return { taskId: task.id, until: patience(work), waitsSince: work.now, acknowledged: false };
}

/** A day from when somebody of the staff is there: never over before they have come. */
const patience = (work: Work): Instant => (staffedFrom(work) ?? work.now) + HANDOVER_MS;

/** The citizen's words went to the staff. */
export const heard = (work: Work, handover: Handover): Handover => ({
  ...handover,
  until: patience(work),
  waitsSince: handover.waitsSince ?? work.now,
  acknowledged: true,
});

/** From when on somebody of the staff is there: now, or when the first station opens. */
export function staffedFrom(work: Work): Instant | undefined {
  const spans = stationsOpen(work);
  const starts = spans.map(({ day, from }) => instantAt(day, from));
  return starts.length === 0 ? undefined : Math.max(work.now, Math.min(...starts));
}

/** Whether words still reach the other side: a closed web chat is read by nobody, WhatsApp takes them for a day after the person's last. */
export function reaches({ channel, endedAt, lastInboundAt }: Conversation, now: Instant): boolean {
  const { noticeCopy } = CHANNELS[channel];
  return noticeCopy === 'in-window' ? isWithinWindow(lastInboundAt, now) : endedAt === undefined;
}

/** The newest words of the staff in a conversation, '' where there are none: who answers shows that these were read. */
export const lastOfStaff = (messages: readonly Message[]): string =>
  messages.findLast((one) => one.direction === 'out' && one.writtenBy !== undefined)?.id ?? '';

/** Whether the conversation is in the staff's hands through this task. */
export async function isHandedOverBy(work: Work, { id, conversationId }: Task): Promise<boolean> {
  const conversation = conversationId === undefined ? undefined : await work.conversations.byId(conversationId);
  return conversation?.handover?.taskId === id;
}

/** The newest words of the citizen, '' where there are none: who closes shows that these were read. */
export const lastOfCitizen = (messages: readonly Message[]): string =>
  messages.findLast(({ direction }) => direction === 'in')?.id ?? '';

/** Whether the citizen has written something that the page which is being sent did not show. */
export async function wroteMeanwhile(work: Work, { conversationId }: Task, read: string): Promise<boolean> {
  return conversationId !== undefined && lastOfCitizen(await talkOf(work, conversationId)) !== read;
}

const SHOWN = 60;

/** What was said, as the staff see it. */
export const talkOf = (work: Work, conversationId: string): Promise<readonly Message[]> =>
  work.messages.newest(conversationId, SHOWN);

/**
 * Says something to the citizen in the name of the staff. From then on the conversation is theirs.
 * @param said `seen` and `read`: what `lastOfStaff` and `lastOfCitizen` gave when the page was shown
 */
export async function answerAsStaff(
  work: Work,
  task: Task,
  said: { readonly staffId: string; readonly words: string; readonly seen: string; readonly read: string },
): Promise<Conversation | Refusal<'state-changed' | 'not-found' | 'answered-meanwhile' | 'not-reachable'>> {
  const { staffId, words, seen, read } = said;
  if (task.state !== 'open') return refuse('state-changed');
  const conversation =
    task.conversationId === undefined ? undefined : await work.conversations.byId(task.conversationId);
  if (!conversation) return refuse('not-found');
  if (lastOfStaff(await talkOf(work, conversation.id)) !== seen) return refuse('answered-meanwhile');
  if (!reaches(conversation, work.now)) return refuse('not-reachable');
  const language = conversation.language ?? 'ar';
  await reply(work, {
    conversation,
    language,
    content: { text: text(language, 'reply.staff', { words }) },
    writtenBy: staffId,
  });
  const { handover } = conversation;
  const waitsSince = (await wroteMeanwhile(work, task, read)) ? (handover?.waitsSince ?? work.now) : undefined;
  const theirs: Conversation = {
    ...conversation,
    offered: undefined,
    handover: {
      taskId: await keptBy(work, conversation, task),
      until: work.now + HANDOVER_MS,
      ...(waitsSince !== undefined && { waitsSince }),
      acknowledged: true,
    },
  };
  await work.conversations.save(theirs);
  return theirs;
}

/** The task through which the conversation was handed over, as long as it is open: closing that gives it back. */
async function keptBy(work: Work, { handover }: Conversation, task: Task): Promise<string> {
  const own = handover && (await work.tasks.byId(handover.taskId));
  return own?.state === 'open' ? own.id : task.id;
}

/** The task is done: the assistant answers again, and says so where it was silent. */
export async function giveBack(work: Work, task: Task): Promise<void> {
  const conversation =
    task.conversationId === undefined ? undefined : await work.conversations.byId(task.conversationId);
  if (!conversation || conversation.handover?.taskId !== task.id) return;
  await work.conversations.save({ ...conversation, handover: undefined });
  if (conversation.handover.until <= work.now || !reaches(conversation, work.now)) return;
  const draft = await work.drafts.ofConversation(conversation.id);
  const key = draft ? 'reply.staff-left.draft' : 'reply.staff-left';
  await tellConversation(work, conversation, { text: text(conversation.language ?? 'ar', key) });
}
