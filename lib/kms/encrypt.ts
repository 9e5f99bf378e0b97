import { keyTypeFacts } from "@/lib/contract/key-types";
import { type EncryptRequest, encryptRequest } from "@/lib/contract/kms";
import {
  ASSOCIATED_DATA_BYTES_MAX,
  CONTEXT_BYTES_MAX,
  PLAINTEXT_BYTES_MAX,
  SERVICE_PLAINTEXT_BYTES_MAX,
} from "@/lib/contract/kms-limits";
import { suiteFor } from "@/lib/crypto/suites";
import { formatCiphertext } from "@/lib/format/ciphertext";
import { decodeBounded, decodeOptional } from "./decode-field";
import type { KeyFacts } from "./key-facts";
import { keyOperation } from "./key-operation";
import { refuseOptions, requireContextAllowed, requirePadding } from "./require-option";

const encryptUpTo = (bytesMax: number) =>
  keyOperation({
    action: "kms.encrypt",
    permission: "kms_key:encrypt",
    capability: "encrypt",
    request: encryptRequest,
    run({ key, request, note }) {
      const plaintext = decodeBounded(request.plaintext, "plaintext", 1, bytesMax);
      const binding = bindingInputs(key.facts, request);
      const { version, material } = key.encryptingVersion(request.keyVersion);
      note({ keyVersion: version, payloadBytes: plaintext.length });
      const payload = suiteFor(key.facts.keyType).encrypt(material, { plaintext, ...binding });
      return { ciphertext: formatCiphertext(version, payload), keyVersion: version };
    },
  });

/**
 * Encrypts 1 to 65,535 bytes under the newest version of a key, or under `keyVersion`. With `context` equal inputs give
 * equal ciphertext; without it the nonce is always random. RSA keys take 190, 318 or 446 bytes at most and neither
 * `context` nor `associatedData`.
 * Errors: payload_size, invalid_base64, key_version_not_found, key_version_not_usable, key_version_exhausted, purpose_forbids.
 * Source: NIST SP 800-38D, 8.2.2 (random 96-bit nonce) and 8.3 (at most 2^32 per key version); RFC 8017, 7.1.
 */
export const encrypt = encryptUpTo(PLAINTEXT_BYTES_MAX);

/** The same for services on top of keys, whose own bounds are tighter than these 3 MiB. */
export const encryptForService = encryptUpTo(SERVICE_PLAINTEXT_BYTES_MAX);

/**
 * Decodes the optional inputs that encrypt and decrypt must be given alike, where the key knows them.
 * Errors: invalid_base64, payload_size, invalid_request (RSA), purpose_forbids.
 */
export function bindingInputs(key: KeyFacts, request: Pick<EncryptRequest, "context" | "associatedData">) {
  if (keyTypeFacts(key.keyType).family === "rsa") {
    refuseOptions(request, ["context", "associatedData"], key.keyType);
    requirePadding(key, "oaep");
    return {};
  }
  requireContextAllowed(key, request.context);
  return {
    context: decodeOptional(request.context, "context", 1, CONTEXT_BYTES_MAX),
    associatedData: decodeOptional(request.associatedData, "associatedData", 0, ASSOCIATED_DATA_BYTES_MAX),
  };
}
