// What is being ordered, seen from a form's slots and the catalogue, and what a sentence already says of it.
import type { Scope } from '../src/bot/scope';
import {
  examOf,
  stationOf,
  stationsNear,
  type Exam,
  type ExamKind,
  type ExamLevel,
  type Station,
} from '../src/domain/catalogue';
import { beside, cutAt } from '../src/language/choice-words';
import { normalise } from '../src/language/normalise';
import { withoutArticle } from '../src/language/similarity';
import { list, money, type Param, type TextKey } from '../src/language/texts';
import { examTitle } from '../src/services/notify';
import { item, named, option, type Labelled } from './choices';
import { textIn, type Slots } from './form';

export const examIn = (slots: Slots, scope: Scope): Exam | undefined =>
  examOf(scope.work.catalogue, textIn(slots, 'exam') ?? '');

const levelIn = (slots: Slots, scope: Scope): ExamLevel | undefined =>
  examIn(slots, scope)?.levels.find(({ id }) => id === slots['level']);

export const stationIn = (slots: Slots, scope: Scope): Station | undefined =>
  stationOf(scope.work.catalogue, textIn(slots, 'station') ?? '');

/** The kind that was chosen, or the only one that is offered. */
export function kindIn(slots: Slots, scope: Scope): ExamKind | undefined {
  const chosen = slots['kind'];
  if (chosen === 'trial' || chosen === 'official') return chosen;
  const kinds = examIn(slots, scope)?.kinds;
  if (kinds?.trial && kinds.official) return undefined;
  return kinds?.trial ? 'trial' : kinds?.official && 'official';
}

/** Whether exam, level, kind and station are known. */
export const isOrdered = (slots: Slots, scope: Scope): boolean =>
  'station' in slots &&
  kindIn(slots, scope) !== undefined &&
  (levelIn(slots, scope) !== undefined || examIn(slots, scope)?.levels.length === 0);

/** The fee of what is chosen so far, in fils; of the trial exam where no kind is chosen yet. */
export function feeFilsIn(slots: Slots, scope: Scope): number {
  const kinds = examIn(slots, scope)?.kinds;
  return (kindIn(slots, scope) === 'official' ? kinds?.official : kinds?.trial)?.feeFils ?? 0;
}

/** «5 دنانير», or that there is none. */
export const feeWords = (scope: Scope, feeFils: number): Param => (feeFils > 0 ? money(feeFils) : scope.t('fee.free'));

/** «امتحان IC3 التجريبي، المستوى الأول». */
export function examWords(slots: Slots, scope: Scope): string {
  const exam = examIn(slots, scope)?.name[scope.language] ?? '';
  const level = levelIn(slots, scope)?.name[scope.language];
  const kind = kindIn(slots, scope) ?? 'trial';
  return level === undefined ? scope.t(`exam.${kind}`, { exam }) : scope.t(`exam.${kind}-level`, { exam, level });
}

/** What was understood of an order, where no question says it. */
export const understood = (slots: Slots, scope: Scope): string =>
  scope.t(understoodKey(slots), {
    exam: examWords(slots, scope),
    station: stationIn(slots, scope)?.name[scope.language] ?? '',
    fee: feeWords(scope, feeFilsIn(slots, scope)),
  });

function understoodKey(slots: Slots): TextKey {
  if (slots['applicant'] === 'body') return 'reply.understood.body';
  return slots['for'] === 'other' ? 'reply.understood.other' : 'reply.understood.self';
}

/** «ICDL» or «IC3، المستوى الأول». */
export function titleIn(slots: Slots, scope: Scope): string {
  const exam = examIn(slots, scope);
  return exam ? examTitle({ examName: exam.name, levelName: levelIn(slots, scope)?.name }, scope.language) : '';
}

export const examOptions = (scope: Scope): readonly Labelled[] =>
  scope.work.catalogue.exams.map((exam) => item(scope, exam));

export const stationOptions = (scope: Scope, ids?: readonly string[]): readonly Labelled[] =>
  scope.work.catalogue.stations
    .filter(({ id }) => ids?.includes(id) ?? true)
    .map((station) =>
      item(scope, { ...station, aliases: [...station.aliases, station.district.ar, station.district.en] }),
    );

export const kindOptions = (scope: Scope): readonly Labelled[] => [
  option(scope, 'kind.trial', 'trial'),
  option(scope, 'kind.official', 'official'),
];

/** Exams of a granting body that the sentence names. */
export function examsOfBody(said: string, scope: Scope): readonly Exam[] {
  const { grantingBodies, exams } = scope.work.catalogue;
  const body = named(
    said,
    grantingBodies.map((of) => item(scope, of)),
  );
  return body === undefined ? [] : exams.filter(({ grantingBody }) => grantingBody === body);
}

/** The exam that a sentence names, by itself or as the only one of its granting body. */
export function examNamed(said: string, scope: Scope): string | undefined {
  const exam = named(said, examOptions(scope));
  if (exam !== undefined) return exam;
  const [only, another] = examsOfBody(said, scope);
  return another ? undefined : only?.id;
}

/** Levels by their words, beside the exam's own («IC3» has no third level in it); a bare number may count anything. */
function levelNamed(said: string, exam: Exam, scope: Scope): string | undefined {
  const own = [exam.name.ar, exam.name.en, ...exam.aliases].map(normalise).sort((a, b) => b.length - a.length);
  const rest = own.reduce((left, name) => left.replaceAll(` ${name} `, ' '), ` ${normalise(said)} `);
  const levels = exam.levels.map((level) => item(scope, level));
  return named(
    rest,
    levels.map((level) => ({ ...level, names: level.names.filter((name) => /\p{L}/u.test(name)) })),
  );
}

/** Sure enough that a word of a first message means somebody, and not part of a name. */
const SURE_OF_PEOPLE = 0.95;

/** Whether a sentence speaks of somebody else: «لبنتي», "for my son". */
export const namesSomebody = (said: string, scope: Scope): boolean =>
  named(said, [option(scope, 'for.other', 'other')], SURE_OF_PEOPLE) !== undefined;

/**
 * Whatever of an order a sentence says: exam, level, kind, station, a body. Only what is said stands in the result, and what is said
 * last: «محطة صويلح لا خليها ماركا».
 */
export function readOrder(said: string, scope: Scope, known: Slots = {}): Slots {
  // «طلب ثاني» is no second level.
  const order = beside(said, ['same-again']);
  const cut = cutAt(order, 'rather');
  if (!cut) return orderIn(order, scope, known);
  const first = orderIn(cut.before, scope, known);
  return { ...first, ...orderIn(cut.after, scope, { ...known, ...first }) };
}

function orderIn(said: string, scope: Scope, known: Slots): Slots {
  const examId = examNamed(said, scope) ?? textIn(known, 'exam');
  const exam = examOf(scope.work.catalogue, examId ?? '');
  const station = named(said, stationOptions(scope));
  const body = named(said, [option(scope, 'applicant.body', 'body')], SURE_OF_PEOPLE);
  const kind = named(said, kindOptions(scope), SURE_OF_PEOPLE);
  const order: Slots = {
    exam: exam?.id,
    level: exam && levelNamed(said, exam, scope),
    station: exam && station !== undefined && !exam.stations.includes(station) ? undefined : station,
    applicant: body,
  };
  return Object.fromEntries(Object.entries({ ...order, kind }).filter(([, value]) => value !== undefined));
}

const NEAREST = 2;

/** A station that the sentence names and that does not offer the exam, in words. */
export function stationWithoutExam(said: string, slots: Slots, scope: Scope): string | undefined {
  const exam = examIn(slots, scope);
  const station = stationOf(scope.work.catalogue, named(said, stationOptions(scope)) ?? '');
  if (!exam || !station || exam.stations.includes(station.id)) return undefined;
  const near = stationsNear(scope.work.catalogue, exam, station)
    .slice(0, NEAREST)
    .map(({ name }) => name[scope.language]);
  const words = { station: station.name[scope.language], exam: exam.name[scope.language] };
  return near.length === 0
    ? scope.t('hint.station-without-exam', words)
    : scope.t('hint.station-without-exam.near', { ...words, near: list(near) });
}

/** Whether an answer is a station's name and nothing else. */
export function onlyNamesStation(said: string, scope: Scope): boolean {
  const words = bareName(said);
  return stationOptions(scope).some(({ names }) => names.some((name) => bareName(name) === words));
}

const bareName = (said: string): string =>
  normalise(beside(said, ['field.station', 'polite']))
    .split(' ')
    .map(withoutArticle)
    .join(' ');
