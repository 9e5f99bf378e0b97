import { timingSafeEqual } from "node:crypto";
import { HASH_ALGORITHM_DEFAULT, type HashAlgorithm } from "@/lib/contract/hash-algorithms";
import { keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import type { SignatureScheme } from "@/lib/crypto/suite";
import { suiteFor } from "@/lib/crypto/suites";
import { jwtAlgorithm } from "./get-public-key";
import type { KeyFacts } from "./key-facts";
import { signWith, verifyWith } from "./use-material";

/** The hash inside each JWS algorithm; EdDSA has its own. Source: RFC 7518, section 3.1. */
const HASHES: Readonly<Record<string, HashAlgorithm>> = {
  ES384: "sha2-384",
  ES512: "sha2-512",
  HS512: "sha2-512",
};

/** The only JWS algorithm of a key's tokens: the key decides it, never a token. Error: purpose_forbids. */
export function requireJwtAlgorithm(key: KeyFacts): string {
  const algorithm = jwtAlgorithm(key);
  if (algorithm !== undefined) return algorithm;
  throw new KmsError("purpose_forbids", {
    message: `This key signs no tokens; it was created with rsaPaddings ${key.rsaPaddings.join(", ")}.`,
  });
}

/** Signs the input of a JWS, or authenticates it with an HMAC key. Errors: unavailable. Source: RFC 7515, 5.1. */
export function signJws(
  key: KeyFacts,
  algorithm: string,
  material: KeyMaterial,
  data: Buffer,
  deadlineMs: number,
): Buffer | Promise<Buffer> {
  if (isMac(key)) return mac(key, algorithm, material, data);
  return signWith(key.keyType, material, { data, ...scheme(algorithm) }, deadlineMs);
}

/** Whether a JWS signature is one of the key's algorithm over the input; a MAC is compared in constant time. Errors: unavailable. */
export function verifyJws(
  key: KeyFacts,
  algorithm: string,
  material: KeyMaterial,
  signed: { readonly data: Buffer; readonly signature: Buffer },
  deadlineMs: number,
): boolean | Promise<boolean> {
  const { data, signature } = signed;
  if (!isMac(key)) return verifyWith(key.keyType, material, { data, signature, ...scheme(algorithm) }, deadlineMs);
  const expected = mac(key, algorithm, material, data);
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

const isMac = ({ keyType }: KeyFacts) => keyTypeFacts(keyType).family === "hmac";

const mac = ({ keyType }: KeyFacts, algorithm: string, material: KeyMaterial, data: Buffer) =>
  suiteFor(keyType).mac(material, { hashAlgorithm: HASHES[algorithm] ?? HASH_ALGORITHM_DEFAULT, data });

/** PSS salts are as long as the digest, ECDSA signatures r and s of fixed width. Source: RFC 7518, 3.4 and 3.5. */
const scheme = (algorithm: string): SignatureScheme => ({
  hashAlgorithm: HASHES[algorithm] ?? HASH_ALGORITHM_DEFAULT,
  prehashed: false,
  padding: algorithm === "PS256" ? "pss" : "pkcs1v15",
  saltLength: "hash",
  encoding: "ieee-p1363",
});
