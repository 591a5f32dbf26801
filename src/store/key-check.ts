// Refuses a database that was written with other keys: with a wrong index key every look-up would silently find nothing.
import type { Connection } from 'mongoose';
import { Fault } from '../errors';
import { placeOf, type Crypto } from './crypto';
import { bytesOf } from './table';

type KeyRow = { _id: string; index?: string; sealed?: unknown };

export const KEYS_COLLECTION = 'keys';
const ROW_ID = 'check';
const CHECK = 'these are the keys';
const PLACE = placeOf(KEYS_COLLECTION, 'sealed', ROW_ID);

/** Writes the check into an empty database, compares it in any other. @throws Fault `keys-wrong` */
export async function checkKeys(connection: Connection, crypto: Crypto): Promise<void> {
  const rows = connection.collection<KeyRow>(KEYS_COLLECTION);
  const mine = { index: crypto.blind('check', CHECK), sealed: crypto.seal(PLACE, CHECK) };
  const row = await rows.findOneAndUpdate(
    { _id: ROW_ID },
    { $setOnInsert: mine },
    { upsert: true, returnDocument: 'after' },
  );
  if (row?.index !== mine.index)
    throw new Fault('keys-wrong', 'the index key is not the one that this data was written with');
  try {
    crypto.open(PLACE, bytesOf(row.sealed));
  } catch (cause) {
    throw new Fault('keys-wrong', 'neither the data key nor the old one is the one that this data was written with', {
      cause,
    });
  }
}

/** Seals the check with the present data key, at the end of a rotation. */
export async function renewKeyCheck(connection: Connection, crypto: Crypto): Promise<void> {
  await connection
    .collection<KeyRow>(KEYS_COLLECTION)
    .updateOne({ _id: ROW_ID }, { $set: { sealed: crypto.seal(PLACE, CHECK) } });
}
