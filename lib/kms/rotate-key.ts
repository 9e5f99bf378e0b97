import { emptyRequest } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { KEY_VERSION_MAX } from "@/lib/contract/kms-limits";
import { vaultOf } from "@/lib/regions/health";
import { keyChange } from "./key-change";
import { newVersion } from "./new-version";
import { insertVersion, updateKey } from "./store";

/**
 * Adds a version to a key; it becomes the newest at once, on every node. Older versions keep decrypting.
 * Errors: rotation_not_allowed (imported without allowRotation), key_state_conflict.
 */
export const rotateKey = keyChange({
  action: "kms.rotate",
  event: "kms.rotate",
  permission: "kms_key:rotate",
  transition: "rotate",
  request: emptyRequest.optional(),
  async apply({ tx, key, region, at, note }) {
    if (!key.allowRotation) throw new KmsError("rotation_not_allowed");
    if (key.latestVersion >= KEY_VERSION_MAX)
      throw new KmsError("rotation_not_allowed", { message: "The key has the highest possible version." });
    const version = newVersion(key, key.latestVersion + 1, vaultOf(region), at);
    await insertVersion(tx, key.id, version, "rotated");
    const changed = await updateKey(tx, key, { latestVersion: version.version }, at);
    note({ keyVersion: version.version });
    return { ...changed, versions: [...key.versions, version] };
  },
});
