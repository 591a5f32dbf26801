// Which exam, of which kind, where: the fields of a form that opens requests, and what they say.
import { examOf, type ExamKind } from '../../domain/catalogue';
import { seesStation, type Staff } from '../../domain/staff';
import type { Work } from '../../domain/work';
import { refuse, type Refusal } from '../../errors';
import { say, type Desk } from './desk';
import type { Fields } from './fields';
import type { Field } from './form';

export type Ordered = {
  readonly examId: string;
  readonly levelId: string | undefined;
  readonly kind: ExamKind;
  readonly stationId: string;
};

const KINDS: readonly ExamKind[] = ['official', 'trial'];

/** @param known what is asked for already */
export function orderFields(desk: Desk, known: Readonly<Record<string, string | undefined>> = {}): readonly Field[] {
  const { work, language, staff } = desk;
  const { exams, stations } = work.catalogue;
  const levels = exams.flatMap(({ name, levels: all }) =>
    all.map((level) => [level.id, `${name[language]} · ${level.name[language]}`] as const),
  );
  return [
    choice(
      'exam',
      exams.map(({ id, name }) => [id, name[language]]),
      known['exam'],
    ),
    choice('level', [['', '—'], ...levels], known['level']),
    choice(
      'kind',
      KINDS.map((kind) => [kind, say(desk, `desk.kind.${kind}`)]),
      known['kind'],
    ),
    choice(
      'station',
      stations.filter(({ id }) => seesStation(staff, id)).map(({ id, name }) => [id, name[language]]),
      known['station'],
    ),
  ];
}

const choice = (
  name: 'exam' | 'level' | 'kind' | 'station',
  options: NonNullable<Field['options']>,
  value: string | undefined,
): Field => ({ name, label: `desk.field.${name}`, as: 'choice', options, ...(value !== undefined && { value }) });

export function readOrder(work: Work, staff: Staff, fields: Fields): Ordered | Refusal<'field-wrong'> {
  const exam = examOf(work.catalogue, fields.get('exam'));
  const kind = KINDS.find((each) => each === fields.get('kind'));
  const stationId = fields.get('station');
  const levelId = fields.get('level') || undefined;
  if (!exam) return refuse('field-wrong', { field: 'exam' });
  if (!kind) return refuse('field-wrong', { field: 'kind' });
  if (!seesStation(staff, stationId)) return refuse('field-wrong', { field: 'station' });
  const isLevel = exam.levels.some(({ id }) => id === levelId);
  if (levelId === undefined ? exam.levels.length > 0 : !isLevel) return refuse('field-wrong', { field: 'level' });
  return { examId: exam.id, levelId, kind, stationId };
}
