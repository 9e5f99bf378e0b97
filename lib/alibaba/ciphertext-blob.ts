import type { CipherMode } from "@/lib/contract/kms";
import { IV_BYTES } from "@/lib/crypto/cipher-mode";
import { instanceVersionId, parseVersionId, VERSION_ID_BYTES } from "./key-ids";

/**
 * The ciphertext of the Advance operations, which carries everything that decrypting it takes:
 *
 * | bytes | meaning |
 * | --- | --- |
 * | 1 | `$` |
 * | 1 | high four bits: format 0; low four bits: padding, 0 in GCM, 1 PKCS #7, 2 none |
 * | 1 | mode: 2 GCM, as clients expect; 129 CBC and 130 ECB are our own choice |
 * | 36 | identity of the key version, ASCII |
 * | 12 (GCM), 16 (CBC), 0 (ECB) | initialisation vector |
 * | rest | ciphertext, in GCM with its tag |
 */
export interface CiphertextBlob {
  /** `kms-…` */
  readonly keyId: string;
  readonly version: number;
  readonly mode: CipherMode;
  /** CBC and ECB. */
  readonly padded: boolean;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const FIRST_BYTE = 0x24;
const HEADER_BYTES = 3;
const MODE_CODES: Readonly<Record<CipherMode, number>> = { gcm: 2, cbc: 129, ecb: 130 };
const MODES = new Map(Object.entries(MODE_CODES).map(([mode, code]) => [code, mode as CipherMode]));
const PADDED = 1;
const UNPADDED = 2;

/** The bytes of a blob. */
export function encodeBlob({ keyId, version, mode, padded, iv, ciphertext }: CiphertextBlob): Buffer {
  const padding = mode === "gcm" ? 0 : padded ? PADDED : UNPADDED;
  const header = Buffer.of(FIRST_BYTE, padding, MODE_CODES[mode]);
  return Buffer.concat([header, Buffer.from(instanceVersionId(keyId, version), "latin1"), iv, ciphertext]);
}

/** What a blob holds; null for bytes that are none. A code that no mode has is not one: nothing is guessed. */
export function parseBlob(blob: Uint8Array): CiphertextBlob | null {
  const ivStart = HEADER_BYTES + VERSION_ID_BYTES;
  if (blob.length <= ivStart || blob[0] !== FIRST_BYTE) return null;
  const mode = MODES.get(blob[2] ?? 0);
  const padding = blob[1];
  if (mode === undefined) return null;
  if (mode === "gcm" ? padding !== 0 : padding !== PADDED && padding !== UNPADDED) return null;
  const named = parseVersionId(Buffer.from(blob.subarray(HEADER_BYTES, ivStart)).toString("latin1"));
  if (named === null) return null;
  const start = ivStart + IV_BYTES[mode];
  if (blob.length <= start) return null;
  return {
    ...named,
    mode,
    padded: padding === PADDED,
    iv: blob.subarray(ivStart, start),
    ciphertext: blob.subarray(start),
  };
}
