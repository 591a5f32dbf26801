// What can be chosen by one answer where the minimum is not reached: to keep waiting, another station, the money back.
import { examOf, stationOf } from '../domain/catalogue';
import type { ExamRequest } from '../domain/exam-request';
import type { Choice } from '../domain/message';
import { TAKES_IN, type Sitting } from '../domain/sitting';
import type { Work } from '../domain/work';
import { text, type Language } from '../language/texts';

type Count = { readonly stationId: string; readonly members: number; readonly minimum: number };

const MOST_STATIONS = 3;

function countAt(sittings: readonly Sitting[], stationId: string, minimum: number): Count {
  const open = sittings.find((sitting) => sitting.stationId === stationId && sitting.members < sitting.capacity);
  return { stationId, members: open?.members ?? 0, minimum: open?.minimum ?? minimum };
}

/** Stations for an exam, the one nearest to its minimum first, with how many wait there. @param except left out */
export async function fullestStations(work: Work, examId: string, except?: string): Promise<readonly Count[]> {
  const exam = examOf(work.catalogue, examId);
  const gathering = await work.sittings.ofExam(examId, TAKES_IN);
  return (exam?.stations ?? [])
    .filter((stationId) => stationId !== except)
    .map((stationId) => countAt(gathering, stationId, exam?.kinds.official?.minimum ?? 0))
    .sort((a, b) => b.members - a.members)
    .slice(0, MOST_STATIONS);
}

/** The choices with what they mean: `keep-wait:REQUEST`, `keep-station:REQUEST/STATION`, `keep-repay:REQUEST`. */
export async function keepChoices(work: Work, request: ExamRequest, language: Language): Promise<readonly Choice[]> {
  const others = await fullestStations(work, request.examId, request.stationId);
  return [
    { value: `keep-wait:${request.id}`, label: text(language, 'choice.keep.wait') },
    ...others.map(({ stationId, members, minimum }) => ({
      value: `keep-station:${request.id}/${stationId}`,
      label: text(language, 'choice.keep.station', {
        station: stationOf(work.catalogue, stationId)?.name[language] ?? '',
        members,
        minimum,
      }),
    })),
    { value: `keep-repay:${request.id}`, label: text(language, 'choice.keep.repay', { fee: request.feeFils }) },
  ];
}
