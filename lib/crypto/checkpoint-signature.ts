import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/** A key that signs checkpoints. */
export interface CheckpointKey {
  /** SHA-256 of the raw public key, hex: what people compare. */
  readonly fingerprint: string;
  /** Raw, base64. */
  readonly publicKey: string;
  /** Ed25519 (RFC 8032) over the UTF-8 bytes of a text, 64 bytes. */
  sign(text: string): Buffer;
}

/** Where the checkpointer of a database gets its keys; none of them can be used through any verb. */
export interface CheckpointKeys {
  /** The key the sequence begins with, made where there is none. */
  first(): Promise<CheckpointKey>;
  /** The key of a fingerprint. Throws where it is not kept or cannot be opened. */
  named(fingerprint: string): Promise<CheckpointKey>;
  /** A new key. */
  make(): Promise<CheckpointKey>;
}

const PUBLIC_KEY_BYTES = 32;

/** SHA-256 of a raw public key in base64, hex. */
export function fingerprintOf(publicKey: string): string {
  return hash("sha256", Buffer.from(publicKey, "base64"), "hex");
}

/** The checkpoint key of an Ed25519 private key. */
export function checkpointKeyOf(privateKey: KeyObject): CheckpointKey {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = Buffer.from(x, "base64url").toString("base64");
  return {
    fingerprint: fingerprintOf(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey),
  };
}

/** Whether a signature over a text is that of a raw public key (base64); false for anything malformed. */
export function isSignedBy(publicKey: string, text: string, signature: Uint8Array): boolean {
  const bytes = Buffer.from(publicKey, "base64");
  if (bytes.length !== PUBLIC_KEY_BYTES) return false;
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") }, format: "jwk" });
    return verify(null, Buffer.from(text, "utf8"), key, signature);
  } catch {
    return false;
  }
}
