import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { WRAPPING_HASHES, type WrappingHash } from "@/lib/contract/wrapping-hashes";
import { readPublicKey } from "./read-public-key";
import { rsaNumbersProblem } from "./rsa-numbers";

const EPHEMERAL_KEY_BYTES = 32;

const KWP_CIPHER = "id-aes256-wrap-pad";
/** The alternative initial value. Source: RFC 5649, section 3. */
const KWP_INITIAL_VALUE = Buffer.from("A65959A6", "hex");
const KWP_BLOCK_BYTES = 8;
/** The initial value and one block: no wrapping is shorter. */
const KWP_BYTES_MIN = 2 * KWP_BLOCK_BYTES;

const MODULUS_BITS_MIN = 2_048;
const MODULUS_BITS_MAX = 8_192;
const PUBLIC_EXPONENT_MIN = 65_537n;
/** OpenSSL refuses more beside large moduli, and each further bit costs a multiplication. */
const PUBLIC_EXPONENT_MAX = 2n ** 64n;

const oaep = (key: KeyObject, hash: WrappingHash) => ({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: WRAPPING_HASHES[hash].nodeName,
});

/**
 * Wraps key bytes for the holder of an RSA key: RSA-OAEP (the hash for OAEP and MGF1, empty label) over a fresh AES-256 key,
 * followed by AES-KWP of the bytes under it. This is what PKCS #11 calls CKM_RSA_AES_KEY_WRAP.
 * Source: RFC 8017, section 7.1; RFC 5649; PKCS #11 3.0, 2.1.21.
 */
export function wrapKey(publicKey: KeyObject, hash: WrappingHash, bytes: Uint8Array): Buffer {
  const ephemeral = randomBytes(EPHEMERAL_KEY_BYTES);
  try {
    const cipher = createCipheriv(KWP_CIPHER, ephemeral, KWP_INITIAL_VALUE);
    return Buffer.concat([publicEncrypt(oaep(publicKey, hash), ephemeral), cipher.update(bytes), cipher.final()]);
  } finally {
    ephemeral.fill(0);
  }
}

/**
 * Opens what `wrapKey` made, up to and including the integrity check of AES-KWP. Whatever is wrong with the blob, both steps
 * are carried out and the error is the same, so that nobody learns from answers or their times which step failed.
 * Error: import_failed.
 */
export function openWrappedKey(privateKey: KeyObject, hash: WrappingHash, blob: Uint8Array): Buffer {
  const modulusBytes = Math.ceil((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const ephemeral = openEphemeral(privateKey, hash, padded(blob.subarray(0, modulusBytes), modulusBytes));
  const wrapped = blob.subarray(modulusBytes);
  const isWhole = wrapped.length >= KWP_BYTES_MIN && wrapped.length % KWP_BLOCK_BYTES === 0;
  try {
    const bytes = openKwp(
      ephemeral ?? randomBytes(EPHEMERAL_KEY_BYTES),
      isWhole ? wrapped : Buffer.alloc(KWP_BYTES_MIN),
    );
    if (bytes === null || ephemeral === null || !isWhole) throw new KmsError("import_failed");
    return bytes;
  } finally {
    ephemeral?.fill(0);
  }
}

/** Null for every block that does not hold a key of the one length there is. */
function openEphemeral(privateKey: KeyObject, hash: WrappingHash, block: Uint8Array): Buffer | null {
  try {
    const ephemeral = privateDecrypt(oaep(privateKey, hash), block);
    return ephemeral.length === EPHEMERAL_KEY_BYTES ? ephemeral : null;
  } catch {
    return null;
  }
}

function openKwp(key: Uint8Array, wrapped: Uint8Array): Buffer | null {
  const decipher = createDecipheriv(KWP_CIPHER, key, KWP_INITIAL_VALUE);
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    return null;
  }
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  const block = Buffer.alloc(length);
  block.set(bytes);
  return block;
}

/**
 * The RSA public key of a caller under which material may leave: SubjectPublicKeyInfo in PEM, 2,048 to 8,192 bits, an odd
 * exponent from 65,537 to 2^64. Error: invalid_request naming the field.
 */
export function readWrappingPublicKey(pem: string, field: string): KeyObject {
  const key = readPublicKey(pem);
  // The type comes first: of other keys Node must not be asked for details.
  const details = key?.asymmetricKeyType === "rsa" ? key.asymmetricKeyDetails : undefined;
  const { modulusLength = 0, publicExponent = 0n } = details ?? {};
  const sizeFits = modulusLength >= MODULUS_BITS_MIN && modulusLength <= MODULUS_BITS_MAX;
  const exponentFits =
    publicExponent >= PUBLIC_EXPONENT_MIN && publicExponent <= PUBLIC_EXPONENT_MAX && publicExponent % 2n === 1n;
  if (key !== null && sizeFits && exponentFits && rsaNumbersProblem(key) === null) return key;
  throw new KmsError("invalid_request", {
    message: `${field}: must be an RSA public key (SubjectPublicKeyInfo in PEM) of ${MODULUS_BITS_MIN} to ${MODULUS_BITS_MAX} bits with an odd exponent of at least ${PUBLIC_EXPONENT_MIN}.`,
  });
}
