import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import type { KeyType } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { isOneSequence } from "./der-sequence";
import { KeyMaterial, privateKeyMaterial } from "./key-material";
import { readPublicKey } from "./read-public-key";
import { SecretBytes } from "./secret-bytes";

/**
 * What a key object must be, or the sentence that says what is wrong with it. The key is whatever OpenSSL could parse: of
 * an elliptic-curve key a check must not read `asymmetricKeyDetails` nor export a JWK before it knows that the point is
 * none at infinity, because Node 20 ends the process there.
 */
export type KeyCheck = (key: KeyObject) => string | null;

const invalid = (message: string) => new KmsError("invalid_key_material", { message });

/** Raw material of an exact length. Errors: invalid_key_material. */
export function acceptRaw(bytes: Uint8Array, keyType: KeyType, keyBytes: number): KeyMaterial {
  if (bytes.length !== keyBytes) {
    throw invalid(`Keys of type ${keyType} have exactly ${keyBytes} bytes; the imported material has ${bytes.length}.`);
  }
  return KeyMaterial.of("raw", SecretBytes.take(bytes));
}

/**
 * A private key in PKCS#8 DER that passes the check and whose halves belong together. The result is encoded anew, so that
 * nothing that came along with the key is kept. Errors: invalid_key_material.
 */
export function acceptPrivateKey(bytes: Uint8Array, keyType: KeyType, check: KeyCheck): KeyMaterial {
  const key = readPrivateKey(bytes, keyType);
  const problem = check(key);
  if (problem !== null) throw invalid(problem);
  if (!halvesMatch(key)) throw invalid("The private and the public half of the imported key do not belong together.");
  return privateKeyMaterial(key);
}

/** A public key in PEM (SubjectPublicKeyInfo) that passes the check. Errors: invalid_key_material. */
export function acceptPublicKey(pem: string, check: KeyCheck): KeyMaterial {
  const key = readPublicKey(pem);
  if (key === null) {
    throw invalid(
      "importPublicKey must be one SubjectPublicKeyInfo in PEM, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY----- with nothing in front or behind.",
    );
  }
  const problem = check(key);
  if (problem !== null) throw invalid(problem);
  return KeyMaterial.of("spki", SecretBytes.take(key.export({ format: "der", type: "spki" })));
}

function readPrivateKey(bytes: Uint8Array, keyType: KeyType): KeyObject {
  const der = Buffer.from(bytes);
  try {
    if (!isOneSequence(der)) throw new Error("not one DER structure");
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    throw invalid(
      `Keys of type ${keyType} are imported as PKCS#8 DER (PrivateKeyInfo, unencrypted), with nothing in front or behind.`,
    );
  } finally {
    der.fill(0);
  }
}

/** A key whose parts contradict each other would sign what nobody can verify, or leak its factors doing so. */
function halvesMatch(key: KeyObject): boolean {
  try {
    const algorithm = key.asymmetricKeyType === "ed25519" ? null : "sha256";
    const probe = randomBytes(32);
    return verify(algorithm, probe, createPublicKey(key), sign(algorithm, probe, key));
  } catch {
    return false;
  }
}
