// Builds a Work: every repository bound to one transaction. A Work lives no longer than its transaction.
import type { Clock } from '../clock';
import type { Random, Transact } from '../domain/work';
import { createBills } from './bills';
import type { Catalogues } from './catalogue';
import { createCitizens } from './citizens';
import { createCodes } from './codes';
import { createConversations, createDrafts } from './conversations';
import { createMessages } from './messages';
import { createBillerBodies, createPayments } from './payments';
import { createPersons } from './persons';
import { createClosedAddresses, createReceipts } from './receipts';
import { createRequests } from './requests';
import { readHead } from './settings';
import { createSittings } from './sittings';
import { createAudits, createStaffAccounts, createStaffSessions } from './staff';
import { createTasks } from './tasks';
import { createUnclear } from './unclear';
import type { InTransaction } from './transaction';

/**
 * Each attempt begins with what every process must agree on: the catalogue's version and how far business time runs ahead.
 */
export function createTransact(deps: {
  inTransaction: InTransaction;
  catalogues: Catalogues;
  clock: Clock;
  random: Random;
  publicUrl: string;
}): Transact {
  const { inTransaction, catalogues, clock, random, publicUrl } = deps;
  return (use) =>
    inTransaction(async (transaction) => {
      const head = await readHead(transaction);
      if (head.clockOffsetMs > clock.offsetMs()) clock.setOffset(head.clockOffsetMs);
      const catalogue = await catalogues.at(transaction, head.catalogueVersion);
      const real = clock.real();
      const now = clock.now();
      const { messages, takeNumbers } = createMessages(transaction, real);
      const result = await use({
        now,
        real,
        random,
        publicUrl,
        catalogue,
        citizens: createCitizens(transaction),
        persons: createPersons(transaction),
        requests: createRequests(transaction),
        sittings: createSittings(transaction),
        bills: createBills(transaction),
        payments: createPayments(transaction),
        billerBodies: createBillerBodies(transaction),
        conversations: createConversations(transaction),
        drafts: createDrafts(transaction, now),
        messages,
        receipts: createReceipts(transaction),
        codes: createCodes(transaction),
        tasks: createTasks(transaction),
        staff: createStaffAccounts(transaction),
        staffSessions: createStaffSessions(transaction),
        audits: createAudits(transaction),
        unclear: createUnclear(transaction),
        closedAddresses: createClosedAddresses(transaction),
      });
      await takeNumbers();
      return result;
    });
}
