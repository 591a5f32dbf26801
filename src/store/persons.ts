// Persons: who sits an exam; one row a document. Found by document, by who entered them, and by whole words of the name.
import type { Person } from '../domain/person';
import type { Persons } from '../domain/work';
import { normalise } from '../language/normalise';
import { rowsOf, type Scope, type Table } from './table';
import type { Crypto } from './crypto';

export const PERSONS: Table<Person> = {
  name: 'persons',
  fields: {
    document: 'text',
    number: 'sealed',
    country: 'text',
    name: 'sealed',
    latinName: 'sealed',
    enteredBy: 'texts',
    consent: 'plain',
    guardian: 'sealed',
    createdAt: 'date',
  },
  columns: { documentIndex: 'text', nameWords: 'texts' },
  derive: ({ document, number, country, name }, crypto) => ({
    documentIndex: documentIndex(crypto, document, number, country),
    nameWords: nameIndexes(crypto, name),
  }),
  indexes: [
    { key: { documentIndex: 1 }, unique: true },
    { key: { enteredBy: 1, createdAt: 1 } },
    { key: { nameWords: 1 } },
  ],
};

const documentIndex = (crypto: Crypto, document: string, number: string, country: string): string =>
  crypto.blind('document', `${document}:${country}:${number}`);

/** Each word of a name by itself, spelled in one way; no beginnings of words, which would give away too much. */
const nameIndexes = (crypto: Crypto, name: string): string[] =>
  [...new Set(normalise(name).split(' ').filter(Boolean))].map((word) => crypto.blind('name', word));

export function createPersons(scope: Scope): Persons {
  const rows = rowsOf(PERSONS, scope);
  return {
    byId: rows.byId,
    byDocument: (document, number, country) =>
      rows.one({ documentIndex: documentIndex(scope.crypto, document, number, country) }),
    byName: async (words, limit) => {
      const indexes = nameIndexes(scope.crypto, words);
      return indexes.length === 0
        ? []
        : rows.many({ $and: indexes.map((nameWords) => ({ nameWords })) }, { sort: { _id: 1 }, limit });
    },
    enteredBy: (citizenId) => rows.many({ enteredBy: citizenId }, { sort: { createdAt: 1, _id: 1 } }),
    add: (person) => rows.insert(person, 'person'),
    save: (person) => rows.replace(person),
  };
}
