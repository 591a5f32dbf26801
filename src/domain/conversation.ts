// A conversation: one (channel, address) with what the dialog remembers, and the draft of the form that is open in it.
import type { Instant } from './calendar';
import type { Language } from './citizen';
import type { ChannelName } from './message';

/** A form in the middle of being filled: its place is kept by slot name, never by a step number. */
export type FormState = {
  readonly form: string;
  /** The form's own version; a release that changes the form makes an open one start again, and say so. */
  readonly version: string;
  readonly slots: Readonly<Record<string, unknown>>;
  /** The slot that was asked last. */
  readonly asking: string | undefined;
  /** Slots in the order in which they were answered, for "back". */
  readonly answered: readonly string[];
  /** How often the open question was not understood. */
  readonly misses: number;
};

export type Draft = {
  readonly id: string;
  /** The proven phone that owns it; undefined for a guest in the web chat. */
  readonly citizenId: string | undefined;
  /** Where it is open now. */
  readonly conversationId: string;
  readonly form: FormState;
  readonly expiresAt: Instant;
};

/** Where a Bot Framework conversation is answered, as its newest message said; taken only from an authenticated activity. */
export type ReturnAddress = {
  readonly serviceUrl: string;
  readonly channelId: string;
  readonly conversationId: string;
  /** We and the person, as the channel names us. */
  readonly botId: string;
  readonly userId: string;
};

/** In the hands of the staff: the assistant is silent until they give it back, the citizen does, or nobody has said a word for long. */
export type Handover = {
  /** On the staff's pile; what they say goes through it. */
  readonly taskId: string;
  /** Business time from which the assistant answers again. */
  readonly until: Instant;
  /** Since when the citizen waits for a word; not there after one of the staff's. */
  readonly waitsSince?: Instant;
  /** The citizen knows that the words go to staff. */
  readonly acknowledged: boolean;
};

/** How long a yes is waited for. */
export const CONFIRM_MS = 60 * 60_000;

export const HANDOVER_MS = 24 * 60 * 60_000;

export type Conversation = {
  readonly id: string;
  readonly channel: ChannelName;
  readonly address: string;
  readonly citizenId: string | undefined;
  readonly language: Language | undefined;
  /** By name: from then on the script of a message changes it no more. */
  readonly languageChosen?: boolean | undefined;
  /** What a question outside a form offered last (menu, choice of intents), by value, and how often nothing was understood. */
  readonly offered:
    | {
        readonly ask: string;
        readonly values: readonly string[];
        /** A question whose yes does something: after this a yes is no answer to it any more. */
        readonly until?: Instant | undefined;
      }
    | undefined;
  readonly misses: number;
  /**
   * What else a message wanted, by the name of its intent, with what it said of an order (ids of the catalogue): offered when the first
   * thing is through, within a day.
   */
  readonly later:
    { readonly intent: string; readonly order?: Readonly<Record<string, string>>; readonly until: Instant } | undefined;
  readonly handover: Handover | undefined;
  /** Turns that failed by a fault of ours, one after the other. */
  readonly faults: number;
  /** WhatsApp's window of 24 hours counts from here. */
  readonly lastInboundAt: Instant | undefined;
  /** The visitor's network address (Bot Framework: who they are on their channel) as a keyed hash; phones have none. */
  readonly source: string | undefined;
  /** Bot Framework only. */
  readonly returnAddress: ReturnAddress | undefined;
  readonly endedAt: Instant | undefined;
  readonly createdAt: Instant;
};

/** A conversation in which nothing was said yet. */
export const newConversation = (
  opening: Pick<Conversation, 'id' | 'channel' | 'address' | 'source' | 'createdAt'>,
): Conversation => ({
  ...opening,
  citizenId: undefined,
  language: undefined,
  offered: undefined,
  misses: 0,
  later: undefined,
  handover: undefined,
  faults: 0,
  lastInboundAt: undefined,
  returnAddress: undefined,
  endedAt: undefined,
});

export const DRAFT_LIFE_MS = 7 * 24 * 60 * 60_000;
