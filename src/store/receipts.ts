// What providers said of sent messages, each word once; and addresses that a provider told us not to write to.
import type { Instant } from '../clock';
import type { ClosedAddresses, Receipt, Receipts } from '../domain/work';
import { addressIndex } from './conversations';
import { rowsOf, type Scope, type Table } from './table';

type ReceiptRow = Receipt & { readonly id: string };

const MONTH_SECONDS = 30 * 24 * 60 * 60;

export const RECEIPTS: Table<ReceiptRow> = {
  name: 'receipts',
  fields: { providerId: 'text', status: 'text', raw: 'sealed', at: 'date' },
  indexes: [{ key: { providerId: 1, at: 1 } }, { key: { at: 1 }, expireAfterSeconds: MONTH_SECONDS }],
};

/** The address itself is not kept: its blind index is the row's id. */
type ClosedAddress = { readonly id: string; readonly at: Instant };

export const CLOSED_ADDRESSES: Table<ClosedAddress> = {
  name: 'closed-addresses',
  fields: { at: 'date' },
  indexes: [],
};

export function createReceipts(scope: Scope): Receipts {
  const rows = rowsOf(RECEIPTS, scope);
  return {
    async add(receipt) {
      const id = `${receipt.providerId}:${receipt.status}`;
      if (await rows.byId(id)) return false;
      await rows.insert({ ...receipt, id }, 'receipt');
      return true;
    },
    async of(providerId) {
      const found = await rows.many({ providerId }, { sort: { at: 1, _id: 1 } });
      return found.map(({ status, raw, at }) => ({ providerId, status, raw, at }));
    },
  };
}

export function createClosedAddresses(scope: Scope): ClosedAddresses {
  const rows = rowsOf(CLOSED_ADDRESSES, scope);
  return {
    isClosed: async (channel, address) => (await rows.byId(addressIndex(scope.crypto, channel, address))) !== undefined,
    close: (channel, address, at) =>
      rows.replace({ id: addressIndex(scope.crypto, channel, address), at }, { orInsert: true }),
    reopen: (channel, address) => rows.remove(addressIndex(scope.crypto, channel, address)),
  };
}
