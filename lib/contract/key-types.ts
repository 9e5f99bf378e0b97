import type { HashAlgorithm } from "./hash-algorithms";

/**
 * The one table of key types. Everything that depends on a key's type reads a row of it: the crypto suites, the door's
 * capability check, the OpenAPI document and the console's forms. Adding a type means a row here and, for a new family,
 * one suite.
 */

/** What a key can be asked to do, beside being managed. */
export type Capability =
  | "encrypt"
  | "decrypt"
  | "data_key"
  | "rewrap"
  | "sign"
  | "verify"
  | "jwt_sign"
  | "jwt_verify"
  | "hmac"
  | "verify_hmac"
  | "public_key"
  | "export";

/** Operations that a suite runs; every capability comes down to these. */
export type SuiteOperation = "generate" | "encrypt" | "decrypt" | "sign" | "verify" | "mac";

interface CommonFacts {
  /** Operations the type supports; every other one is refused with `operation_not_supported`. */
  readonly capabilities: readonly Capability[];
  /** Whether key material can be brought along (`importKeyMaterial`). */
  readonly importable: boolean;
  /** Encryptions one version may do with random 96-bit nonces (NIST SP 800-38D, 8.3); null where no such limit applies. */
  readonly encryptionsPerVersionMax: number | null;
  /** Operations that take more than about 0.3 ms and therefore run on threads of low priority, never on the event loop. */
  readonly heavy: readonly SuiteOperation[];
}

/** Authenticated encryption with associated data. */
export interface AeadFacts extends CommonFacts {
  readonly family: "aead";
  /** Length of the raw key material. */
  readonly keyBytes: number;
  /** Length of the nonce in front of the ciphertext. */
  readonly nonceBytes: number;
  /** Length of the authentication tag behind the ciphertext. */
  readonly tagBytes: number;
}

/** RSA with public exponent 65537: OAEP, PSS and PKCS#1 v1.5 signatures. */
export interface RsaFacts extends CommonFacts {
  readonly family: "rsa";
  readonly modulusBits: number;
  /** Longest plaintext of OAEP with SHA-256: modulus bytes - 66 (RFC 8017, 7.1.1). */
  readonly plaintextBytesMax: number;
}

/** ECDSA over a NIST curve. */
export interface EcdsaFacts extends CommonFacts {
  readonly family: "ecdsa";
  /** The name OpenSSL and Node know the curve by. */
  readonly namedCurve: "prime256v1" | "secp384r1" | "secp521r1";
  /** Length of r and of s in a signature of fixed width. */
  readonly coordinateBytes: number;
  readonly jwtAlgorithm: "ES256" | "ES384" | "ES512";
}

/** Pure Ed25519 (RFC 8032). */
export interface Ed25519Facts extends CommonFacts {
  readonly family: "ed25519";
}

/** HMAC (RFC 2104, FIPS 198-1). */
export interface HmacFacts extends CommonFacts {
  readonly family: "hmac";
  /** Length of generated key material. */
  readonly keyBytes: number;
  /** The only hash keys of this type use; null where each request chooses. */
  readonly hashAlgorithm: HashAlgorithm | null;
  readonly jwtAlgorithm: "HS256" | "HS512";
}

/** Facts about one key type that never change. */
export type KeyTypeFacts = AeadFacts | RsaFacts | EcdsaFacts | Ed25519Facts | HmacFacts;

/** Kinds of key types that share a suite. */
export type KeyFamily = KeyTypeFacts["family"];

const AEAD = {
  family: "aead",
  nonceBytes: 12,
  tagBytes: 16,
  capabilities: ["encrypt", "decrypt", "data_key", "rewrap", "export"],
  importable: true,
  encryptionsPerVersionMax: 2 ** 32,
  heavy: [],
} as const;

const SIGNING = ["sign", "verify", "jwt_sign", "jwt_verify", "public_key", "export"] as const;

const RSA = {
  family: "rsa",
  capabilities: ["encrypt", "decrypt", "rewrap", ...SIGNING],
  importable: true,
  encryptionsPerVersionMax: null,
  heavy: ["generate", "decrypt", "sign"],
} as const;

const ECDSA = { family: "ecdsa", capabilities: SIGNING, importable: true, encryptionsPerVersionMax: null } as const;

const HMAC = {
  family: "hmac",
  capabilities: ["hmac", "verify_hmac", "jwt_sign", "jwt_verify", "export"],
  importable: false,
  encryptionsPerVersionMax: null,
  heavy: [],
} as const;

export const KEY_TYPES = {
  "aes128-gcm96": { ...AEAD, keyBytes: 16 },
  "aes256-gcm96": { ...AEAD, keyBytes: 32 },
  "chacha20-poly1305": { ...AEAD, keyBytes: 32 },
  "rsa-2048": { ...RSA, modulusBits: 2_048, plaintextBytesMax: 190 },
  "rsa-3072": { ...RSA, modulusBits: 3_072, plaintextBytesMax: 318 },
  "rsa-4096": { ...RSA, modulusBits: 4_096, plaintextBytesMax: 446 },
  "ecdsa-p256": { ...ECDSA, namedCurve: "prime256v1", coordinateBytes: 32, jwtAlgorithm: "ES256", heavy: [] },
  "ecdsa-p384": {
    ...ECDSA,
    namedCurve: "secp384r1",
    coordinateBytes: 48,
    jwtAlgorithm: "ES384",
    heavy: ["generate", "sign", "verify"],
  },
  "ecdsa-p521": {
    ...ECDSA,
    namedCurve: "secp521r1",
    coordinateBytes: 66,
    jwtAlgorithm: "ES512",
    heavy: ["generate", "sign", "verify"],
  },
  ed25519: { family: "ed25519", capabilities: SIGNING, importable: true, encryptionsPerVersionMax: null, heavy: [] },
  hmac: { ...HMAC, keyBytes: 32, hashAlgorithm: null, jwtAlgorithm: "HS256" },
  "hmac-sha256": { ...HMAC, keyBytes: 32, hashAlgorithm: "sha2-256", jwtAlgorithm: "HS256" },
  "hmac-sha512": { ...HMAC, keyBytes: 64, hashAlgorithm: "sha2-512", jwtAlgorithm: "HS512" },
} as const satisfies Record<string, KeyTypeFacts>;

/** A key type of the API, for example `aes256-gcm96`. */
export type KeyType = keyof typeof KEY_TYPES;

/** Whether keys of a type are AES keys, which have modes. */
export function isAes(type: KeyType): boolean {
  return type === "aes128-gcm96" || type === "aes256-gcm96";
}

/** Every key type, in the order the documentation lists them. */
export const KEY_TYPE_NAMES = Object.keys(KEY_TYPES) as [KeyType, ...KeyType[]];

/** Types of which one version may encrypt a bounded number of times. */
export const BOUNDED_KEY_TYPES = KEY_TYPE_NAMES.filter(
  (keyType) => KEY_TYPES[keyType].encryptionsPerVersionMax !== null,
);

/** The type a key gets when a request names none. */
export const KEY_TYPE_DEFAULT: KeyType = "aes256-gcm96";

/** Facts of a key type as the wide interface, for code that treats all types alike. */
export function keyTypeFacts(keyType: KeyType): KeyTypeFacts {
  return KEY_TYPES[keyType];
}

/** Whether keys of the type are pairs, of which the public half may be shown. */
export function isAsymmetric(keyType: KeyType): boolean {
  return keyTypeFacts(keyType).capabilities.includes("public_key");
}
