// Whose request it is: a citizen is shown, and may change, only what the same phone has asked for.
import { isOpen, type ExamRequest } from '../domain/exam-request';
import type { Language } from '../domain/citizen';
import type { Work } from '../domain/work';

export function ofCitizen(work: Work, citizenId: string): Promise<readonly ExamRequest[]> {
  return work.requests.ofRequester(citizenId);
}

export async function openOf(work: Work, citizenId: string): Promise<readonly ExamRequest[]> {
  return (await ofCitizen(work, citizenId)).filter(isOpen);
}

/** The language of the notices about what is open. */
export async function writeIn(work: Work, citizenId: string, language: Language): Promise<void> {
  for (const request of await openOf(work, citizenId)) await work.requests.save({ ...request, language });
}

/** Undefined for somebody else's as for one that does not exist. */
export async function own(work: Work, requestId: string, citizenId: string): Promise<ExamRequest | undefined> {
  const request = await work.requests.byId(requestId);
  return request?.requesterId === citizenId ? request : undefined;
}
