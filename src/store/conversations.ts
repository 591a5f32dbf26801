// Conversations: one row a (channel, address), with what the dialog remembers; and the drafts of open forms.
import type { Conversation, Draft } from '../domain/conversation';
import type { ChannelName } from '../domain/message';
import type { Instant } from '../clock';
import type { Conversations, Drafts } from '../domain/work';
import type { Crypto } from './crypto';
import { rowsOf, type Scope, type Table } from './table';

export const CONVERSATIONS: Table<Conversation> = {
  name: 'conversations',
  fields: {
    channel: 'text',
    address: 'sealed',
    citizenId: 'text',
    language: 'text',
    languageChosen: 'flag',
    offered: 'plain',
    misses: 'number',
    later: 'plain',
    handover: 'plain',
    faults: 'number',
    lastInboundAt: 'date',
    source: 'text',
    returnAddress: 'sealed',
    endedAt: 'date',
    createdAt: 'date',
  },
  columns: { addressIndex: 'text' },
  derive: ({ channel, address }, crypto) => ({ addressIndex: addressIndex(crypto, channel, address) }),
  indexes: [{ key: { addressIndex: 1 }, unique: true }],
};

/** Stands for an address of a channel wherever one must be found again: rows, orders, closed addresses. */
export const addressIndex = (crypto: Crypto, channel: ChannelName, address: string): string =>
  crypto.blind('address', `${channel}:${address}`);

const DAY_SECONDS = 24 * 60 * 60;

export const DRAFTS: Table<Draft> = {
  name: 'drafts',
  fields: { citizenId: 'text', conversationId: 'text', form: 'sealed', expiresAt: 'date' },
  indexes: [
    { key: { conversationId: 1 } },
    { key: { citizenId: 1, expiresAt: -1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: DAY_SECONDS },
  ],
};

export function createConversations(scope: Scope): Conversations {
  const rows = rowsOf(CONVERSATIONS, scope);
  return {
    byId: rows.byId,
    byAddress: (channel, address) => rows.one({ addressIndex: addressIndex(scope.crypto, channel, address) }),
    add: (conversation) => rows.insert(conversation, 'conversation'),
    save: (conversation) => rows.replace(conversation),
  };
}

/** A draft whose time is over is not there any more, also before its row is collected. */
export function createDrafts(scope: Scope, now: Instant): Drafts {
  const rows = rowsOf(DRAFTS, scope);
  const newest = (filter: Partial<Pick<Draft, 'citizenId' | 'conversationId'>>) =>
    rows.one({ ...filter, expiresAt: { $gt: new Date(now) } }, { expiresAt: -1, _id: 1 });
  return {
    ofConversation: (conversationId) => newest({ conversationId }),
    ofCitizen: (citizenId) => newest({ citizenId }),
    put: (draft) => rows.replace(draft, { orInsert: true }),
    remove: rows.remove,
  };
}
