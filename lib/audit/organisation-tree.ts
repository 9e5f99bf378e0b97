import type { Leaf } from "./merkle-tree";
import { leafHash, MerkleTree } from "./merkle-tree";
import { firstRunning, nextRunning } from "./running-hash";

interface Standing {
  readonly place: number;
  count: number;
  running: string;
  /** Whether it differs from what the tree holds. */
  changed: boolean;
}

/** Every organisation's leaf and the tree over them, kept from one checkpoint to the next. */
export class OrganisationTree {
  readonly #standings = new Map<string, Standing>();
  readonly #tree = new MerkleTree();

  /** `leaves` in the order of their places. */
  constructor(leaves: readonly Leaf[]) {
    for (const leaf of leaves) {
      const place = this.#standings.size;
      this.#standings.set(leaf.organisationId, { place, count: leaf.count, running: leaf.running, changed: false });
      this.#tree.set(place, leafHash(leaf));
    }
  }

  /** Adds a record to its organisation's running hash; an organisation's first one gives it the next place. */
  add(organisationId: string, recordHash: string): void {
    let standing = this.#standings.get(organisationId);
    if (standing === undefined) {
      standing = { place: this.#standings.size, count: 0, running: firstRunning(organisationId), changed: true };
      this.#standings.set(organisationId, standing);
    }
    standing.running = nextRunning(standing.running, recordHash);
    standing.count += 1;
    standing.changed = true;
  }

  /** Brings the tree up to date. Returns the leaves that changed since the last time, with their places. */
  settle(): (Leaf & { readonly place: number })[] {
    const changed: (Leaf & { readonly place: number })[] = [];
    for (const [organisationId, standing] of this.#standings) {
      if (!standing.changed) continue;
      standing.changed = false;
      const leaf = { organisationId, count: standing.count, running: standing.running };
      this.#tree.set(standing.place, leafHash(leaf));
      changed.push({ ...leaf, place: standing.place });
    }
    return changed;
  }

  /** Root over what was settled last, hex. */
  root(): string {
    return this.#tree.root();
  }
}
