import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { BATCH_HEAVY_ITEMS_MAX } from "@/lib/contract/kms-limits";
import { BATCH_OPERATIONS, type BatchResponse, batchRequest } from "@/lib/contract/kms-operations";
import type { Permission } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { ITEM_OPERATIONS, type ItemOperation, type ItemResult } from "./batch-operations";
import { BatchTally } from "./batch-tally";
import { type KeyTarget, namedKey, requireOperation, type UseFacts, withNamedKey } from "./key-operation";
import { mayUse, requireCapability, requireUsable } from "./require-key";
import type { UsableKey } from "./usable-key";
import { isHeavyUse } from "./use-material";

/** Longest time the event loop is held before other calls get their turn, in milliseconds. */
const TURN_MS = 4;
/** Slow items of one batch that are on threads, or wait for one, at the same time. */
const HEAVY_AT_ONCE = 4;

/**
 * Runs up to 1,000 operations of one key in one call. Each item gets what the operation alone would have answered, or its
 * error; items do not depend on each other. All of them are decided on one state of the key: where it changes before the
 * records are written, the whole batch runs again. One record stands for all items of one version, operation and outcome.
 * Errors of the whole, beside those of the door: region_not_found, region_unavailable, key_not_found, key_not_usable,
 * invalid_request (no list of 1 to 1,000 items, or more than 100 slow ones), unavailable (no thread was free in time).
 */
export function batch(call: Call, target: KeyTarget): Promise<BatchResponse> {
  return withNamedKey(call, target, "kms.batch", async (entered, load) => {
    const { attempt, caller } = entered;
    const key = requireAnyOperation(caller, await namedKey(entered, load));
    requireUsable(key.facts);
    const { items } = parseRequest(batchRequest, await call.body());
    const run = new BatchRun(caller, key, items, call.deadlineMs);
    const results = await run.results();
    attempt.uses = run.tally.uses();
    return { results };
  });
}

/** Who may do nothing that a batch can do must not learn from it that the key exists. Error: key_not_found. */
function requireAnyOperation(caller: Caller, key: UsableKey | null): UsableKey {
  const refusals = Object.values(ITEM_OPERATIONS).map(({ operation }) =>
    refusalOf(() => requireOperation(caller, operation, key)),
  );
  const [first] = refusals;
  if (key !== null && refusals.includes(null)) return key;
  throw first ?? new KmsError("key_not_found");
}

/** What the items that name one operation come to: the operation, or why none of them can run. */
interface Plan {
  readonly action: string;
  readonly operation: ItemOperation | null;
  readonly refusal: KmsError | null;
}

/** One run of a batch on one state of the key. */
class BatchRun {
  readonly tally = new BatchTally();
  readonly #caller: Caller;
  readonly #key: UsableKey;
  readonly #items: readonly unknown[];
  readonly #deadlineMs: number;
  readonly #plans = new Map<unknown, Plan>();
  readonly #results: ItemResult[];

  constructor(caller: Caller, key: UsableKey, items: readonly unknown[], deadlineMs: number) {
    this.#caller = caller;
    this.#key = key;
    this.#items = items;
    this.#deadlineMs = deadlineMs;
    this.#results = new Array<ItemResult>(items.length);
  }

  /** Runs every item, slow ones on threads meanwhile. Errors: invalid_request, unavailable. */
  async results(): Promise<ItemResult[]> {
    const heavy = this.#heavyItems();
    const left = [...heavy];
    const lanes = Array.from({ length: Math.min(HEAVY_AT_ONCE, left.length) }, () => this.#runHeavy(left));
    await Promise.all([this.#runLight(heavy), ...lanes]);
    return this.#results;
  }

  #heavyItems(): ReadonlySet<number> {
    const heavy = new Set<number>();
    for (let index = 0; index < this.#items.length; index += 1) if (this.#isHeavy(this.#items[index])) heavy.add(index);
    if (heavy.size <= BATCH_HEAVY_ITEMS_MAX) return heavy;
    throw new KmsError("invalid_request", {
      message: `items: at most ${BATCH_HEAVY_ITEMS_MAX} may be slow ones (RSA with the private key, P-384, P-521, prehashed signatures); this batch has ${heavy.size}.`,
    });
  }

  #isHeavy(item: unknown): boolean {
    if (!isFields(item)) return false;
    const { operation } = this.#plan(item.operation);
    if (operation === null) return false;
    const { uses } = operation;
    const prehashed = (uses === "sign" || uses === "verify") && item.prehashed === true;
    return isHeavyUse(this.#key.facts.keyType, uses, prehashed);
  }

  async #runLight(heavy: ReadonlySet<number>): Promise<void> {
    let turnStartedMs = clock.monotonicMs();
    for (let index = 0; index < this.#items.length; index += 1) {
      if (heavy.has(index)) continue;
      const running = this.#run(index);
      if (running !== null) await running;
      if (clock.monotonicMs() - turnStartedMs < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnStartedMs = clock.monotonicMs();
    }
  }

  /** Takes slow items until there is none left. */
  async #runHeavy(left: number[]): Promise<void> {
    for (let index = left.shift(); index !== undefined; index = left.shift()) await this.#run(index);
  }

  /** Runs an item and notes its result; null where that is done at once. */
  #run(index: number): Promise<void> | null {
    const item = this.#items[index];
    const facts: UseFacts = {};
    if (!isFields(item)) {
      this.#fail(index, "kms.batch", facts, notAnObject());
      return null;
    }
    const { action, operation, refusal } = this.#plan(item.operation);
    if (operation === null) {
      this.#fail(index, action, facts, refusal);
      return null;
    }
    const { operation: _, ...request } = item;
    const note = (noted: UseFacts) => Object.assign(facts, noted);
    try {
      const may = (permission: Permission) => mayUse(this.#caller, permission, this.#key);
      const result = operation.run({ key: this.#key, request, deadlineMs: this.#deadlineMs, note, may });
      if (!(result instanceof Promise)) this.#succeed(index, action, facts, result);
      else
        return result.then(
          (value) => this.#succeed(index, action, facts, value),
          (error: unknown) => this.#fail(index, action, facts, error),
        );
    } catch (error) {
      this.#fail(index, action, facts, error);
    }
    return null;
  }

  #succeed(index: number, action: string, facts: UseFacts, result: ItemResult): void {
    this.#results[index] = result;
    this.tally.count(action, facts, null, index);
  }

  /** What is wrong with an item is its own result; what is wrong with the service is the whole batch's. */
  #fail(index: number, action: string, facts: UseFacts, error: unknown): void {
    if (!isKmsError(error) || error.code === "unavailable" || error.code === "internal") throw error;
    this.#results[index] = { error: { code: error.code, message: error.message } };
    this.tally.count(action, facts, error, index);
  }

  /** Decided once for all items that name an operation. */
  #plan(name: unknown): Plan {
    let plan = this.#plans.get(name);
    if (plan === undefined) {
      plan = this.#decide(name);
      this.#plans.set(name, plan);
    }
    return plan;
  }

  #decide(name: unknown): Plan {
    const known = BATCH_OPERATIONS.find((one) => one === name);
    if (known === undefined) return { action: "kms.batch", operation: null, refusal: unknownOperation() };
    const itemOperation = ITEM_OPERATIONS[known];
    const { operation } = itemOperation;
    const refusal = refusalOf(() => {
      requireOperation(this.#caller, operation, this.#key);
      requireCapability(this.#key.facts, operation.capability);
    });
    return { action: operation.action, operation: refusal === null ? itemOperation : null, refusal };
  }
}

const isFields = (item: unknown): item is Readonly<Record<string, unknown>> =>
  typeof item === "object" && item !== null && !Array.isArray(item);

const notAnObject = () => new KmsError("invalid_request", { message: "The item: must be a JSON object." });

const unknownOperation = () =>
  new KmsError("invalid_request", { message: `operation: must be one of ${BATCH_OPERATIONS.join(", ")}.` });

/** The refusal that a check ends with; null where it passes. */
function refusalOf(check: () => unknown): KmsError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (isKmsError(error)) return error;
    throw error;
  }
}
