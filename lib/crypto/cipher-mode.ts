import { createCipheriv, createDecipheriv } from "node:crypto";
import type { CipherMode } from "@/lib/contract/kms";
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, openAead, sealAead } from "./aead";
import { encodeFields } from "./fields";
import { hkdfSha256 } from "./hkdf";
import type { KeyMaterial } from "./key-material";

/** Length of a block of AES, in bytes. */
export const BLOCK_BYTES = 16;

/** Length of the initialisation vector of a mode, in bytes; 0 = it has none. */
export const IV_BYTES: Readonly<Record<CipherMode, number>> = { gcm: AEAD_NONCE_BYTES, cbc: BLOCK_BYTES, ecb: 0 };

const LABEL = "pelagos/1/cipher-mode";
const NO_SALT = Buffer.alloc(0);

/** How something is encrypted in a mode. */
export interface ModeInput {
  readonly mode: CipherMode;
  /** As long as `IV_BYTES` says. */
  readonly iv: Uint8Array;
  /** CBC and ECB: whether PKCS #7 padding is added; without it the input has whole blocks. */
  readonly padded: boolean;
  /** GCM only; absent and empty are the same. */
  readonly associatedData?: Uint8Array;
}

/**
 * The key of a mode: HKDF-SHA-256 of the version key under a label that names the mode. Under one key, blocks encrypted in
 * ECB, or in CBC with a chosen vector, are the key stream of GCM; under keys of their own they are nothing to each other,
 * nor to what the version key encrypts itself.
 */
function modeKey(material: KeyMaterial, mode: CipherMode): Buffer {
  return material.derived(`${LABEL}/${mode}`, (raw) =>
    hkdfSha256(raw, NO_SALT, encodeFields(LABEL, [mode]), raw.length),
  );
}

/**
 * Encrypts with AES in a mode; GCM gives ciphertext ‖ tag (16 bytes). The vector is not part of the result. Throws where
 * vector or unpadded input have the wrong length.
 * Source: NIST SP 800-38A, 6.1 and 6.2; SP 800-38D, 7.1; RFC 5652, 6.3 (padding).
 */
export function encryptInMode(material: KeyMaterial, input: ModeInput, plaintext: Uint8Array): Buffer {
  const key = modeKey(material, input.mode);
  if (input.mode === "gcm") {
    const algorithm = key.length === 16 ? "aes-128-gcm" : "aes-256-gcm";
    return sealAead(algorithm, key, input.iv, plaintext, input.associatedData).subarray(AEAD_NONCE_BYTES);
  }
  const cipher = createCipheriv(`aes-${key.length * 8}-${input.mode}`, key, input.mode === "ecb" ? null : input.iv);
  cipher.setAutoPadding(input.padded);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** Decrypts what `encryptInMode` gave; null for every kind of wrong input. */
export function decryptInMode(material: KeyMaterial, input: ModeInput, ciphertext: Uint8Array): Buffer | null {
  const { mode, iv } = input;
  if (iv.length !== IV_BYTES[mode]) return null;
  const key = modeKey(material, mode);
  if (mode === "gcm") {
    if (ciphertext.length < AEAD_TAG_BYTES) return null;
    const algorithm = key.length === 16 ? "aes-128-gcm" : "aes-256-gcm";
    return openAead(algorithm, key, Buffer.concat([iv, ciphertext]), input.associatedData);
  }
  if (ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0) return null;
  const decipher = createDecipheriv(`aes-${key.length * 8}-${mode}`, key, mode === "ecb" ? null : iv);
  decipher.setAutoPadding(input.padded);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return null;
  }
}
