import type { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { KeyTransition } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import type { Permission } from "@/lib/contract/permissions";
import type { Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, regionOf } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { clock } from "@/lib/platform/clock";
import type { Region } from "@/lib/regions/registry";
import { dependentsOf } from "./dependents";
import { forgetKey, queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import type { KeyTarget } from "./key-operation";
import { readKey, readKeyLocked } from "./key-statement";
import { namedChange } from "./repeatable-change";
import { requireKey, requireTransition } from "./require-key";
import { transactionQuery } from "./store";

interface ApplyInput<Request, Prepared> {
  readonly tx: ChangeTransaction;
  /** The key under an exclusive lock. */
  readonly key: KeyFacts;
  readonly region: Region;
  readonly request: Request;
  readonly prepared: Prepared;
  readonly at: Date;
  note(facts: { keyVersion?: number }): void;
}

interface KeyChange<Schema extends z.ZodType, Prepared> {
  /** Documented action, or null for the HTTP method of the call. */
  readonly action: string | null;
  readonly event: string;
  readonly permission: Permission;
  readonly transition: KeyTransition;
  readonly request: Schema;
  /** Whether the answer names what depends on the key. */
  readonly withDependents?: boolean;
  /** Whether a repetition with the same Idempotency-Key gets the first answer instead of happening again. */
  readonly repeatable?: boolean;
  /** What takes long and must be ready before the key is locked. */
  prepare?(entered: Entered, deadlineMs: number): Promise<Prepared>;
  /** Writes the change and returns the key after it; returning the key unchanged is a change of nothing. */
  apply(input: ApplyInput<z.output<Schema>, Prepared | undefined>): Promise<KeyFacts>;
}

/**
 * Makes the verb of a change to a key: the key's row is locked, the change and its record are committed in one
 * transaction, and once it is answered no call that starts later, on any node, sees the old state.
 * Errors, beside those of `apply` and of the door: region_not_found, region_unavailable, key_not_found,
 * key_state_conflict, invalid_request.
 */
export function keyChange<Schema extends z.ZodType, Prepared = never>(
  change: KeyChange<Schema, Prepared>,
): (call: Call, target: KeyTarget) => Promise<KmsKey> {
  async function applyLocked(
    entered: Entered,
    tx: ChangeTransaction,
    prepared: Prepared | undefined,
  ): Promise<KeyFacts> {
    const { attempt, caller } = entered;
    const region = regionOf(attempt);
    const found = await readKeyLocked(transactionQuery(tx), "UPDATE", region.slug, caller.scope, attempt.act.asked);
    attempt.key = found;
    const key = requireKey(caller, change.permission, found);
    requireTransition(key, change.transition);
    const request = parseRequest(change.request, await attempt.call.body());
    const note = (facts: { keyVersion?: number }) => Object.assign(attempt, facts);
    const changed = await change.apply({ tx, key, region, request, prepared, at: clock.now(), note });
    attempt.key = changed;
    return changed;
  }

  async function authorise({ attempt, caller }: Entered): Promise<void> {
    const { database, slug } = regionOf(attempt);
    const key = await readKey(queryOf(database), slug, caller.scope, attempt.act.asked);
    attempt.key = key;
    requireKey(caller, change.permission, key);
  }

  return async (call, target) => {
    const act = { action: change.action ?? call.method, event: change.event, region: target.region, asked: target.key };
    const repeatable = { status: 200, authorise, answerOf: ({ message }: ChangedKey) => message, fromAnswer };
    const { attempt, changed } = await changeThroughDoor<Prepared, ChangedKey>(call, act, {
      named: change.repeatable ? (entered) => namedChange(entered, repeatable) : undefined,
      prepare: change.prepare,
      async apply(entered, tx, prepared) {
        const key = await applyLocked(entered, tx, prepared);
        return { key, message: keyMessage(key, regionOf(entered.attempt)) };
      },
    });
    const { key, message } = changed;
    if (key === null) return message;
    forgetNames(attempt, key);
    if (!change.withDependents) return message;
    return { ...message, dependents: await dependentsOf(queryOf(regionOf(attempt).database), key.id) };
  };
}

/** A key after its change; null where the message is the answer to an earlier call, and nothing was changed. */
interface ChangedKey {
  readonly key: KeyFacts | null;
  readonly message: KmsKey;
}

const fromAnswer = (message: KmsKey): ChangedKey => ({ key: null, message });

/** This node need not miss once to learn of its own change. */
function forgetNames(attempt: Attempt, key: KeyFacts): void {
  if (attempt.caller === null) return;
  for (const named of [key.id, key.slug]) forgetKey(regionOf(attempt), attempt.caller.scope, named);
}
