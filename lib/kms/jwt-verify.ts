import { errors, UnsecuredJWT } from "jose";
import { KmsError } from "@/lib/contract/kms-error";
import { type JwtVerifyRequest, type JwtVerifyResponse, jwtVerifyRequest } from "@/lib/contract/kms-operations";
import { decodeCanonicalBase64Url, encodeBase64Url } from "@/lib/format/base64";
import { clock } from "@/lib/platform/clock";
import { keyIdOf } from "./get-public-key";
import { requireJwtAlgorithm, verifyJws } from "./jwt-signature";
import type { KeyFacts } from "./key-facts";
import { keyOperation } from "./key-operation";

/**
 * Checks a JSON Web Token of a key: form, algorithm, `kid`, signature, then `exp`, `nbf` and the claims asked for. A token
 * that is well formed but wrong is `valid: false`, with the reason.
 * Errors: invalid_token (no compact JWS of this key, or one with header parameters that change its meaning),
 * key_version_not_usable, purpose_forbids. Source: RFC 7519, 7.2; RFC 7515, 5.2; RFC 8725.
 */
export const jwtVerify = keyOperation({
  action: "kms.jwt_verify",
  permission: "kms_key:jwt_verify",
  capability: "jwt_verify",
  request: jwtVerifyRequest,
  async run({ key, request, deadlineMs, note }): Promise<JwtVerifyResponse> {
    const algorithm = requireJwtAlgorithm(key.facts);
    const token = parseToken(request.token);
    requireAlgorithm(token.header, algorithm);
    const { version, material } = key.usableVersion(namedVersion(token.header, key.facts));
    note({ keyVersion: version, payloadBytes: token.data.length });
    if (!(await verifyJws(key.facts, algorithm, material, token, deadlineMs))) {
      return { valid: false, reason: "signature", keyVersion: version };
    }
    return { keyVersion: version, ...checkedClaims(token.payload, request) };
  },
});

interface ParsedToken {
  readonly header: Readonly<Record<string, unknown>>;
  /** Base64url of the claims set. */
  readonly payload: string;
  /** What is signed: header, full stop, claims. */
  readonly data: Buffer;
  readonly signature: Buffer;
}

/** Error: invalid_token. */
function parseToken(text: string): ParsedToken {
  const [header = "", payload = "", signature = "", ...rest] = text.split(".");
  if (rest.length > 0 || header === "" || payload === "" || signature === "") {
    throw malformed("it must have three parts, separated by full stops");
  }
  const signatureBytes = decodeCanonicalBase64Url(signature);
  if (signatureBytes === null) throw malformed("its signature must be base64url without padding");
  objectIn(payload, "claims set");
  return {
    header: objectIn(header, "header"),
    payload,
    data: Buffer.from(`${header}.${payload}`),
    signature: signatureBytes,
  };
}

function objectIn(part: string, name: string): Readonly<Record<string, unknown>> {
  const bytes = decodeCanonicalBase64Url(part);
  if (bytes === null) throw malformed(`its ${name} must be base64url without padding`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw malformed(`its ${name} must be a JSON object in UTF-8`);
}

/** The key alone decides how its tokens are signed; nothing in a header may change that, or what is signed. Error: invalid_token. */
function requireAlgorithm(header: ParsedToken["header"], algorithm: string): void {
  if (header.alg !== algorithm) throw malformed(`its header must name the key's algorithm, ${algorithm}`);
  for (const name of ["crit", "b64"]) {
    if (Object.hasOwn(header, name)) throw malformed(`its header must not hold ${name}`);
  }
}

/** The version that `kid` names. Error: invalid_token where it names none of this key. */
function namedVersion({ kid }: ParsedToken["header"], key: KeyFacts): number {
  const named = key.versions.find(({ version }) => keyIdOf(key, version) === kid);
  if (named !== undefined) return named.version;
  throw malformed("its header must hold kid, and that must name a version of this key: {key identity}.{version}");
}

/** Checks the claims of a token whose signature is right. The library reads claims only out of a token, so it gets an unsigned one. */
function checkedClaims(payload: string, asked: JwtVerifyRequest): JwtVerifyResponse {
  try {
    const { payload: claims } = UnsecuredJWT.decode(`${UNSIGNED_HEADER}.${payload}.`, {
      issuer: asked.issuer,
      subject: asked.subject,
      audience: asked.audience,
      clockTolerance: asked.clockToleranceInSeconds,
      currentDate: clock.now(),
    });
    return { valid: true, claims };
  } catch (error) {
    return { valid: false, reason: reasonOf(error) };
  }
}

const UNSIGNED_HEADER = encodeBase64Url(Buffer.from('{"alg":"none"}'));

function reasonOf(error: unknown): JwtVerifyResponse["reason"] {
  if (error instanceof errors.JWTExpired) return "expired";
  if (!(error instanceof errors.JWTClaimValidationFailed)) throw error;
  return error.claim === "nbf" && error.reason === "check_failed" ? "not_yet_valid" : "claims";
}

const malformed = (problem: string) =>
  new KmsError("invalid_token", { message: `The token is not a JSON Web Token of this key: ${problem}.` });
