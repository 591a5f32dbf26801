// Messages of both directions: inbox, outbox and transcript are rows of one collection.
// Web chat: a row's `seq` is what makes it visible; it is taken at the very end of the transaction.
import type { Instant } from '../clock';
import { Fault } from '../errors';
import { CHANNELS, LANES, type InboundMessage, type Lane, type Message, type OutboundMessage } from '../domain/message';
import type { Messages } from '../domain/work';
import { addressIndex } from './conversations';
import type { Crypto } from './crypto';
import { noteArrival } from './arrivals';
import { createStreams } from './streams';
import { rowsOf, type Row, type Scope, type Table } from './table';

/** Inbound: the order of arrival within the conversation, and the real time. */
type Arrival = { readonly arrival?: number | undefined; readonly arrivedAt?: Instant | undefined };
type Field = Exclude<keyof InboundMessage | keyof OutboundMessage, 'id'>;
/** A row of either direction: fields that the other one has are not there. */
type StoredMessage = { readonly id: string } & { readonly [F in Field]?: unknown };

export const MESSAGES: Table<StoredMessage> = {
  name: 'messages',
  fields: {
    direction: 'text',
    channel: 'text',
    conversationId: 'text',
    providerId: 'text',
    kind: 'text',
    text: 'sealed',
    tapped: 'sealed',
    channelData: 'sealed',
    state: 'text',
    attempts: 'number',
    receivedAt: 'date',
    seq: 'number',
    address: 'sealed',
    language: 'text',
    lane: 'text',
    content: 'sealed',
    replyTo: 'text',
    writtenBy: 'text',
    requestId: 'text',
    // Who builds the key may put an address into it.
    noticeKey: 'sealed',
    errorCode: 'text',
    order: 'number',
    notBefore: 'date',
    leaseUntil: 'date',
    createdAt: 'date',
    sentAt: 'date',
  },
  columns: {
    inboundKey: 'text',
    noticeIndex: 'text',
    addressIndex: 'text',
    /** There while an outgoing message is not yet with the provider. */
    pending: 'flag',
    /** Inbound, until its words are blanked. */
    arrival: 'number',
    arrivedAt: 'date',
    /** There while the words are: business time at which they were written. */
    wordsFrom: 'date',
  },
  derive: (message, crypto) => deriveColumns(message as unknown as Message & Arrival, crypto),
  indexes: [
    { key: { inboundKey: 1 }, unique: true, sparse: true },
    { key: { noticeIndex: 1 }, unique: true, sparse: true },
    { key: { conversationId: 1, seq: 1 } },
    { key: { conversationId: 1, arrival: 1 }, partialFilterExpression: { state: 'received' } },
    { key: { providerId: 1 }, sparse: true },
    { key: { lane: 1, createdAt: 1 }, partialFilterExpression: { pending: true } },
    { key: { addressIndex: 1, order: 1 }, partialFilterExpression: { pending: true } },
    { key: { wordsFrom: 1 }, sparse: true },
  ],
};

const PENDING = ['queued', 'sending', 'unknown'] as const;
/** Words that are still to be read or sent. */
const NEEDED = ['received', ...PENDING];

const hasWords = (message: Message): boolean =>
  message.direction === 'out'
    ? message.content.text !== ''
    : message.text !== '' || message.tapped !== undefined || message.channelData !== undefined;

/** What was asked, and which notice it was of which request, stays: an audit needs it, and none of it is a text. */
const blanked = (message: Message): Message =>
  message.direction === 'out'
    ? { ...message, content: { ...message.content, text: '', choices: undefined } }
    : { ...message, text: '', tapped: undefined, channelData: undefined };

/** Unique together: the channel and the provider's id, and the conversation where ids are unique only within one. */
const inboundKey = ({ channel, conversationId, providerId }: InboundMessage): string =>
  CHANNELS[channel].idsUniqueIn === 'conversation'
    ? `${channel}:${conversationId}:${providerId}`
    : `${channel}:${providerId}`;

function deriveColumns(message: Message & Arrival, crypto: Crypto): Record<string, unknown> {
  if (message.direction === 'in')
    return {
      inboundKey: inboundKey(message),
      arrival: message.arrival,
      arrivedAt: message.arrivedAt === undefined ? undefined : new Date(message.arrivedAt),
      wordsFrom: hasWords(message) ? new Date(message.receivedAt) : undefined,
    };
  return {
    wordsFrom: hasWords(message) ? new Date(message.createdAt) : undefined,
    addressIndex: addressIndex(crypto, message.channel, message.address),
    noticeIndex: message.noticeKey === undefined ? undefined : crypto.blind('notice', message.noticeKey),
    pending: (PENDING as readonly string[]).includes(message.state) ? true : undefined,
  };
}

/** Within one moment a person's words come before the answers to them, and answers in the order in which they were written. */
function byTime(a: Message, b: Message): number {
  const at = (message: Message): number => (message.direction === 'in' ? message.receivedAt : message.createdAt);
  if (at(a) !== at(b)) return at(a) - at(b);
  const place = (message: Message): number => message.seq ?? (message.direction === 'in' ? -1 : message.order);
  return place(a) - place(b);
}

const PAGE = 200;
const rank = (lane: unknown): number => LANES.indexOf(lane as Lane);

/**
 * Whether a message must wait for another one to the same address: an earlier one that is being sent, or an earlier one of its own or
 * a more urgent lane that is due. What waits for the morning, or is less urgent, holds up nobody.
 */
function blocks(other: Row, message: Row, business: Instant): boolean {
  if (other['addressIndex'] !== message['addressIndex'] || Number(other['order']) >= Number(message['order']))
    return false;
  if (other['state'] === 'sending') return true;
  return (other['notBefore'] as Date).getTime() <= business && rank(other['lane']) <= rank(message['lane']);
}

/** @param real of the transaction. `takeNumbers` gives web chat messages their `seq`: call it last, right before the commit. */
export function createMessages(scope: Scope, real: Instant): { messages: Messages; takeNumbers: () => Promise<void> } {
  const rows = rowsOf(MESSAGES, scope);
  const streams = createStreams(scope);
  const { crypto } = scope;
  const unnumbered: Pick<InboundMessage | OutboundMessage, 'id' | 'direction' | 'conversationId'>[] = [];

  const asMessage = (stored: StoredMessage | undefined) => stored as unknown as Message | undefined;
  const asOutbound = (stored: readonly StoredMessage[]) => stored as unknown as readonly OutboundMessage[];

  const messages: Messages = {
    byId: async (id) => asMessage(await rows.byId(id)),

    async addInbound(message) {
      const waits = message.state === 'received';
      const arrival = waits ? await noteArrival(scope, message.conversationId, real) : undefined;
      const stored: InboundMessage & Arrival = { ...message, arrival, arrivedAt: waits ? real : undefined };
      await rows.insert(stored, 'message');
      if (!CHANNELS[message.channel].carried) unnumbered.push(message);
    },

    oldestUnanswered: async (conversationId) =>
      asMessage(await rows.one({ conversationId, state: 'received' }, { arrival: 1 })) as InboundMessage | undefined,

    async answered(id) {
      const row = await rows.change({ _id: id, direction: 'in' }, { $set: { state: 'answered' } });
      if (!row) throw new Fault('row-gone', 'no such inbound message');
    },

    async addOutbound(message) {
      if (
        message.noticeKey !== undefined &&
        (await rows.one({ noticeIndex: crypto.blind('notice', message.noticeKey) }))
      )
        return false;
      const { carried } = CHANNELS[message.channel];
      const order = !carried ? 0 : await streams.take(addressIndex(crypto, message.channel, message.address), 1);
      await rows.insert({ ...message, order }, 'notice');
      if (!carried) unnumbered.push({ ...message, conversationId: message.address });
      return true;
    },

    saveOutbound: (message) => rows.replace(message),

    byProviderId: async (channel, providerId) =>
      asMessage(await rows.one({ providerId, channel, direction: 'out' })) as OutboundMessage | undefined,

    after: async (conversationId, seq, limit) =>
      (await rows.many(
        { conversationId, seq: { $gt: seq } },
        { sort: { seq: 1 }, limit },
      )) as unknown as readonly Message[],

    async newest(conversationId, limit) {
      const found = await rows.many(
        { conversationId, wordsFrom: { $exists: true } },
        { sort: { wordsFrom: -1, _id: 1 }, limit },
      );
      return (found as unknown as readonly Message[]).toSorted(byTime);
    },

    async blankBefore(instant, limit) {
      const old = await rows.many(
        { wordsFrom: { $lt: new Date(instant) }, state: { $nin: NEEDED } },
        { sort: { wordsFrom: 1, _id: 1 }, limit },
      );
      for (const stored of old) await rows.replace(blanked(stored as unknown as Message));
      return old.length;
    },

    async number(id) {
      await takeNumbers();
      const { seq } = (await rows.byId(id)) ?? {};
      if (typeof seq !== 'number') throw new Fault('row-gone', 'no such message in a transcript');
      return seq;
    },

    lastSeq: streams.last,

    lastSeqs: streams.lastOf,

    async sendable(lane, business, now, limit) {
      const ready: string[] = [];
      const due = {
        pending: true,
        lane,
        state: 'queued',
        notBefore: { $lte: new Date(business) },
        leaseUntil: { $lte: new Date(now) },
      };
      const columns = ['addressIndex', 'order', 'state', 'lane', 'notBefore'];
      for (let skip = 0; ready.length < limit; skip += PAGE) {
        const page = await rows.pick(due, columns, { sort: { createdAt: 1, order: 1, _id: 1 }, limit: PAGE, skip });
        if (page.length === 0) break;
        const addresses = [...new Set(page.map((row) => row['addressIndex']))];
        const others = await rows.pick(
          { pending: true, addressIndex: { $in: addresses }, state: { $in: ['queued', 'sending'] } },
          columns,
          { sort: { addressIndex: 1, order: 1 } },
        );
        const free = page.filter((row) => !others.some((other) => blocks(other, row, business)));
        ready.push(...free.map((row) => row._id));
      }
      const wanted = ready.slice(0, limit);
      if (wanted.length === 0) return [];
      return asOutbound(await rows.many({ _id: { $in: wanted } }, { sort: { createdAt: 1, order: 1, _id: 1 } }));
    },

    abandoned: async (now, limit) =>
      asOutbound(
        await rows.many(
          { pending: true, state: { $in: ['sending', 'unknown'] }, leaseUntil: { $lte: new Date(now) } },
          { sort: { leaseUntil: 1, _id: 1 }, limit },
        ),
      ),

    async unsent() {
      const count = (state: (typeof PENDING)[number]) => rows.count({ pending: true, state });
      return { queued: await count('queued'), sending: await count('sending'), unknown: await count('unknown') };
    },
  };

  async function takeNumbers(): Promise<void> {
    for (const conversationId of new Set(unnumbered.map((message) => message.conversationId ?? ''))) {
      const waiting = unnumbered.filter((message) => message.conversationId === conversationId);
      let seq = await streams.take(conversationId, waiting.length);
      for (const { id, direction } of waiting) {
        await rows.change({ _id: id }, { $set: direction === 'in' ? { seq } : { seq, order: seq } });
        seq += 1;
      }
    }
    unnumbered.length = 0;
  }

  return { messages, takeNumbers };
}
