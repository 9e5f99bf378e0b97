/** What can be wrong with a log; each names the first thing that does not fit, in words. */
export interface Finding {
  readonly kind:
    | "checkpoint"
    | "signature"
    | "fingerprint"
    | "fork"
    | "chain"
    | "group"
    | "record"
    | "organisation"
    | "uncovered";
  /** One sentence for people. */
  readonly message: string;
  /** Number of the checkpoint at which it was found; null beyond the newest. */
  readonly checkpoint: number | null;
}

/** Findings as they come: so many are kept, all are counted. */
export class Findings {
  readonly kept: Finding[] = [];
  total = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(kind: Finding["kind"], checkpoint: number | null, message: string): void {
    this.total += 1;
    if (this.kept.length < this.#max) this.kept.push({ kind, checkpoint, message });
  }
}
