// Requests for exams. One open request per beneficiary and exam is held by a unique key that closed requests do not have.
import { isOpen, type ExamRequest } from '../domain/exam-request';
import type { Requests } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';

export const REQUESTS: Table<ExamRequest> = {
  name: 'requests',
  fields: {
    number: 'text',
    kind: 'text',
    state: 'text',
    examId: 'text',
    examName: 'plain',
    levelId: 'text',
    levelName: 'plain',
    stationId: 'text',
    stationName: 'plain',
    feeFils: 'number',
    refundRule: 'plain',
    validMonths: 'number',
    remindDaysBefore: 'number',
    catalogueVersion: 'number',
    requesterId: 'text',
    phone: 'sealed',
    language: 'text',
    beneficiaryId: 'text',
    applicant: 'text',
    // What somebody needs at the exam tells of their health; the history quotes names that were corrected.
    arrangement: 'sealed',
    arrangementNote: 'sealed',
    origin: 'plain',
    pageToken: 'sealed',
    paymentNumber: 'text',
    payBy: 'date',
    validUntil: 'text',
    usedAt: 'date',
    result: 'text',
    sittingId: 'text',
    paidAt: 'date',
    dateBy: 'date',
    movedOnce: 'flag',
    draftResult: 'sealed',
    // Names whoever took it.
    certificate: 'sealed',
    history: 'sealed',
    dueAt: 'date',
    dueEvent: 'text',
    createdAt: 'date',
  },
  columns: { openKey: 'text', pageIndex: 'text' },
  derive: (request, crypto) => ({
    openKey: isOpen(request) ? openKey(request.beneficiaryId, request.examId) : undefined,
    pageIndex: request.pageToken === undefined ? undefined : crypto.blind('page', request.pageToken),
  }),
  indexes: [
    { key: { number: 1 }, unique: true },
    { key: { openKey: 1 }, unique: true, sparse: true },
    { key: { paymentNumber: 1 }, unique: true, sparse: true },
    { key: { pageIndex: 1 }, unique: true, sparse: true },
    { key: { requesterId: 1, createdAt: -1 } },
    { key: { sittingId: 1 }, sparse: true },
    { key: { beneficiaryId: 1 } },
    { key: { createdAt: -1 } },
    { key: { dueAt: 1 }, partialFilterExpression: { dueAt: { $exists: true } } },
  ],
};

const openKey = (beneficiaryId: string, examId: string): string => `${beneficiaryId}:${examId}`;

const CLASHES = { openKey: 'open request', number: 'request number', paymentNumber: 'payment number' };

export function createRequests(scope: Scope): Requests {
  const rows = rowsOf(REQUESTS, scope);
  return {
    byId: rows.byId,
    byNumber: (number) => rows.one({ number }),
    byPageToken: (token) => rows.one({ pageIndex: scope.crypto.blind('page', token) }),
    ofRequester: (requesterId) => rows.many({ requesterId }, { sort: { createdAt: -1, _id: -1 } }),
    ofBeneficiary: (beneficiaryId) => rows.many({ beneficiaryId }, { sort: { createdAt: -1, _id: -1 } }),
    newest: (stationIds, states, limit) =>
      rows.many(
        { ...(stationIds && { stationId: { $in: stationIds } }), ...(states && { state: { $in: states } }) },
        { sort: { createdAt: -1, _id: -1 }, limit },
      ),
    openFor: (beneficiaryId, examId) => rows.one({ openKey: openKey(beneficiaryId, examId) }),
    inSitting: (sittingId) => rows.many({ sittingId }, { sort: { createdAt: 1, _id: 1 } }),
    add: (request) => rows.insert(request, 'request', CLASHES),
    save: (request) => rows.replace(request),
    nextDue: (now) => rows.one({ dueAt: { $exists: true, $lte: new Date(now) } }, { dueAt: 1 }),
  };
}
