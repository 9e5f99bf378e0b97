import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { newId } from "@/lib/platform/id";
import type { ChainPosition } from "./commit-statement";

/** A chain that ended in an error, as its successor names it. */
export interface BrokenChain {
  readonly writer: string;
  readonly head: string;
  /** Number of the group whose fate is unknown; null when none was under way. */
  readonly doubtfulNumber: number | null;
}

/** The state of one writer's chain: which group comes next and on which head it builds. */
export class Chain {
  readonly writer = newId("aw");
  #number = 1;
  #head = createHash("sha256").update(`pelagos/1/writer\n${this.writer}`).digest("hex");
  #underWay = false;

  /** Position of the group about to be written. */
  next(): ChainPosition {
    this.#underWay = true;
    return { writer: this.writer, number: this.#number, previousHead: this.#head };
  }

  /** Takes note of a committed group; a null head means that nothing was inserted and no group exists. */
  advance(head: string | null): void {
    this.#underWay = false;
    if (head === null) return;
    this.#head = head;
    this.#number += 1;
  }

  /** What the successor of this chain must name. */
  broken(): BrokenChain {
    return { writer: this.writer, head: this.#head, doubtfulNumber: this.#underWay ? this.#number : null };
  }
}

/** Text and parameters of the statement that opens a chain. */
export function openChainStatement(
  chain: Chain,
  predecessor: BrokenChain | null,
): { text: string; values: (string | null)[] } {
  return {
    text: `INSERT INTO audit_writer (id, node, predecessor, predecessor_head, doubtful_number)
      VALUES ($1, $2, $3, decode($4, 'hex'), $5::text::bigint)`,
    values: [
      chain.writer,
      `${hostname()}:${process.pid}`,
      predecessor?.writer ?? null,
      predecessor?.head ?? null,
      predecessor?.doubtfulNumber?.toString() ?? null,
    ],
  };
}
