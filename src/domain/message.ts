// One message in either direction: the inbox, the outbox and the transcript are rows of this shape.
import type { Instant } from './calendar';
import type { Language } from './citizen';
import { step } from './machine';

export const CHANNEL_NAMES = ['sms', 'whatsapp', 'web-chat', 'bot-framework'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** What the house must know of a channel beside how it reads and sends, which is its own file's. */
export type ChannelTraits = {
  /** An address is a phone, and whoever writes from it has proven it; elsewhere a visitor is a guest until a code has. */
  readonly provesPhone: boolean;
  /** Somebody else carries what we send. Where nobody does, the commit is the delivery, and messages are numbered for readers. */
  readonly carried: boolean;
  /** How far a provider's id of a message is unique. */
  readonly idsUniqueIn: 'channel' | 'conversation';
  /** A notice's copy in the conversation that asked: none (the notice itself goes there), for some hours after a word of the person's, or as long as it is open. */
  readonly noticeCopy: 'none' | 'in-window' | 'while-open';
  /** Letters of one message; a longer answer goes as several. */
  readonly longestText: number | undefined;
};

/** Phones' networks carry 1,600 letters; of the networks behind the Bot Framework the narrowest carries 2,000. */
const LONGEST_TEXT = 1600;

export const CHANNELS = {
  sms: {
    provesPhone: true,
    carried: true,
    idsUniqueIn: 'channel',
    noticeCopy: 'none',
    longestText: LONGEST_TEXT,
  },
  whatsapp: {
    provesPhone: true,
    carried: true,
    idsUniqueIn: 'channel',
    noticeCopy: 'in-window',
    longestText: LONGEST_TEXT,
  },
  'web-chat': {
    provesPhone: false,
    carried: false,
    idsUniqueIn: 'conversation',
    noticeCopy: 'while-open',
    longestText: undefined,
  },
  'bot-framework': {
    provesPhone: false,
    carried: true,
    idsUniqueIn: 'conversation',
    noticeCopy: 'while-open',
    longestText: LONGEST_TEXT,
  },
} as const satisfies Record<ChannelName, ChannelTraits>;

/** What somebody sent beside words. The question stays open and names what it expects. */
export type InboundKind = 'text' | 'voice' | 'image' | 'video' | 'document' | 'location' | 'other';

export type Choice = { readonly label: string; readonly value: string };

export type Reference = { readonly payment?: string | undefined; readonly request?: string | undefined };

/** What a message says, the same on every channel; `text` already holds the numbered list of the choices. */
export type Content = {
  readonly text: string;
  readonly choices?: readonly Choice[] | undefined;
  /** The slot that this message asks for. */
  readonly ask?: string | undefined;
  /** The notice that this message is. */
  readonly notice?: string | undefined;
  readonly reference?: Reference | undefined;
};

/** Choices stand numbered under the text, for channels and people without buttons. */
export const numbered = (text: string, choices: readonly Choice[] | undefined): string =>
  [text, ...(choices?.map(({ label }, place) => `${place + 1} ${label}`) ?? [])].join('\n');

export type InboundMessage = {
  readonly direction: 'in';
  readonly id: string;
  readonly channel: ChannelName;
  readonly conversationId: string;
  /** The provider's id; web chat: the client's own activity id. Unique as far as `CHANNELS` says. */
  readonly providerId: string;
  readonly kind: InboundKind;
  readonly text: string;
  /** The id of the tapped button or list row, where one was tapped. */
  readonly tapped: string | undefined;
  /** Web chat: the client's channelData as sent, echoed back letter for letter (JSON). */
  readonly channelData: string | undefined;
  readonly state: 'received' | 'answered';
  readonly receivedAt: Instant;
  readonly seq: number | undefined;
};

/** Replies go before pushes, pushes before announcements. */
export const LANES = ['reply', 'push', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/**
 * The life of an outgoing message. `sending` is a claim; one that a crash left open becomes `unknown` and is looked up at the
 * provider before anything is sent again. The provider's receipts only move it upward, save one: where it says that it never sent
 * the message and may be asked again, the message waits once more.
 */
export const DELIVERY = [
  ['queued', 'claim', 'sending'],
  ['queued', 'deliver', 'delivered'],
  ['queued', 'reject', 'failed'],
  ['sending', 'accept', 'accepted'],
  ['sending', 'retry', 'queued'],
  ['sending', 'reject', 'failed'],
  ['sending', 'lose', 'unknown'],
  ['sending', 'send', 'sent'],
  ['sending', 'deliver', 'delivered'],
  ['unknown', 'accept', 'accepted'],
  ['unknown', 'retry', 'queued'],
  ['unknown', 'reject', 'failed'],
  ['unknown', 'send', 'sent'],
  ['unknown', 'deliver', 'delivered'],
  ['accepted', 'send', 'sent'],
  ['accepted', 'deliver', 'delivered'],
  ['accepted', 'reject', 'failed'],
  ['accepted', 'retry', 'queued'],
  ['accepted', 'read', 'read'],
  ['sent', 'deliver', 'delivered'],
  ['sent', 'reject', 'failed'],
  ['sent', 'retry', 'queued'],
  ['sent', 'read', 'read'],
  ['delivered', 'read', 'read'],
] as const;

export type DeliveryState = (typeof DELIVERY)[number][0] | (typeof DELIVERY)[number][2];
export type DeliveryEvent = (typeof DELIVERY)[number][1];

export const DELIVERY_FINAL: readonly DeliveryState[] = ['read', 'failed'];

/** The state after an event, or undefined where it would move backward: such a receipt is kept in the log and changes nothing. */
export function deliveryStep(state: DeliveryState, event: DeliveryEvent): DeliveryState | undefined {
  return step(DELIVERY, state, event)?.to;
}

export type OutboundMessage = {
  readonly direction: 'out';
  readonly id: string;
  readonly channel: ChannelName;
  /** E.164 for SMS and WhatsApp, the conversation's id for web chat, channel, conversation and user for the Bot Framework. */
  readonly address: string;
  /** The conversation it belongs to; undefined for a notice to a phone that has no conversation on this channel. */
  readonly conversationId: string | undefined;
  readonly language: Language;
  readonly lane: Lane;
  readonly content: Content;
  /** The inbound message that it answers. */
  readonly replyTo: string | undefined;
  /** Of the staff, who wrote it; undefined for what the assistant says. */
  readonly writtenBy: string | undefined;
  readonly requestId: string | undefined;
  /** Request, notice, occurrence, address in one text; unique, so that a notice goes out once. */
  readonly noticeKey: string | undefined;
  readonly state: DeliveryState;
  readonly providerId: string | undefined;
  readonly errorCode: string | undefined;
  readonly attempts: number;
  /** Order among messages to one address. */
  readonly order: number;
  /** Business time: it waits until then (quiet hours). */
  readonly notBefore: Instant;
  /** Real time: end of the claim or of the pause before the next try. */
  readonly leaseUntil: Instant;
  readonly createdAt: Instant;
  /** Real time of the last claim: when it was handed to the provider, for looking it up there. */
  readonly sentAt: Instant | undefined;
  readonly seq: number | undefined;
};

export type Message = InboundMessage | OutboundMessage;
