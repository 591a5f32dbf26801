// Domain objects that are whole, for tests that care about one or two of their fields. Planted values are easy to search for.
import type { Citizen, PhoneCode } from '../../src/domain/citizen';
import type { Conversation, Draft, ReturnAddress } from '../../src/domain/conversation';
import type { ExamRequest } from '../../src/domain/exam-request';
import type { InboundMessage, OutboundMessage } from '../../src/domain/message';
import type { Bill, Payment } from '../../src/domain/payment';
import type { Person } from '../../src/domain/person';
import type { Task } from '../../src/domain/task';

/** 2026-11-23T09:00:00Z. */
export const MORNING = Date.UTC(2026, 10, 23, 9);

export const aCitizen = (over: Partial<Citizen> = {}): Citizen => ({
  id: 'cit_1',
  phone: '+962791234567',
  language: 'ar',
  createdAt: MORNING,
  ...over,
});

export const aPerson = (over: Partial<Person> = {}): Person => ({
  id: 'per_1',
  document: 'civil-id',
  number: '9871035522',
  country: 'JO',
  name: 'Laila Sami Haddad',
  enteredBy: ['cit_1'],
  consent: { version: '1', at: MORNING },
  guardian: undefined,
  createdAt: MORNING,
  ...over,
});

export const aRequest = (over: Partial<ExamRequest> = {}): ExamRequest => ({
  id: 'req_1',
  number: '10000018',
  kind: 'trial',
  state: 'awaiting-payment',
  examId: 'icdl',
  examName: { ar: 'ICDL (ar)', en: 'ICDL' },
  levelId: undefined,
  levelName: undefined,
  stationId: 'zahran',
  stationName: { ar: 'Zahran (ar)', en: 'Zahran' },
  feeFils: 5_000,
  refundRule: { ar: 'rule (ar)', en: 'rule' },
  validMonths: 6,
  remindDaysBefore: 14,
  catalogueVersion: 1,
  requesterId: 'cit_1',
  phone: '+962791234567',
  language: 'ar',
  beneficiaryId: 'per_1',
  applicant: 'citizen',
  arrangement: 'reader',
  arrangementNote: 'reads with a magnifier',
  origin: { channel: 'sms', conversationId: 'conv_1' },
  paymentNumber: '100000000008',
  payBy: MORNING + 1,
  validUntil: undefined,
  usedAt: undefined,
  result: undefined,
  sittingId: undefined,
  paidAt: undefined,
  dateBy: undefined,
  movedOnce: undefined,
  draftResult: undefined,
  certificate: undefined,
  history: [{ at: MORNING, event: 'corrected', by: 'citizen', field: 'name', old: 'Lajla Samy' }],
  dueAt: MORNING + 1,
  dueEvent: 'term-ended',
  createdAt: MORNING,
  ...over,
});

export const aBill = (over: Partial<Bill> = {}): Bill => ({
  number: '100000000008',
  requestId: 'req_1',
  requestNumber: '10000018',
  service: 'exam',
  amountFils: 5_000,
  shownName: 'L*** S*** H***',
  state: 'open',
  issuedAt: MORNING,
  expiresAt: MORNING + 1,
  ...over,
});

export const aPayment = (over: Partial<Payment> = {}): Payment => ({
  id: 'pay_1',
  trx: '90071992547409931',
  billingNumber: '100000000008',
  status: 'PmtNew',
  paidFils: 5_000,
  processedAt: '2026-11-23T12:00:00',
  statementDate: undefined,
  raw: '{"PayerName":"Omar Qasem"}',
  outcome: 'settled',
  receivedAt: MORNING,
  ...over,
});

export const aConversation = (over: Partial<Conversation> = {}): Conversation => ({
  id: 'conv_1',
  channel: 'sms',
  address: '+962791234567',
  citizenId: 'cit_1',
  language: 'ar',
  offered: { ask: 'menu', values: ['exam', 'status'] },
  misses: 0,
  later: undefined,
  handover: undefined,
  faults: 0,
  lastInboundAt: MORNING,
  source: undefined,
  returnAddress: undefined,
  endedAt: undefined,
  createdAt: MORNING,
  ...over,
});

export const aReturnAddress = (over: Partial<ReturnAddress> = {}): ReturnAddress => ({
  serviceUrl: 'http://127.0.0.1:9',
  channelId: 'emulator',
  conversationId: 'b4b5|livechat',
  botId: 'bot-1',
  userId: 'visitor-1',
  ...over,
});

export const aDraft = (over: Partial<Draft> = {}): Draft => ({
  id: 'dra_1',
  citizenId: 'cit_1',
  conversationId: 'conv_1',
  form: {
    form: 'request-exam',
    version: '1',
    slots: { name: 'Laila Sami Haddad', number: '9871035522' },
    asking: 'station',
    answered: ['name', 'number'],
    misses: 0,
  },
  expiresAt: MORNING + 7 * 24 * 60 * 60_000,
  ...over,
});

export const anInbound = (over: Partial<InboundMessage> = {}): InboundMessage => ({
  direction: 'in',
  id: 'msg_in_1',
  channel: 'sms',
  conversationId: 'conv_1',
  providerId: 'SM0001',
  kind: 'text',
  text: 'I would like to sit the ICDL exam',
  tapped: undefined,
  channelData: undefined,
  state: 'received',
  receivedAt: MORNING,
  seq: undefined,
  ...over,
});

export const anOutbound = (over: Partial<OutboundMessage> = {}): Omit<OutboundMessage, 'order' | 'seq'> => ({
  direction: 'out',
  id: 'msg_out_1',
  channel: 'sms',
  address: '+962791234567',
  conversationId: 'conv_1',
  language: 'ar',
  lane: 'reply',
  content: { text: 'Which station suits you?', ask: 'station' },
  writtenBy: undefined,
  replyTo: 'msg_in_1',
  requestId: undefined,
  noticeKey: undefined,
  state: 'queued',
  providerId: undefined,
  errorCode: undefined,
  attempts: 0,
  notBefore: MORNING,
  leaseUntil: 0,
  createdAt: MORNING,
  sentAt: undefined,
  ...over,
});

export const aCode = (over: Partial<PhoneCode> = {}): PhoneCode => ({
  id: 'code_1',
  conversationId: 'conv_1',
  phone: '+962791234567',
  source: 'source-1',
  hash: 'salt:0123',
  triesLeft: 5,
  createdAt: MORNING,
  expiresAt: MORNING + 600_000,
  usedAt: undefined,
  ...over,
});

export const aTask = (over: Partial<Task> = {}): Task => ({
  id: 'task_1',
  kind: 'payment-claimed',
  requestId: 'req_1',
  stationId: undefined,
  conversationId: undefined,
  details: { says: 'paid at the post office', paidFils: 5_000 },
  state: 'open',
  openedAt: MORNING,
  ...over,
});
