// Sort orders: what a document is sorted by, with MongoDB's rule that an array counts by its smallest or largest element.
import { notImplemented, storeError } from './errors';
import { keysAt, requireField } from './field';
import { isNumber, wholeNumber } from './number';
import { compare } from './order';
import { type Doc, isDoc } from './value';

/**
 * Compiles a sort into a comparison of documents, for a stable sort. The keys of a document are taken once per compiled sort.
 * @throws StoreError 2 and 15998 for what MongoDB refuses, 238 for paths, for other directions than 1 and -1 and for `$meta`; while
 * sorting, 2 for two arrays side by side.
 */
export function compileSort(spec: Doc): (a: Doc, b: Doc) => number {
  const fields = Object.keys(spec).map(requireField);
  if (fields.includes('')) throw storeError(15998, 'FieldPath field names may not be empty strings.');
  const directions = Object.values(spec).map(direction);
  const order = (x: readonly unknown[], y: readonly unknown[]): number => {
    for (const [i, way] of directions.entries()) {
      const by = compare(x[i], y[i]);
      if (by !== 0) return way * by;
    }
    return 0;
  };
  const known = new WeakMap<Doc, readonly unknown[]>();
  const keyOf = (doc: Doc): readonly unknown[] => {
    const found = known.get(doc);
    if (found) return found;
    const key = keysAt(doc, fields, 2).reduce((best, next) => (order(next, best) < 0 ? next : best));
    known.set(doc, key);
    return key;
  };
  return (a, b) => order(keyOf(a), keyOf(b));
}

function direction(value: unknown): 1 | -1 {
  const number = wholeNumber(value);
  if (number === 1 || number === -1) return number;
  if (isDoc(value)) throw notImplemented('a sort by $meta');
  if (!isNumber(value) || number === 0) throw storeError(2, 'bad sort specification');
  throw notImplemented('a sort direction other than 1 and -1');
}
