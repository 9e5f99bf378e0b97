import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { AUDIENCE_MATCH_MODES, SIGNATURE_ALGORITHMS_TRUSTED } from "@/lib/contract/access";
import type { FederatedRow } from "@/lib/iam/credential-store";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";

/** Longest token that is looked at; those of clusters and CI systems have two or three thousand characters. */
const CHARACTERS_MAX = 16_384;
const CLAIM_CHARACTERS_MAX = 2_048;
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** How far another issuer's clock may be off, in seconds. */
const CLOCK_TOLERANCE = 30;

const claim = z
  .string()
  .min(1)
  .max(CLAIM_CHARACTERS_MAX)
  .regex(/^[^\0]*$/);
const claimedSchema = z.object({ iss: claim, sub: claim });
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.enum(["RSA", "EC", "OKP"]) })).max(100) });
const modeSchema = z.enum(AUDIENCE_MATCH_MODES);

/** What a token says of itself, proven by nothing yet: good for finding the identity that decides, no more. Null where it is none. */
export function claimedBy(token: string): { readonly issuer: string; readonly subject: string } | null {
  if (token.length > CHARACTERS_MAX || !FORM.test(token)) return null;
  try {
    const { iss: issuer, sub: subject } = claimedSchema.parse(decodeJwt(token));
    return { issuer, subject };
  } catch {
    return null;
  }
}

/** What decides about a token: keys and algorithms of the provider, audiences and conditions of the identity. */
export type SubjectRules = Pick<
  FederatedRow,
  "credentialId" | "localJwks" | "algorithms" | "trustedAudiences" | "audienceMatchMode" | "conditions"
>;

/**
 * Whether a token, found by its issuer and subject, is accepted: signed under a stored key of the provider with an algorithm
 * on its list (never a symmetric one), in its time (30 seconds of tolerance), for a trusted audience, with every claim that
 * is asked for. Source: RFC 7519; RFC 8725, sections 3.1, 3.8 and 3.9.
 */
export async function isAcceptedBy(rules: SubjectRules, token: string): Promise<boolean> {
  try {
    const keySet = createLocalJWKSet(keySetSchema.parse(rules.localJwks));
    const algorithms = SIGNATURE_ALGORITHMS_TRUSTED.filter((name) => rules.algorithms.includes(name));
    const { payload } = await jwtVerify(token, keySet, {
      algorithms,
      requiredClaims: ["exp", "aud"],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: clock.now(),
    });
    return isForTrusted(payload, rules) && meets(payload, rules.conditions);
  } catch (error) {
    const reason = error instanceof errors.JOSEError ? error.code : "keys or token not readable";
    log.debug({ credential: rules.credentialId, reason }, "subject token refused");
    return false;
  }
}

/** `any`: one audience is trusted; `all`: every trusted audience is named; `exact`: those and no others are. */
function isForTrusted({ aud }: JWTPayload, { trustedAudiences, audienceMatchMode }: SubjectRules): boolean {
  const trusted = new Set(trustedAudiences);
  const named = new Set(aud === undefined ? [] : [aud].flat());
  // Without a trusted audience `all` and `exact` would hold for nothing.
  if (trusted.size === 0) return false;
  const namesAll = [...trusted].every((audience) => named.has(audience));
  switch (modeSchema.parse(audienceMatchMode)) {
    case "any":
      return [...named].some((audience) => trusted.has(audience));
    case "all":
      return namesAll;
    case "exact":
      return namesAll && named.size === trusted.size;
  }
}

/** Claims are compared as text: strings, numbers and truth values; lists and objects equal nothing. */
function meets(payload: JWTPayload, conditions: SubjectRules["conditions"]): boolean {
  return Object.entries(conditions).every(([name, wanted]) => {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    return ["string", "number", "boolean"].includes(typeof value) && String(value) === wanted;
  });
}
