import type { KmsKey } from "@/lib/contract/kms";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { clock } from "@/lib/platform/clock";
import { dependentsOf } from "./dependents";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import type { KeyTarget } from "./key-operation";
import { readKey } from "./key-statement";
import { requireKey } from "./require-key";
import { type RotationFailure, rotationFailureOf } from "./rotation-failures";
import { nextRotationAt } from "./rotation-schedule";

/** A key by identity or slug, read from the primary. Errors, beside those of the door: region_not_found, key_not_found. */
export function getKey(call: Call, target: KeyTarget): Promise<KmsKey> {
  const act = { action: call.method, event: "kms.key.read", region: target.region, asked: target.key };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    attempt.bindsKey = false;
    const found = await readKey(queryOf(region.database), region.slug, caller.scope, target.key);
    attempt.key = found;
    const key = requireKey(caller, "kms_key:read", found);
    const query = queryOf(region.database);
    const [dependents, failure] = await Promise.all([dependentsOf(query, key.id), rotationFailureOf(query, key.id)]);
    return { ...keyMessage(key, region), ...failureMessage(key, failure), dependents };
  });
}

function failureMessage(key: KeyFacts, failure: RotationFailure | null): Partial<KmsKey> {
  if (failure === null) return {};
  const { message, attempts, lastTriedAt, nextTryAt } = failure;
  return {
    nextRotationAt: nextRotationAt(key, clock.now(), nextTryAt)?.toISOString(),
    rotationFailure: { message, attempts, lastTriedAt: lastTriedAt.toISOString(), nextTryAt: nextTryAt.toISOString() },
  };
}
