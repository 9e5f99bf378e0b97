import { KmsError } from "@/lib/contract/kms-error";
import { decodeCanonicalBase64, encodeBase64 } from "./base64";

const PREFIX = "thalassa:v";
const VERSION_MAX = 2 ** 31 - 1;
const VERSION_FORM = /^[1-9][0-9]{0,9}$/;

/** A ciphertext taken apart: the key version that made it and the bytes only that version's suite understands. */
export interface ParsedCiphertext {
  /** 1 to 2^31-1. */
  readonly version: number;
  readonly payload: Buffer;
}

/** Writes `thalassa:v{version}:{standard padded base64}`, the wire form of ciphertexts, signatures and MACs. */
export function formatCiphertext(version: number, payload: Uint8Array): string {
  return `${PREFIX}${version}:${encodeBase64(payload)}`;
}

/**
 * Reads `thalassa:v{version}:{standard padded base64}`: version 1 to 2^31-1 without leading zeros, canonical base64 of
 * at least one byte, nothing before, between or after.
 * Errors: invalid_ciphertext, whose message names the malformed part.
 */
export function parseCiphertext(text: string): ParsedCiphertext {
  if (!text.startsWith(PREFIX)) throw malformed(`the prefix must be "${PREFIX}".`);
  const versionEnd = text.indexOf(":", PREFIX.length);
  if (versionEnd === -1) throw malformed('the version must be followed by ":".');
  const version = parseVersion(text.slice(PREFIX.length, versionEnd));
  if (version === null) throw malformed(`the version must be a number from 1 to ${VERSION_MAX} without leading zeros.`);
  const payload = decodeCanonicalBase64(text.slice(versionEnd + 1));
  if (payload === null) throw malformed("the payload must be standard base64 with padding and no white space.");
  if (payload.length === 0) throw malformed("the payload is empty.");
  return { version, payload };
}

function parseVersion(text: string): number | null {
  if (!VERSION_FORM.test(text)) return null;
  const version = Number(text);
  return version <= VERSION_MAX ? version : null;
}

function malformed(reason: string): KmsError {
  return new KmsError("invalid_ciphertext", {
    message: `The ciphertext is not in the form thalassa:v{version}:{base64}: ${reason}`,
  });
}
