import { KEY_VERSION_LABEL } from "@/lib/crypto/key-binding";
import { seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { suiteFor } from "@/lib/crypto/suites";
import type { Vault } from "@/lib/regions/vault";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";
import { bindingOf } from "./usable-key";

/** Generates material for a version and seals it under the region's newest key, bound to everything immutable about the key. */
export function newVersion(
  key: Omit<KeyFacts, "versions" | "latestVersion" | "revision">,
  version: number,
  vault: Vault,
  at: Date,
): KeyVersionFacts {
  const regionKeyId = vault.newestId;
  const regionKey = vault.keys.get(regionKeyId);
  if (regionKey === undefined) throw new Error("the vault has no newest key");
  const material = suiteFor(key.keyType).generate();
  try {
    const binding = bindingOf(key, version, regionKeyId);
    const { salt, sealed } = seal(regionKey, KEY_VERSION_LABEL, binding, material.reveal(REVEAL_SECRET));
    return { version, status: "active", createdAt: at, regionKeyId, salt, sealed };
  } finally {
    material.destroy();
  }
}
