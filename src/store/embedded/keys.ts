// Where everything stands in the store's one ordered map: catalog, documents, index entries; and an index's keys for a document.
// Keys are latin1 strings, one character a byte.
import { keysAt } from './field';
import { keyBytes } from './order';
import type { Doc } from './value';

/** One key of an index for one document: its bytes and the values they stand for (missing as null), in the order of the index's fields. */
export type IndexKey = { readonly bytes: string; readonly values: readonly unknown[] };

const ridLength = 6;

function bigEndian(value: number, length: number): string {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes.toString('latin1');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** The smallest string above every string that begins with `prefix`. */
export function after(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  const start = prefix.slice(0, -1);
  return last === 255 ? after(start) : start + String.fromCharCode(last + 1);
}

export const catalogPrefix = 'c';
export const documentPrefix = 'd';
/** Index entries are made from the documents at each start; the log does not hold them. */
export const indexPrefix = 'i';

export function catalogKey(collectionId: number): string {
  return catalogPrefix + bigEndian(collectionId, 4);
}

export function documentsOf(collectionId: number): string {
  return documentPrefix + bigEndian(collectionId, 4);
}

/** The place of a document: `rid` is its record id of `makeRid`. */
export function documentKey(collectionId: number, rid: string): string {
  return documentsOf(collectionId) + rid;
}

export function entriesOf(collectionId: number, indexId: number): string {
  return indexPrefix + bigEndian(collectionId, 4) + bigEndian(indexId, 2);
}

/** Record ids rise with each insert: documents stand in the order they came. */
export function makeRid(number: number): string {
  return bigEndian(number, ridLength);
}

export function ridOf(key: string): string {
  return key.slice(-ridLength);
}

/** The number of a record id, or of a collection in its catalog key. */
export function numberIn(bytes: string): number {
  return Buffer.from(bytes, 'latin1').readUIntBE(0, bytes.length);
}

/** The bytes of one value in an index. */
export function keyPart(value: unknown, descending: boolean): string {
  return latin1(keyBytes(value, descending));
}

/** One field of an index, with its direction. */
export type KeyField = { readonly field: string; readonly descending: boolean };

/**
 * The different keys of a document in an index on these fields; none where `sparse` leaves the document out.
 * @throws StoreError 171 for two arrays side by side.
 */
export function indexKeys(fields: readonly KeyField[], sparse: boolean, doc: Doc): IndexKey[] {
  const found = new Map<string, IndexKey>();
  const names = fields.map(({ field }) => field);
  for (const values of keysAt(doc, names)) {
    if (sparse && values.every((value) => value === undefined)) continue;
    const bytes = fields.map(({ descending }, i) => keyPart(values[i], descending)).join('');
    found.set(bytes, { bytes, values: values.map((value) => value ?? null) });
  }
  return [...found.values()];
}
