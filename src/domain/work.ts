// Work is one transaction: the repositories that services and dialogs may use, all of them bound to it.
// The store implements it; a test may run it on any store. Reads see the transaction's own writes.
import type { Catalogue } from './catalogue';
import type { Instant } from './calendar';
import type { Citizen, PhoneCode } from './citizen';
import type { Conversation, Draft } from './conversation';
import type { ExamRequest, ExamState } from './exam-request';
import type { ChannelName, InboundMessage, Message, OutboundMessage } from './message';
import type { Bill, Payment } from './payment';
import type { DocumentKind, Person } from './person';
import type { Sitting, SittingState } from './sitting';
import type { AuditRow, Staff, StaffSession } from './staff';
import type { Task } from './task';
import type { Unclear } from './unclear';

/** A unique key was there already. Ends its transaction; the caller answers "already" from a new read. */
export class AlreadyThere extends Error {
  constructor(readonly what: string) {
    super(`${what} is there already`);
    this.name = 'AlreadyThere';
  }
}

const REPLAYS = 5;

/**
 * Runs a transaction again where a unique key was taken meanwhile: the next attempt draws another number, or finds the row that was there
 * first. @param means tells keys that mean something to the caller, who is told at once
 */
export async function replayed<Result>(
  attempt: () => Promise<Result>,
  means: (what: string) => boolean = () => false,
): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AlreadyThere) || means(error.what) || tried === REPLAYS) throw error;
    }
  }
}

/** Ids and numbers that nobody can guess; injected, so that a test may repeat them. */
export type Random = {
  /** `req_…`: a prefix of one to four letters and 20 letters and digits. */
  id(prefix: string): string;
  digits(count: number): string;
};

export type Citizens = {
  byId(id: string): Promise<Citizen | undefined>;
  byPhone(phone: string): Promise<Citizen | undefined>;
  /** @throws AlreadyThere when the phone has one */
  add(citizen: Citizen): Promise<void>;
  save(citizen: Citizen): Promise<void>;
};

export type Persons = {
  byId(id: string): Promise<Person | undefined>;
  byDocument(document: DocumentKind, number: string, country: string): Promise<Person | undefined>;
  /** Whose name holds these whole words, however they are spelled. */
  byName(words: string, limit: number): Promise<readonly Person[]>;
  /** Whom this citizen has entered, oldest first. */
  enteredBy(citizenId: string): Promise<readonly Person[]>;
  add(person: Person): Promise<void>;
  save(person: Person): Promise<void>;
};

export type Requests = {
  byId(id: string): Promise<ExamRequest | undefined>;
  byNumber(number: string): Promise<ExamRequest | undefined>;
  /** By the secret of its page's link. */
  byPageToken(token: string): Promise<ExamRequest | undefined>;
  /** Of one requester, newest first. */
  ofRequester(citizenId: string): Promise<readonly ExamRequest[]>;
  /** For one person, newest first. */
  ofBeneficiary(beneficiaryId: string): Promise<readonly ExamRequest[]>;
  /** In these states, or in any, at stations or at all; the newest first. */
  newest(
    stationIds: readonly string[] | undefined,
    states: readonly ExamState[] | undefined,
    limit: number,
  ): Promise<readonly ExamRequest[]>;
  openFor(beneficiaryId: string, examId: string): Promise<ExamRequest | undefined>;
  /** Who has, or had at its end, a place in a sitting, in the order of asking. */
  inSitting(sittingId: string): Promise<readonly ExamRequest[]>;
  /** @throws AlreadyThere when the number is taken, or the beneficiary has an open request for the exam */
  add(request: ExamRequest): Promise<void>;
  save(request: ExamRequest): Promise<void>;
  /** The earliest request whose `dueAt` has come. */
  nextDue(now: Instant): Promise<ExamRequest | undefined>;
};

export type Sittings = {
  byId(id: string): Promise<Sitting | undefined>;
  /** Of one exam in these states, at one station or at all, the oldest first. */
  ofExam(examId: string, states: readonly SittingState[], stationId?: string): Promise<readonly Sitting[]>;
  /** In these states, the oldest first. @param stationIds undefined for all stations */
  inStates(states: readonly SittingState[], stationIds: readonly string[] | undefined): Promise<readonly Sitting[]>;
  add(sitting: Sitting): Promise<void>;
  save(sitting: Sitting): Promise<void>;
};

export type Bills = {
  byNumber(number: string): Promise<Bill | undefined>;
  add(bill: Bill): Promise<void>;
  save(bill: Bill): Promise<void>;
};

export type Payments = {
  byTrx(trx: string): Promise<Payment | undefined>;
  ofNumber(billingNumber: string): Promise<readonly Payment[]>;
  /** @throws AlreadyThere when the platform's transaction id is stored */
  add(payment: Payment): Promise<void>;
};

/** Raw bodies of an authenticated biller call, kept before they are parsed. */
export type BillerBodies = {
  add(body: { id: string; operation: string; body: string; receivedAt: Instant }): Promise<void>;
  /** Removes the oldest that came before an instant. @returns how many, `limit` at most */
  removeBefore(instant: Instant, limit: number): Promise<number>;
};

export type Conversations = {
  byId(id: string): Promise<Conversation | undefined>;
  byAddress(channel: ChannelName, address: string): Promise<Conversation | undefined>;
  add(conversation: Conversation): Promise<void>;
  save(conversation: Conversation): Promise<void>;
};

export type Drafts = {
  ofConversation(conversationId: string): Promise<Draft | undefined>;
  /** The newest draft of a proven phone, wherever it is open. */
  ofCitizen(citizenId: string): Promise<Draft | undefined>;
  /** Inserts or replaces. */
  put(draft: Draft): Promise<void>;
  remove(id: string): Promise<void>;
};

export type Messages = {
  byId(id: string): Promise<Message | undefined>;
  /**
   * Stores an inbound message; call it before other writes. Web chat messages get their `seq` at the end of the transaction.
   * @throws AlreadyThere when the provider's id is stored
   */
  addInbound(message: InboundMessage): Promise<void>;
  oldestUnanswered(conversationId: string): Promise<InboundMessage | undefined>;
  answered(id: string): Promise<void>;
  /** Adds to the outbox; `order` and, in the web chat, `seq` are given by the store. @returns false when the notice key is there already: nothing is added */
  addOutbound(message: Omit<OutboundMessage, 'order' | 'seq'>): Promise<boolean>;
  saveOutbound(message: OutboundMessage): Promise<void>;
  byProviderId(channel: ChannelName, providerId: string): Promise<OutboundMessage | undefined>;
  /** The transcript of a conversation after a `seq`, in order (web chat). */
  after(conversationId: string, seq: number, limit: number): Promise<readonly Message[]>;
  /** The newest of a conversation whose words are still there, in both directions, the oldest first. */
  newest(conversationId: string, limit: number): Promise<readonly Message[]>;
  /**
   * Takes the words out of the oldest messages that were written before an instant (business time) and are neither to be read nor to be
   * sent any more; ids, states and unique keys stay. @returns how many, `limit` at most
   */
  blankBefore(instant: Instant, limit: number): Promise<number>;
  /** Web chat: gives a message of this transaction its `seq`; the last thing that the transaction does. */
  number(id: string): Promise<number>;
  /** Web chat: the largest `seq` given so far, 0 for none. */
  lastSeq(conversationId: string): Promise<number>;
  /** The same for many conversations in one question: one poll serves all open streams. Those with none are not in it. */
  lastSeqs(conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Messages of a lane that may be sent now: queued, `notBefore` (business time) and pause (real time) over, and none to the same address
   * before them that is still queued or being sent. Oldest first.
   */
  sendable(
    lane: OutboundMessage['lane'],
    business: Instant,
    real: Instant,
    limit: number,
  ): Promise<readonly OutboundMessage[]>;
  /** To be looked at now: claims whose lease is over (their sender died), and messages of unknown outcome whose pause (`leaseUntil`) is over. */
  abandoned(real: Instant, limit: number): Promise<readonly OutboundMessage[]>;
  /** Outgoing messages that wait, are being sent, or are unknown: for health, metrics and the demo's clock. */
  unsent(): Promise<{ queued: number; sending: number; unknown: number }>;
};

export type Receipt = {
  readonly providerId: string;
  readonly status: string;
  readonly raw: string;
  readonly at: Instant;
};

export type Receipts = {
  /** @returns false when this status of this message is stored already */
  add(receipt: Receipt): Promise<boolean>;
  /** Receipts that came before the provider's answer named the message. */
  of(providerId: string): Promise<readonly Receipt[]>;
};

export type Codes = {
  newestOf(conversationId: string): Promise<PhoneCode | undefined>;
  add(code: PhoneCode): Promise<void>;
  save(code: PhoneCode): Promise<void>;
  countForPhone(phone: string, since: Instant): Promise<number>;
  countFromSource(source: string, since: Instant): Promise<number>;
};

export type Tasks = {
  byId(id: string): Promise<Task | undefined>;
  add(task: Task): Promise<void>;
  open(): Promise<readonly Task[]>;
  /** An open task of this kind for this request, so that one thing is not put on the pile twice. */
  openFor(kind: Task['kind'], requestId: string): Promise<Task | undefined>;
  /** The same, for a conversation. */
  openIn(kind: Task['kind'], conversationId: string): Promise<Task | undefined>;
  save(task: Task): Promise<void>;
};

export type StaffAccounts = {
  byId(id: string): Promise<Staff | undefined>;
  byName(name: string): Promise<Staff | undefined>;
  all(): Promise<readonly Staff[]>;
  /** @throws AlreadyThere when the name is taken */
  add(staff: Staff): Promise<void>;
  save(staff: Staff): Promise<void>;
};

export type StaffSessions = {
  byId(id: string): Promise<StaffSession | undefined>;
  of(staffId: string): Promise<readonly StaffSession[]>;
  add(session: StaffSession): Promise<void>;
  save(session: StaffSession): Promise<void>;
  remove(id: string): Promise<void>;
};

export type Audits = {
  byId(id: string): Promise<AuditRow | undefined>;
  /** @throws AlreadyThere when a form's second click brings its `once` again */
  add(row: AuditRow): Promise<void>;
  byOnce(once: string): Promise<AuditRow | undefined>;
  newest(limit: number): Promise<readonly AuditRow[]>;
};

export type UnclearPhrases = {
  byId(id: string): Promise<Unclear | undefined>;
  /** By its masked words, however they are spelt. */
  byText(text: string): Promise<Unclear | undefined>;
  put(row: Unclear): Promise<void>;
  /** The most frequent first. */
  inState(state: Unclear['state'], limit: number): Promise<readonly Unclear[]>;
  /** @returns how many were removed, `limit` at most */
  removeBefore(instant: Instant, limit: number): Promise<number>;
};

/** A phone number that a channel's provider told us not to write to any more. */
export type ClosedAddresses = {
  isClosed(channel: ChannelName, address: string): Promise<boolean>;
  close(channel: ChannelName, address: string, at: Instant): Promise<void>;
  reopen(channel: ChannelName, address: string): Promise<void>;
};

export type Work = {
  /** Business time at the start of the transaction; real time for leases and limits. */
  readonly now: Instant;
  readonly real: Instant;
  readonly random: Random;
  /** The address that people see, without a slash at its end; links are built from it alone. */
  readonly publicUrl: string;
  /** The catalogue as it stood when the transaction began. */
  readonly catalogue: Catalogue;
  readonly citizens: Citizens;
  readonly persons: Persons;
  readonly requests: Requests;
  readonly sittings: Sittings;
  readonly bills: Bills;
  readonly payments: Payments;
  readonly billerBodies: BillerBodies;
  readonly conversations: Conversations;
  readonly drafts: Drafts;
  readonly messages: Messages;
  readonly receipts: Receipts;
  readonly codes: Codes;
  readonly tasks: Tasks;
  readonly staff: StaffAccounts;
  readonly staffSessions: StaffSessions;
  readonly audits: Audits;
  readonly unclear: UnclearPhrases;
  readonly closedAddresses: ClosedAddresses;
};

/**
 * Runs a function in one transaction and commits it; a write conflict runs it again from the start, so it must do nothing outside
 * its Work. A refusal is a value and commits; what is thrown rolls back and is thrown on.
 */
export type Transact = <Result>(use: (work: Work) => Promise<Result>) => Promise<Result>;

/**
 * The inbox across conversations, outside any Work: which conversation has a message that nobody answers yet. A lease keeps other
 * processes away from the conversation; it is renewed while a turn runs.
 */
export type Inbox = {
  /** Leases the conversation whose unanswered message waits longest. */
  claim(owner: string, real: Instant, leaseMs: number): Promise<string | undefined>;
  renew(conversationId: string, owner: string, real: Instant, leaseMs: number): Promise<boolean>;
  /** Gives the conversation back; it stays claimable when a message came meanwhile. */
  release(conversationId: string, owner: string): Promise<void>;
};
