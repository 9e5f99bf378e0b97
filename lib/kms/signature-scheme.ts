import { HASH_ALGORITHM_DEFAULT } from "@/lib/contract/hash-algorithms";
import { keyTypeFacts } from "@/lib/contract/key-types";
import type { SignRequest, VerifyRequest } from "@/lib/contract/kms-operations";
import type { SignatureScheme } from "@/lib/crypto/suite";
import type { KeyFacts } from "./key-facts";
import { refuseOptions, requirePadding } from "./require-option";

/** Options without effect, by family of key types: each is refused instead of silently ignored. */
const WITHOUT_EFFECT = {
  rsa: ["marshalingAlgorithm"],
  ecdsa: ["signatureAlgorithm", "saltLength"],
  ed25519: ["hashAlgorithm", "prehashed", "signatureAlgorithm", "marshalingAlgorithm", "saltLength"],
} as const;

/**
 * How a request wants to be signed with a key, or verified. Without options: SHA-256; PSS with a salt as long as the
 * digest, of any length when verifying; DER.
 * Errors: invalid_request (an option without effect on this key), purpose_forbids (a padding switched off).
 */
export function signatureScheme(
  key: KeyFacts,
  request: SignRequest | VerifyRequest,
  saltLengthDefault: "hash" | "auto",
): SignatureScheme {
  const { family } = keyTypeFacts(key.keyType);
  if (family === "rsa" || family === "ecdsa" || family === "ed25519") {
    refuseOptions(request, WITHOUT_EFFECT[family], key.keyType);
  }
  const padding = request.signatureAlgorithm ?? "pss";
  if (family === "rsa") requirePadding(key, padding);
  if (padding === "pkcs1v15") refuseOptions(request, ["saltLength"], `${key.keyType} with pkcs1v15`);
  return {
    hashAlgorithm: request.hashAlgorithm ?? HASH_ALGORITHM_DEFAULT,
    prehashed: request.prehashed ?? false,
    padding,
    saltLength: request.saltLength ?? saltLengthDefault,
    encoding: request.marshalingAlgorithm === "jws" ? "ieee-p1363" : "der",
  };
}
