// Bills: one row a payment number, which is never given out again.
import type { Bill } from '../domain/payment';
import type { Bills } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';

/** The payment number is the row's id: unique for ever. */
type BillRow = Omit<Bill, 'number'> & { readonly id: string };

export const BILLS: Table<BillRow> = {
  name: 'bills',
  fields: {
    requestId: 'text',
    requestNumber: 'text',
    service: 'text',
    amountFils: 'number',
    shownName: 'sealed',
    state: 'text',
    issuedAt: 'date',
    expiresAt: 'date',
  },
  indexes: [{ key: { requestId: 1 } }],
};

const toBillRow = ({ number, ...bill }: Bill): BillRow => ({ ...bill, id: number });
const fromBillRow = ({ id, ...bill }: BillRow): Bill => ({ ...bill, number: id });

export function createBills(scope: Scope): Bills {
  const rows = rowsOf(BILLS, scope);
  return {
    async byNumber(number) {
      const row = await rows.byId(number);
      return row && fromBillRow(row);
    },
    add: (bill) => rows.insert(toBillRow(bill), 'bill'),
    save: (bill) => rows.replace(toBillRow(bill)),
  };
}
