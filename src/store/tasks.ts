// Pieces of work for staff.
import type { Task } from '../domain/task';
import type { Tasks } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';

export const TASKS: Table<Task> = {
  name: 'tasks',
  fields: {
    kind: 'text',
    requestId: 'text',
    stationId: 'text',
    conversationId: 'text',
    details: 'sealed',
    state: 'text',
    openedAt: 'date',
    doneAt: 'date',
    doneBy: 'text',
    note: 'sealed',
  },
  indexes: [
    { key: { state: 1, openedAt: 1 } },
    { key: { requestId: 1, kind: 1 } },
    { key: { conversationId: 1, kind: 1 } },
  ],
};

export function createTasks(scope: Scope): Tasks {
  const rows = rowsOf(TASKS, scope);
  return {
    byId: rows.byId,
    add: (task) => rows.insert(task, 'task'),
    open: () => rows.many({ state: 'open' }, { sort: { openedAt: 1, _id: 1 } }),
    openFor: (kind, requestId) => rows.one({ requestId, kind, state: 'open' }),
    openIn: (kind, conversationId) => rows.one({ conversationId, kind, state: 'open' }),
    save: (task) => rows.replace(task),
  };
}
