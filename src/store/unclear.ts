// Sentences that were not understood surely. Found again by their words, so that a frequent one is one row.
import type { Unclear } from '../domain/unclear';
import type { UnclearPhrases } from '../domain/work';
import { normalise } from '../language/normalise';
import type { Crypto } from './crypto';
import { rowsOf, type Scope, type Table } from './table';

const textIndex = (crypto: Crypto, text: string): string => crypto.blind('phrase', normalise(text));

export const UNCLEAR: Table<Unclear> = {
  name: 'unclear',
  fields: {
    text: 'sealed',
    language: 'text',
    offered: 'texts',
    chosen: 'text',
    state: 'text',
    label: 'text',
    labelledBy: 'text',
    count: 'number',
    lastAt: 'date',
  },
  columns: { textIndex: 'text' },
  derive: ({ text }, crypto) => ({ textIndex: textIndex(crypto, text) }),
  indexes: [{ key: { textIndex: 1 } }, { key: { state: 1, count: -1, lastAt: -1 } }, { key: { lastAt: 1 } }],
};

export function createUnclear(scope: Scope): UnclearPhrases {
  const rows = rowsOf(UNCLEAR, scope);
  return {
    byId: rows.byId,
    byText: (text) => rows.one({ textIndex: textIndex(scope.crypto, text) }),
    put: (row) => rows.replace(row, { orInsert: true }),
    inState: (state, limit) => rows.many({ state }, { sort: { count: -1, lastAt: -1, _id: 1 }, limit }),
    async removeBefore(instant, limit) {
      const old = await rows.pick({ lastAt: { $lt: new Date(instant) } }, ['_id'], {
        sort: { lastAt: 1, _id: 1 },
        limit,
      });
      for (const { _id } of old) await rows.remove(_id);
      return old.length;
    },
  };
}
