import { ChangeMissed } from "@/lib/audit/change-writer";
import { emptyRequest } from "@/lib/contract/kms";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { type Entered, regionOf } from "@/lib/door/door";
import { addVersion, requireRotatable } from "./add-version";
import { queryOf } from "./key-cache";
import { keyChange } from "./key-change";
import { readKey } from "./key-statement";
import { requireKey, requireTransition } from "./require-key";
import { generateMaterial } from "./use-material";

/**
 * Adds a version to a key; it becomes the newest at once, on every node. Older versions keep decrypting. Making an RSA key
 * takes up to some seconds.
 * Errors: rotation_not_allowed (imported without allowRotation, or only a public key), key_state_conflict.
 */
export const rotateKey = keyChange({
  action: "kms.rotate",
  event: "kms.rotate",
  permission: "kms_key:rotate",
  transition: "rotate",
  request: emptyRequest.optional(),
  repeatable: true,
  prepare: materialOfNamedKey,
  async apply({ tx, key, region, prepared, at, note }) {
    requireRotatable(key);
    if (prepared === undefined) throw new Error("a rotation has no material");
    // An alias may have been given to another key meanwhile, of another type.
    if (prepared.keyId !== key.id) throw new ChangeMissed("the name stands for another key");
    const rotated = await addVersion(tx, key, region, at, prepared.material);
    note({ keyVersion: rotated.latestVersion });
    return rotated;
  },
});

interface PreparedRotation {
  readonly keyId: string;
  readonly material: KeyMaterial;
}

/**
 * New material of the type of the named key, made before the key is locked. A type never changes, and what else is decided
 * here is decided again under the lock: it only keeps a call that will be refused from costing a key pair.
 */
async function materialOfNamedKey({ attempt, caller }: Entered, deadlineMs: number): Promise<PreparedRotation> {
  const region = regionOf(attempt);
  const found = await readKey(queryOf(region.database), region.slug, caller.scope, attempt.act.asked);
  attempt.key = found;
  const key = requireKey(caller, "kms_key:rotate", found);
  requireTransition(key, "rotate");
  requireRotatable(key);
  return { keyId: key.id, material: await generateMaterial(key.keyType, deadlineMs) };
}
