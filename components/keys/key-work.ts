import type { KeyPurpose } from "@/lib/contract/key-purposes";
import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey } from "@/lib/contract/kms";

/** What a key does all day, as texts tell it apart: encrypting, signing, codes of messages, both of the first, or only checking. */
export type KeyWork = "encrypt" | "sign" | "mac" | "both" | "public";

/** The work of a key. */
export function workOf(of: { keyType: KeyType; purpose: KeyPurpose; publicOnly?: boolean }): KeyWork {
  if (of.publicOnly) return "public";
  switch (keyTypeFacts(of.keyType).family) {
    case "aead":
      return "encrypt";
    case "hmac":
      return of.purpose === "jwt" ? "sign" : "mac";
    case "rsa":
      return of.purpose === "general" ? "both" : of.purpose === "encrypt" ? "encrypt" : "sign";
    default:
      return "sign";
  }
}

/** What a version can still be used for. */
export type VersionState = "latest" | "older" | "refused" | "disabled" | "pending_destruction" | "destroyed";

/** The state of one version: its own, and where the lowest version in use puts it. */
export function versionState(
  of: Pick<KmsKey, "latestVersion" | "minDecryptionVersion">,
  { version, status }: KmsKey["versions"][number],
): VersionState {
  if (status !== "active") return status;
  if (version === of.latestVersion) return "latest";
  return version < of.minDecryptionVersion ? "refused" : "older";
}
