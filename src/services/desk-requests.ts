// Requests that staff open for somebody: one person at the desk or on the phone, or everybody on a government body's list.
import { CONSENT_VERSION } from '../domain/person';
import type { Arrangement, ExamRequest } from '../domain/exam-request';
import type { ExamKind } from '../domain/catalogue';
import type { Work } from '../domain/work';
import { isRefusal, type Refusal } from '../errors';
import type { Language } from '../language/texts';
import type { Candidate, CandidateFault, Mistake } from './candidate-list';
import { prove } from './citizens';
import { phoneConversation } from './notify';
import { submit } from './requests';

export type Opening = {
  readonly examId: string;
  readonly levelId: string | undefined;
  readonly kind: ExamKind;
  readonly stationId: string;
  readonly applicant: ExamRequest['applicant'];
  readonly arrangement?: Arrangement | undefined;
  readonly language: Language;
  /** E.164; the notices go there. */
  readonly phone: string;
  /** Who has told the person what is kept and why, and was told that they agree. */
  readonly staffId: string;
};

/** One request for one person; it is marked as opened by staff, and the person gets every notice as if they had written. */
export async function openForSomebody(
  work: Work,
  { phone, staffId, ...order }: Opening,
  { latinName, phone: _own, ...person }: Candidate,
): ReturnType<typeof submit> {
  const citizen = await prove(work, phone, order.language);
  const conversation = await phoneConversation(work, phone, citizen.id);
  return submit(work, {
    ...order,
    citizen,
    conversation,
    person,
    latinName: latinName || undefined,
    consent: { version: CONSENT_VERSION, at: work.now },
    openedBy: staffId,
  });
}

const FAULTS: Partial<Record<Refusal['refused'], CandidateFault>> = {
  'already-open': 'already-open',
  'already-open-elsewhere': 'already-open',
  'identity-check': 'identity-check',
};

/**
 * One request for each candidate; notices go to the candidate's own phone where the list has one, else to the body's contact.
 * Where there are mistakes the caller must let nothing of it stand.
 */
export async function openForAll(
  work: Work,
  opening: Opening,
  list: readonly { readonly row: number; readonly candidate: Candidate }[],
): Promise<readonly ExamRequest[] | { readonly mistakes: readonly Mistake[] } | Refusal> {
  const opened: ExamRequest[] = [];
  const mistakes: Mistake[] = [];
  for (const { row, candidate } of list) {
    const request = await openForSomebody(work, { ...opening, phone: candidate.phone ?? opening.phone }, candidate);
    if (!isRefusal(request)) {
      opened.push(request);
      continue;
    }
    const fault = FAULTS[request.refused];
    if (!fault) return request;
    mistakes.push({ row, fault });
  }
  return mistakes.length > 0 ? { mistakes } : opened;
}
