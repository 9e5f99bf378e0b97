import type { AeadFacts, KeyType } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { AEAD_NONCE_BYTES, type AeadAlgorithm, openAead, sealAead } from "./aead";
import { openConvergent, sealConvergent } from "./convergent";
import { acceptRaw } from "./imported-key";
import { randomMaterial } from "./key-material";
import { randomNonce } from "./random-nonce";
import type { FamilySuite } from "./suite";

const ALGORITHMS: Readonly<Partial<Record<KeyType, AeadAlgorithm>>> = {
  "aes128-gcm96": "aes-128-gcm",
  "aes256-gcm96": "aes-256-gcm",
  "chacha20-poly1305": "chacha20-poly1305",
};

/**
 * Authenticated encryption. Random nonces are 96 bits, so one version encrypts at most 2^32 times
 * (`encryptionsPerVersionMax`).
 * Source: NIST SP 800-38D, sections 8.2.2 and 8.3; RFC 8439.
 */
export function aeadSuite(keyType: KeyType, { keyBytes }: AeadFacts): FamilySuite {
  const algorithm = ALGORITHMS[keyType];
  if (algorithm === undefined) throw new Error(`no AEAD algorithm for ${keyType}`);
  return {
    generate: () => randomMaterial(keyBytes),
    accept: (bytes) => acceptRaw(bytes, keyType, keyBytes),
    encrypt(material, { plaintext, context, associatedData }) {
      if (context === undefined) {
        return sealAead(algorithm, material.raw(), randomNonce(AEAD_NONCE_BYTES), plaintext, associatedData);
      }
      return sealConvergent({ algorithm, versionKey: material.raw(), context }, plaintext, associatedData);
    },
    decrypt(material, { payload, context, associatedData }) {
      const plaintext =
        context === undefined
          ? openAead(algorithm, material.raw(), payload, associatedData)
          : openConvergent({ algorithm, versionKey: material.raw(), context }, payload, associatedData);
      if (plaintext === null) throw new KmsError("decryption_failed");
      return plaintext;
    },
  };
}
