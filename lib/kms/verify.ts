import { SIGN_INPUT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { verifyRequest } from "@/lib/contract/kms-operations";
import { parseSignature } from "@/lib/format/ciphertext";
import { decodeBounded } from "./decode-field";
import { keyOperation } from "./key-operation";
import { signatureScheme } from "./signature-scheme";
import { verifyWith } from "./use-material";

/**
 * Says whether a signature is one of this key over the input, with the version that the signature names. A well-formed but
 * wrong signature is `valid: false`, not an error.
 * Errors: invalid_signature (its form), payload_size, invalid_base64, invalid_request, purpose_forbids,
 * key_version_not_found, key_version_not_usable.
 */
export const verify = keyOperation({
  action: "kms.verify",
  permission: "kms_key:verify",
  capability: "verify",
  request: verifyRequest,
  async run({ key, request, deadlineMs, note }) {
    const data = decodeBounded(request.input, "input", 1, SIGN_INPUT_BYTES_MAX);
    const scheme = signatureScheme(key.facts, request, "auto");
    const encoding = scheme.encoding === "ieee-p1363" ? "base64url" : "base64";
    const { version: named, payload: signature } = parseSignature(request.signature, "signature", encoding);
    const { version, material } = key.usableVersion(named);
    note({ keyVersion: version, payloadBytes: data.length });
    const input = { data, signature, ...scheme };
    return { valid: await verifyWith(key.facts.keyType, material, input, deadlineMs) };
  },
});
