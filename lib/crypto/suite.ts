import type { HashAlgorithm } from "@/lib/contract/hash-algorithms";
import type { KeyMaterial } from "./key-material";

export interface EncryptInput {
  readonly plaintext: Uint8Array;
  /** Given (even if empty), encryption is convergent; absent, the nonce is random. AEAD only. */
  readonly context?: Uint8Array;
  /** Authenticated, not stored. Absent and empty are the same. AEAD only. */
  readonly associatedData?: Uint8Array;
}

export interface DecryptInput {
  /** AEAD: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). RSA: the OAEP block. */
  readonly payload: Uint8Array;
  readonly context?: Uint8Array;
  readonly associatedData?: Uint8Array;
}

/** How a signature is made. Each suite reads the options it knows; the verbs refuse those without effect. */
export interface SignatureScheme {
  readonly hashAlgorithm: HashAlgorithm;
  /** Whether the input already is a digest of `hashAlgorithm`. */
  readonly prehashed: boolean;
  /** RSA: PSS or PKCS#1 v1.5. */
  readonly padding: "pss" | "pkcs1v15";
  /** PSS: bytes, as long as the digest, or the longest (signing) and any (verifying). */
  readonly saltLength: number | "hash" | "auto";
  /** ECDSA: DER, or r ‖ s of fixed width. */
  readonly encoding: "der" | "ieee-p1363";
}

export interface SignInput extends SignatureScheme {
  readonly data: Uint8Array;
}

export interface VerifyInput extends SignInput {
  readonly signature: Uint8Array;
}

export interface MacInput {
  readonly hashAlgorithm: HashAlgorithm;
  readonly data: Uint8Array;
}

/**
 * What the keys of one type can do. A type's row in `lib/contract/key-types.ts` says which methods mean something; the
 * door checks that before, and the others throw `operation_not_supported`.
 */
export interface Suite {
  /** Makes material for a new key version. */
  generate(): KeyMaterial;
  /**
   * Checks material brought along and gives it its stored form: raw bytes of exactly the right length, or a private key
   * in PKCS#8 DER. Errors: invalid_key_material.
   */
  accept(bytes: Uint8Array): KeyMaterial;
  /** The same for a public key alone, in PEM. Errors: invalid_key_material. */
  acceptPublic(pem: string): KeyMaterial;
  /** Encrypts. Errors: payload_size. */
  encrypt(material: KeyMaterial, input: EncryptInput): Buffer;
  /** Decrypts. Errors: decryption_failed, the same for every reason. */
  decrypt(material: KeyMaterial, input: DecryptInput): Buffer;
  /** Signs. Errors: payload_size where a digest or salt has the wrong length. */
  sign(material: KeyMaterial, input: SignInput): Buffer;
  /** Whether a signature is one of this key over the data; false for every kind of wrong one. */
  verify(material: KeyMaterial, input: VerifyInput): boolean;
  /** The message authentication code, of full length. */
  mac(material: KeyMaterial, input: MacInput): Buffer;
}

/** The methods one family of key types has. */
export type FamilySuite = Pick<Suite, "generate" | "accept"> & Partial<Suite>;
