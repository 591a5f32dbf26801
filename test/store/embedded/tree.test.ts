// The tree against a plain sorted map, under many edits, and its frozen views.
import fc from 'fast-check';
import { emptyTree, entries, get, put, remove, type Tree } from '../../../src/store/embedded/tree';

type Edit = { key: string; value: number | undefined };

const keys = fc.integer({ min: 0, max: 400 }).map((number) => String(number).padStart(3, '0'));
const edits = fc.array(fc.record({ key: keys, value: fc.option(fc.integer(), { nil: undefined, freq: 3 }) }), {
  minLength: 1,
  maxLength: 1200,
  size: 'max',
});

function apply(tree: Tree<number>, { key, value }: Edit, owner: object): Tree<number> {
  return value === undefined ? remove(tree, key, owner) : put(tree, key, value, owner);
}

function sortedEntries(map: ReadonlyMap<string, number>, from: string, to: string): [string, number][] {
  return [...map].filter(([key]) => key >= from && key < to).sort(([a], [b]) => (a < b ? -1 : 1));
}

test('holds what a map holds, in order, whole and in ranges, both ways', () => {
  fc.assert(
    fc.property(edits, keys, keys, (all, from, to) => {
      const map = new Map<string, number>();
      let tree = emptyTree<number>();
      let owner = {};
      all.forEach((edit, i) => {
        if (i % 7 === 0) owner = {};
        tree = apply(tree, edit, owner);
        if (edit.value === undefined) map.delete(edit.key);
        else map.set(edit.key, edit.value);
      });
      expect([...entries(tree, '', '~')]).toEqual(sortedEntries(map, '', '~'));
      expect([...entries(tree, from, to)]).toEqual(sortedEntries(map, from, to));
      expect([...entries(tree, from, to, true)]).toEqual(sortedEntries(map, from, to).reverse());
      for (const key of [from, to]) expect(get(tree, key)).toBe(map.get(key));
    }),
    { numRuns: 60 },
  );
});

test('a root taken before later edits stays as it was', () => {
  fc.assert(
    fc.property(edits, edits, (first, second) => {
      let tree = emptyTree<number>();
      const owner = {};
      for (const edit of first) tree = apply(tree, edit, owner);
      const frozen = tree;
      const before = [...entries(frozen, '', '~')];
      const other = {};
      for (const edit of second) tree = apply(tree, edit, other);
      expect([...entries(frozen, '', '~')]).toEqual(before);
    }),
    { numRuns: 60 },
  );
});
