import { KmsError } from "@/lib/contract/kms-error";
import { exportKeyRequest } from "@/lib/contract/kms-operations";
import { EXPORT_HASH_NAMES } from "@/lib/contract/wrapping-hashes";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { readWrappingPublicKey } from "@/lib/crypto/key-wrap";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { encodeBase64 } from "@/lib/format/base64";
import { keyOperation } from "./key-operation";
import { requireWrappingHash } from "./require-wrapping-hash";
import { wrapMaterial } from "./use-material";

/**
 * Hands out the material of one version, the newest unless told otherwise: raw bytes of symmetric and HMAC keys, PKCS#8 DER
 * of pairs; wrapped for the holder of an RSA key where the request names one.
 * Errors: export_not_allowed, invalid_request, key_version_not_found, key_version_not_usable, unavailable.
 * Source: RFC 5208, section 5; RFC 8017, section 7.1; RFC 5649.
 */
export const exportKey = keyOperation({
  action: "kms.export",
  permission: "kms_key:export",
  capability: "export",
  request: exportKeyRequest.default({}),
  async run({ key, request, deadlineMs, note }) {
    if (!key.facts.exportAllowed) throw new KmsError("export_not_allowed");
    const wrapping = wrappingOf(request);
    const { version, material } = key.usableVersion(request.keyVersion);
    note({ keyVersion: version });
    return { keyMaterial: encodeBase64(await exported(material, wrapping, deadlineMs)), keyVersion: version };
  },
});

function wrappingOf({ wrappingPublicKey, hashFunction }: { wrappingPublicKey?: string; hashFunction?: string }) {
  if (wrappingPublicKey === undefined) {
    if (hashFunction === undefined) return null;
    throw new KmsError("invalid_request", { message: "hashFunction: only together with wrappingPublicKey." });
  }
  const hash = requireWrappingHash(hashFunction, EXPORT_HASH_NAMES);
  return { hash, publicKey: readWrappingPublicKey(wrappingPublicKey, "wrappingPublicKey") };
}

/** The bytes to hand out. Without wrapping they are the key's own, not a copy: nothing is left to overwrite. */
function exported(
  material: KeyMaterial,
  wrapping: ReturnType<typeof wrappingOf>,
  deadlineMs: number,
): Uint8Array | Promise<Uint8Array> {
  if (wrapping === null) return material.bytes().reveal(REVEAL_SECRET);
  return wrapMaterial(material, wrapping.publicKey, wrapping.hash, deadlineMs);
}
