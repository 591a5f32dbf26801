// Citizens: one row a proven phone.
import type { Citizen } from '../domain/citizen';
import type { Citizens } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';
import type { Crypto } from './crypto';

export const CITIZENS: Table<Citizen> = {
  name: 'citizens',
  fields: { phone: 'sealed', language: 'text', announcements: 'plain', createdAt: 'date' },
  columns: { phoneIndex: 'text' },
  derive: ({ phone }, crypto) => ({ phoneIndex: phoneIndex(crypto, phone) }),
  indexes: [{ key: { phoneIndex: 1 }, unique: true }],
};

/** One index for all phones, so that a citizen, a code and an address of the same number can be found by it. */
export const phoneIndex = (crypto: Crypto, phone: string): string => crypto.blind('phone', phone);

export function createCitizens(scope: Scope): Citizens {
  const rows = rowsOf(CITIZENS, scope);
  return {
    byId: rows.byId,
    byPhone: (phone) => rows.one({ phoneIndex: phoneIndex(scope.crypto, phone) }),
    add: (citizen) => rows.insert(citizen, 'citizen'),
    save: (citizen) => rows.replace(citizen),
  };
}
