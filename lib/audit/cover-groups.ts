import { setImmediate as nextTurn } from "node:timers/promises";
import { firstHead, groupHead, manifestLines } from "./chain";
import { type ChainHead, timeLine } from "./checkpoint-text";
import type { OrganisationTree } from "./organisation-tree";

/** A group as it is stored. */
export interface StoredGroup {
  readonly writer: string;
  readonly number: number;
  readonly previousHead: string;
  readonly head: string;
  readonly manifest: string;
  readonly recordCount: number;
  readonly createdAt: Date;
}

/** What covering groups came to. */
export interface Covered {
  /** Chains that moved, in the order of their writers. */
  readonly heads: ChainHead[];
  /** Chains of which a group did not continue what was covered before: where they stood, and what was found. */
  readonly broken: Map<string, string>;
  readonly timeLines: string[];
  /** First and last number of each run of groups that hold records of an organisation. */
  readonly runs: Map<string, GroupRun[]>;
}

/** Consecutive groups of one writer. */
export interface GroupRun {
  readonly writer: string;
  readonly first: number;
  last: number;
}

/** Lines after which other work gets a turn: a checkpoint under load must not hold up the calls of its process. */
const LINES_PER_TURN = 400;

/**
 * Follows each chain over its new groups, which come in order of writer and number, and adds their records to the tree. What
 * is signed was recomputed here: a group that does not follow from the head before it ends its chain there.
 */
export async function coverGroups(
  covered: ReadonlyMap<string, ChainHead>,
  groups: readonly StoredGroup[],
  tree: OrganisationTree,
): Promise<Covered> {
  const result: Covered = { heads: [], broken: new Map(), timeLines: [], runs: new Map() };
  const heads = new Map<string, ChainHead>();
  let lines = 0;
  for (const group of groups) {
    const before = heads.get(group.writer) ?? covered.get(group.writer) ?? startOf(group.writer);
    if (result.broken.has(group.writer)) continue;
    const wrong = whatIsWrong(before, group);
    if (wrong !== null) {
      result.broken.set(group.writer, wrong);
      continue;
    }
    heads.set(group.writer, { writer: group.writer, number: group.number, head: group.head });
    result.timeLines.push(timeLine(group.writer, group.number, group.createdAt));
    lines += addRecords(group, tree, result.runs);
    if (lines > LINES_PER_TURN) {
      lines = 0;
      await nextTurn();
    }
  }
  result.heads.push(...heads.values());
  return result;
}

/** Where a chain stands before its first group. */
export const startOf = (writer: string): ChainHead => ({ writer, number: 0, head: firstHead(writer) });

/** Why a group does not follow from the one before it; null where it does. */
export function whatIsWrong(before: ChainHead, group: StoredGroup): string | null {
  const { writer, number, previousHead, manifest } = group;
  if (number !== before.number + 1) return `group ${before.number + 1} is missing`;
  if (previousHead !== before.head) return `group ${number} does not follow from group ${before.number}`;
  if (groupHead({ writer, number, previousHead }, manifest) !== group.head) return `group ${number} was changed`;
  if (manifest.split("\n").length !== group.recordCount) return `the record count of group ${number} was changed`;
  return null;
}

function addRecords({ writer, number, manifest }: StoredGroup, tree: OrganisationTree, runs: Covered["runs"]): number {
  const lines = manifestLines(manifest);
  for (const { organisationId, hash } of lines) {
    tree.add(organisationId, hash);
    const held = runs.get(organisationId);
    const last = held?.at(-1);
    if (last?.writer === writer && last.last >= number - 1) last.last = number;
    else if (held === undefined) runs.set(organisationId, [{ writer, first: number, last: number }]);
    else held.push({ writer, first: number, last: number });
  }
  return lines.length;
}
