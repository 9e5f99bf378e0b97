import { randomBytes } from "node:crypto";
import { AEAD_NONCE_BYTES, openAead, sealAead } from "./aead";
import { encodeFields } from "./fields";
import { hkdfSha256 } from "./hkdf";
import { REVEAL_SECRET, SecretBytes } from "./secret-bytes";

/** Length of the salt of a sealed secret, in bytes. */
export const SEAL_SALT_BYTES = 32;

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;

/** The facts a sealed secret is bound to. Opening it takes the same ones, in the same order. */
export type SealFields = readonly (string | number | boolean)[];

/** A secret at rest. */
export interface Sealed {
  /** 32 random bytes, one salt per sealing. */
  readonly salt: Buffer;
  /** Nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
  readonly sealed: Buffer;
}

/** A sealed secret did not open. Says nothing about why: wrong key, other facts and changed bytes look the same. */
export class SealError extends Error {
  constructor() {
    super("A sealed secret could not be opened.");
    this.name = "SealError";
  }
}

/**
 * Seals a secret under a wrapping key, bound to label and fields. Each sealing has a key of its own, HKDF-SHA-256 of
 * the wrapping key (32 bytes) with a fresh salt, so the number of sealings per wrapping key has no bound.
 * Source: RFC 5869; NIST SP 800-38D.
 */
export function seal(wrappingKey: SecretBytes, label: string, fields: SealFields, plaintext: Uint8Array): Sealed {
  const salt = randomBytes(SEAL_SALT_BYTES);
  const key = deriveKey(wrappingKey, label, salt);
  try {
    const nonce = randomBytes(AEAD_NONCE_BYTES);
    return { salt, sealed: sealAead(ALGORITHM, key, nonce, plaintext, encodeFields(label, fields)) };
  } finally {
    key.fill(0);
  }
}

/** Opens what `seal` made with the same wrapping key, label and fields. Throws `SealError` in every other case. */
export function open(
  wrappingKey: SecretBytes,
  label: string,
  fields: SealFields,
  { salt, sealed }: { readonly salt: Uint8Array; readonly sealed: Uint8Array },
): SecretBytes {
  const key = deriveKey(wrappingKey, label, salt);
  try {
    const plaintext = openAead(ALGORITHM, key, sealed, encodeFields(label, fields));
    if (plaintext === null) throw new SealError();
    return SecretBytes.take(plaintext);
  } finally {
    key.fill(0);
  }
}

function deriveKey(wrappingKey: SecretBytes, label: string, salt: Uint8Array): Buffer {
  if (wrappingKey.length !== KEY_BYTES) throw new RangeError(`A wrapping key has ${KEY_BYTES} bytes.`);
  return hkdfSha256(wrappingKey.reveal(REVEAL_SECRET), salt, Buffer.from(label, "utf8"), KEY_BYTES);
}
