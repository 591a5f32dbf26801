// What the service itself must remember: the head that every transaction reads first, and the secrets of a demo.
import { randomBytes } from 'node:crypto';
import { MINUTE_MS, type Clock, type Instant } from '../clock';
import type { InTransaction } from './transaction';
import { rowsOf, type Scope, type Table } from './table';

/** What all processes must agree on at the start of a transaction. */
export type Head = {
  readonly id: string;
  readonly catalogueVersion: number;
  readonly clockOffsetMs: number;
  /** The latest real time that any process saw. */
  readonly seenReal?: Instant | undefined;
  /** The latest business time that any process saw. */
  readonly seenNow?: Instant | undefined;
};

export const HEAD: Table<Head> = {
  name: 'head',
  fields: { catalogueVersion: 'number', clockOffsetMs: 'number', seenReal: 'date', seenNow: 'date' },
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

/** Clocks that are kept right step back by less. */
const SET_BACK_MS = 2 * MINUTE_MS;

/**
 * Remembers the time, and takes care that business time goes on from the latest moment that was seen: on a machine whose clock was
 * set back it runs ahead of it by that much until the next start.
 * @returns by how much the machine's clock was set back since it was seen last; 0 where that is less than two minutes
 */
export async function rememberTime(inTransaction: InTransaction, clock: Clock): Promise<number> {
  return inTransaction(async (scope) => {
    const { clockOffsetMs, seenReal = 0, seenNow = 0 } = await readHead(scope);
    const real = clock.real();
    clock.setOffset(Math.max(clock.offsetMs(), clockOffsetMs, seenNow - real));
    await changeHead(scope, {
      seenReal: Math.max(seenReal, real),
      seenNow: Math.max(seenNow, real + clock.offsetMs()),
    });
    return seenReal - real > SET_BACK_MS ? seenReal - real : 0;
  });
}

type Secret = { readonly id: string; readonly value: string };

export const SECRETS: Table<Secret> = { name: 'secrets', fields: { value: 'sealed' }, indexes: [] };

export type Settings = {
  /** A secret of the demo by its name (the Direct Line secret, a password): made once, 32 letters, kept sealed. */
  secret(name: string): Promise<string>;
  /** Moves business time forward, durably and for every process. @throws RangeError when it would go back */
  advanceClock(offsetMs: number): Promise<void>;
  /** Remembers the time for the next start: to be called every minute or so, and at the end. */
  rememberTime(): Promise<void>;
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

    rememberTime: async () => void (await rememberTime(inTransaction, clock)),
  };
}
