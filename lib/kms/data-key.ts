import { randomBytes } from "node:crypto";
import { type DataKeyResponse, dataKeyRequest } from "@/lib/contract/kms-operations";
import { suiteFor } from "@/lib/crypto/suites";
import { encodeBase64 } from "@/lib/format/base64";
import { formatCiphertext } from "@/lib/format/ciphertext";
import { bindingInputs } from "./encrypt";
import { keyOperation } from "./key-operation";

/**
 * Makes a data key of 16 to 1,024 random bytes and encrypts it under the newest version of a key, or under `keyVersion`:
 * the caller encrypts data of any size with it and keeps only its encrypted form, which decrypt opens. Needs the right to
 * encrypt too, which it amounts to.
 * Errors: invalid_base64, payload_size, key_version_not_found, key_version_not_usable, key_version_exhausted, purpose_forbids.
 */
export const dataKey = keyOperation({
  action: "kms.data_key",
  permission: "kms_key:data_key",
  alsoPermission: "kms_key:encrypt",
  capability: "data_key",
  request: dataKeyRequest.prefault({}),
  run({ key, request, note }): DataKeyResponse {
    const binding = bindingInputs(key.facts, request);
    const { version, material } = key.encryptingVersion(request.keyVersion);
    note({ keyVersion: version, payloadBytes: request.keyBytes });
    const plaintext = randomBytes(request.keyBytes);
    const ciphertext = suiteFor(key.facts.keyType).encrypt(material, { plaintext, ...binding });
    const shown = request.withPlaintext ? encodeBase64(plaintext) : undefined;
    plaintext.fill(0);
    return { plaintext: shown, ciphertext: formatCiphertext(version, ciphertext), keyVersion: version };
  },
});
