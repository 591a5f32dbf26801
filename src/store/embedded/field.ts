// Fields as filters, sorts and indexes name them: whole fields of the document itself. There are no paths into what a field holds.
import { notImplemented, storeError } from './errors';
import { noElements } from './order';
import type { Doc } from './value';

/** Checks the name of a field in a command. @throws StoreError 238 for a path into a document or an array */
export function requireField(name: string): string {
  if (name.includes('.')) throw notImplemented(`the path '${name}'`);
  return name;
}

/**
 * What an index or a sort on these fields sees in the document: one key, or one for each element of an array; `noElements` for an array
 * without any, undefined where a field is missing. Not freed of duplicates.
 * @throws StoreError `parallel` (171 by default) where two of the fields hold arrays.
 */
export function keysAt(doc: Doc, fields: readonly string[], parallel = 171): unknown[][] {
  const values = fields.map((field) => doc[field]);
  const [array, another] = values.filter(Array.isArray);
  if (another) throw storeError(parallel, 'cannot take keys from two arrays of one document side by side');
  if (!array) return [values];
  const items: unknown[] = array.length > 0 ? array : [noElements];
  return items.map((item) => values.map((value) => (value === array ? item : value)));
}
