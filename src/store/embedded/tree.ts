// An ordered map as a copy-on-write B+tree. A root never changes once its editor is done with it: a frozen view of all data is one pointer.
// It knows nothing of documents; keys are latin1 strings, compared byte by byte.

type Leaf<V> = { readonly owner: object; readonly keys: string[]; readonly values: V[] };
type Branch<V> = { readonly owner: object; readonly keys: string[]; readonly children: Node<V>[] };
type Node<V> = Leaf<V> | Branch<V>;

/** A root. What was put under an owner may be edited in place by the same owner only, so an owner serves one batch of edits. */
export type Tree<V> = Node<V>;

const maxKeys = 64;

/** A tree without entries. */
export function emptyTree<V>(): Tree<V> {
  return { owner: {}, keys: [], values: [] };
}

// The first position whose key is not below `key`.
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A branch's key i is the smallest key that may stand under child i; what is below the first key goes to the first child too.
function childFor(keys: readonly string[], key: string): number {
  const at = lowerBound(keys, key);
  return keys[at] === key ? at : Math.max(at - 1, 0);
}

function isBranch<V>(node: Node<V>): node is Branch<V> {
  return 'children' in node;
}

/** The value under a key, or undefined. */
export function get<V>(tree: Tree<V>, key: string): V | undefined {
  let node = tree;
  while (isBranch(node)) node = node.children[childFor(node.keys, key)] as Node<V>;
  const at = lowerBound(node.keys, key);
  return node.keys[at] === key ? node.values[at] : undefined;
}

function ownLeaf<V>(leaf: Leaf<V>, owner: object): Leaf<V> {
  return leaf.owner === owner ? leaf : { owner, keys: leaf.keys.slice(), values: leaf.values.slice() };
}

function ownBranch<V>(branch: Branch<V>, owner: object): Branch<V> {
  return branch.owner === owner ? branch : { owner, keys: branch.keys.slice(), children: branch.children.slice() };
}

/** The tree with `key` set to `value`. */
export function put<V>(tree: Tree<V>, key: string, value: V, owner: object): Tree<V> {
  const root = insert(tree, key, value, owner);
  const right = splitOff(root, owner);
  if (!right) return root;
  return { owner, keys: [root.keys[0] as string, right.keys[0] as string], children: [root, right] };
}

function insert<V>(node: Node<V>, key: string, value: V, owner: object): Node<V> {
  if (!isBranch(node)) return insertIntoLeaf(ownLeaf(node, owner), key, value);
  const branch = ownBranch(node, owner);
  const at = childFor(branch.keys, key);
  const child = insert(branch.children[at] as Node<V>, key, value, owner);
  branch.children[at] = child;
  if (key < (branch.keys[at] as string)) branch.keys[at] = key;
  const right = splitOff(child, owner);
  if (right) {
    branch.keys.splice(at + 1, 0, right.keys[0] as string);
    branch.children.splice(at + 1, 0, right);
  }
  return branch;
}

function insertIntoLeaf<V>(leaf: Leaf<V>, key: string, value: V): Leaf<V> {
  const at = lowerBound(leaf.keys, key);
  if (leaf.keys[at] === key) {
    leaf.values[at] = value;
  } else {
    leaf.keys.splice(at, 0, key);
    leaf.values.splice(at, 0, value);
  }
  return leaf;
}

// Cuts the right half off an overfull node that the owner already holds.
function splitOff<V>(node: Node<V>, owner: object): Node<V> | undefined {
  if (node.keys.length <= maxKeys) return undefined;
  const middle = node.keys.length >>> 1;
  const keys = node.keys.splice(middle);
  return isBranch(node)
    ? { owner, keys, children: node.children.splice(middle) }
    : { owner, keys, values: node.values.splice(middle) };
}

/** The tree without `key`. Empty nodes go at once; half-empty ones stay, for a queue empties its leaves whole anyway. */
export function remove<V>(tree: Tree<V>, key: string, owner: object): Tree<V> {
  if (get(tree, key) === undefined) return tree;
  let root = removeFrom(tree, key, owner) ?? emptyTree<V>();
  while (isBranch(root) && root.children.length === 1) root = root.children[0] as Node<V>;
  return root;
}

function removeFrom<V>(node: Node<V>, key: string, owner: object): Node<V> | undefined {
  if (!isBranch(node)) {
    const leaf = ownLeaf(node, owner);
    const at = lowerBound(leaf.keys, key);
    leaf.keys.splice(at, 1);
    leaf.values.splice(at, 1);
    return leaf.keys.length > 0 ? leaf : undefined;
  }
  const branch = ownBranch(node, owner);
  const at = childFor(branch.keys, key);
  const child = removeFrom(branch.children[at] as Node<V>, key, owner);
  if (child) {
    branch.children[at] = child;
  } else {
    branch.keys.splice(at, 1);
    branch.children.splice(at, 1);
  }
  return branch.children.length > 0 ? branch : undefined;
}

/** The entries with `from <= key < to`, ascending, or descending where `reverse` is set. */
export function* entries<V>(tree: Tree<V>, from: string, to: string, reverse = false): Generator<[string, V]> {
  if (!isBranch(tree)) {
    yield* leafEntries(tree, from, to, reverse);
    return;
  }
  const first = childFor(tree.keys, from);
  const last = Math.min(lowerBound(tree.keys, to), tree.children.length - 1);
  for (let step = 0; step <= last - first; step++) {
    yield* entries(tree.children[reverse ? last - step : first + step] as Node<V>, from, to, reverse);
  }
}

function* leafEntries<V>(leaf: Leaf<V>, from: string, to: string, reverse: boolean): Generator<[string, V]> {
  const first = lowerBound(leaf.keys, from);
  const count = lowerBound(leaf.keys, to) - first;
  for (let step = 0; step < count; step++) {
    const at = reverse ? first + count - 1 - step : first + step;
    yield [leaf.keys[at] as string, leaf.values[at] as V];
  }
}
