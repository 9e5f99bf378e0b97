import type { Caller } from "@/lib/iam/caller";
import { regionNamed } from "@/lib/regions/registry";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import type { KeyTarget } from "./key-operation";
import { readKey } from "./key-statement";
import { requireKey } from "./require-key";

/**
 * A key that the caller may read, for verbs about keys that are not made by them, inside a door of their own.
 * Errors: region_not_found, key_not_found (absent or not to be seen).
 */
export async function visibleKey(caller: Caller, { region: named, key }: KeyTarget): Promise<KeyFacts> {
  const region = regionNamed(named);
  return requireKey(caller, "kms_key:read", await readKey(queryOf(region.database), region.slug, caller.scope, key));
}
