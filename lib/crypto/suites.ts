import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { AEAD_NONCE_BYTES, type AeadAlgorithm, openAead, sealAead } from "./aead";
import { openConvergent, sealConvergent } from "./convergent";
import { randomNonce } from "./random-nonce";
import { REVEAL_SECRET, SecretBytes } from "./secret-bytes";

interface EncryptInput {
  readonly plaintext: Uint8Array;
  /** Given (even if empty), encryption is convergent; absent, the nonce is random. */
  readonly context?: Uint8Array;
  /** Authenticated, not stored. Absent and empty are the same. */
  readonly associatedData?: Uint8Array;
}

interface DecryptInput {
  /** Nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
  readonly payload: Uint8Array;
  readonly context?: Uint8Array;
  readonly associatedData?: Uint8Array;
}

/** What the keys of one type can do. The material always has the length the key type's row says. */
export interface Suite {
  /** Makes material for a new key version. */
  generate(): SecretBytes;
  /** Encrypts; the payload is nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
  encrypt(material: SecretBytes, input: EncryptInput): Buffer;
  /** Decrypts. Errors: decryption_failed, the same for every reason. */
  decrypt(material: SecretBytes, input: DecryptInput): Buffer;
}

const ALGORITHMS: Readonly<Record<KeyType, AeadAlgorithm>> = {
  "aes128-gcm96": "aes-128-gcm",
  "aes256-gcm96": "aes-256-gcm",
  "chacha20-poly1305": "chacha20-poly1305",
};

const SUITES: Readonly<Record<KeyType, Suite>> = {
  "aes128-gcm96": aeadSuite("aes128-gcm96"),
  "aes256-gcm96": aeadSuite("aes256-gcm96"),
  "chacha20-poly1305": aeadSuite("chacha20-poly1305"),
};

/** The functions that run keys of a type. */
export function suiteFor(keyType: KeyType): Suite {
  return SUITES[keyType];
}

/**
 * Random nonces are 96 bits, so one version encrypts at most 2^32 times (`encryptionsPerVersionMax`; the door counts).
 * Source: NIST SP 800-38D, sections 8.2.2 and 8.3.
 */
function aeadSuite(keyType: KeyType): Suite {
  const algorithm = ALGORITHMS[keyType];
  const { keyBytes } = keyTypeFacts(keyType);
  return {
    generate: () => SecretBytes.random(keyBytes),
    encrypt(material, { plaintext, context, associatedData }) {
      const versionKey = material.reveal(REVEAL_SECRET);
      if (context === undefined) {
        return sealAead(algorithm, versionKey, randomNonce(AEAD_NONCE_BYTES), plaintext, associatedData);
      }
      return sealConvergent({ algorithm, versionKey, context }, plaintext, associatedData);
    },
    decrypt(material, { payload, context, associatedData }) {
      const versionKey = material.reveal(REVEAL_SECRET);
      const plaintext =
        context === undefined
          ? openAead(algorithm, versionKey, payload, associatedData)
          : openConvergent({ algorithm, versionKey, context }, payload, associatedData);
      if (plaintext === null) throw new KmsError("decryption_failed");
      return plaintext;
    },
  };
}
