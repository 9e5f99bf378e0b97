import type { z } from "zod";
import { ChangeMissed } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import type { Capability } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/iam/permissions";
import { clock } from "@/lib/platform/clock";
import { vaultOf } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { type Act, newAttempt, outcomeOf, recordOf } from "./attempt";
import type { Call } from "./call";
import { answer, type Entered, enter, isOnRecord, regionOf, throughDoor } from "./door";
import { cachedKey, fillKey, forgetKey } from "./key-cache";
import { readKeyLocked } from "./key-statement";
import { parseRequest } from "./parse-request";
import { requireCapability, requireKey, requireUsable } from "./require-key";
import { transactionQuery } from "./store";
import { UsableKey } from "./usable-key";

/** Which key a call names: the region by slug or identity, the key by identity or slug. */
export interface KeyTarget {
  readonly region: string;
  readonly key: string;
}

interface RunInput<Request> {
  readonly key: UsableKey;
  readonly request: Request;
  /** Monotonic milliseconds by which the call must be answered. */
  readonly deadlineMs: number;
  /** Tells the record which version was used and how many bytes were given. */
  note(facts: { keyVersion?: number; payloadBytes?: number }): void;
}

interface KeyOperation<Schema extends z.ZodType, Response> {
  /** Audit action and metric, for example `kms.encrypt`. */
  readonly action: string;
  readonly permission: Permission;
  /** Checked against the table of key types. */
  readonly capability: Capability;
  readonly request: Schema;
  run(input: RunInput<z.output<Schema>>): Response | Promise<Response>;
}

type LoadKey = (entered: Entered) => UsableKey | null | Promise<UsableKey | null>;

/**
 * Makes the verb of an operation that uses a key without changing it: find key in scope, authorise, lifecycle, capability,
 * body, run, commit, reply.
 * Errors, beside those of `run` and of the door: region_not_found, region_unavailable, key_not_found, key_not_usable,
 * operation_not_supported, invalid_request.
 */
export function keyOperation<Schema extends z.ZodType, Response>(
  operation: KeyOperation<Schema, Response>,
): (call: Call, target: KeyTarget) => Promise<Response> {
  async function decide(entered: Entered, load: LoadKey): Promise<Response> {
    const { attempt, caller } = entered;
    regionOf(attempt);
    const loading = load(entered);
    const found = loading instanceof Promise ? await loading : loading;
    attempt.key = found?.facts ?? null;
    const key = requireKey(caller, operation.permission, found);
    requireUsable(key.facts);
    requireCapability(key.facts, operation.capability);
    const request = parseRequest(operation.request, await attempt.call.body());
    const { deadlineMs } = attempt.call;
    return operation.run({ key, request, deadlineMs, note: (facts) => Object.assign(attempt, facts) });
  }

  return (call, target) => {
    const act = { action: operation.action, event: operation.action, region: target.region, asked: target.key };
    return throughDoor(
      call,
      act,
      (entered) => decide(entered, fromCache),
      () => onLockedKey(call, act, decide),
    );
  };
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
        await record(recordOf(attempt, decided));
        return decided;
      });
      return answer(attempt, outcome);
    } catch (error) {
      if (!(error instanceof ChangeMissed)) throw error;
    }
  }
  throw new KmsError("unavailable", { detail: "rights kept changing", retryAfterInSeconds: 1 });
}
