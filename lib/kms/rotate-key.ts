import { emptyRequest } from "@/lib/contract/kms";
import { addVersion } from "./add-version";
import { keyChange } from "./key-change";

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
    const rotated = await addVersion(tx, key, region, at, "rotated");
    note({ keyVersion: rotated.latestVersion });
    return rotated;
  },
});
