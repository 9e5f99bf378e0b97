import { hash } from "node:crypto";

/** What an organisation's part of the log amounts to at a checkpoint. */
export interface Leaf {
  /** Empty for records of the installation itself. */
  readonly organisationId: string;
  /** Records so far. */
  readonly count: number;
  /** Running hash over them, hex. */
  readonly running: string;
}

/** One step from a leaf to the root: the hash beside it, and on which side that stands. */
export interface PathStep {
  readonly side: "left" | "right";
  /** Hex. */
  readonly hash: string;
}

const sha256 = (text: string) => hash("sha256", text, "hex");

/** Hash of a leaf: SHA-256 of the lines `pelagos/1/leaf`, organisation, count and running hash. */
export function leafHash({ organisationId, count, running }: Leaf): string {
  return sha256(`pelagos/1/leaf\n${organisationId}\n${count}\n${running}`);
}

const nodeHash = (left: string, right: string) => sha256(`pelagos/1/node\n${left}\n${right}`);

/** Root of a tree without leaves. */
export const EMPTY_ROOT = sha256("pelagos/1/empty");

/**
 * A Merkle tree whose leaves are replaced and appended; a change costs one hash per level. A node without a right
 * neighbour moves up unchanged, which gives the shape of RFC 6962, section 2.1.
 */
export class MerkleTree {
  readonly #levels: string[][] = [[]];

  /** Puts the hash of a leaf in its place, from 0; at most one beyond the last. */
  set(place: number, leaf: string): void {
    let index = place;
    let changed = leaf;
    for (let depth = 0; ; depth += 1) {
      const level = this.#levels[depth] ?? [];
      this.#levels[depth] = level;
      if (index > level.length) throw new RangeError("A Merkle tree has no gaps.");
      level[index] = changed;
      if (level.length === 1) {
        this.#levels.length = depth + 1;
        return;
      }
      const left = level[index & ~1] ?? "";
      const right = level[index | 1];
      changed = right === undefined ? left : nodeHash(left, right);
      index >>= 1;
    }
  }

  /** Hash over all leaves, hex. */
  root(): string {
    return this.#levels.at(-1)?.[0] ?? EMPTY_ROOT;
  }

  /** The steps from a leaf to the root. */
  path(place: number): PathStep[] {
    const steps: PathStep[] = [];
    let index = place;
    for (const level of this.#levels) {
      const beside = level[index ^ 1];
      if (beside !== undefined) steps.push({ side: index % 2 === 1 ? "left" : "right", hash: beside });
      index >>= 1;
    }
    return steps;
  }
}

/** The root that a leaf and its path lead to. */
export function rootOfPath(leaf: Leaf, path: readonly PathStep[]): string {
  return path.reduce(
    (current, step) => (step.side === "left" ? nodeHash(step.hash, current) : nodeHash(current, step.hash)),
    leafHash(leaf),
  );
}
