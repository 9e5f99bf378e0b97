import { hash } from "node:crypto";
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

/** This process, as a chain names it. */
export const nodeName = () => `${hostname()}:${process.pid}`;

/** Head of a chain without groups: SHA-256 of the lines `pelagos/1/writer` and its identity, hex. */
export function firstHead(writer: string): string {
  return hash("sha256", `pelagos/1/writer\n${writer}`, "hex");
}

/**
 * Head after a group, as the commit statement computes it in the database: SHA-256 of the lines `pelagos/1/group`, writer,
 * number, previous head and those of the manifest, hex.
 */
export function groupHead({ writer, number, previousHead }: ChainPosition, manifest: string): string {
  return hash("sha256", `pelagos/1/group\n${writer}\n${number}\n${previousHead}\n${manifest}`, "hex");
}

/** One line of a group's manifest. */
export interface ManifestLine {
  readonly position: number;
  readonly organisationId: string;
  /** Hash of the record, hex. */
  readonly hash: string;
}

/** The lines of a manifest, in their order. */
export function manifestLines(manifest: string): ManifestLine[] {
  return manifest.split("\n").map((line) => {
    const [position = "", organisationId = "", recordHash = ""] = line.split(" ");
    return { position: Number(position), organisationId, hash: recordHash };
  });
}

/** The state of one writer's chain: which group comes next and on which head it builds. */
export class Chain {
  readonly writer = newId("aw");
  #number = 1;
  #head = firstHead(this.writer);
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

/**
 * Text and parameters of the statement that opens a chain. The session holds the chain's lock from before anybody can see
 * the chain until it ends, however it ends: whether the writer is gone can then be told from the lock, and once it is, all it
 * committed can be seen.
 */
export function openChainStatement(
  chain: Chain,
  predecessor: BrokenChain | null,
): { text: string; values: (string | null)[] } {
  return {
    text: `WITH held AS MATERIALIZED (SELECT pg_advisory_lock(hashtextextended($1, 0)))
      INSERT INTO audit_writer (id, node, predecessor, predecessor_head, doubtful_number)
      SELECT $1, $2, $3, decode($4, 'hex'), $5::text::bigint FROM held`,
    values: [
      chain.writer,
      nodeName(),
      predecessor?.writer ?? null,
      predecessor?.head ?? null,
      predecessor?.doubtfulNumber?.toString() ?? null,
    ],
  };
}
