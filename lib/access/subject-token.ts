import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { z } from "zod";
import { AUDIENCE_MATCH_MODES, SIGNATURE_ALGORITHMS_TRUSTED, type SubjectCheck } from "@/lib/contract/federation";
import { KmsError } from "@/lib/contract/kms-error";
import type { FederatedRow } from "@/lib/iam/credential-store";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { IssuerKeysError, issuerKeys } from "./issuer-keys";

/** Longest token that is looked at; those of clusters and CI systems have two or three thousand characters. */
const CHARACTERS_MAX = 16_384;
const CLAIM_CHARACTERS_MAX = 2_048;
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** How far another issuer's clock may be off, in seconds. */
const CLOCK_TOLERANCE = 30;
/** When to ask again while an issuer's keys cannot be had. */
const KEYS_RETRY_SECONDS = 5;

const claim = z
  .string()
  .min(1)
  .max(CLAIM_CHARACTERS_MAX)
  .regex(/^[^\0]*$/);
const claimedSchema = z.object({ iss: claim, sub: claim });
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
  | "credentialId"
  | "issuer"
  | "jwksUri"
  | "localJwks"
  | "algorithms"
  | "trustedAudiences"
  | "audienceMatchMode"
  | "conditions"
>;

/** Why a token is refused; the detail is for people who manage the identity, never for whoever sent the token. */
export interface SubjectProblem {
  readonly check: SubjectCheck;
  readonly detail: string;
}

/**
 * Whether a token, found by its issuer and subject, is accepted. While the issuer's keys cannot be had, no token is.
 * Errors: unavailable.
 */
export async function isAcceptedBy(rules: SubjectRules, token: string): Promise<boolean> {
  const problem = await subjectProblem(rules, token);
  if (problem === null) return true;
  log.debug({ credential: rules.credentialId, ...problem }, "subject token refused");
  if (problem.check !== "keys") return false;
  throw new KmsError("unavailable", { detail: problem.detail, retryAfterInSeconds: KEYS_RETRY_SECONDS });
}

/**
 * The first check that a token fails, null where it is accepted: signed under a key of the provider with an algorithm on its
 * list (never a symmetric one), in its time (30 seconds of tolerance), for a trusted audience, with every claim that is
 * asked for. Source: RFC 7519; RFC 8725, sections 3.1, 3.8 and 3.9.
 */
export async function subjectProblem(rules: SubjectRules, token: string): Promise<SubjectProblem | null> {
  try {
    const payload = await verified(rules, token);
    return (
      problemOfTime(payload) ?? problemOfAudience(payload, rules) ?? problemOfConditions(payload, rules.conditions)
    );
  } catch (error) {
    return problemOf(error);
  }
}

async function verified(rules: SubjectRules, token: string): Promise<JWTPayload> {
  const algorithms = SIGNATURE_ALGORITHMS_TRUSTED.filter((name) => rules.algorithms.includes(name));
  // Nothing is fetched for a token that could not be accepted anyway.
  const { alg = "none" } = decodeProtectedHeader(token);
  if (!algorithms.some((name) => name === alg)) throw new errors.JOSEAlgNotAllowed(`${alg} is not on the list`);
  const options = {
    algorithms,
    requiredClaims: ["exp", "aud"],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: clock.now(),
  };
  const verify = async (keys: readonly JWK[]) =>
    (await jwtVerify(token, createLocalJWKSet({ keys: [...keys] }), options)).payload;
  const kept = await issuerKeys(rules);
  try {
    return await verify(kept);
  } catch (error) {
    const newer = rules.localJwks === null && mayBeNewKey(error) ? await issuerKeys(rules, "newer") : kept;
    if (newer === kept) throw error;
    return verify(newer);
  }
}

/** Issuers replace their keys whenever they like: the token may be the first news of it. */
const mayBeNewKey = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;

function problemOf(error: unknown): SubjectProblem {
  if (error instanceof IssuerKeysError) return { check: "keys", detail: error.message };
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return { check: "algorithm", detail: "The token's algorithm is not one that the provider accepts." };
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return { check: "signature", detail: "The token's key id (kid) names no key of the provider." };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { check: "signature", detail: "The signature does not verify under the provider's keys." };
  }
  if (error instanceof errors.JWTExpired) return { check: "time", detail: "The token has expired." };
  if (error instanceof errors.JWTClaimValidationFailed) {
    const check = error.claim === "aud" ? "audience" : "time";
    return { check, detail: `The claim ${error.claim} is missing, or does not hold now.` };
  }
  return { check: "form", detail: "The token cannot be read as a signed JSON Web Token." };
}

function problemOfTime({ iat }: JWTPayload): SubjectProblem | null {
  const latest = clock.nowMs() / 1_000 + CLOCK_TOLERANCE;
  return typeof iat === "number" && iat > latest
    ? { check: "time", detail: "The token is from the future (iat)." }
    : null;
}

function problemOfAudience(payload: JWTPayload, rules: SubjectRules): SubjectProblem | null {
  if (isForTrusted(payload, rules)) return null;
  const named = payload.aud === undefined ? [] : [payload.aud].flat();
  const trusted = rules.trustedAudiences.join(", ");
  return {
    check: "audience",
    detail: `The token is for ${named.join(", ")}; trusted (${rules.audienceMatchMode}): ${trusted}.`,
  };
}

/** Claims are compared as text: strings, numbers and truth values; lists and objects equal nothing. */
function problemOfConditions(payload: JWTPayload, conditions: SubjectRules["conditions"]): SubjectProblem | null {
  const failing = Object.entries(conditions).find(([name, wanted]) => {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    return !["string", "number", "boolean"].includes(typeof value) || String(value) !== String(wanted);
  });
  return failing === undefined
    ? null
    : { check: "conditions", detail: `The claim ${failing[0]} must be ${failing[1]}.` };
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
