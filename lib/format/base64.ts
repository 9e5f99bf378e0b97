import { KmsError } from "@/lib/contract/kms-error";

/** Writes bytes as standard, padded base64. Source: RFC 4648, section 4. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * Reads standard, padded, canonical base64; `field` names the value in the error. The empty text is zero bytes: whether
 * that is allowed is the caller's question.
 * Errors: invalid_base64. Source: RFC 4648, sections 3.3, 3.5 and 4.
 */
export function decodeBase64(text: string, field: string): Buffer {
  const bytes = decodeCanonicalBase64(text);
  if (bytes === null) {
    throw new KmsError("invalid_base64", {
      message: `${field}: must be standard base64 with padding and no white space (RFC 4648, section 4).`,
    });
  }
  return bytes;
}

/**
 * Reads standard, padded, canonical base64, or returns null. Node's decoder skips what it does not know and also reads
 * base64url, so the only text accepted is the one that encoding the result gives again.
 */
export function decodeCanonicalBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** Writes bytes as base64url without padding. Source: RFC 4648, section 5; RFC 7515, section 2. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** Reads canonical base64url without padding, or returns null. */
export function decodeCanonicalBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}
