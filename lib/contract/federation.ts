/**
 * Wire messages of federation: issuers of tokens that an organisation trusts, and whose tokens may act as which service
 * account. Field names follow the reference; `algorithms` and `check` are ours.
 */
import { z } from "zod";
import { moment, reference, scopes } from "./access";
import { described, describing, redescribing } from "./texts";

/** Signature algorithms that can be trusted: public keys only, never `none`. */
export const SIGNATURE_ALGORITHMS_TRUSTED = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;
/** Largest key set stored with a provider, in bytes of JSON, and the most keys in it. */
export const LOCAL_JWKS_BYTES_MAX = 65_536;
export const JWKS_KEYS_MAX = 100;
const ADDRESS_CHARACTERS_MAX = 2_048;
export const CONDITIONS_MAX = 20;

/** `inactive`: kept, but opens nothing for the time being. */
export const FEDERATION_STATUSES = ["active", "inactive"] as const;
const status = z.enum(FEDERATION_STATUSES);

const address = z
  .string()
  .max(ADDRESS_CHARACTERS_MAX)
  .regex(/^https?:\/\/[\x21-\x7e]+$/, "must be an address that begins with https://")
  .refine((text) => URL.canParse(text), "must be an address that begins with https://");
const issuer = address.refine((text) => !/[?#@]/.test(text), "must have no query, fragment or user");

export const federatedIdentityProvider = z.object({
  ...described,
  providerIssuer: z.string(),
  providerJwksUri: z.string().nullable(),
  localJwks: z.looseObject({ keys: z.array(z.record(z.string(), z.unknown())) }).nullable(),
  algorithms: z.array(z.enum(SIGNATURE_ALGORITHMS_TRUSTED)),
  status,
});
export type FederatedIdentityProviderMessage = z.output<typeof federatedIdentityProvider>;

const providerFields = {
  providerJwksUri: address
    .or(z.literal(""))
    .nullish()
    .describe("Where the keys are; null or empty: found through the issuer's discovery document."),
  localJwks: z
    .looseObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(JWKS_KEYS_MAX) })
    .nullish()
    .describe("A JSON Web Key Set with public keys; then nothing is fetched."),
  algorithms: z.array(z.enum(SIGNATURE_ALGORITHMS_TRUSTED)).min(1).optional().describe("Default: all that are listed."),
  status: status.optional(),
};
export const createFederatedIdentityProviderRequest = z.strictObject({
  ...describing,
  providerIssuer: issuer.describe("The tokens' iss, to the letter. Cannot be changed; unique in the organisation."),
  ...providerFields,
});
export const updateFederatedIdentityProviderRequest = z.strictObject({ ...redescribing, ...providerFields });

/** How a token's audiences are compared with the trusted ones: `any` is in common, `all` are named, `exact`: all and no others. */
export const AUDIENCE_MATCH_MODES = ["exact", "any", "all"] as const;
const conditions = z
  .record(z.string().min(1).max(128), z.union([z.string().max(512), z.number(), z.boolean()]))
  .refine((map) => Object.keys(map).length <= CONDITIONS_MAX, `must have at most ${CONDITIONS_MAX} entries`)
  .describe("Further claims and the values they must have.");

export const federatedIdentity = z.object({
  ...described,
  provider: reference.extend({ providerIssuer: z.string() }),
  serviceAccount: reference,
  providerSubject: z.string(),
  trustedAudiences: z.array(z.string()),
  audienceMatchMode: z.enum(AUDIENCE_MATCH_MODES),
  allowedScopes: z.array(z.string()),
  conditions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  status: z.enum([...FEDERATION_STATUSES, "expired"]),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type FederatedIdentityMessage = z.output<typeof federatedIdentity>;

const claimText = z.string().min(1).max(512);
const trustedAudiences = z.array(claimText).min(1).max(20);
const allowedScopes = scopes.min(1);
export const createFederatedIdentityRequest = z.strictObject({
  ...describing,
  providerIdentity: z.string().describe("Identity or slug of the federated identity provider."),
  serviceAccountIdentity: z.string().describe("Identity or slug of the account that tokens may act as."),
  providerSubject: claimText.describe("The tokens' sub, to the letter. Cannot be changed."),
  trustedAudiences,
  audienceMatchMode: z.enum(AUDIENCE_MATCH_MODES).default("any"),
  allowedScopes: allowedScopes.default(["api:read", "api:write"]),
  conditions: conditions.nullish().transform((value) => value ?? {}),
  status: status.optional(),
  expiresAt: moment.nullish(),
});
export const updateFederatedIdentityRequest = z.strictObject({
  ...redescribing,
  trustedAudiences: trustedAudiences.optional(),
  audienceMatchMode: z.enum(AUDIENCE_MATCH_MODES).optional(),
  allowedScopes: allowedScopes.optional(),
  conditions: conditions.optional(),
  status: status.optional(),
  expiresAt: moment.nullish(),
});

/** What a token of another issuer can fail, in the order in which it is looked at. */
export const SUBJECT_CHECKS = [
  "form",
  "issuer",
  "subject",
  "status",
  "algorithm",
  "keys",
  "signature",
  "time",
  "audience",
  "conditions",
] as const;
/** One of them. */
export type SubjectCheck = (typeof SUBJECT_CHECKS)[number];

export const checkSubjectTokenRequest = z.strictObject({
  subjectToken: z.string().min(1).max(16_384).describe("Neither stored nor logged."),
});
const failure = {
  failedCheck: z.enum(SUBJECT_CHECKS).nullable().describe("The first check that fails; null: the token is accepted."),
  detail: z.string().describe("What was found, for people; empty where the token is accepted."),
};
export const subjectTokenVerdict = z.object({
  ...failure,
  issuer: z.string().nullable().describe("What the token says of itself; proven only where it is accepted."),
  subject: z.string().nullable(),
  audiences: z.array(z.string()),
  expiresAt: z.iso.datetime().nullable(),
  provider: reference.nullable(),
  identities: z
    .array(z.object({ ...failure, identity: reference, serviceAccount: reference }))
    .describe("Every federated identity with the token's issuer and subject."),
});
export type SubjectTokenVerdict = z.output<typeof subjectTokenVerdict>;
