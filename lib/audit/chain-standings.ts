import type { ChainHead, ChainsPart, ClosedChain, OpenedChain } from "./checkpoint-text";
import { type StoredGroup, startOf, whatIsWrong } from "./cover-groups";
import type { Findings } from "./finding";

interface Standing {
  readonly at: ChainHead;
  /** Head before the last group: what a successor knew whose predecessor's last commit was in doubt. */
  readonly headBefore: string | null;
  readonly isClosed: boolean;
  /** Reported already; what follows from it is not reported again. */
  readonly isBroken: boolean;
}

/** Groups of one writer that a checkpoint covers. */
export interface CoveredRange {
  readonly writer: string;
  readonly first: number;
  readonly last: number;
}

/** Where each chain stands as checkpoint follows checkpoint. */
export class ChainStandings {
  readonly #findings: Findings;
  readonly #standings = new Map<string, Standing>();
  /** Chains that follow one which is still open, by that one. */
  readonly #waiting = new Map<string, OpenedChain>();
  #open = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get writers(): number {
    return this.#standings.size;
  }

  /** Whether no chain is open: nothing could then be recorded. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /** Where a chain stands; null for one that no checkpoint names. */
  of(writer: string): (ChainHead & { readonly isClosed: boolean; readonly isBroken: boolean }) | null {
    const standing = this.#standings.get(writer);
    return standing === undefined ? null : { ...standing.at, isClosed: standing.isClosed, isBroken: standing.isBroken };
  }

  /** Opens the chains that a checkpoint opens. */
  open(checkpoint: number, opened: readonly OpenedChain[]): void {
    for (const chain of opened) {
      if (this.#standings.has(chain.writer)) {
        this.#findings.add("chain", checkpoint, `The chain ${chain.writer} is opened twice.`);
        continue;
      }
      this.#open += 1;
      this.#standings.set(chain.writer, {
        at: startOf(chain.writer),
        headBefore: null,
        isClosed: false,
        isBroken: false,
      });
      if (chain.predecessor === null) continue;
      if (this.#standings.get(chain.predecessor)?.isClosed) this.#checkSuccessor(checkpoint, chain);
      else this.#waiting.set(chain.predecessor, chain);
    }
  }

  /** The groups that a checkpoint says it covers, chain by chain. */
  ranges(checkpoint: number, heads: ChainsPart["heads"]): CoveredRange[] {
    return heads.flatMap(({ writer, number }) => {
      const standing = this.#standings.get(writer);
      if (standing === undefined || standing.isClosed || number <= standing.at.number) {
        this.#findings.add(
          "chain",
          checkpoint,
          `Checkpoint ${checkpoint} moves the chain ${writer}, which is not open there.`,
        );
        return [];
      }
      return [{ writer, first: standing.at.number + 1, last: number }];
    });
  }

  /** Takes one group of a chain; false where it does not follow, or something before it did not. */
  follow(checkpoint: number | null, group: StoredGroup): boolean {
    const standing = this.#standings.get(group.writer);
    if (standing === undefined || standing.isBroken) return false;
    const wrong = whatIsWrong(standing.at, group);
    if (wrong !== null) {
      this.#break(checkpoint, group.writer, wrong);
      return false;
    }
    const at = { writer: group.writer, number: group.number, head: group.head };
    this.#standings.set(group.writer, { ...standing, at, headBefore: standing.at.head });
    return true;
  }

  /** Compares a chain with where a checkpoint says it stands. */
  expect(checkpoint: number, { writer, number, head }: ChainHead): void {
    const standing = this.#standings.get(writer);
    if (standing === undefined) {
      this.#findings.add(
        "chain",
        checkpoint,
        `Checkpoint ${checkpoint} names the chain ${writer}, which none has opened.`,
      );
    } else if (standing.at.number < number)
      this.#break(checkpoint, writer, `group ${standing.at.number + 1} is missing`);
    else if (standing.at.head !== head || standing.at.number !== number)
      this.#break(checkpoint, writer, `group ${number} was changed`);
  }

  /** Closes the chains that a checkpoint closes. */
  close(checkpoint: number, closed: readonly ClosedChain[]): void {
    for (const chain of closed) {
      const { writer, reason } = chain;
      this.expect(checkpoint, chain);
      const standing = this.#standings.get(writer);
      if (standing === undefined || standing.isClosed) continue;
      this.#open -= 1;
      this.#standings.set(writer, { ...standing, isClosed: true });
      if (reason === "broken" && !standing.isBroken) {
        const after = `The chain ${writer} did not fit together after group ${standing.at.number} when checkpoint ${checkpoint} was written.`;
        this.#findings.add("chain", checkpoint, after);
      }
      const successor = this.#waiting.get(writer);
      this.#waiting.delete(writer);
      if (successor !== undefined) this.#checkSuccessor(checkpoint, successor);
    }
  }

  #break(checkpoint: number | null, writer: string, wrong: string): void {
    const standing = this.#standings.get(writer);
    if (standing === undefined || standing.isBroken) return;
    this.#standings.set(writer, { ...standing, isBroken: true });
    this.#findings.add("group", checkpoint, `In the chain ${writer} ${wrong}.`);
  }

  /** A chain that ended in an error ends where its successor says, or one group later: the one whose fate was not known. */
  #checkSuccessor(checkpoint: number, { writer, predecessor, predecessorHead, doubtfulNumber }: OpenedChain): void {
    const ended = this.#standings.get(predecessor ?? "");
    if (ended === undefined || ended.isBroken) return;
    const isKnown = ended.at.head === predecessorHead;
    const isDoubtful = ended.headBefore === predecessorHead && ended.at.number === doubtfulNumber;
    if (isKnown || isDoubtful) return;
    this.#findings.add(
      "chain",
      checkpoint,
      `The chain ${predecessor} ended in another group than its successor ${writer} says.`,
    );
  }
}
