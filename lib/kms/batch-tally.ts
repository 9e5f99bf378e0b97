import type { KmsError } from "@/lib/contract/kms-error";
import type { RecordedUse } from "@/lib/door/attempt";
import type { UseFacts } from "./key-operation";

/** Most items that a record names. */
const ITEMS_NAMED_MAX = 100;

interface CountedUse extends RecordedUse {
  payloadBytes: number;
  count: number;
  readonly items: number[];
}

/** Adds up what the items of a batch did: one use per operation, version of the key and outcome. */
export class BatchTally {
  readonly #uses = new Map<string, CountedUse>();

  /** Counts one item by its number in the batch, from 0. */
  count(action: string, { keyVersion, payloadBytes }: UseFacts, error: KmsError | null, item: number): void {
    const name = `${action} ${keyVersion ?? ""} ${error?.recordedAs ?? ""}`;
    let use = this.#uses.get(name);
    if (use === undefined) {
      use = { action, keyVersion: keyVersion ?? null, payloadBytes: 0, count: 0, error, items: [] };
      this.#uses.set(name, use);
    }
    use.count += 1;
    use.payloadBytes += payloadBytes ?? 0;
    if (error !== null && use.items.length < ITEMS_NAMED_MAX) use.items.push(item);
  }

  /** What is to be recorded. */
  uses(): readonly RecordedUse[] {
    return [...this.#uses.values()];
  }
}
