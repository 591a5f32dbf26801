// The contract of a channel: turning a provider's words into ours, sending one message, and finding out what became of it.
// A channel is one file beside this one and one line in index.ts; doors and delivery know only this contract.
import type { ChannelName, Content, DeliveryEvent, InboundKind, OutboundMessage } from '../domain/message';

/** A provider's inbound message in our words. */
export type Inbound = {
  readonly providerId: string;
  /** E.164 of the sender. */
  readonly address: string;
  readonly kind: InboundKind;
  readonly text: string;
  readonly tapped: string | undefined;
  /** The provider's own opt-out service matched and has already answered. */
  readonly optOut: 'stop' | 'start' | 'help' | undefined;
};

/** What a provider's refusal means for us, the same whether it answers a send or comes later in a receipt. */
export type Refused = {
  readonly code: string;
  /** Pause before the next try in real milliseconds; it grows with each try. Undefined: never again. */
  readonly retryAfterMs: number | undefined;
  /** Where the code allows fewer sends than usual: at most so many. */
  readonly tries?: number | undefined;
  readonly closesAddress: boolean;
  readonly fallBackToSms: boolean;
  /** The cure is ours (settings, sender, a text): logged as an error, so that somebody looks. */
  readonly ours: boolean;
};

/** A provider's receipt in our words. */
export type StatusReport = {
  readonly providerId: string;
  /** The provider's word, for the log of receipts. */
  readonly status: string;
  readonly errorCode: string | undefined;
} & (
  | { readonly event: 'reject'; readonly refused: Refused }
  /** What it does to the message; undefined for words that change nothing (queued, sending). */
  | { readonly event: Exclude<DeliveryEvent, 'reject'> | undefined }
);

/** A webhook's request as the door hands it over: verified by nobody yet. */
export type WebhookCall = {
  /** The public address that the provider signed: PUBLIC_URL + path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decoded form fields; repeated ones as arrays. */
  readonly form: Readonly<Record<string, string | readonly string[]>>;
};

/** What a channel answers to a webhook: not the provider's (403), not understood (a new word of the provider's: 400, loudly), or ours. */
export type Read<T> = { readonly read: T } | { readonly refused: 'signature' | 'words'; readonly why: string };

/** What became of a send. `unknown`: it may have happened although it failed; it is looked up before anything is sent again. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly providerId: string }
  | ({ readonly outcome: 'refused' } & Refused)
  | { readonly outcome: 'unknown'; readonly code: string };

/** What the provider knows of a message whose outcome was unknown. */
export type Found = { readonly found: true; readonly report: StatusReport } | { readonly found: false };

export type Channel = {
  readonly name: ChannelName;
  /** The text of a message as this channel shows it. */
  render(content: Content): string;
  /** Absent where the provider calls no webhooks of a channel's own: messages come by another door, or receipts never. */
  readonly webhooks?: {
    readInbound(call: WebhookCall): Read<Inbound>;
    readStatus(call: WebhookCall): Read<StatusReport>;
  };
  /** Absent where the commit is the delivery (web chat). */
  readonly carrier?: {
    /** Free text is taken only this long after the person's last message (WhatsApp: 24 hours); absent where it always is. */
    readonly windowMs?: number;
    /** Sends once. Never throws for what the provider or the line does: that is an outcome. */
    send(message: OutboundMessage): Promise<SendOutcome>;
    /**
     * Looks the message up at the provider by address, time of the claim (`sentAt`) and text.
     * @param isKnown whether a provider's id belongs to another of our messages: the same words may have been sent twice
     * Where the provider can't be asked at all, what it says decides: `found: false` sends once more, with the risk of a double.
     * @throws when the provider does not answer: then nothing is known
     */
    find(message: OutboundMessage, isKnown: (providerId: string) => Promise<boolean>): Promise<Found>;
  };
};
