import { keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "@/lib/iam/caller";
import type { Region } from "@/lib/regions/registry";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { readKey } from "./key-statement";
import { requireCapability, requireKey, requireUsable } from "./require-key";

/**
 * The symmetric key that something is to be bound to, by identity or slug: one with which the caller may encrypt now.
 * Errors: key_not_found, key_not_usable, operation_not_supported, purpose_forbids.
 */
export async function symmetricKey(caller: Caller, region: Region, named: string): Promise<Pick<KeyFacts, "id">> {
  const found = await readKey(queryOf(region.database), region.slug, caller.scope, named);
  const key = requireKey(caller, "kms_key:encrypt", found);
  requireUsable(key);
  if (keyTypeFacts(key.keyType).family !== "aead") {
    throw new KmsError("operation_not_supported", {
      message: `Keys of type ${key.keyType} are not symmetric; a secret needs one that is.`,
    });
  }
  requireCapability(key, "encrypt");
  requireCapability(key, "decrypt");
  return key;
}
