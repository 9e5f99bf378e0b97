import type { z } from "zod";
import { ChangeMissed, type ChangeTransaction } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import type { KeyTransition } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/iam/permissions";
import { clock } from "@/lib/platform/clock";
import type { Region } from "@/lib/regions/registry";
import { type Act, type Attempt, newAttempt, outcomeOf, recordOf } from "./attempt";
import type { Call } from "./call";
import { answer, type Entered, enter, isOnRecord, regionOf } from "./door";
import { forgetKey } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import type { KeyTarget } from "./key-operation";
import { readKeyLocked } from "./key-statement";
import { parseRequest } from "./parse-request";
import { requireKey, requireTransition } from "./require-key";
import { transactionQuery } from "./store";

interface ApplyInput<Request> {
  readonly tx: ChangeTransaction;
  /** The key under an exclusive lock. */
  readonly key: KeyFacts;
  readonly region: Region;
  readonly request: Request;
  readonly at: Date;
  note(facts: { keyVersion?: number }): void;
}

interface KeyChange<Schema extends z.ZodType> {
  /** Documented action, or null for the HTTP method of the call. */
  readonly action: string | null;
  readonly event: string;
  readonly permission: Permission;
  readonly transition: KeyTransition;
  readonly request: Schema;
  /** Writes the change and returns the key after it; returning the key unchanged is a change of nothing. */
  apply(input: ApplyInput<z.output<Schema>>): Promise<KeyFacts>;
}

/**
 * Makes the verb of a change to a key: the key's row is locked, the change and its record are committed in one
 * transaction, and once it is answered no call that starts later, on any node, sees the old state.
 * Errors, beside those of `apply` and of the door: region_not_found, region_unavailable, key_not_found,
 * key_state_conflict, invalid_request.
 */
export function keyChange<Schema extends z.ZodType>(
  change: KeyChange<Schema>,
): (call: Call, target: KeyTarget) => Promise<KmsKey> {
  async function applyLocked(entered: Entered, tx: ChangeTransaction): Promise<KeyFacts> {
    const { attempt, caller } = entered;
    const region = regionOf(attempt);
    const found = await readKeyLocked(transactionQuery(tx), "UPDATE", region.slug, caller.scope, attempt.act.asked);
    attempt.key = found;
    const key = requireKey(caller, change.permission, found);
    requireTransition(key, change.transition);
    const request = parseRequest(change.request, await attempt.call.body());
    const note = (facts: { keyVersion?: number }) => Object.assign(attempt, facts);
    return change.apply({ tx, key, region, request, at: clock.now(), note });
  }

  return async (call, target) => {
    const act = { action: change.action ?? call.method, event: change.event, region: target.region, asked: target.key };
    const { attempt, key } = await changeThroughDoor(call, act, applyLocked);
    const region = regionOf(attempt);
    forgetNames(attempt, key);
    return keyMessage(key, region);
  };
}

/** This node need not miss once to learn of its own change. */
function forgetNames(attempt: Attempt, key: KeyFacts): void {
  if (attempt.caller === null) return;
  for (const named of [key.id, key.slug]) forgetKey(regionOf(attempt), attempt.caller.scope, named);
}

/**
 * The door for changes: enters, runs `apply` in one transaction with the record of its result, and starts again where the
 * caller's rights changed meanwhile. A refusal rolls back and is recorded under the state it saw.
 */
export async function changeThroughDoor(
  call: Call,
  act: Act,
  apply: (entered: Entered, tx: ChangeTransaction) => Promise<KeyFacts>,
): Promise<{ attempt: Attempt; key: KeyFacts }> {
  for (let fresh = false; clock.monotonicMs() < call.deadlineMs; fresh = true) {
    const attempt = newAttempt(call, act);
    const outcome = await outcomeOf(attempt, async () => {
      const entered = await enter(attempt, fresh);
      await settled(call.body());
      return inTransaction(entered, apply);
    });
    if (outcome.ok && outcome.value === null) continue;
    if (outcome.ok) return { attempt, key: answer(attempt, { ok: true, value: outcome.value as KeyFacts }) };
    if (await isOnRecord(attempt, outcome)) return { attempt, key: answer(attempt, outcome) };
  }
  throw new KmsError("unavailable", { detail: "state kept changing", retryAfterInSeconds: 1 });
}

/** Null where the record was not written because rights have changed; then nothing else was either. */
async function inTransaction(
  entered: Entered,
  apply: (entered: Entered, tx: ChangeTransaction) => Promise<KeyFacts>,
): Promise<KeyFacts | null> {
  const { attempt } = entered;
  const { database } = regionOf(attempt);
  try {
    return await writersOf(database).changes.transact(attempt.call.deadlineMs, async (tx, record) => {
      const key = await apply(entered, tx);
      attempt.key = key;
      await record(recordOf(attempt, { ok: true, value: key }));
      return key;
    });
  } catch (error) {
    if (error instanceof ChangeMissed) return null;
    throw isKmsError(error) ? error : asUnavailable(error);
  }
}

/** A database that fails during a change is not the caller's fault and not a defect: nothing was changed, try again. */
function asUnavailable(error: unknown): unknown {
  const text = String(error);
  const lost = /connect|terminat|ECONNRE|timed? ?out|closed|socket|Transaction/i.test(text);
  return lost ? new KmsError("unavailable", { detail: text, retryAfterInSeconds: 2, cause: error }) : error;
}

/** The body is read before a row is locked: a slow sender must not hold the lock. Its errors count later, in their turn. */
async function settled(body: Promise<unknown>): Promise<void> {
  await body.catch(() => undefined);
}
