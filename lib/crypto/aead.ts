import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM } from "node:crypto";

/** The AEAD algorithms, by the names OpenSSL gives them. All take a 12-byte nonce and give a 16-byte tag. */
export type AeadAlgorithm = "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305";

/** Length of a nonce, in bytes. */
export const AEAD_NONCE_BYTES = 12;
/** Length of an authentication tag, in bytes. */
export const AEAD_TAG_BYTES = 16;

const OPTIONS = { authTagLength: AEAD_TAG_BYTES } as const;

/**
 * Encrypts under a given nonce; the payload is nonce ‖ ciphertext ‖ tag. A nonce must never serve twice under one key:
 * only code that draws or derives nonces calls this. No associated data and empty associated data are the same.
 * Keys are passed as buffers: a `KeyObject` was measured and is no faster, and its copy could not be overwritten.
 * Source: NIST SP 800-38D, section 7.1; RFC 8439, section 2.8.
 */
export function sealAead(
  algorithm: AeadAlgorithm,
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associatedData?: Uint8Array,
): Buffer {
  const cipher = createCipher(algorithm, key, nonce);
  if (associatedData !== undefined) cipher.setAAD(associatedData);
  const payload = Buffer.allocUnsafe(AEAD_NONCE_BYTES + plaintext.length + AEAD_TAG_BYTES);
  payload.set(nonce, 0);
  payload.set(cipher.update(plaintext), AEAD_NONCE_BYTES);
  cipher.final();
  payload.set(cipher.getAuthTag(), AEAD_NONCE_BYTES + plaintext.length);
  return payload;
}

/**
 * Decrypts a payload (nonce ‖ ciphertext ‖ tag), or returns null if it is too short or not authentic; no plaintext that
 * failed authentication leaves this function.
 * Source: NIST SP 800-38D, section 7.2; RFC 8439, section 2.8.
 */
export function openAead(
  algorithm: AeadAlgorithm,
  key: Uint8Array,
  payload: Uint8Array,
  associatedData?: Uint8Array,
): Buffer | null {
  const tagStart = payload.length - AEAD_TAG_BYTES;
  if (tagStart < AEAD_NONCE_BYTES) return null;
  const decipher = createDecipher(algorithm, key, payload.subarray(0, AEAD_NONCE_BYTES));
  decipher.setAuthTag(payload.subarray(tagStart));
  if (associatedData !== undefined) decipher.setAAD(associatedData);
  const plaintext = decipher.update(payload.subarray(AEAD_NONCE_BYTES, tagStart));
  try {
    decipher.final();
    return plaintext;
  } catch {
    plaintext.fill(0);
    return null;
  }
}

/** One call per algorithm, because Node types the options of GCM and ChaCha20 in separate overloads. */
function createCipher(algorithm: AeadAlgorithm, key: Uint8Array, nonce: Uint8Array): CipherGCM {
  return algorithm === "chacha20-poly1305"
    ? createCipheriv(algorithm, key, nonce, OPTIONS)
    : createCipheriv(algorithm, key, nonce, OPTIONS);
}

function createDecipher(algorithm: AeadAlgorithm, key: Uint8Array, nonce: Uint8Array): DecipherGCM {
  return algorithm === "chacha20-poly1305"
    ? createDecipheriv(algorithm, key, nonce, OPTIONS)
    : createDecipheriv(algorithm, key, nonce, OPTIONS);
}
