import type { KeyType } from "@/lib/contract/key-types";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { clock } from "@/lib/platform/clock";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import { queryOf } from "./key-cache";
import { importMaterial, type WrappedKey } from "./use-material";
import { unsealWrappingKey } from "./wrapping-key";
import { openingWrappingKeys } from "./wrapping-key-store";

/**
 * Material out of a key that an organisation wrapped: its newest wrapping key of the region is tried first, then those that
 * retired within 24 hours. Errors: import_failed, the same up to the integrity check of the wrapping;
 * invalid_key_material, unavailable.
 */
export async function openImport(
  region: Region,
  organisationId: string,
  keyType: KeyType,
  wrapped: WrappedKey,
  deadlineMs: number,
): Promise<KeyMaterial> {
  const keys = await openingWrappingKeys(queryOf(region.database), region.slug, organisationId, clock.now());
  for (const key of keys) {
    const wrappingKey = unsealWrappingKey(key, vaultOf(region));
    try {
      return await importMaterial(keyType, wrappingKey, wrapped, deadlineMs);
    } catch (error) {
      if (!isKmsError(error) || error.code !== "import_failed") throw error;
    } finally {
      wrappingKey.destroy();
    }
  }
  throw new KmsError("import_failed");
}
