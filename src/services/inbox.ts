// Takes what arrives: the inbound message under its unique key, its conversation, and who is proven by the channel.
import { newConversation, type Conversation, type ReturnAddress } from '../domain/conversation';
import { CHANNELS, type ChannelName, type InboundKind } from '../domain/message';
import { hasCheckDigit } from '../domain/payment';
import { AlreadyThere, type Transact, type Work } from '../domain/work';
import { cleanText, foldDigits } from '../language/normalise';
import { languageOf } from '../language/reply-language';
import { prove } from './citizens';

/** What is left of a bank card's number. */
export const CARD_MASK = '••••';

export type Arrival = {
  readonly channel: ChannelName;
  /** E.164, the conversation's id in the web chat, or channel, conversation and user for the Bot Framework. */
  readonly address: string;
  readonly providerId: string;
  readonly kind: InboundKind;
  readonly text: string;
  readonly tapped?: string | undefined;
  /** Web chat: the client's channelData as sent (JSON). */
  readonly channelData?: string | undefined;
  /** Web chat: the visitor's network address as a keyed hash; Bot Framework: who they are on their channel, the same way. */
  readonly source?: string | undefined;
  /** Bot Framework: where the conversation is answered from now on. */
  readonly returnAddress?: ReturnAddress | undefined;
  /** The provider's own opt-out service matched this message and has answered it. */
  readonly optOut?: 'stop' | 'start' | 'help' | undefined;
};

export type Arrived = { readonly conversationId: string; readonly messageId: string };

const LONGEST_KEPT = 5_000;
const TRIES = 5;

/** Stores an arrival in a transaction of its own. `repeated` when the provider's id is stored already: nothing changes. */
export const arrive = (transact: Transact, arrival: Arrival): Promise<Arrived | 'repeated'> =>
  arriving(transact, (work) => receive(work, arrival));

/** The same, for a door that has more to do in the transaction. Two first messages of one new address may race for the conversation; the loser tries again. */
export async function arriving<Result>(
  transact: Transact,
  use: (work: Work) => Promise<Result>,
): Promise<Result | 'repeated'> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transact(use);
    } catch (error) {
      if (!(error instanceof AlreadyThere)) throw error;
      if (error.what === 'message') return 'repeated';
      if (tried === TRIES) throw error;
    }
  }
}

/** @throws AlreadyThere 'message' when the provider's id is stored */
export async function receive(work: Work, arrival: Arrival): Promise<Arrived> {
  const { channel, address } = arrival;
  const known = await work.conversations.byAddress(channel, address);
  const conversationId = known?.id ?? newConversationId(work, arrival);
  const messageId = work.random.id('msg');
  await work.messages.addInbound({
    direction: 'in',
    id: messageId,
    channel,
    conversationId,
    providerId: arrival.providerId,
    kind: arrival.kind,
    text: maskCards(cleanText(arrival.text.slice(0, LONGEST_KEPT))),
    tapped: arrival.tapped,
    channelData: arrival.channelData,
    // What the provider's opt-out service has answered is kept, and answered by nobody else.
    state: arrival.optOut === undefined ? 'received' : 'answered',
    receivedAt: work.now,
    seq: undefined,
  });
  const conversation =
    known ?? newConversation({ id: conversationId, channel, address, source: arrival.source, createdAt: work.now });
  const language = conversation.language ?? languageOf(arrival.text) ?? 'ar';
  const citizenId =
    conversation.citizenId ?? (CHANNELS[channel].provesPhone ? (await prove(work, address, language)).id : undefined);
  const returnAddress = arrival.returnAddress ?? conversation.returnAddress;
  const heard = { ...conversation, citizenId, returnAddress, lastInboundAt: work.now };
  await (known ? work.conversations.save(heard) : work.conversations.add(heard));
  if (arrival.optOut === 'stop') await work.closedAddresses.close(channel, address, work.now);
  if (arrival.optOut === 'start') await work.closedAddresses.reopen(channel, address);
  return { conversationId, messageId };
}

/** Opens a web chat before its first message, or finds it. */
export async function openConversation(
  work: Work,
  opening: { address: string; source?: string | undefined },
): Promise<{ conversation: Conversation; created: boolean }> {
  const arrival = { channel: 'web-chat', ...opening } as const;
  const known = await work.conversations.byAddress(arrival.channel, opening.address);
  if (known) return { conversation: known, created: false };
  const conversation = newConversation({
    id: opening.address,
    channel: arrival.channel,
    address: opening.address,
    source: opening.source,
    createdAt: work.now,
  });
  await work.conversations.add(conversation);
  return { conversation, created: true };
}

type Opening = Pick<Arrival, 'channel' | 'address' | 'source'>;

/** In the web chat the conversation's id is its address. */
const newConversationId = (work: Work, { channel, address }: Opening): string =>
  channel === 'web-chat' ? address : work.random.id('conv');

/** Digits in groups, as people write long numbers. */
const GROUPED = /[\d٠-٩۰-۹]+(?:[^\p{L}\p{N}\n]{1,3}[\d٠-٩۰-۹]+)*/gu;
const GROUP = /[\d٠-٩۰-۹]+/g;

const LONGEST_CARD = 19;
const isCard = (digits: string): boolean => /^[2-6]\d{12,18}$/.test(digits) && hasCheckDigit(digits);

/** Card numbers are never asked for; what looks like one (13–19 digits with a Luhn digit, whatever follows) is not stored. */
export function maskCards(text: string): string {
  return text.replace(GROUPED, maskGroups);
}

function maskGroups(found: string): string {
  const groups = [...found.matchAll(GROUP)].map(({ 0: digits, index }) => ({
    digits: foldDigits(digits),
    index,
    end: index + digits.length,
  }));
  for (const [first, { index }] of groups.entries())
    for (const last of [...groups.keys()].slice(first, first + LONGEST_CARD).reverse()) {
      const card = groups
        .slice(first, last + 1)
        .map(({ digits }) => digits)
        .join('');
      const end = groups[last]?.end ?? 0;
      if (isCard(card)) return `${found.slice(0, index)}${CARD_MASK}${maskCards(found.slice(end))}`;
    }
  return found;
}
