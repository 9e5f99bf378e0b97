import type { ErrorCode } from "@/lib/contract/errors";
import { KmsError } from "@/lib/contract/kms-error";
import { decodeCanonicalBase64, decodeCanonicalBase64Url, encodeBase64, encodeBase64Url } from "./base64";

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

/** The same with base64url without padding, the wire form of signatures marshalled as in a JWS. */
export function formatJwsSignature(version: number, payload: Uint8Array): string {
  return `${PREFIX}${version}:${encodeBase64Url(payload)}`;
}

/**
 * Reads `thalassa:v{version}:{standard padded base64}`: version 1 to 2^31-1 without leading zeros, canonical base64 of
 * at least one byte, nothing before, between or after.
 * Errors: invalid_ciphertext, whose message names the malformed part.
 */
export function parseCiphertext(text: string): ParsedCiphertext {
  return parse(text, { code: "invalid_ciphertext", subject: "The ciphertext", encoding: "base64" });
}

/**
 * Reads a signature or MAC of the same form; `encoding` base64url for signatures marshalled as in a JWS.
 * Errors: invalid_signature, whose message names the malformed part.
 */
export function parseSignature(text: string, field: "signature" | "hmac", encoding: Encoding): ParsedCiphertext {
  return parse(text, { code: "invalid_signature", subject: `The ${field}`, encoding });
}

type Encoding = "base64" | "base64url";

interface Form {
  readonly code: ErrorCode;
  readonly subject: string;
  readonly encoding: Encoding;
}

const DECODE = { base64: decodeCanonicalBase64, base64url: decodeCanonicalBase64Url } as const;
const ENCODING_PROBLEM = {
  base64: "the payload must be standard base64 with padding and no white space.",
  base64url: "the payload must be base64url without padding or white space, as marshalingAlgorithm jws gives it.",
} as const;

function parse(text: string, form: Form): ParsedCiphertext {
  if (!text.startsWith(PREFIX)) throw malformed(form, `the prefix must be "${PREFIX}".`);
  const versionEnd = text.indexOf(":", PREFIX.length);
  if (versionEnd === -1) throw malformed(form, 'the version must be followed by ":".');
  const version = parseVersion(text.slice(PREFIX.length, versionEnd));
  if (version === null) {
    throw malformed(form, `the version must be a number from 1 to ${VERSION_MAX} without leading zeros.`);
  }
  const payload = DECODE[form.encoding](text.slice(versionEnd + 1));
  if (payload === null) throw malformed(form, ENCODING_PROBLEM[form.encoding]);
  if (payload.length === 0) throw malformed(form, "the payload is empty.");
  return { version, payload };
}

function parseVersion(text: string): number | null {
  if (!VERSION_FORM.test(text)) return null;
  const version = Number(text);
  return version <= VERSION_MAX ? version : null;
}

function malformed({ code, subject, encoding }: Form, reason: string): KmsError {
  return new KmsError(code, {
    message: `${subject} is not in the form thalassa:v{version}:{${encoding}}: ${reason}`,
  });
}
