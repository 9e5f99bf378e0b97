import type { z } from "zod";
import { ChangeMissed } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import type { Capability } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import { type Act, newAttempt, outcomeOf, recordsOf } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { answer, type Entered, enter, isOnRecord, regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { vaultOf } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { cachedKey, fillKey, forgetKey } from "./key-cache";
import { readKeyLocked } from "./key-statement";
import { mayUse, requireCapability, requireKey, requireUsable } from "./require-key";
import { transactionQuery } from "./store";
import { UsableKey } from "./usable-key";

/** Which key a call names: the region by slug or identity, the key by identity or slug. */
export interface KeyTarget {
  readonly region: string;
  readonly key: string;
}

/** What a record says of a use: which version, and how many bytes were given. */
export interface UseFacts {
  keyVersion?: number;
  payloadBytes?: number;
}

/** What an operation works with. */
export interface RunInput<Request> {
  readonly key: UsableKey;
  readonly request: Request;
  /** Monotonic milliseconds by which the call must be answered. */
  readonly deadlineMs: number;
  /** Tells the record what was used. */
  note(facts: UseFacts): void;
  /** Whether the caller holds a further permission on the key. */
  may(permission: Permission): boolean;
}

/** One thing that can be asked of a key: what it needs and what it does. A call runs it once, a batch many times. */
export interface KeyOperation<Schema extends z.ZodType, Response> {
  /** Audit action and metric, for example `kms.encrypt`. */
  readonly action: string;
  readonly permission: Permission;
  /** A second permission, where the operation does what that one stands for. */
  readonly alsoPermission?: Permission;
  /** Checked against the table of key types. */
  readonly capability: Capability;
  readonly request: Schema;
  run(input: RunInput<z.output<Schema>>): Response | Promise<Response>;
}

/** The verb of an operation, with what it is made of. */
export interface KeyVerb<Schema extends z.ZodType, Response> {
  (call: Call, target: KeyTarget): Promise<Response>;
  readonly operation: KeyOperation<Schema, Response>;
}

/** Finds the key a call names, in memory, in the database or under a lock. */
export type LoadKey = (entered: Entered) => UsableKey | null | Promise<UsableKey | null>;

/**
 * Makes the verb of an operation that uses a key without changing it: find key in scope, authorise, lifecycle, capability,
 * body, run, commit, reply.
 * Errors, beside those of `run` and of the door: region_not_found, region_unavailable, key_not_found, key_not_usable,
 * operation_not_supported, purpose_forbids, invalid_request.
 */
export function keyOperation<Schema extends z.ZodType, Response>(
  operation: KeyOperation<Schema, Response>,
): KeyVerb<Schema, Response> {
  async function decide(entered: Entered, load: LoadKey): Promise<Response> {
    const { attempt, caller } = entered;
    const key = requireOperation(caller, operation, await namedKey(entered, load));
    requireUsable(key.facts);
    requireCapability(key.facts, operation.capability);
    const request = parseRequest(operation.request, await attempt.call.body());
    const { deadlineMs } = attempt.call;
    return operation.run({
      key,
      request,
      deadlineMs,
      note: (facts) => Object.assign(attempt, facts),
      may: (permission) => mayUse(caller, permission, key),
    });
  }

  const verb = (call: Call, target: KeyTarget) => withNamedKey(call, target, operation.action, decide);
  return Object.assign(verb, { operation });
}

/** The key, where the caller has every permission that an operation needs; otherwise key_not_found. */
export function requireOperation<Key extends UsableKey>(
  caller: Caller,
  { permission, alsoPermission }: Pick<KeyOperation<z.ZodType, unknown>, "permission" | "alsoPermission">,
  key: Key | null,
): Key {
  const found = requireKey(caller, permission, key);
  return alsoPermission === undefined ? found : requireKey(caller, alsoPermission, found);
}

/** The key that an attempt names, noted for its record; null where there is none. Error: region_not_found. */
export function namedKey(entered: Entered, load: LoadKey): UsableKey | null | Promise<UsableKey | null> {
  const { attempt } = entered;
  regionOf(attempt);
  const noted = (found: UsableKey | null) => {
    attempt.key = found?.facts ?? null;
    return found;
  };
  const loading = load(entered);
  return loading instanceof Promise ? loading.then(noted) : noted(loading);
}

/** Runs a decision about a key through the door: on the cached key, on fresh ones, at last on the locked one. */
export function withNamedKey<Response>(
  call: Call,
  target: KeyTarget,
  action: string,
  decide: (entered: Entered, load: LoadKey) => Promise<Response>,
): Promise<Response> {
  const act = { action, event: action, region: target.region, asked: target.key };
  return throughDoor(
    call,
    act,
    (entered) => decide(entered, fromCache),
    () => onLockedKey(call, act, decide),
  );
}

function fromCache({ attempt, caller, fresh }: Entered): UsableKey | null | Promise<UsableKey | null> {
  const region = regionOf(attempt);
  if (fresh) forgetKey(region, caller.scope, attempt.act.asked);
  return cachedKey(region, caller.scope, attempt.act.asked) ?? fillKey(region, caller.scope, attempt.act.asked);
}

/**
 * For a key that changes faster than it can be used: its row stays locked from reading it until the record is committed.
 * Only the caller's rights can still change meanwhile; then it starts again, until the deadline.
 */
async function onLockedKey<Response>(
  call: Call,
  act: Act,
  decide: (entered: Entered, load: LoadKey) => Promise<Response>,
): Promise<Response> {
  const region = regionNamed(act.region ?? "");
  while (clock.monotonicMs() < call.deadlineMs) {
    const attempt = newAttempt(call, act);
    const entered = await outcomeOf(attempt, () => enter(attempt, true));
    if (!entered.ok) {
      if (await isOnRecord(attempt, entered)) return answer(attempt, entered);
      continue;
    }
    try {
      const outcome = await writersOf(region.database).changes.transact(call.deadlineMs, async (tx, record) => {
        const load: LoadKey = async ({ caller }) => {
          const facts = await readKeyLocked(transactionQuery(tx), "SHARE", region.slug, caller.scope, act.asked);
          return facts === null ? null : new UsableKey(facts, vaultOf(region));
        };
        const decided = await outcomeOf(attempt, () => decide(entered.value, load));
        await record(...recordsOf(attempt, decided));
        return decided;
      });
      return answer(attempt, outcome);
    } catch (error) {
      if (!(error instanceof ChangeMissed)) throw error;
    }
  }
  throw new KmsError("unavailable", { detail: "rights kept changing", retryAfterInSeconds: 1 });
}
