// Turns a step's notice into outgoing messages in the same commit: exactly one SMS to the request's phone, and one copy in the
// conversation of origin where that is not SMS. A table says what each notice's text needs.
import { addDays, dayOf, instantAt, timeOf, type Day, type Instant } from '../clock';
import { examOf, stationOf } from '../domain/catalogue';
import { newConversation, type Conversation } from '../domain/conversation';
import type { ExamRequest } from '../domain/exam-request';
import {
  CHANNELS,
  numbered,
  type ChannelName,
  type Choice,
  type Content,
  type Lane,
  type OutboundMessage,
  type Reference,
} from '../domain/message';
import { NOTICES, NOTICE_HOURS, type Notice } from '../domain/notices';
import type { Person } from '../domain/person';
import type { Sitting } from '../domain/sitting';
import type { Work } from '../domain/work';
import {
  day,
  list,
  moment,
  money,
  text,
  type Language,
  type Param,
  type Params,
  type TextKey,
  withoutIsolates,
} from '../language/texts';
import { pieces } from '../language/pieces';
import { keepChoices } from './other-stations';
import { closesSoon, inLanguage, stateNow, usualWeek } from './stations';

const WHATSAPP_WINDOW_MS = 24 * 60 * 60_000;

type Facts = {
  readonly work: Work;
  readonly request: ExamRequest;
  readonly person: Person;
  /** Official exams: where the request has its place. */
  readonly sitting: Sitting | undefined;
  readonly language: Language;
  /** What only the event knows: the money that came. */
  readonly about: Params;
};

export const firstName = (person: Person): string => person.name.split(/\s+/)[0] ?? person.name;

/** «ICDL» or «IC3، المستوى الأول». */
export function examTitle(request: Pick<ExamRequest, 'examName' | 'levelName'>, language: Language): string {
  const exam = inLanguage(request.examName, language);
  return request.levelName
    ? text(language, 'exam.with-level', { exam, level: inLanguage(request.levelName, language) })
    : exam;
}

const who = ({ person, request }: Facts): Params => ({ name: firstName(person), number: request.number });

const whoAndWhat = (facts: Facts): Params => ({ ...who(facts), exam: examTitle(facts.request, facts.language) });

function bill({ work, request, language }: Facts): Params {
  const { category, biller, examService } = work.catalogue.biller;
  return {
    payment: request.paymentNumber ?? '',
    amount: money(request.feeFils),
    until: day(dayOf(request.payBy ?? work.now)),
    category: inLanguage(category, language),
    biller: inLanguage(biller, language),
    service: inLanguage(examService, language),
  };
}

function place({ work, request, language }: Facts): Params {
  const station = stationOf(work.catalogue, request.stationId);
  return {
    exam: inLanguage(request.examName, language),
    station: inLanguage(request.stationName, language),
    hours: station ? usualWeek(station, dayOf(work.now), language) : '',
    until: day(request.validUntil ?? dayOf(work.now), { weekday: false }),
  };
}

/** 30/12: an SMS is paid by the letter. */
const shortDay = (on: Day): string => `${Number(on.slice(8))}/${Number(on.slice(5, 7))}`;

/** Whether, and on which of the next days, the station is closed against its usual week. */
function closed({ work, request }: Facts, inWords: (on: Day) => Param): Params {
  const today = dayOf(work.now);
  const station = stationOf(work.catalogue, request.stationId);
  const closedOn = station && closesSoon(work.catalogue, station, today);
  return { closes: closedOn === undefined ? 'no' : 'yes', closedOn: inWords(closedOn ?? today) };
}

function today({ work, request, language }: Facts): Params {
  const station = stationOf(work.catalogue, request.stationId);
  return { today: station ? stateNow(work, station, language) : '' };
}

/** How many of how many have a place in the sitting. */
function gathered({ request, sitting, language }: Facts): Params {
  return {
    station: inLanguage(request.stationName, language),
    members: sitting?.members ?? 0,
    minimum: sitting?.minimum ?? 0,
  };
}

const complete = ({ sitting }: Facts): Params => ({
  complete: (sitting?.state ?? 'gathering') === 'gathering' ? 'no' : 'yes',
});

function date({ work, request, sitting, language }: Facts): Params {
  const at = sitting?.day === undefined ? work.now : instantAt(sitting.day, sitting.time ?? '00:00');
  const station = inLanguage(request.stationName, language);
  return {
    when: moment(at),
    place: sitting?.room === undefined ? station : text(language, 'place.room', { station, room: sitting.room }),
  };
}

function documents({ work, request, language }: Facts): Params {
  const lines = examOf(work.catalogue, request.examId)?.documents ?? [];
  return { documents: list(lines.map((line) => inLanguage(line, language))) };
}

function where({ work, request, language }: Facts): Params {
  const station = stationOf(work.catalogue, request.stationId);
  return {
    address: station ? inLanguage(station.address, language) : '',
    map: station ? `https://maps.google.com/?q=${station.map.latitude},${station.map.longitude}` : '',
    phone: station?.phone ?? '',
  };
}

function certificate({ work, request, language }: Facts): Params {
  const station = stationOf(work.catalogue, request.stationId);
  const today = dayOf(work.now);
  return {
    station: inLanguage(request.stationName, language),
    hours: station ? usualWeek(station, today, language) : '',
    until: day(request.certificate?.keptUntil ?? today, { weekday: false, year: true }),
  };
}

/** Who ended it, and why, as the last step noted it. */
function ended({ request }: Facts): Params {
  const { event, by, reason } = request.history.at(-1) ?? {};
  const who = event === 'sitting-cancelled' ? 'sitting' : by === 'staff' ? 'station' : 'person';
  return { by: reason === 'no-minimum' ? 'minimum' : who, reason: reason ?? '' };
}

type Told = (facts: Facts) => Params;
const both = (told: Told) => ({ sms: told, chat: told });

/** What each notice's texts are given: `<notice>` for the SMS, which must stay short, `<notice>.chat` for the copy. */
const PARAMS: Record<Notice, { readonly sms: Told; readonly chat: Told }> = {
  'push.exam.payment-number': {
    sms: (facts) => ({ ...who(facts), ...bill(facts) }),
    chat: (facts) => ({ ...whoAndWhat(facts), ...bill(facts) }),
  },
  'push.exam.payment-reminder': {
    sms: (facts) => ({ ...who(facts), ...bill(facts) }),
    chat: (facts) => ({ ...whoAndWhat(facts), ...bill(facts) }),
  },
  'push.exam.payment-kept': {
    sms: (facts) => ({ ...who(facts), amount: money(facts.request.feeFils), ...facts.about }),
    chat: (facts) => ({ ...whoAndWhat(facts), amount: money(facts.request.feeFils), ...facts.about }),
  },
  'push.exam.come': {
    sms: (facts) => ({
      ...who(facts),
      ...place(facts),
      ...closed(facts, shortDay),
    }),
    chat: (facts) => ({ ...who(facts), ...place(facts), ...closed(facts, day), ...today(facts) }),
  },
  'push.exam.come-reminder': both((facts) => ({ ...who(facts), ...place(facts) })),
  'push.exam.lapsed': both(whoAndWhat),
  'push.exam.cancelled': both((facts) => ({
    ...whoAndWhat(facts),
    ...ended(facts),
    money: moneyOf(facts.request),
    ...facts.about,
  })),
  'push.exam.failed': both((facts) => ({ ...whoAndWhat(facts), kind: facts.request.kind })),
  'push.exam.waiting': {
    sms: (facts) => ({ ...whoAndWhat(facts), ...gathered(facts), ...complete(facts) }),
    chat: (facts) => ({ ...whoAndWhat(facts), ...gathered(facts), ...complete(facts) }),
  },
  'push.exam.wait-choice': both((facts) => ({ ...whoAndWhat(facts), ...gathered(facts) })),
  'push.exam.dated': {
    sms: (facts) => ({ ...whoAndWhat(facts), ...date(facts), ...documents(facts) }),
    chat: (facts) => ({ ...whoAndWhat(facts), ...date(facts), ...documents(facts), ...where(facts) }),
  },
  'push.exam.reminder': both((facts) => ({ ...whoAndWhat(facts), ...date(facts), ...documents(facts) })),
  'push.exam.date-late': both(whoAndWhat),
  'push.exam.moved': both((facts) => ({
    ...whoAndWhat(facts),
    ...date(facts),
    ...gathered(facts),
    ...facts.about,
  })),
  'push.exam.absent': both(whoAndWhat),
  'push.exam.corrected': both((facts) => ({ ...whoAndWhat(facts), ...facts.about })),
  'push.exam.certificate-ready': {
    sms: (facts) => ({ ...whoAndWhat(facts), ...certificate(facts) }),
    chat: (facts) => ({ ...whoAndWhat(facts), ...certificate(facts) }),
  },
  'push.exam.certificate-reminder': both((facts) => ({ ...whoAndWhat(facts), ...certificate(facts) })),
};

/** Notices that ask for something, by the slot and what can be answered. */
const ASKS: Partial<
  Record<Notice, { readonly ask: string; readonly choices: (facts: Facts) => Promise<readonly Choice[]> }>
> = {
  'push.exam.wait-choice': {
    ask: 'keep',
    choices: ({ work, request, language }) => keepChoices(work, request, language),
  },
};

/** Notices after which somebody may want to look something up again. */
const LINKED: readonly Notice[] = [
  'push.exam.payment-number',
  'push.exam.come',
  'push.exam.waiting',
  'push.exam.dated',
  'push.exam.moved',
  'push.exam.certificate-ready',
];

/** Three parts of an SMS in Arabic: more costs the municipality a fourth. */
const SMS_LETTERS = 201;

/** The words with the link to the request's page; an SMS has it where there is room. */
function withLink(
  { publicUrl }: Work,
  { pageToken }: ExamRequest,
  notice: Notice,
  { words, isSms }: { readonly words: string; readonly isSms: boolean },
): string {
  if (pageToken === undefined || !LINKED.includes(notice)) return words;
  const linked = `${words}${isSms ? ' ' : '\n'}${publicUrl}/r/${pageToken}`;
  return isSms && withoutIsolates(linked).length > SMS_LETTERS ? words : linked;
}

function moneyOf({ feeFils, history }: ExamRequest): 'free' | 'paid' | 'unpaid' {
  if (feeFils === 0) return 'free';
  return history.some(({ event }) => event === 'paid') ? 'paid' : 'unpaid';
}

/** When a notice may leave: at once, or, where the clock alone causes it, in the day's hours. */
export function sendableFrom(notice: Notice, now: Instant): Instant {
  if (!NOTICES[notice].clockAlone) return now;
  const today: Day = dayOf(now);
  if (timeOf(now) < NOTICE_HOURS.from) return instantAt(today, NOTICE_HOURS.from);
  return timeOf(now) < NOTICE_HOURS.to ? now : instantAt(addDays(today, 1), NOTICE_HOURS.from);
}

/**
 * Puts a notice of a request into the outbox. Sent once for each (request, notice, occurrence, address), however often it is asked for.
 * @param occurrence tells repeated notices of one kind apart; '1' where there is only one
 * @param about what the texts are given beside what the request knows
 */
export async function notify(
  work: Work,
  request: ExamRequest,
  notice: Notice,
  occurrence = '1',
  about: Params = {},
): Promise<void> {
  const person = await work.persons.byId(request.beneficiaryId);
  if (!person) throw new Error(`request ${request.id} has no beneficiary`);
  const language = request.language;
  const sitting = request.sittingId === undefined ? undefined : await work.sittings.byId(request.sittingId);
  const facts: Facts = { work, request, person, sitting, language, about };
  const asks = ASKS[notice];
  const choices = await asks?.choices(facts);
  const sms = asks
    ? await phoneConversation(work, request.phone, request.requesterId)
    : await work.conversations.byAddress('sms', request.phone);
  const origin = await work.conversations.byId(request.origin.conversationId);
  const send = (to: Pick<Draft, 'channel' | 'address' | 'conversationId'>, key: TextKey, told: Told, target: string) =>
    work.messages.addOutbound(
      outbound(work, {
        ...to,
        language,
        lane: NOTICES[notice].lane,
        requestId: request.id,
        noticeKey: `${request.id}:${notice}:${occurrence}:${target}`,
        notBefore: sendableFrom(notice, work.now),
        content: {
          text: numbered(
            withLink(work, request, notice, { words: text(language, key, told(facts)), isSms: to.channel === 'sms' }),
            choices,
          ),
          choices: choices?.map(({ label }) => ({ label, value: label })),
          ask: asks?.ask,
          notice,
          reference: referenceOf(request),
        },
      }),
    );
  const offer = async (conversation: Conversation | undefined): Promise<void> => {
    const offered = asks && choices && { ask: asks.ask, values: choices.map(({ value }) => value) };
    if (conversation && offered) await work.conversations.save({ ...conversation, offered });
  };
  await send({ channel: 'sms', address: request.phone, conversationId: sms?.id }, notice, PARAMS[notice].sms, 'sms');
  await offer(sms);
  if (origin && takesCopy(origin, work.now)) {
    const { channel, address, id } = origin;
    await send({ channel, address, conversationId: id }, `${notice}.chat`, PARAMS[notice].chat, id);
    await offer(origin);
  }
}

/** Where an SMS that asks for something can be answered, also by a phone that has never written to us. */
export async function phoneConversation(work: Work, phone: string, citizenId: string): Promise<Conversation> {
  const known = await work.conversations.byAddress('sms', phone);
  if (known) return known;
  const opening = { channel: 'sms', address: phone, source: undefined, createdAt: work.now } as const;
  const fresh = { ...newConversation({ ...opening, id: work.random.id('conv') }), citizenId };
  await work.conversations.add(fresh);
  return fresh;
}

const referenceOf = ({ number, state, paymentNumber }: ExamRequest): Reference => ({
  request: number,
  payment: state === 'awaiting-payment' ? paymentNumber : undefined,
});

function takesCopy(origin: Conversation, now: Instant): boolean {
  const { noticeCopy } = CHANNELS[origin.channel];
  if (noticeCopy === 'while-open') return origin.endedAt === undefined;
  return noticeCopy === 'in-window' && isWithinWindow(origin.lastInboundAt, now);
}

/** WhatsApp takes free words for a day after the person's last. */
export const isWithinWindow = (lastInboundAt: Instant | undefined, now: Instant): boolean =>
  now - (lastInboundAt ?? 0) < WHATSAPP_WINDOW_MS;

type Draft = {
  channel: ChannelName;
  address: string;
  conversationId: string | undefined;
  language: Language;
  content: Content;
  lane: Lane;
  replyTo?: string;
  writtenBy?: string;
  requestId?: string;
  noticeKey?: string;
  notBefore?: Instant;
};

/** A new row of the outbox. Where nobody carries it, the commit is the delivery. */
export function outbound(work: Work, draft: Draft): Omit<OutboundMessage, 'order' | 'seq'> {
  const { carried } = CHANNELS[draft.channel];
  return {
    direction: 'out',
    id: work.random.id('msg'),
    channel: draft.channel,
    address: draft.address,
    conversationId: draft.conversationId,
    language: draft.language,
    lane: draft.lane,
    content: draft.content,
    replyTo: draft.replyTo,
    writtenBy: draft.writtenBy,
    requestId: draft.requestId,
    noticeKey: draft.noticeKey,
    state: carried ? 'queued' : 'delivered',
    providerId: undefined,
    errorCode: undefined,
    attempts: 0,
    notBefore: draft.notBefore ?? work.now,
    leaseUntil: 0,
    createdAt: work.now,
    sentAt: carried ? undefined : work.now,
  };
}

export type Answer = {
  readonly conversation: Conversation;
  readonly language: Language;
  readonly content: Content;
  /** The inbound message that it answers. */
  readonly replyTo?: string;
  /** Of the staff, who wrote it. */
  readonly writtenBy?: string;
};

/** An answer into a conversation, outside any request; what is too long for one message goes out as several, in order. */
export async function reply(work: Work, { conversation, content, ...answer }: Answer): Promise<void> {
  const { id: conversationId, channel, address } = conversation;
  const { longestText } = CHANNELS[channel];
  const texts = longestText === undefined ? [content.text] : pieces(content.text, longestText);
  for (const [place, text] of texts.entries()) {
    const part = place === texts.length - 1 ? { ...content, text } : { text };
    await work.messages.addOutbound(
      outbound(work, { channel, address, conversationId, lane: 'reply', ...answer, content: part }),
    );
  }
}

/** Word into another conversation than the one that speaks: that a draft went elsewhere. */
export async function tellConversation(work: Work, conversation: Conversation, content: Content): Promise<void> {
  await reply(work, { conversation, language: conversation.language ?? 'ar', content });
}

/** The SMS of a notice as this request would get it, before anybody has caused it. @param instead what is not known yet, by parameter */
export async function noticeSms(
  work: Work,
  request: ExamRequest,
  notice: Notice,
  instead: Params = {},
): Promise<string> {
  const person = await work.persons.byId(request.beneficiaryId);
  if (!person) throw new Error(`request ${request.id} has no beneficiary`);
  const { language } = request;
  const sitting = request.sittingId === undefined ? undefined : await work.sittings.byId(request.sittingId);
  const facts: Facts = { work, request, person, sitting, language, about: {} };
  return text(language, notice, { ...PARAMS[notice].sms(facts), ...instead });
}
