// What the page behind a request's link shows: where it stands as a line of steps, what comes next, and what is needed for it. Never
// whose it is: who has the link may be anybody.
import { DAY_MS, dayOf, instantAt, type Day, type Instant } from '../clock';
import { examOf, stationOf, type BillerPath, type Station } from '../domain/catalogue';
import { EXAM_FINAL, type ExamRequest, type ExamState } from '../domain/exam-request';
import type { Work } from '../domain/work';
import type { Language } from '../language/texts';
import { examTitle } from './notify';
import { inLanguage, usualWeek } from './stations';

export const PAGE_STEPS = ['asked', 'paid', 'gathered', 'dated', 'held', 'certificate', 'come'] as const;
export type PageStep = (typeof PAGE_STEPS)[number];

const LINES: Record<ExamRequest['kind'], readonly PageStep[]> = {
  official: ['asked', 'paid', 'gathered', 'dated', 'held', 'certificate'],
  trial: ['asked', 'paid', 'come'],
};

/** The step at which a request in this state stands; `end` behind all of them. */
const AT: Record<ExamState, PageStep | 'end'> = {
  new: 'asked',
  'awaiting-payment': 'paid',
  lapsed: 'paid',
  ready: 'come',
  expired: 'come',
  used: 'end',
  waiting: 'gathered',
  scheduling: 'dated',
  dated: 'held',
  absent: 'held',
  attended: 'held',
  failed: 'held',
  passed: 'certificate',
  'certificate-ready': 'certificate',
  collected: 'end',
  cancelled: 'asked',
};

export type RequestView = {
  readonly state: ExamState;
  readonly number: string;
  readonly exam: string;
  readonly kind: ExamRequest['kind'];
  readonly language: Language;
  readonly steps: readonly { readonly step: PageStep; readonly is: 'done' | 'now' | 'to-come' }[];
  readonly station: {
    readonly name: string;
    readonly address: string;
    readonly map: Station['map'] | undefined;
    readonly phone: string;
  };
  readonly payment:
    | { readonly number: string; readonly amountFils: number; readonly until: Instant; readonly path: BillerPath }
    | undefined;
  readonly members: { readonly members: number; readonly minimum: number } | undefined;
  readonly dateBy: Instant | undefined;
  readonly date: { readonly at: Instant; readonly room: string | undefined; readonly version: number } | undefined;
  readonly documents: readonly string[];
  /** Where somebody comes in working hours: which, and until when. */
  readonly hours: string | undefined;
  readonly until: Day | undefined;
};

/** After its end a request's page can be seen for so long. */
const SEEN_AFTER_END_DAYS = 90;
const ENDS: readonly ExamState[] = [...EXAM_FINAL.official, ...EXAM_FINAL.trial, 'absent', 'failed'];

function isDead({ state, history, createdAt }: ExamRequest, now: Instant): boolean {
  return ENDS.includes(state) && now - (history.at(-1)?.at ?? createdAt) > SEEN_AFTER_END_DAYS * DAY_MS;
}

function stepsOf({ kind, feeFils, state }: ExamRequest): RequestView['steps'] {
  const line = LINES[kind].filter((step) => step !== 'paid' || feeFils > 0);
  const at = AT[state];
  const now = at === 'end' ? line.length : line.indexOf(at);
  return line.map((step, i) => ({ step, is: i < now ? 'done' : i === now ? 'now' : 'to-come' }));
}

/** @returns undefined where no such link is, or its request is long over */
export async function requestView(work: Work, token: string, asked?: Language): Promise<RequestView | undefined> {
  const request = await work.requests.byPageToken(token);
  if (!request || isDead(request, work.now)) return undefined;
  const language = asked ?? request.language;
  const { state } = request;
  const sitting = request.sittingId === undefined ? undefined : await work.sittings.byId(request.sittingId);
  const station = stationOf(work.catalogue, request.stationId);
  const documents = examOf(work.catalogue, request.examId)?.documents ?? [];
  const comes = state === 'ready' || state === 'certificate-ready';
  return {
    state,
    number: request.number,
    exam: examTitle(request, language),
    kind: request.kind,
    language,
    steps: stepsOf(request),
    station: {
      name: inLanguage(request.stationName, language),
      address: station ? inLanguage(station.address, language) : '',
      map: station?.map,
      phone: station?.phone ?? '',
    },
    payment: paymentOf(work, request),
    members: state === 'waiting' && sitting ? { members: sitting.members, minimum: sitting.minimum } : undefined,
    dateBy: state === 'scheduling' ? request.dateBy : undefined,
    date:
      state === 'dated' && sitting?.day !== undefined
        ? { at: instantAt(sitting.day, sitting.time ?? '00:00'), room: sitting.room, version: sitting.version }
        : undefined,
    documents: state === 'dated' || comes ? documents.map((line) => inLanguage(line, language)) : [],
    hours: comes && station ? usualWeek(station, dayOf(work.now), language) : undefined,
    until: state === 'ready' ? request.validUntil : request.certificate?.keptUntil,
  };
}

function paymentOf(work: Work, { state, paymentNumber, feeFils, payBy }: ExamRequest): RequestView['payment'] {
  if (state !== 'awaiting-payment' || paymentNumber === undefined || payBy === undefined) return undefined;
  return { number: paymentNumber, amountFils: feeFils, until: payBy, path: work.catalogue.biller };
}
