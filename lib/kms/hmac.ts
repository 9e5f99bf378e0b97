import { timingSafeEqual } from "node:crypto";
import { HASH_ALGORITHM_DEFAULT, type HashAlgorithm } from "@/lib/contract/hash-algorithms";
import { keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { SIGN_INPUT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { hmacRequest, verifyHmacRequest } from "@/lib/contract/kms-operations";
import { suiteFor } from "@/lib/crypto/suites";
import { formatCiphertext, parseSignature } from "@/lib/format/ciphertext";
import { decodeBounded } from "./decode-field";
import type { KeyFacts } from "./key-facts";
import { keyOperation } from "./key-operation";

/**
 * Authenticates 1 to 65,535 bytes with the newest version of a key or with `keyVersion`; the MAC has full length.
 * Errors: payload_size, invalid_base64, invalid_request (a hash that the key's type contradicts), key_version_not_found,
 * key_version_not_usable.
 * Source: RFC 2104; FIPS 198-1.
 */
export const hmac = keyOperation({
  action: "kms.hmac",
  permission: "kms_key:hmac",
  capability: "hmac",
  request: hmacRequest,
  run({ key, request, note }) {
    const data = decodeBounded(request.input, "input", 1, SIGN_INPUT_BYTES_MAX);
    const hashAlgorithm = hashOf(key.facts, request);
    const { version, material } = key.usableVersion(request.keyVersion);
    note({ keyVersion: version, payloadBytes: data.length });
    const mac = suiteFor(key.facts.keyType).mac(material, { hashAlgorithm, data });
    return { hmac: formatCiphertext(version, mac), keyVersion: version };
  },
});

/**
 * Says whether a MAC is one of this key over the input, with the version that the MAC names; compared in constant time and
 * at full length. A well-formed but wrong MAC is `valid: false`.
 * Errors: invalid_signature (its form), and those of hmac.
 */
export const verifyHmac = keyOperation({
  action: "kms.verify_hmac",
  permission: "kms_key:verify_hmac",
  capability: "verify_hmac",
  request: verifyHmacRequest,
  run({ key, request, note }) {
    const data = decodeBounded(request.input, "input", 1, SIGN_INPUT_BYTES_MAX);
    const hashAlgorithm = hashOf(key.facts, request);
    const { version: named, payload } = parseSignature(request.hmac, "hmac", "base64");
    const { version, material } = key.usableVersion(named);
    note({ keyVersion: version, payloadBytes: data.length });
    const mac = suiteFor(key.facts.keyType).mac(material, { hashAlgorithm, data });
    return { valid: mac.length === payload.length && timingSafeEqual(mac, payload), keyVersion: version };
  },
});

interface HashRequest {
  readonly algorithm?: HashAlgorithm;
  readonly hashAlgorithm?: HashAlgorithm;
}

/** The hash of an HMAC: what the type fixes, else what the request names, else SHA-256. */
export function hashOf({ keyType }: KeyFacts, request: HashRequest): HashAlgorithm {
  const facts = keyTypeFacts(keyType);
  const fixed = facts.family === "hmac" ? facts.hashAlgorithm : null;
  const asked = request.algorithm ?? request.hashAlgorithm;
  if (fixed === null) return asked ?? HASH_ALGORITHM_DEFAULT;
  if (asked === undefined || asked === fixed) return fixed;
  throw new KmsError("invalid_request", {
    message: `${request.algorithm === undefined ? "hashAlgorithm" : "algorithm"}: keys of type ${keyType} always use ${fixed}.`,
  });
}
