// Projections of find and findAndModify: which fields of a document stay or go.
import { notImplemented, storeError } from './errors';
import { requireField } from './field';
import { isTruthy } from './match';
import { isNumber } from './number';
import { type Doc, newDoc } from './value';

/**
 * Compiles a projection; undefined where there is nothing to do. `_id` stays unless it is excluded by name.
 * @throws StoreError 2 for a mix of inclusion and exclusion; 238 for paths, operators and computed fields.
 */
export function compileProjection(spec: Doc | undefined): ((doc: Doc) => Doc) | undefined {
  const flags = new Map(Object.entries(spec ?? {}).map(([name, value]) => [requireField(name), flagOf(name, value)]));
  if (flags.size === 0) return undefined;
  const others = [...flags].filter(([name]) => name !== '_id').map(([, keeps]) => keeps);
  const including = others[0] ?? flags.get('_id') ?? true;
  if (others.includes(!including) || (!including && flags.get('_id') === true))
    throw storeError(2, 'Projection cannot have a mix of inclusion and exclusion.');
  return (doc) => {
    const kept = newDoc();
    for (const [name, value] of Object.entries(doc))
      if (flags.get(name) ?? (name === '_id' || !including)) kept[name] = value;
    return kept;
  };
}

function flagOf(name: string, value: unknown): boolean {
  if (name === '' || name.startsWith('$') || (typeof value !== 'boolean' && !isNumber(value)))
    throw notImplemented(`a projection of '${name}' by anything but 0 and 1`);
  return isTruthy(value);
}
