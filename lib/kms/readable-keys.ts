import type { KmsKey } from "@/lib/contract/kms";
import { visibility } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import type { Region } from "@/lib/regions/registry";
import { findKeysByIdentity } from "./key-list-store";
import { keyMessage } from "./key-message";

/** Those of some keys, named by identity, that the caller may read: for objects that show the key they are bound to. */
export async function readableKeys(
  caller: Caller,
  region: Region,
  identities: readonly string[],
): Promise<ReadonlyMap<string, KmsKey>> {
  if (identities.length === 0) return new Map();
  const visible = visibility(caller, "kms_key:read", clock.nowMs());
  const filter = { regions: [region.slug], visible };
  const keys = await findKeysByIdentity(region.database, caller.scope, identities, filter);
  return new Map(keys.map((key) => [key.id, keyMessage(key, region)]));
}
