// What the service itself must remember: the head that every transaction reads first, and the secrets of a demo.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { InTransaction } from './transaction';
import { rowsOf, type Scope, type Table } from './table';

/** What all processes must agree on at the start of a transaction. */
export type Head = { readonly id: string; readonly catalogueVersion: number; readonly clockOffsetMs: number };

export const HEAD: Table<Head> = {
  name: 'head',
  fields: { catalogueVersion: 'number', clockOffsetMs: 'number' },
  indexes: [],
};

const HEAD_ID = 'head';
const EMPTY_HEAD: Head = { id: HEAD_ID, catalogueVersion: 0, clockOffsetMs: 0 };

export async function readHead(scope: Scope): Promise<Head> {
  return (await rowsOf(HEAD, scope).byId(HEAD_ID)) ?? EMPTY_HEAD;
}

export async function changeHead(scope: Scope, change: Partial<Omit<Head, 'id'>>): Promise<void> {
  await rowsOf(HEAD, scope).replace({ ...(await readHead(scope)), ...change }, { orInsert: true });
}

type Secret = { readonly id: string; readonly value: string };

export const SECRETS: Table<Secret> = { name: 'secrets', fields: { value: 'sealed' }, indexes: [] };

export type Settings = {
  /** A secret of the demo by its name (the Direct Line secret, a password): made once, 32 letters, kept sealed. */
  secret(name: string): Promise<string>;
  /** Moves business time forward, durably and for every process. @throws RangeError when it would go back */
  advanceClock(offsetMs: number): Promise<void>;
};

const SECRET_BYTES = 24;

export function createSettings(deps: { inTransaction: InTransaction; clock: Clock }): Settings {
  const { inTransaction, clock } = deps;
  return {
    secret: (name) =>
      inTransaction(async (scope) => {
        const secrets = rowsOf(SECRETS, scope);
        const known = await secrets.byId(name);
        if (known) return known.value;
        const value = randomBytes(SECRET_BYTES).toString('base64url');
        await secrets.insert({ id: name, value }, 'secret');
        return value;
      }),

    async advanceClock(offsetMs) {
      await inTransaction(async (scope) => {
        if (offsetMs < (await readHead(scope)).clockOffsetMs) throw new RangeError('the clock only moves forward');
        await changeHead(scope, { clockOffsetMs: offsetMs });
      });
      clock.setOffset(offsetMs);
    },
  };
}
