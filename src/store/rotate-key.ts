// Changes the data key: every sealed field is opened with the key it has and sealed with the present one. Rows carry the id of
// their key, so a rotation that was cut off goes on where it stopped. The index key is not changed by this.
import type { Connection } from 'mongoose';
import type { Clock } from '../clock';
import { Fault } from '../errors';
import type { Log } from '../log';
import { connect } from './connection';
import { createCrypto, placeOf, type Crypto } from './crypto';
import { renewKeyCheck } from './key-check';
import { newKey, readDemoKeys, writeDemoKeys, type Keys } from './keys';
import { prepare } from './prepare';
import { bytesOf, modelOf, type AnyTable, type Row } from './table';
import { TABLES } from './tables';
import { createTransactions, type InTransaction } from './transaction';

export type Rotation = {
  readonly uri?: string | undefined;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Seals all rows with `keys.dataKey`; `keys.dataKeyOld` opens those that are older. Runs beside a service that was started with the
 * same two keys; after it the old one is needed by nothing but old backups.
 * @returns how many rows were sealed anew
 */
export async function rotateKey(options: Rotation & { readonly keys: Keys }): Promise<number> {
  const connected = await connect(options);
  try {
    return await resealAll(connected.connection, options);
  } finally {
    await connected.close();
  }
}

/**
 * Makes a new data key for a demo and changes to it. Both keys stand in its keys.json until the end.
 * @throws Fault `demo-running` while the demo runs, which would go on with the old key alone
 */
export async function rotateDemoKey(options: Rotation): Promise<number> {
  const connected = await connect({ ...options, uri: undefined });
  try {
    if (!connected.owner) throw new Fault('demo-running', 'stop the demo first: it knows only the old key');
    const present = readDemoKeys(options.dataDir);
    if (!present) throw new Fault('keys-missing', 'this folder has no keys of a demo');
    const keys =
      present.dataKeyOld === undefined ? { ...present, dataKey: newKey(), dataKeyOld: present.dataKey } : present;
    writeDemoKeys(options.dataDir, keys);
    const count = await resealAll(connected.connection, { ...options, keys });
    writeDemoKeys(options.dataDir, { dataKey: keys.dataKey, indexKey: keys.indexKey });
    return count;
  } finally {
    await connected.close();
  }
}

async function resealAll(connection: Connection, options: Rotation & { readonly keys: Keys }): Promise<number> {
  const crypto = createCrypto(options.keys);
  await prepare(connection, crypto, options.log, () => options.clock.real());
  const inTransaction = createTransactions({ connection, crypto });
  let count = 0;
  for (const table of TABLES) count += await resealTable(inTransaction, table, crypto);
  await renewKeyCheck(connection, crypto);
  return count;
}

const BATCH = 100;

async function resealTable(inTransaction: InTransaction, table: AnyTable, crypto: Crypto): Promise<number> {
  const sealed = Object.keys(table.fields).filter((field) => table.fields[field] === 'sealed');
  let count = 0;
  for (let after = ''; sealed.length > 0;) {
    const done: string[] = await inTransaction(async ({ connection, session }) => {
      const model = modelOf(connection, table);
      const old = { _id: { $gt: after }, keyId: { $exists: true, $ne: crypto.keyId } };
      const rows = await model
        .find(old, null, { session, sort: { _id: 1 }, limit: BATCH })
        .lean<Row[]>()
        .exec();
      for (const row of rows) {
        await model
          .updateOne({ _id: row._id }, { $set: resealed(table.name, row, sealed, crypto) }, { session })
          .exec();
      }
      return rows.map((row) => row._id);
    });
    if (done.length === 0) break;
    count += done.length;
    after = done.at(-1) ?? after;
  }
  return count;
}

function resealed(collection: string, row: Row, sealed: readonly string[], crypto: Crypto): Record<string, unknown> {
  const fields = sealed.filter((field) => row[field] !== undefined);
  const anew = fields.map((field) => {
    const place = placeOf(collection, field, row._id);
    return [field, crypto.seal(place, crypto.open(place, bytesOf(row[field])))];
  });
  return { keyId: crypto.keyId, ...Object.fromEntries(anew) };
}
