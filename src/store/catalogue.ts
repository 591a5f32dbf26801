// The catalogue in the database, which is the truth: whole versions, never changed once written.
// A load makes a new version; what it does not name stays as it was.
import type { Connection } from 'mongoose';
import type { Catalogue } from '../domain/catalogue';
import type { Crypto } from './crypto';
import { createQueue } from './queue';
import { changeHead, readHead } from './settings';
import { rowsOf, type Scope, type Table } from './table';
import type { InTransaction } from './transaction';

type CatalogueRow = { readonly id: string; readonly content: Omit<Catalogue, 'version'> };

export const CATALOGUES: Table<CatalogueRow> = { name: 'catalogues', fields: { content: 'plain' }, indexes: [] };

const nothing = { ar: '', en: '' };

/** What production has before its first load. */
const EMPTY: Catalogue = {
  version: 0,
  sample: false,
  stations: [],
  grantingBodies: [],
  exams: [],
  holidays: [],
  biller: { category: nothing, biller: nothing, examService: nothing },
  terms: { paymentWorkingDays: 5, paymentReminderWorkingDays: 1, paymentClaimDays: 3 },
  contact: { knowledgeStations: '', callCentre: '' },
};

export type Catalogues = {
  /** One version, read inside the scope's transaction; versions never change and are read once. */
  at(scope: Scope, version: number): Promise<Catalogue>;
  current(): Promise<Catalogue>;
  /**
   * Makes a new version: entries with a known id are replaced, new ones added, ids that are not named stay (holidays go by their
   * first day). The given version number is not looked at. @returns the catalogue as it now is; nothing is written when nothing differs
   */
  load(catalogue: Catalogue): Promise<Catalogue>;
};

export function createCatalogues(deps: {
  connection: Connection;
  crypto: Crypto;
  inTransaction: InTransaction;
}): Catalogues {
  const { connection, crypto, inTransaction } = deps;
  let latest = EMPTY;

  async function at(scope: Scope, version: number): Promise<Catalogue> {
    if (version === latest.version) return latest;
    const row = version === 0 ? undefined : await rowsOf(CATALOGUES, scope).byId(String(version));
    const found = row ? { ...row.content, version } : EMPTY;
    if (version > latest.version) latest = found;
    return found;
  }

  return {
    at,
    async current() {
      const scope = { connection, crypto, session: undefined, queue: createQueue() };
      return at(scope, (await readHead(scope)).catalogueVersion);
    },
    load: (given) =>
      inTransaction(async (scope) => {
        const present = await at(scope, (await readHead(scope)).catalogueVersion);
        const { version: _, ...content } = JSON.parse(JSON.stringify(merge(present, given))) as Catalogue;
        const version = present.version + 1;
        if (present.version > 0 && JSON.stringify({ ...content, version: present.version }) === JSON.stringify(present))
          return present;
        await rowsOf(CATALOGUES, scope).insert({ id: String(version), content }, 'catalogue version');
        await changeHead(scope, { catalogueVersion: version });
        return { ...content, version };
      }),
  };
}

function mergeBy<Entry>(idOf: (entry: Entry) => string, old: readonly Entry[], given: readonly Entry[]): Entry[] {
  const entries = new Map(old.map((entry) => [idOf(entry), entry]));
  for (const entry of given) entries.set(idOf(entry), entry);
  return [...entries.values()];
}

const byId = (entry: { readonly id: string }): string => entry.id;

/** Sample data stays marked as such for as long as one entry of it is left. */
function merge(old: Catalogue, given: Catalogue): Catalogue {
  const stations = mergeBy(byId, old.stations, given.stations);
  const exams = mergeBy(byId, old.exams, given.exams);
  const left = stations.length > given.stations.length || exams.length > given.exams.length;
  return {
    ...given,
    sample: given.sample || (old.sample && left),
    stations,
    exams,
    grantingBodies: mergeBy(byId, old.grantingBodies, given.grantingBodies),
    holidays: mergeBy(({ from }) => from, old.holidays, given.holidays),
  };
}
