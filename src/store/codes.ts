// One-time codes that prove a phone. Rows outlive the code by two days, for the limits per phone and source.
import type { PhoneCode } from '../domain/citizen';
import type { Codes } from '../domain/work';
import { phoneIndex } from './citizens';
import { rowsOf, type Scope, type Table } from './table';

const TWO_DAYS_SECONDS = 2 * 24 * 60 * 60;

export const CODES: Table<PhoneCode> = {
  name: 'codes',
  fields: {
    conversationId: 'text',
    phone: 'sealed',
    source: 'text',
    // Six digits are soon guessed from a hash.
    hash: 'sealed',
    triesLeft: 'number',
    createdAt: 'date',
    expiresAt: 'date',
    usedAt: 'date',
  },
  columns: { phoneIndex: 'text' },
  derive: ({ phone }, crypto) => ({ phoneIndex: phoneIndex(crypto, phone) }),
  indexes: [
    { key: { conversationId: 1, createdAt: -1 } },
    { key: { phoneIndex: 1, createdAt: 1 } },
    { key: { source: 1, createdAt: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: TWO_DAYS_SECONDS },
  ],
};

export function createCodes(scope: Scope): Codes {
  const rows = rowsOf(CODES, scope);
  return {
    newestOf: (conversationId) => rows.one({ conversationId }, { createdAt: -1, _id: -1 }),
    add: (code) => rows.insert(code, 'code'),
    save: (code) => rows.replace(code),
    countForPhone: (phone, since) =>
      rows.count({ phoneIndex: phoneIndex(scope.crypto, phone), createdAt: { $gte: new Date(since) } }),
    countFromSource: (source, since) => rows.count({ source, createdAt: { $gte: new Date(since) } }),
  };
}
