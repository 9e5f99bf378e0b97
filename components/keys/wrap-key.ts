import { aeskwp } from "@noble/ciphers/aes.js";
import { WRAPPING_HASH_DEFAULT, WRAPPING_HASHES, type WrappingHash } from "@/lib/contract/wrapping-hashes";
import { base64FromBytes, bytesFromBase64 } from "@/lib/format/bytes";

/** Hashes that a browser can wrap with. */
export type BrowserWrappingHash = Exclude<WrappingHash, "SHA224">;

const EPHEMERAL_KEY_BYTES = 32;

/** Whether this page can wrap: browsers offer their cryptography to pages over https or from this very machine only. */
export function canWrapKey(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/**
 * Wraps a key for `importKeyMaterial` so that it never leaves the browser unwrapped: base64 of RSA-OAEP(ephemeral AES-256
 * key) ‖ AES-KWP(key bytes). `publicKeyPem` is the wrapping key's SubjectPublicKeyInfo; the bytes are the raw key, or PKCS#8
 * DER. Throws where the PEM is not an RSA public key or the browser has no cryptography (`canWrapKey`).
 * Source: RFC 8017, section 7.1; RFC 5649.
 */
export async function wrapKey(
  publicKeyPem: string,
  keyBytes: Uint8Array,
  hash: BrowserWrappingHash = WRAPPING_HASH_DEFAULT as BrowserWrappingHash,
): Promise<string> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: "RSA-OAEP", hash: WRAPPING_HASHES[hash].webName };
  const publicKey = await subtle.importKey("spki", derOfPem(publicKeyPem), algorithm, false, ["encrypt"]);
  const ephemeral = globalThis.crypto.getRandomValues(new Uint8Array(EPHEMERAL_KEY_BYTES));
  try {
    const wrappedEphemeral = new Uint8Array(await subtle.encrypt({ name: "RSA-OAEP" }, publicKey, ephemeral));
    const wrappedKey = aeskwp(ephemeral).encrypt(keyBytes);
    const blob = new Uint8Array(wrappedEphemeral.length + wrappedKey.length);
    blob.set(wrappedEphemeral);
    blob.set(wrappedKey, wrappedEphemeral.length);
    return base64FromBytes(blob);
  } finally {
    ephemeral.fill(0);
  }
}

/** DER inside a PEM block of a public key. Source: RFC 7468, section 13. */
function derOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem)?.[1];
  const der = body === undefined ? null : bytesFromBase64(body.replaceAll(/\s+/g, ""));
  if (der === null) throw new Error("The wrapping key is not a public key in PEM.");
  return der;
}
