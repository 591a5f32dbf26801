// Sittings of official exams. A place is taken by writing the sitting's own row, a new sitting by taking a number of its exam and station:
// two who take the last place, or each open a sitting, meet in a conflict.
import type { Sitting } from '../domain/sitting';
import type { Sittings } from '../domain/work';
import { createStreams } from './streams';
import { rowsOf, type Scope, type Table } from './table';

export const SITTINGS: Table<Sitting> = {
  name: 'sittings',
  fields: {
    examId: 'text',
    examName: 'plain',
    stationId: 'text',
    stationName: 'plain',
    minimum: 'number',
    capacity: 'number',
    state: 'text',
    members: 'number',
    minimumReachedAt: 'date',
    day: 'text',
    time: 'text',
    room: 'text',
    history: 'plain',
    version: 'number',
    createdAt: 'date',
  },
  indexes: [{ key: { examId: 1, state: 1 } }, { key: { state: 1, stationId: 1 } }],
};

const OLDEST_FIRST = { createdAt: 1, _id: 1 } as const;

export function createSittings(scope: Scope): Sittings {
  const rows = rowsOf(SITTINGS, scope);
  return {
    byId: rows.byId,
    ofExam: (examId, states, stationId) =>
      rows.many(
        { examId, state: { $in: states }, ...(stationId !== undefined && { stationId }) },
        { sort: OLDEST_FIRST },
      ),
    inStates: (states, stationIds) =>
      rows.many(
        { state: { $in: states }, ...(stationIds && { stationId: { $in: stationIds } }) },
        { sort: OLDEST_FIRST },
      ),
    async add(sitting) {
      await createStreams(scope).take(`sittings:${sitting.examId}:${sitting.stationId}`, 1);
      await rows.insert(sitting, 'sitting');
    },
    save: (sitting) => rows.replace(sitting),
  };
}
