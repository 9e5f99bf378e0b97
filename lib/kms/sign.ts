import { SIGN_INPUT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { signRequest } from "@/lib/contract/kms-operations";
import { formatCiphertext, formatJwsSignature } from "@/lib/format/ciphertext";
import { decodeBounded } from "./decode-field";
import { keyOperation } from "./key-operation";
import { signatureScheme } from "./signature-scheme";
import { signWith } from "./use-material";

/**
 * Signs 1 to 65,535 bytes, or a digest that is ready, with the newest version of a key or with `keyVersion`.
 * Errors: payload_size, invalid_base64, invalid_request (an option without effect), purpose_forbids,
 * key_version_not_found, key_version_not_usable.
 * Source: RFC 8017, 8.1 and 8.2; FIPS 186-5, 6; RFC 8032, 5.1.
 */
export const sign = keyOperation({
  action: "kms.sign",
  permission: "kms_key:sign",
  capability: "sign",
  request: signRequest,
  async run({ key, request, deadlineMs, note }) {
    const data = decodeBounded(request.input, "input", 1, SIGN_INPUT_BYTES_MAX);
    const scheme = signatureScheme(key.facts, request, "hash");
    const { version, material } = key.usableVersion(request.keyVersion);
    note({ keyVersion: version, payloadBytes: data.length });
    const signature = await signWith(key.facts.keyType, material, { data, ...scheme }, deadlineMs);
    const format = scheme.encoding === "ieee-p1363" ? formatJwsSignature : formatCiphertext;
    return { signature: format(version, signature), keyVersion: version };
  },
});
