import type { KmsKey } from "@/lib/contract/kms";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { dependentsOf } from "./dependents";
import { queryOf } from "./key-cache";
import { keyMessage } from "./key-message";
import type { KeyTarget } from "./key-operation";
import { readKey } from "./key-statement";
import { requireKey } from "./require-key";

/** A key by identity or slug, read from the primary. Errors, beside those of the door: region_not_found, key_not_found. */
export function getKey(call: Call, target: KeyTarget): Promise<KmsKey> {
  const act = { action: call.method, event: "kms.key.read", region: target.region, asked: target.key };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    attempt.bindsKey = false;
    const found = await readKey(queryOf(region.database), region.slug, caller.scope, target.key);
    attempt.key = found;
    const key = requireKey(caller, "kms_key:read", found);
    const dependents = await dependentsOf(queryOf(region.database), key.id);
    return { ...keyMessage(key, region), dependents };
  });
}
