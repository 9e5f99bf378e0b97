import { type EncryptRequest, encryptRequest } from "@/lib/contract/kms";
import { ASSOCIATED_DATA_BYTES_MAX, CONTEXT_BYTES_MAX, PLAINTEXT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { formatCiphertext } from "@/lib/format/ciphertext";
import { decodeBounded, decodeOptional } from "./decode-field";
import { keyOperation } from "./key-operation";

/**
 * Encrypts 1 to 65,535 bytes under the newest version of a key, or under `keyVersion`. With `context` equal inputs give
 * equal ciphertext; without it the nonce is always random.
 * Errors: payload_size, invalid_base64, key_version_not_found, key_version_not_usable.
 * Source: NIST SP 800-38D, 8.2.2 (random 96-bit nonce) and 8.3 (at most 2^32 per key version).
 */
export const encrypt = keyOperation({
  action: "kms.encrypt",
  permission: "kms_key:encrypt",
  capability: "encrypt",
  request: encryptRequest,
  run({ key, request, note }) {
    const plaintext = decodeBounded(request.plaintext, "plaintext", 1, PLAINTEXT_BYTES_MAX);
    const { context, associatedData } = bindingInputs(request);
    const { version, material } = key.usableVersion(request.keyVersion);
    note({ keyVersion: version, payloadBytes: plaintext.length });
    const payload = key.suite.encrypt(material, { plaintext, context, associatedData });
    return { ciphertext: formatCiphertext(version, payload), keyVersion: version };
  },
});

/** Decodes the optional inputs that encrypt and decrypt must be given alike. Errors: invalid_base64, payload_size. */
export function bindingInputs(request: Pick<EncryptRequest, "context" | "associatedData">) {
  return {
    context: decodeOptional(request.context, "context", 1, CONTEXT_BYTES_MAX),
    associatedData: decodeOptional(request.associatedData, "associatedData", 0, ASSOCIATED_DATA_BYTES_MAX),
  };
}
