import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { KmsError } from "@/lib/contract/kms-error";
import { KEY_VERSION_MAX } from "@/lib/contract/kms-limits";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import type { KeyFacts } from "./key-facts";
import { newVersion } from "./new-version";
import { forgetRotationFailures } from "./rotation-failures";
import { insertVersion, transactionQuery, updateKey } from "./store";

/**
 * Adds a version to a key whose row is locked and makes it the newest. The material is overwritten.
 * Errors: rotation_not_allowed, region_unavailable.
 */
export async function addVersion(
  tx: ChangeTransaction,
  key: KeyFacts,
  region: Region,
  at: Date,
  material: KeyMaterial,
): Promise<KeyFacts> {
  requireRotatable(key);
  const version = newVersion(key, nextVersionNumber(key), material, vaultOf(region), at);
  await insertVersion(tx, key.id, version, "rotated");
  await forgetRotationFailures(transactionQuery(tx), [key.id]);
  const changed = await updateKey(tx, key, { latestVersion: version.version }, at);
  return { ...changed, versions: [...key.versions, version] };
}

/** Number of the version after the newest: after a restore it passes over those that may have been given out before. */
export function nextVersionNumber({ latestVersion, versionFloor }: KeyFacts): number {
  return Math.max(latestVersion, versionFloor) + 1;
}

/** Error: rotation_not_allowed where a key cannot get another version. */
export function requireRotatable(key: KeyFacts): void {
  if (key.publicOnly) {
    throw new KmsError("rotation_not_allowed", {
      message: "Only the public half of this key was imported; it has no other version.",
    });
  }
  if (!key.allowRotation) throw new KmsError("rotation_not_allowed");
  if (nextVersionNumber(key) > KEY_VERSION_MAX) {
    throw new KmsError("rotation_not_allowed", { message: "The key has the highest possible version." });
  }
}
