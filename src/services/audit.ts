// Notes what staff did, in the deed's own transaction: ids and names of fields, never values.
import type { AuditRow } from '../domain/staff';
import type { Work } from '../domain/work';

export type Noted = Pick<AuditRow, 'action' | 'outcome'> &
  Partial<Pick<AuditRow, 'staffId' | 'objects' | 'fields' | 'code' | 'once' | 'to'>>;

/** @throws AlreadyThere when a form that was shown once comes a second time */
export async function note(work: Work, noted: Noted): Promise<AuditRow> {
  const { staffId, action, outcome, objects = {}, fields = [], code, once, to } = noted;
  const id = work.random.id('aud');
  const row = { id, at: work.now, real: work.real, staffId, action, outcome, objects, fields, code, once, to };
  await work.audits.add(row);
  return row;
}
