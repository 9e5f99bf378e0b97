import { createPublicKey, type KeyObject } from "node:crypto";
import type { JWK } from "jose";
import { z } from "zod";
import { JWKS_KEYS_MAX, LOCAL_JWKS_BYTES_MAX } from "@/lib/contract/federation";
import { KmsError } from "@/lib/contract/kms-error";

const RSA_BITS_MIN = 2_048;
/** Longer moduli and exponents make one check of a signature as dear as thousands. */
const RSA_BITS_MAX = 8_192;
const RSA_EXPONENT_MAX = 2n ** 32n;
const CURVES: readonly string[] = ["P-256", "P-384", "P-521", "Ed25519"];
/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1. */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const short = z.string().max(512).optional();
const keySchema = z.looseObject({ kty: z.string().max(16), kid: short, use: short, alg: short, crv: short });
const setSchema = z.looseObject({ keys: z.array(z.unknown()).max(JWKS_KEYS_MAX) });

/**
 * The keys of a fetched set (RFC 7517) with which signatures can be checked; what cannot is left out, as the set is
 * somebody else's. Null where it is no key set, or has more than 100 keys.
 */
export function signatureKeysOf(keySet: unknown): readonly JWK[] | null {
  const parsed = setSchema.safeParse(keySet);
  return parsed.success ? parsed.data.keys.filter(isSignatureKey) : null;
}

/**
 * Refuses a key set that is to be stored: more than 64 KiB, a secret or private key in it (which then has to be replaced, as
 * others have seen it), a key that cannot be read, or none that checks signatures. Error: invalid_request.
 */
export function requirePublicKeys(keySet: { readonly keys: readonly unknown[] }): void {
  if (Buffer.byteLength(JSON.stringify(keySet)) > LOCAL_JWKS_BYTES_MAX) throw refused("must have at most 65536 bytes");
  keySet.keys.forEach((key, index) => {
    const problem = problemOf(key);
    if (problem !== null) throw refused(`keys.${index} ${problem}`);
  });
  if (!keySet.keys.some(isSignatureKey)) throw refused("must have a key with which signatures can be checked");
}

const refused = (problem: string) => new KmsError("invalid_request", { message: `localJwks: ${problem}.` });

const isSignatureKey = (key: unknown): key is JWK =>
  problemOf(key) === null && keySchema.parse(key).use !== "enc" && keySchema.parse(key).crv !== "X25519";

function problemOf(key: unknown): string | null {
  const parsed = keySchema.safeParse(key);
  if (!parsed.success) return "is not a JSON Web Key";
  if (parsed.data.kty === "oct") return "is a secret key; only public keys belong here";
  if (SECRET_MEMBERS.some((member) => Object.hasOwn(parsed.data, member))) {
    return "holds a private key; keep the public members only, and replace the key if others have seen it";
  }
  const opened = publicKeyOf(parsed.data);
  if (opened === null) return "cannot be read as an RSA, EC or Ed25519 public key";
  return opened.asymmetricKeyType === "rsa" ? problemOfRsa(opened) : problemOfCurve(parsed.data.crv ?? "");
}

function publicKeyOf(key: { readonly kty: string }): KeyObject | null {
  try {
    return createPublicKey({ key: { ...key }, format: "jwk" });
  } catch {
    return null;
  }
}

function problemOfRsa({ asymmetricKeyDetails }: KeyObject): string | null {
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = asymmetricKeyDetails ?? {};
  if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) return `must have ${RSA_BITS_MIN} to ${RSA_BITS_MAX} bits`;
  return exponent < 3n || exponent % 2n === 0n || exponent > RSA_EXPONENT_MAX ? "has an unusual public exponent" : null;
}

const problemOfCurve = (curve: string) =>
  CURVES.includes(curve) || curve === "X25519" ? null : `must be on one of the curves ${CURVES.join(", ")}`;
