import { KEY_BINDING_FORMAT, KEY_VERSION_LABEL } from "@/lib/crypto/key-binding";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import type { Vault } from "@/lib/regions/vault";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";
import { bindingOf } from "./usable-key";

/**
 * Seals material as a version under the region's newest key, bound to everything immutable about the key. The material is
 * overwritten.
 */
export function newVersion(
  key: Omit<KeyFacts, "versions" | "latestVersion" | "versionFloor" | "revision">,
  version: number,
  material: KeyMaterial,
  vault: Vault,
  at: Date,
): KeyVersionFacts {
  const regionKeyId = vault.newestId;
  const regionKey = vault.keys.get(regionKeyId);
  if (regionKey === undefined) throw new Error("the vault has no newest key");
  const facts = { version, regionKeyId, format: KEY_BINDING_FORMAT };
  try {
    const bytes = material.bytes().reveal(REVEAL_SECRET);
    const { salt, sealed } = seal(regionKey, KEY_VERSION_LABEL, bindingOf(key, facts), bytes);
    return { ...facts, status: "active", createdAt: at, destructionScheduledAt: null, exhaustedAt: null, salt, sealed };
  } finally {
    material.destroy();
  }
}
