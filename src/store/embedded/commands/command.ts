// What a command is, and how it reads its fields. Nothing in a command is ignored: each field is used, or refused.
import type { Collection } from '../catalog';
import { namespaceOf } from '../catalog';
import type { Cursors, Owner } from '../cursors';
import type { Engine } from '../engine';
import { notImplemented, storeError } from '../errors';
import { wholeNumber } from '../number';
import type { Unit } from '../state';
import { type Doc, isDoc, typeName } from '../value';

/** What commands work with. `compact` resolves when data deleted before is gone from the disk too. */
export type Store = {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly nowMs: () => number;
  readonly startedAtMs: number;
  readonly connections: () => number;
  readonly compact: () => Promise<void>;
  /** The address the client used: the driver goes where hello sends it. */
  readonly address: string;
};

/** One run of a command. `tick` is called for each document looked at and throws 50 when the client's time is up. */
export type Call = {
  readonly store: Store;
  readonly body: Doc;
  readonly db: string;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly unit: Unit;
  readonly session: string | undefined;
  /** The number of the transaction this is part of. */
  readonly transaction: bigint | undefined;
  readonly tick: () => void;
};

/** An answer: a document to encode, or one encoded already. */
export type Reply = Doc | Uint8Array;

/**
 * A `read` sees one state; a `write` runs in a unit that is taken over afterwards, and once more from the start where it met a lock; a
 * `service` does its own. `fields` and `refuses` list names, separated by spaces.
 */
export type Command = { readonly fields: string; readonly refuses?: string } & (
  | { readonly kind: 'read' | 'write'; readonly inTransaction?: boolean; readonly run: (call: Call) => Reply }
  | { readonly kind: 'service'; readonly inTransaction?: false; readonly run: (call: Call) => Promise<Reply> }
);

// What the driver may add to any command.
const commonFields = words(
  '$db lsid txnNumber autocommit startTransaction readConcern writeConcern $readPreference maxTimeMS comment',
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

const wordSets = new Map<string, ReadonlySet<string>>();

function wordSet(list: string): ReadonlySet<string> {
  const found = wordSets.get(list) ?? words(list);
  wordSets.set(list, found);
  return found;
}

/** @throws StoreError 238 for a field that MongoDB knows, 40415 for any other that is not listed. `where` is the name for the message. */
export function checkFields(where: string, doc: Doc, fields: string, refuses = '', common = false): void {
  const known = wordSet(fields);
  for (const name in doc) {
    if (known.has(name) || (common && commonFields.has(name))) continue;
    if (wordSet(refuses).has(name)) throw notImplemented(`the field ${where}.${name}`);
    throw storeError(40415, `BSON field '${where}.${name}' is an unknown field.`);
  }
}

function wrongType(name: string, value: unknown, wanted: string): Error {
  return storeError(14, `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`);
}

/** An optional embedded document. */
export function docField(doc: Doc, name: string): Doc | undefined {
  const value = doc[name];
  if (value === undefined || isDoc(value)) return value;
  throw wrongType(name, value, 'object');
}

/** An optional array. */
export function arrayField(doc: Doc, name: string): unknown[] | undefined {
  const value = doc[name];
  if (value === undefined || Array.isArray(value)) return value;
  throw wrongType(name, value, 'array');
}

/** An optional truth value; numbers count as MongoDB counts them. */
export function boolField(doc: Doc, name: string): boolean {
  const value = doc[name];
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  const number = wholeNumber(value);
  if (number === undefined) throw wrongType(name, value, 'bool');
  return number !== 0;
}

/** An optional count, zero or more. */
export function countField(doc: Doc, name: string): number | undefined {
  const value = doc[name];
  if (value === undefined || value === null) return undefined;
  const number = wholeNumber(value);
  if (number === undefined) throw wrongType(name, value, 'long');
  if (number < 0) throw storeError(2, `${name} must be non-negative, but received: ${number}`);
  return number;
}

/** The collection's name that stands under the command's own. @throws StoreError 73 */
export function collectionName(call: Call, command: string): string {
  const name = call.body[command];
  if (typeof name !== 'string' || name === '' || /[$\0]/.test(name) || name.startsWith('.') || name.endsWith('.'))
    throw storeError(73, `Invalid namespace specified '${call.db}.${String(name)}'`);
  return name;
}

/** The collection as the call sees it, or undefined where there is none. */
export function collectionOf(call: Call, name: string): Collection | undefined {
  return call.unit.state.collections.get(namespaceOf(call.db, name));
}

/** Whom a cursor made in this call belongs to. */
export function ownerOf(call: Call, name: string): Owner {
  return { namespace: namespaceOf(call.db, name), session: call.session, transaction: call.transaction };
}
