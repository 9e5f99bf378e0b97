import { createHmac, timingSafeEqual } from "node:crypto";
import { AEAD_NONCE_BYTES, type AeadAlgorithm, openAead, sealAead } from "./aead";
import { encodeFields } from "./fields";
import { hkdfSha256 } from "./hkdf";

const LABEL = "pelagos/1/convergent";
const NONCE_KEY_BYTES = 32;
const NO_SALT = Buffer.alloc(0);
const NO_BYTES = Buffer.alloc(0);

/** What convergent encryption derives its keys from. */
export interface ConvergentKey {
  readonly algorithm: AeadAlgorithm;
  /** Material of the key version; its length is also that of the derived cipher key. */
  readonly versionKey: Uint8Array;
  /** Chosen by the caller, bound into the derived keys. */
  readonly context: Uint8Array;
}

/**
 * Encrypts so that equal plaintext, context and associated data give equal payloads (nonce ‖ ciphertext ‖ tag). Cipher
 * key and nonce key come from HKDF-SHA-256 of the version key, so that neither ever meets a random nonce.
 */
export function sealConvergent(key: ConvergentKey, plaintext: Uint8Array, associatedData?: Uint8Array): Buffer {
  const derived = deriveKeys(key);
  try {
    const nonce = deriveNonce(derived.nonceKey, plaintext, associatedData);
    return sealAead(key.algorithm, derived.cipherKey, nonce, plaintext, associatedData);
  } finally {
    derived.both.fill(0);
  }
}

/**
 * Decrypts what `sealConvergent` made, or returns null. An authentic payload whose nonce is not the one its plaintext
 * leads to is refused too, compared in constant time.
 */
export function openConvergent(key: ConvergentKey, payload: Uint8Array, associatedData?: Uint8Array): Buffer | null {
  const derived = deriveKeys(key);
  try {
    const plaintext = openAead(key.algorithm, derived.cipherKey, payload, associatedData);
    if (plaintext === null) return null;
    const nonce = deriveNonce(derived.nonceKey, plaintext, associatedData);
    if (timingSafeEqual(nonce, payload.subarray(0, AEAD_NONCE_BYTES))) return plaintext;
    plaintext.fill(0);
    return null;
  } finally {
    derived.both.fill(0);
  }
}

interface DerivedKeys {
  /** Memory of both keys, to overwrite it after use. */
  readonly both: Buffer;
  readonly cipherKey: Buffer;
  readonly nonceKey: Buffer;
}

function deriveKeys({ algorithm, versionKey, context }: ConvergentKey): DerivedKeys {
  const info = encodeFields(LABEL, [algorithm, context]);
  const both = hkdfSha256(versionKey, NO_SALT, info, versionKey.length + NONCE_KEY_BYTES);
  return { both, cipherKey: both.subarray(0, versionKey.length), nonceKey: both.subarray(versionKey.length) };
}

/**
 * The nonce depends on the associated data as well: from the plaintext alone, two calls that differ only in associated
 * data would share a nonce, and the two tags would reveal the GHASH key.
 */
function deriveNonce(nonceKey: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array = NO_BYTES): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(associatedData.length));
  const mac = createHmac("sha256", nonceKey).update(length).update(associatedData).update(plaintext).digest();
  return mac.subarray(0, AEAD_NONCE_BYTES);
}
