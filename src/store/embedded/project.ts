// Projections: which fields of a document stay, go, or are computed; for find, `$project` and `$addFields`.
import { notImplemented, storeError } from './errors';
import { type Expression, compileExpression } from './expression';
import { isOperators, isTruthy } from './match';
import { isNumber } from './order';
import { splitPath } from './path';
import { type Doc, copyDoc, fieldName, isDoc, newDoc } from './value';

type Leaf = boolean | Expression;
type Leaves = readonly (readonly [path: string, leaf: Leaf])[];
type Tree = Map<string, Tree | true | Expression>;
type Mix = (including: boolean) => Error;

/**
 * Compiles a find projection; undefined where there is nothing to do.
 * @throws StoreError 2 for a mix of inclusion and exclusion; 238 for `$slice`, `$elemMatch`, positional paths, expressions, colliding paths.
 */
export function compileProjection(spec: Doc | undefined): ((doc: Doc) => Doc) | undefined {
  const leaves = Object.entries(spec ?? {}).map(([key, value]) => {
    const path = fieldName(key);
    if (typeof value !== 'boolean' && !isNumber(value))
      throw notImplemented(`a projection of '${path}' by anything but 0 and 1`);
    return [path, isTruthy(value)] as const;
  });
  const mix = (): Error => storeError(2, 'Projection cannot have a mix of inclusion and exclusion.');
  return leaves.length === 0 ? undefined : compileLeaves(leaves, mix);
}

/** Compiles `$project`: inclusion or exclusion, computed fields beside an inclusion, nested documents for paths. */
export function compileProject(spec: unknown): (doc: Doc) => Doc {
  if (!isDoc(spec)) throw storeError(15969, '$project specification must be an object');
  const leaves = leavesOf(spec, '', (value) => typeof value === 'boolean' || isNumber(value));
  if (leaves.length === 0) throw storeError(40177, '$project specification must have at least one field');
  return compileLeaves(leaves, (including) =>
    including
      ? storeError(40178, "cannot exclude fields other than '_id' in an inclusion projection")
      : storeError(40179, 'cannot include fields or add computed fields during an exclusion projection'),
  );
}

/** Compiles `$addFields` and its other name `$set`: all fields stay, the computed ones are put in place or added. */
export function compileAddFields(spec: unknown): (doc: Doc) => Doc {
  if (!isDoc(spec)) throw storeError(40272, '$addFields specification stage must be an object');
  const leaves = leavesOf(spec, '', () => false);
  if (leaves.length === 0) throw storeError(40177, '$addFields specification must have at least one field');
  const tree = plantAll(leaves);
  return (doc) => computeFields(doc, tree, doc);
}

function leavesOf(spec: Doc, prefix: string, isFlag: (value: unknown) => boolean): Leaves {
  return Object.entries(spec).flatMap(([key, value]): Leaves => {
    const name = fieldName(key);
    if (prefix !== '' && name.includes('.'))
      throw storeError(40183, `cannot use dotted field name '${name}' in a sub object`);
    const path = prefix + name;
    if (isFlag(value)) return [[path, isTruthy(value)]];
    if (!isDoc(value) || isOperators(value)) return [[path, compileExpression(value)]];
    if (Object.keys(value).length === 0) throw storeError(40180, `an empty object is not a valid value, at '${path}'`);
    return leavesOf(value, `${path}.`, isFlag);
  });
}

// `_id` has its own rule: it stays unless it is excluded by name, and its exclusion may stand beside inclusions.
function compileLeaves(leaves: Leaves, mix: Mix): (doc: Doc) => Doc {
  const id = leaves.find(([path]) => path === '_id');
  const others = leaves.filter((leaf) => leaf !== id);
  const including = (others[0] ?? id)?.[1] !== false;
  if (others.some(([, leaf]) => (leaf !== false) !== including) || (!including && id && id[1] !== false))
    throw mix(including);
  const tree = plantAll(id?.[1] === false && including ? others : leaves);
  if (!including) return (doc) => dropFields(doc, tree);
  if (!id && !tree.has('_id')) tree.set('_id', true);
  const computes = leaves.some(([, leaf]) => typeof leaf === 'function');
  return (doc) => (computes ? computeFields(keepFields(doc, tree), tree, doc) : keepFields(doc, tree));
}

function plantAll(leaves: Leaves): Tree {
  const tree: Tree = new Map();
  for (const [path, leaf] of leaves) plant(tree, path, leaf === false ? true : leaf);
  return tree;
}

function plant(tree: Tree, path: string, leaf: true | Expression): void {
  const keys = splitPath(path).map(({ key }) => key);
  if (keys.some((key) => key.startsWith('$'))) throw notImplemented(`the projection path '${path}'`);
  if (keys.includes('')) throw storeError(15998, 'FieldPath field names may not be empty strings.');
  const last = keys.pop() as string;
  let branch = tree;
  for (const key of keys) {
    const next = branch.get(key) ?? new Map();
    if (!(next instanceof Map)) throw notImplemented(`colliding projection paths at '${path}'`);
    branch.set(key, next);
    branch = next;
  }
  if (branch.has(last)) throw notImplemented(`colliding projection paths at '${path}'`);
  branch.set(last, leaf);
}

function keepFields(doc: Doc, tree: Tree): Doc {
  const kept = newDoc();
  for (const key of Object.keys(doc)) {
    const node = tree.get(key);
    const value = node instanceof Map ? keepIn(doc[key], node) : doc[key];
    if (node && typeof node !== 'function' && value !== undefined) kept[key] = value;
  }
  return kept;
}

function keepIn(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => keepIn(item, tree)).filter((item) => item !== undefined);
  return isDoc(value) ? keepFields(value, tree) : undefined;
}

function dropFields(doc: Doc, tree: Tree): Doc {
  const left = newDoc();
  for (const key of Object.keys(doc)) {
    const node = tree.get(key);
    if (node !== true) left[key] = node instanceof Map ? dropIn(doc[key], node) : doc[key];
  }
  return left;
}

function dropIn(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => dropIn(item, tree));
  return isDoc(value) ? dropFields(value, tree) : value;
}

function computeFields(doc: Doc, tree: Tree, root: Doc): Doc {
  const computed = copyDoc(doc);
  for (const [key, node] of tree) {
    if (node === true || (node instanceof Map && !isComputing(node))) continue;
    const value = node instanceof Map ? computeIn(computed[key], node, root) : node(root);
    if (value === undefined) delete computed[key];
    else computed[key] = value;
  }
  return computed;
}

function computeIn(value: unknown, tree: Tree, root: Doc): unknown {
  if (Array.isArray(value)) return value.map((item) => computeIn(item, tree, root));
  return computeFields(isDoc(value) ? value : newDoc(), tree, root);
}

function isComputing(tree: Tree): boolean {
  return [...tree.values()].some((node) => typeof node === 'function' || (node instanceof Map && isComputing(node)));
}
