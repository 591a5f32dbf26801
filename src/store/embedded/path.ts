// Dotted paths and what they reach in a document: MongoDB's rules for arrays on the way and at the end, for filters and for keys.
import { storeError, notImplemented } from './errors';
import { noElements } from './order';
import { type Doc, fieldKey, fieldName, isDoc } from './value';

/** One name of a path: the key in a `Doc`, and the number it is as an array index, or -1. */
export type Part = { readonly key: string; readonly index: number };

const known = new Map<string, readonly Part[]>();

/** Splits a dotted path; the last thousands asked for are remembered. */
export function splitPath(path: string): readonly Part[] {
  const found = known.get(path);
  if (found) return found;
  if (known.size > 10_000) known.clear();
  const parts = path
    .split('.')
    .map((name) => ({ key: fieldKey(name), index: /^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1 }));
  known.set(path, parts);
  return parts;
}

/** The path that these parts were split from. */
export function joinPath(parts: readonly Part[]): string {
  return parts.map(({ key }) => fieldName(key)).join('.');
}

/**
 * Shows a test every value that a filter on this path looks at, until the test says true. A field that is not there is undefined; the
 * elements of an array on the way are looked into (one level), and `a.0` means both the element and a field named "0" inside the elements.
 * @param expand whether an array at the end shows its elements before itself; a single element picked by its index never does.
 */
export function someAt(
  doc: Doc,
  parts: readonly Part[],
  expand: boolean,
  test: (value: unknown) => boolean,
  from = 0,
): boolean {
  let value: unknown = doc;
  for (let i = from; i < parts.length; i++) {
    value = (value as Doc)[(parts[i] as Part).key];
    if (i === parts.length - 1) break;
    if (Array.isArray(value)) return someInArray(value, parts, expand, test, i + 1);
    if (!isDoc(value)) return test(undefined);
  }
  return (expand && Array.isArray(value) && value.some(test)) || test(value);
}

function someInArray(
  array: readonly unknown[],
  parts: readonly Part[],
  expand: boolean,
  test: (value: unknown) => boolean,
  from: number,
): boolean {
  const { index } = parts[from] as Part;
  return array.some((item, i) => {
    const inside = isDoc(item);
    if (inside && someAt(item, parts, expand, test, from)) return true;
    if (i !== index) return false;
    if (from === parts.length - 1) return test(item);
    if (Array.isArray(item)) return someInArray(item, parts, expand, test, from + 1);
    return inside && someAt(item, parts, expand, test, from + 1);
  });
}

/**
 * What an index on the path sees in the document: one value per array element (an element that is an array stays whole), `noElements` for
 * an array without elements, undefined where the field is missing (an index holds that as null; a sparse one leaves it out).
 */
export function valuesAt(doc: Doc, path: string): unknown[] {
  return keysAt(doc, [splitPath(path)]).map(([value]) => value);
}

/**
 * The keys a compound index sees: as `valuesAt` for one path; paths that lead through the same array take their values from the same
 * element. Not freed of duplicates.
 * @throws StoreError `parallel` (171 by default) where two paths lead into different arrays.
 */
export function keysAt(doc: Doc, paths: readonly (readonly Part[])[], parallel = 171): unknown[][] {
  const keys: unknown[][] = [];
  expandKeys(
    paths.map((parts) => ({ parts, at: 0, value: doc })),
    keys,
    parallel,
  );
  return keys;
}

type Cursor = { readonly parts: readonly Part[]; readonly at: number; readonly value: unknown };
type Halt = Cursor & { readonly array?: readonly unknown[] };

function expandKeys(cursors: readonly Cursor[], keys: unknown[][], parallel: number): void {
  const halts = cursors.map(walk);
  const array = halts.find((halt) => halt.array)?.array;
  if (!array) {
    keys.push(halts.map((halt) => halt.value));
    return;
  }
  if (halts.some((halt) => halt.array && halt.array !== array)) {
    throw storeError(parallel, 'cannot take keys from two arrays of one document side by side');
  }
  if (array.length === 0) {
    keys.push(halts.map((halt) => (!halt.array ? halt.value : halt.at === halt.parts.length ? noElements : undefined)));
    return;
  }
  for (const item of array)
    expandKeys(
      halts.map((halt) => (halt.array ? enter(halt, item) : halt)),
      keys,
      parallel,
    );
}

const settled = -1;

function enter({ parts, at }: Halt, item: unknown): Cursor {
  if (at === parts.length) return { parts, at: settled, value: item };
  return isDoc(item) ? { parts, at, value: item } : { parts, at: settled, value: undefined };
}

// Follows the path to its end or to the first array whose elements each give a key.
function walk(cursor: Cursor): Halt {
  const { parts } = cursor;
  let { at, value } = cursor;
  if (at === settled) return cursor;
  let picked = false;
  while (at < parts.length) {
    const part = parts[at] as Part;
    if (Array.isArray(value)) {
      if (!isPosition(value, part)) return { parts, at, value, array: value };
      value = value[part.index];
      picked = true;
    } else {
      value = isDoc(value) ? value[part.key] : undefined;
      picked = false;
    }
    at++;
  }
  return Array.isArray(value) && !picked ? { parts, at, value, array: value } : { parts, at: settled, value };
}

function isPosition(array: readonly unknown[], part: Part): boolean {
  if (part.index < 0) return false;
  if (array.some((item) => isDoc(item) && item[part.key] !== undefined)) {
    throw notImplemented(`the path part "${part.index}" as an index and a field name at once`);
  }
  return true;
}
