import { KmsError } from "@/lib/contract/kms-error";
import { JWT_CLAIMS_BYTES_MAX } from "@/lib/contract/kms-limits";
import type { JwtSignRequest } from "@/lib/contract/kms-operations";
import { config } from "@/lib/platform/config";

/** The last second of the year 9999: what lies beyond is milliseconds by mistake. */
const NUMERIC_DATE_MAX = 253_402_300_799;
/** How deep objects and lists may lie in each other. */
const DEPTH_MAX = 32;

/**
 * The claims set of a token as the JSON text to be signed: what the caller asks for, `iat` where it is missing and `exp`
 * from `lifetimeInSeconds`. `now` is the time of issue.
 * Errors: invalid_request (a registered claim of the wrong form, this installation's own issuer, a value that JSON would
 * change), payload_size (more than 16 KiB). Source: RFC 7519, sections 2 and 4.1.
 */
export function claimsText({ claims, lifetimeInSeconds }: JwtSignRequest, now: Date): string {
  requireSound(claims, "claims", 0);
  for (const name of ["iss", "sub", "jti"] as const) requireText(claims, name);
  requireAudience(claims.aud);
  for (const name of ["exp", "nbf", "iat"] as const) requireNumericDate(claims, name);
  requireForeignIssuer(claims.iss);
  if (lifetimeInSeconds !== undefined && claims.exp !== undefined) {
    throw invalid("lifetimeInSeconds", "sets the claim exp; leave one of them out");
  }
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const complete = {
    ...claims,
    ...(claims.iat === undefined && { iat: issuedAt }),
    ...(lifetimeInSeconds !== undefined && { exp: issuedAt + lifetimeInSeconds }),
  };
  const text = JSON.stringify(complete);
  const bytes = Buffer.byteLength(text);
  if (bytes <= JWT_CLAIMS_BYTES_MAX) return text;
  throw new KmsError("payload_size", {
    message: `claims: must have at most ${JWT_CLAIMS_BYTES_MAX} bytes as JSON; these have ${bytes}.`,
  });
}

type Claims = JwtSignRequest["claims"];

/** Refuses what would not be in the token as it was sent: names that objects swallow, numbers that lose digits, broken text. */
function requireSound(value: unknown, path: string, depth: number): void {
  if (depth > DEPTH_MAX) throw invalid("claims", `must not be nested deeper than ${DEPTH_MAX} levels`);
  if (typeof value === "string" && !value.isWellFormed()) throw invalid(path, "must be text without lone surrogates");
  if (typeof value === "number" && !isExact(value)) {
    throw invalid(path, "must be a finite number, and as a whole number at most 2^53 - 1; send larger ones as text");
  }
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) requireSound(element, path, depth + 1);
    return;
  }
  for (const [name, element] of Object.entries(value)) {
    if (name === "__proto__") throw invalid("claims", "__proto__ cannot be the name of a claim");
    if (!name.isWellFormed()) throw invalid("claims", "must have names without lone surrogates");
    requireSound(element, depth === 0 ? `claims.${name.slice(0, 64)}` : path, depth + 1);
  }
}

const isExact = (value: number) => Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

function requireText(claims: Claims, name: string): void {
  if (claims[name] === undefined || typeof claims[name] === "string") return;
  throw invalid(`claims.${name}`, "must be text");
}

function requireAudience(audience: unknown): void {
  if (audience === undefined || typeof audience === "string") return;
  if (Array.isArray(audience) && audience.length > 0 && audience.every((one) => typeof one === "string")) return;
  throw invalid("claims.aud", "must be text or a list of texts");
}

function requireNumericDate(claims: Claims, name: string): void {
  const value = claims[name];
  if (value === undefined) return;
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= NUMERIC_DATE_MAX) return;
  throw invalid(`claims.${name}`, "must be a whole number of seconds since 1970, before the year 10000");
}

/** Tokens of this installation itself must not be forgeable with a customer's key. */
function requireForeignIssuer(issuer: unknown): void {
  if (typeof issuer !== "string" || !isOwnIssuer(issuer, config().publicUrl)) return;
  throw invalid("claims.iss", "must not be this installation's own address");
}

/**
 * Whether an issuer is the installation's address or lies under it, read as generously as a careless verifier might: in
 * any case and scheme, with a port that is the default one, a final full stop or without a scheme.
 */
export function isOwnIssuer(issuer: string, publicUrl: string): boolean {
  const own = new URL(publicUrl);
  return [issuer, `https://${issuer}`, `http://${issuer}`].some((text) => {
    if (!URL.canParse(text)) return false;
    const { hostname, port, protocol } = new URL(text);
    return bare(hostname) === bare(own.hostname) && portOf(port, protocol) === portOf(own.port, protocol);
  });
}

const bare = (hostname: string) => hostname.toLowerCase().replace(/\.$/, "");

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** An own address without a port covers the default of every scheme. */
const portOf = (port: string, protocol: string) => port || (DEFAULT_PORTS[protocol] ?? "");

function invalid(field: string, problem: string): KmsError {
  return new KmsError("invalid_request", { message: `${field}: ${problem}.` });
}
