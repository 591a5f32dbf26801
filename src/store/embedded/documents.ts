// Writes of single documents with all their index entries: a write that is refused has changed nothing.
import type { Collection, Index } from './catalog';
import { storeError } from './errors';
import { after, documentKey, indexKeys, type IndexKey, ridOf } from './keys';
import { present, type State, type Unit, write } from './state';
import { entries } from './tree';
import { type Doc, encode, isDoc, newDoc } from './value';

/** MongoDB's limit for one document. */
export const maxDocumentBytes = 16 * 1024 * 1024;

type Entry = IndexKey & { readonly index: Index };

function entriesFor(collection: Collection, doc: Doc): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const index of collection.indexes) {
    const keys = keysIn(index, doc);
    for (const key of keys) found.set(index.entries + key.bytes, { ...key, index });
  }
  return found;
}

/** A document's keys in one index; marks the index where they are several. */
export function keysIn(index: Index, doc: Doc): IndexKey[] {
  if (index.partial && !index.partial.matches(doc)) return [];
  const keys = indexKeys(index.fields, index.sparse, doc);
  if (keys.length > 1) index.multikey = true;
  return keys;
}

/** The record id that holds a key of a unique index, or undefined. */
export function holderOf(state: State, uniqueKey: string): string | undefined {
  for (const [key] of entries(state.tree, uniqueKey, after(uniqueKey))) return ridOf(key);
  return undefined;
}

/** 11000 with the words and fields of MongoDB. */
export function duplicateKey(collection: Collection, index: Index, { values }: IndexKey): Error {
  const keyValue = newDoc();
  index.fields.forEach(({ field }, i) => (keyValue[field] = values[i]));
  const shown = shownValue(keyValue);
  return storeError(
    11000,
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: ${shown}`,
    { extra: { keyPattern: index.spec['key'], keyValue } },
  );
}

function shownValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(shownValue).join(', ')} ]`;
  if (!isDoc(value)) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${shownValue(field)}`);
  return `{ ${fields.join(', ')} }`;
}

// Freed keys are locked too: nobody may take one before it is certain that it stays free.
function claim(
  unit: Unit,
  collection: Collection,
  rid: string,
  added: readonly Entry[],
  freed: readonly Entry[],
): void {
  for (const { index, bytes } of [...added, ...freed]) if (index.unique) unit.lock(index.entries + bytes);
  for (const entry of added) {
    if (!entry.index.unique) continue;
    const holder = holderOf(unit.state, entry.index.entries + entry.bytes);
    if (holder !== undefined && holder !== rid) throw duplicateKey(collection, entry.index, entry);
  }
}

function move(unit: Unit, collection: Collection, rid: string, before: Doc | undefined, next: Doc | undefined): void {
  unit.enter(collection);
  const old = before ? entriesFor(collection, before) : new Map<string, Entry>();
  const now = next ? entriesFor(collection, next) : new Map<string, Entry>();
  const added = [...now].filter(([key]) => !old.has(key));
  const freed = [...old].filter(([key]) => !now.has(key));
  unit.lock(documentKey(collection.id, rid));
  claim(
    unit,
    collection,
    rid,
    added.map(([, entry]) => entry),
    freed.map(([, entry]) => entry),
  );
  for (const [key] of freed) write(unit, key + rid, undefined);
  for (const [key] of added) write(unit, key + rid, present);
}

// A document's bytes, refused beyond MongoDB's limit.
function storable(doc: Doc): Buffer {
  const bytes = encode(doc);
  if (bytes.length > maxDocumentBytes)
    throw storeError(10334, `BSONObj size: ${bytes.length} is above the limit of ${maxDocumentBytes} bytes`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Adds a document under a new record id. @throws StoreError 11000, 112, 171, 10334 */
export function insertDocument(unit: Unit, collection: Collection, rid: string, doc: Doc): void {
  const stored = storable(doc);
  move(unit, collection, rid, undefined, doc);
  write(unit, documentKey(collection.id, rid), stored);
}

/** Puts a new version in a document's place. */
export function replaceDocument(unit: Unit, collection: Collection, rid: string, before: Doc, next: Doc): void {
  const stored = storable(next);
  move(unit, collection, rid, before, next);
  write(unit, documentKey(collection.id, rid), stored);
}

/** Takes a document out. */
export function removeDocument(unit: Unit, collection: Collection, rid: string, doc: Doc): void {
  move(unit, collection, rid, doc, undefined);
  write(unit, documentKey(collection.id, rid), undefined);
}
