import { DELETION_WINDOW_DAYS, type KeyVersionStatus } from "@/lib/contract/key-lifecycle";
import { type UpdateVersionsRequest, updateVersionsRequest } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { keyChange } from "./key-change";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";
import { updateKey, updateVersion } from "./store";

const DAY_MS = 86_400_000;

/**
 * Changes which versions of a key may be used: raises or lowers `minDecryptionVersion`, disables, enables or schedules the
 * destruction of one version. The newest version is never touched; destruction takes effect after 30 days and can be
 * called off until then.
 * Errors: key_version_not_found, version_state_conflict, invalid_request.
 */
export const updateVersions = keyChange({
  action: null,
  event: "kms.key.update_versions",
  permission: "kms_key:update_versions",
  transition: "update_versions",
  request: updateVersionsRequest,
  async apply({ tx, key, request, at, note }) {
    if (request.version !== undefined) note({ keyVersion: request.version });
    const after = versionsAfter(key, request, at);
    if (after === null) return key;
    const { minDecryptionVersion, changed } = after;
    if (changed !== null) await updateVersion(tx, key.id, changed);
    const updated = await updateKey(tx, key, { minDecryptionVersion }, at);
    const versions = key.versions.map((one) => (one.version === changed?.version ? changed : one));
    return { ...updated, versions };
  },
});

interface VersionsAfter {
  readonly minDecryptionVersion: number;
  readonly changed: KeyVersionFacts | null;
}

/** What a request makes of a key's versions; null where it changes nothing. Errors as above. */
export function versionsAfter(
  key: Pick<KeyFacts, "latestVersion" | "minDecryptionVersion" | "versions">,
  request: UpdateVersionsRequest,
  at: Date,
): VersionsAfter | null {
  const minDecryptionVersion = request.minDecryptionVersion ?? key.minDecryptionVersion;
  if (minDecryptionVersion > key.latestVersion) {
    throw new KmsError("invalid_request", {
      message: `minDecryptionVersion: must be from 1 to the newest version, ${key.latestVersion}.`,
    });
  }
  const changed = changedVersion(key, request, at);
  if (changed === null && minDecryptionVersion === key.minDecryptionVersion) return null;
  return { minDecryptionVersion, changed };
}

function changedVersion(
  key: Pick<KeyFacts, "latestVersion" | "versions">,
  { version, status }: UpdateVersionsRequest,
  at: Date,
): KeyVersionFacts | null {
  if (version === undefined || status === undefined) return null;
  const found = key.versions.find((one) => one.version === version);
  if (found === undefined) {
    throw new KmsError("key_version_not_found", {
      message: `The key has no version ${version}; it has versions 1 to ${key.latestVersion}.`,
    });
  }
  if (found.status === "destroyed") throw conflict(`Version ${version} is destroyed and cannot change any more.`);
  const wanted: KeyVersionStatus = status === "destroyed" ? "pending_destruction" : status;
  if (found.status === wanted) return null;
  if (version === key.latestVersion)
    throw conflict("The newest version cannot be disabled or destroyed; rotate the key first.");
  const destructionScheduledAt =
    wanted === "pending_destruction" ? new Date(at.getTime() + DELETION_WINDOW_DAYS * DAY_MS) : null;
  return { ...found, status: wanted, destructionScheduledAt };
}

const conflict = (message: string) => new KmsError("version_state_conflict", { message });
