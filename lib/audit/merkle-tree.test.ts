import { expect, test } from "vitest";
import { EMPTY_ROOT, type Leaf, leafHash, MerkleTree, rootOfPath } from "./merkle-tree";

const leaves = Array.from(
  { length: 40 },
  (_, place): Leaf => ({ organisationId: `o-${place}`, count: place, running: "ab" }),
);

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree();
  for (const [place, leaf] of leaves.slice(0, size).entries()) tree.set(place, leafHash(leaf));
  return tree;
}

test("every leaf of a tree of any size leads to its root, and a changed leaf or path does not", () => {
  expect(new MerkleTree().root()).toBe(EMPTY_ROOT);
  for (let size = 1; size <= leaves.length; size += 1) {
    const tree = treeOf(size);
    for (const [place, leaf] of leaves.slice(0, size).entries()) {
      const path = tree.path(place);
      expect(rootOfPath(leaf, path)).toBe(tree.root());
      expect(rootOfPath({ ...leaf, count: leaf.count + 1 }, path)).not.toBe(tree.root());
      for (const [step, { side, hash }] of path.entries()) {
        const other = path.with(step, { side, hash: hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) });
        expect(rootOfPath(leaf, other)).not.toBe(tree.root());
      }
    }
  }
});

test("replacing a leaf gives the root of a tree built anew with it", () => {
  for (const size of [1, 2, 3, 7, 8, 9, 33]) {
    for (let place = 0; place < size; place += 1) {
      const tree = treeOf(size);
      const changed = leafHash({ organisationId: "o-other", count: 7, running: "cd" });
      tree.set(place, changed);
      const anew = new MerkleTree();
      for (const [index, leaf] of leaves.slice(0, size).entries())
        anew.set(index, index === place ? changed : leafHash(leaf));
      expect(tree.root()).toBe(anew.root());
    }
  }
});

test("trees of different sizes have different roots, and a gap is refused", () => {
  const roots = new Set(Array.from({ length: 41 }, (_, size) => treeOf(size).root()));
  expect(roots.size).toBe(41);
  expect(() => treeOf(3).set(4, "x")).toThrow("no gaps");
});
