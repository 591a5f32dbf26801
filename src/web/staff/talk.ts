// The conversation behind a task: what was said in it, and the form for answering in it in place of the assistant.
import type { Conversation } from '../../domain/conversation';
import type { Message } from '../../domain/message';
import { mayDo } from '../../domain/staff';
import type { Task } from '../../domain/task';
import { isRefusal, refuse } from '../../errors';
import { answerAsStaff, lastOfCitizen, lastOfStaff, reaches, talkOf } from '../../services/handovers';
import { html, type Html } from '../html';
import { nameOf, part, say, when, type Desk, type DeskForm } from './desk';
import { form } from './form';

export const TALK_SCRIPT = '/assets/talk.js';

/** Whether somebody waits for a word of the staff; nothing for a conversation that nobody handed over. */
export function waiting(desk: Desk, task: Task, { handover }: Conversation): string | undefined {
  if (handover?.taskId !== task.id) return undefined;
  if (handover.until <= desk.work.now) return say(desk, 'desk.talk.over');
  const { waitsSince } = handover;
  return waitsSince === undefined
    ? say(desk, 'desk.talk.answered')
    : say(desk, 'desk.talk.waits', { since: when(desk, waitsSince) });
}

/** The conversation behind an open task, with the forms to answer and to close it; undefined where there is none to see. */
export async function talkSection(desk: Desk, task: Task): Promise<Html | undefined> {
  const { work } = desk;
  const conversation =
    task.conversationId === undefined ? undefined : await work.conversations.byId(task.conversationId);
  if (!conversation || task.state !== 'open' || !mayDo(desk.staff, 'talk.answer')) return undefined;
  const messages = await talkOf(work, conversation.id);
  const lines = await Promise.all(messages.map((message) => line(desk, message)));
  const state = waiting(desk, task, conversation);
  return html`<section class="card">
    <h2>${say(desk, 'desk.talk')}</h2>
    <div id="talk" aria-live="polite">
      ${
        lines.length === 0
          ? html`<p class="soft">${say(desk, 'desk.talk.none')}</p>`
          : html`<ol class="talk">
              ${lines}
            </ol>`
      }
      ${state !== undefined && html`<p><strong>${state}</strong></p>`}
    </div>
    ${
      reaches(conversation, work.now)
        ? html`<p class="soft">
              ${say(desk, 'desk.talk.about', { channel: say(desk, `desk.channel.${conversation.channel}`) })}
            </p>
            ${form(desk, {
              action: 'talk.answer',
              hidden: { task: task.id },
              seen: lastOfStaff(messages),
              read: lastOfCitizen(messages),
              fields: [{ name: 'words', label: 'desk.field.words', as: 'textarea', required: true }],
            })}`
        : html`<p class="note">${say(desk, 'refusal.not-reachable')}</p>`
    }
  </section>`;
}

async function line(desk: Desk, message: Message): Promise<Html> {
  const isIn = message.direction === 'in';
  const words = isIn ? message.text : message.content.text;
  const by = isIn
    ? say(desk, 'desk.talk.citizen')
    : ((await nameOf(desk, message.writtenBy)) ?? say(desk, 'desk.talk.assistant'));
  return html`<li class="${isIn ? 'in' : 'out'}">
    <span class="soft"><bdi>${by}</bdi> · ${when(desk, isIn ? message.receivedAt : message.createdAt)}</span>
    <p dir="auto">${words === '' ? say(desk, 'desk.talk.word-kind') : words}</p>
  </li>`;
}

/** @param mayAnswer whether the task is one of theirs */
export const talkDeed = (mayAnswer: (staff: Desk['staff'], task: Task) => boolean): DeskForm => ({
  action: 'talk.answer',
  at: (fields) => `/staff/tasks/${part(fields.get('task'))}`,
  async perform(work, staff, fields) {
    const task = await work.tasks.byId(fields.get('task'));
    if (!task || !mayAnswer(staff, task)) return refuse('not-found');
    const words = fields.get('words');
    if (words === '') return refuse('field-missing', { field: 'words' });
    const outcome = await answerAsStaff(work, task, {
      staffId: staff.id,
      words,
      seen: fields.get('seen'),
      read: fields.get('read'),
    });
    return isRefusal(outcome) ? outcome : { objects: { task: task.id, conversation: outcome.id }, fields: ['words'] };
  },
});
