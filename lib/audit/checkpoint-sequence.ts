import { fingerprintOf, isSignedBy } from "@/lib/crypto/checkpoint-signature";
import { type CheckpointFacts, checkpointHash, NO_CHECKPOINT, parseCheckpoint } from "./checkpoint-text";
import type { Findings } from "./finding";
import { CHECKPOINT_INTERVAL_MS_MAX } from "./write-checkpoint";

/** A checkpoint as it is kept. */
export interface KeptCheckpoint {
  readonly number: number;
  readonly text: string;
  readonly signature: Uint8Array;
}

/** A time in which nobody signed. */
export interface Gap {
  readonly from: string;
  readonly to: string;
  /** Whether the last checkpoint before it had closed every chain: then nothing ran. */
  readonly isStop: boolean;
}

/** A checkpoint is due every minute; a slow machine may need so many milliseconds more. */
const LATE_MS = 30_000;

/** Follows a sequence of checkpoints from the first: numbers, hashes, times, signatures and the succession of keys. */
export class CheckpointSequence {
  readonly #findings: Findings;
  readonly #expectedFingerprint: string | null;
  #publicKey: string | null = null;
  #newest: { readonly facts: CheckpointFacts; readonly hash: string } | null = null;
  /** Fingerprints of the keys that signed, in their order. */
  readonly fingerprints: string[] = [];
  readonly gaps: Gap[] = [];
  count = 0;

  /** `expectedFingerprint` is the one the sequence must begin with, as somebody noted it at the first start. */
  constructor(findings: Findings, expectedFingerprint: string | null) {
    this.#findings = findings;
    this.#expectedFingerprint = expectedFingerprint;
  }

  /** The newest checkpoint taken. */
  get newest(): CheckpointFacts | null {
    return this.#newest?.facts ?? null;
  }

  /** Whether the expected fingerprint is that of the key which signed the first; null where none was given. */
  get isExpectedKey(): boolean | null {
    return this.#expectedFingerprint === null ? null : this.fingerprints[0] === this.#expectedFingerprint;
  }

  /** Takes the next checkpoint; null where it cannot be read. `wasIdle`: whether no chain was open after the one before. */
  take(kept: KeptCheckpoint, wasIdle: boolean): CheckpointFacts | null {
    const facts = parseCheckpoint(kept.text);
    if (facts === null || facts.number !== kept.number) {
      this.#findings.add(
        "checkpoint",
        kept.number,
        `The text of checkpoint ${kept.number} was changed: it cannot be read.`,
      );
      return null;
    }
    this.count += 1;
    this.#checkPlace(facts);
    this.#checkKey(facts, kept);
    this.#checkTime(facts, wasIdle);
    const successor = facts.events.findLast((event) => event.kind === "key");
    if (successor !== undefined) this.#publicKey = successor.publicKey;
    this.#newest = { facts, hash: checkpointHash(kept.text) };
    return facts;
  }

  #checkPlace({ number, previous, database }: CheckpointFacts): void {
    const before = this.#newest;
    const expected = (before?.facts.number ?? 0) + 1;
    if (number < expected) this.#findings.add("fork", number, `There are two checkpoints with the number ${number}.`);
    else if (number > expected) {
      const missing = number - 1 > expected ? `s ${expected} to ${number - 1} are` : ` ${expected} is`;
      this.#findings.add("checkpoint", number, `Checkpoint${missing} missing.`);
    } else if (previous !== (before?.hash ?? NO_CHECKPOINT)) {
      this.#findings.add("checkpoint", number, `Checkpoint ${number} does not follow from the one before it.`);
    }
    if (before !== null && before.facts.database !== database) {
      this.#findings.add("checkpoint", number, `Checkpoint ${number} belongs to another database.`);
    }
  }

  #checkKey({ number, key, events }: CheckpointFacts, { text, signature }: KeptCheckpoint): void {
    if (this.#publicKey === null) this.#takeFirstKey(number, events.find((event) => event.kind === "key")?.publicKey);
    const publicKey = this.#publicKey ?? "";
    if (this.fingerprints.at(-1) !== key) this.fingerprints.push(key);
    if (fingerprintOf(publicKey) !== key || !isSignedBy(publicKey, text, signature)) {
      this.#findings.add(
        "signature",
        number,
        `Checkpoint ${number} is not signed by the key that the checkpoints before it name.`,
      );
    }
  }

  #takeFirstKey(number: number, publicKey: string | undefined): void {
    this.#publicKey = publicKey ?? "";
    const fingerprint = fingerprintOf(this.#publicKey);
    if (this.#expectedFingerprint === null || fingerprint === this.#expectedFingerprint) return;
    this.#findings.add(
      "fingerprint",
      number,
      `The sequence begins with the key ${fingerprint}, which is not the one expected.`,
    );
  }

  #checkTime({ number, time }: CheckpointFacts, wasIdle: boolean): void {
    const before = this.newest;
    if (before === null) return;
    const elapsedMs = Date.parse(time) - Date.parse(before.time);
    if (elapsedMs < 0)
      this.#findings.add("checkpoint", number, `Checkpoint ${number} is older than the one before it.`);
    if (elapsedMs > CHECKPOINT_INTERVAL_MS_MAX + LATE_MS) {
      this.gaps.push({ from: before.time, to: time, isStop: wasIdle });
    }
  }
}
