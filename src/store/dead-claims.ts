// What a process that died had claimed. Whoever owns the embedded store's folder is the only one that answers and sends, so a claim
// that is there when it opens belongs to nobody; on a shared database claims run out by themselves.
import { FREE, INBOX } from './arrivals';
import { MESSAGES } from './messages';
import { rowsOf } from './table';
import type { InTransaction } from './transaction';

/** Ends them: conversations are answered at once, sends of unknown outcome are looked up at once (and never just repeated). */
export async function endDeadClaims(inTransaction: InTransaction): Promise<void> {
  await inTransaction(async (scope) => {
    const conversations = rowsOf(INBOX, scope);
    const free = { $set: { leaseUntil: FREE }, $unset: { owner: 1 } };
    while (await conversations.change({ pendingSince: { $exists: true }, leaseUntil: { $gt: FREE } }, free));
    const messages = rowsOf(MESSAGES, scope);
    const sending = { pending: true, state: 'sending', leaseUntil: { $gt: FREE } };
    while (await messages.change(sending, { $set: { leaseUntil: FREE } }));
  });
}
