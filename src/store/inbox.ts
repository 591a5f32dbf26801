// Hands conversations with unanswered messages to whoever answers them: one owner at a time, the longest waiting first.
import type { Connection } from 'mongoose';
import type { Inbox } from '../domain/work';
import { FREE, INBOX } from './arrivals';
import type { Crypto } from './crypto';
import { MESSAGES } from './messages';
import { createQueue } from './queue';
import { rowsOf, type Row, type Scope } from './table';
import type { InTransaction } from './transaction';

export function createInbox(deps: { connection: Connection; crypto: Crypto; inTransaction: InTransaction }): Inbox {
  const { connection, crypto, inTransaction } = deps;
  const rows = () => rowsOf(INBOX, { connection, crypto, session: undefined, queue: createQueue() });

  return {
    async claim(owner, real, leaseMs) {
      const free = { pendingSince: { $exists: true }, leaseUntil: { $lte: new Date(real) } };
      const claim = { $set: { owner, leaseUntil: new Date(real + leaseMs) } };
      return (await rows().change(free, claim, { sort: { pendingSince: 1 } }))?._id;
    },

    async renew(conversationId, owner, real, leaseMs) {
      const renewal = { $set: { leaseUntil: new Date(real + leaseMs) } };
      return (await rows().change({ _id: conversationId, owner }, renewal)) !== undefined;
    },

    release: (conversationId, owner) =>
      inTransaction(async (scope) => {
        const waiting = rowsOf(INBOX, scope);
        if (!(await waiting.one({ _id: conversationId, owner }))) return;
        const oldest = await oldestUnanswered(scope, conversationId);
        await waiting.change(
          { _id: conversationId },
          oldest
            ? { $set: { leaseUntil: FREE, pendingSince: oldest['arrivedAt'] }, $unset: { owner: 1 } }
            : { $set: { leaseUntil: FREE }, $unset: { owner: 1, pendingSince: 1 } },
        );
      }),
  };
}

async function oldestUnanswered(scope: Scope, conversationId: string): Promise<Row | undefined> {
  const found = await rowsOf(MESSAGES, scope).pick({ conversationId, state: 'received' }, ['arrivedAt'], {
    sort: { arrival: 1 },
    limit: 1,
  });
  return found[0];
}
