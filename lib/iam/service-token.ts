import { hash } from "node:crypto";
import { type CryptoKey, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";

/** Longest text that is looked at; ours have a few hundred characters. */
const CHARACTERS_MAX = 4_096;
const FORM = /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const ALGORITHM = "ES256";

/** The key pair under which this installation's own tokens are signed. */
export interface TokenKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** Thumbprint of the public key (RFC 7638). */
  readonly kid: string;
}

const claimsSchema = z.object({
  sub: z.string().regex(/^sa-[0-9a-v]{20}$/),
  org: z.string().regex(/^o-[0-9a-v]{20}$/),
  cred: z.string().regex(/^(cred|fid)-[0-9a-v]{20}$/),
  scope: z.string(),
  project: z.string().optional(),
  exp: z.number().int(),
  jti: z.string(),
});

/** What a token of a service account says: account, organisation, credential, scopes, perhaps the only project; `exp` in seconds. */
export type ServiceTokenClaims = z.output<typeof claimsSchema>;

/** Whether a text can be such a token at all; nothing else is verified. */
export function looksLikeServiceToken(text: string): boolean {
  return text.length <= CHARACTERS_MAX && FORM.test(text);
}

/** SHA-256 of a whole token in hex: what caches are keyed by. */
export function serviceTokenHash(token: string): string {
  return hash("sha256", token, "hex");
}

/** Signs a token (RFC 7519) with ES256. */
export async function signServiceToken(key: TokenKey, issuer: string, claims: ServiceTokenClaims): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: "JWT" })
    .setIssuer(issuer)
    .setIssuedAt(clock.now())
    .sign(key.privateKey);
}

/**
 * Checks signature, algorithm, issuer and form of a token; its expiry is the reader's to check at every call.
 * Error: unauthenticated, in the one text.
 */
export async function verifyServiceToken(key: TokenKey, issuer: string, token: string): Promise<ServiceTokenClaims> {
  try {
    const options = { algorithms: [ALGORITHM], issuer, currentDate: clock.now(), requiredClaims: ["exp", "iat"] };
    const { payload } = await jwtVerify(token, key.publicKey, options);
    return claimsSchema.parse(payload);
  } catch (error) {
    throw new KmsError("unauthenticated", { detail: "not a token of this installation", cause: error });
  }
}
