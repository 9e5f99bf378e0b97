/** Wire messages that explain access: who may do what, and why. */
import { z } from "zod";
import { appUser, reference, rule } from "./access";
import { ruleConditions } from "./access-rules";
import { ALL_PERMISSIONS, type Permission } from "./permissions";

const permissionName = z
  .string()
  .refine((text): text is Permission => ALL_PERMISSIONS.some((permission) => permission === text), {
    error: "must be a permission such as kms_key:encrypt",
  });

/** Somebody who has a policy in a project, and through which bindings. */
export const projectMember = z.object({
  user: appUser,
  bindings: z.array(
    z.object({
      source: z.enum(["iam_policy", "organisation_role"]),
      bindingIdentity: z.string(),
      policyIdentity: z.string(),
      policyName: z.string(),
      expiresAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type ProjectMemberMessage = z.output<typeof projectMember>;

/** What leads to a right. */
const through = {
  text: z.string().describe("For people: what leads to it."),
  bindingIdentity: z.string().nullable(),
  policyIdentity: z.string().nullable(),
  policyName: z.string().nullable(),
  projectIdentity: z.string().nullable().describe("Project of the binding; null where it holds in the organisation."),
  ruleIdentity: z.string().nullable().describe("Null for built-in policies and owners."),
  team: z.string().nullable().describe("Name of the team through which it comes."),
};

export const keyAccess = z.object({
  key: reference,
  principals: z.array(
    z.object({
      identity: z.string(),
      kind: z.enum(["user", "service_account", "client_key"]),
      name: z.string(),
      email: z.string(),
      permissions: z.array(
        z.object({
          permission: z.string(),
          ...through,
          conditions: ruleConditions.describe("Addresses and times that must fit at a call; empty = none."),
          unless: z.string().nullable().describe("A denial that counts at some addresses or times."),
          expiresAt: z.iso.datetime().nullable(),
        }),
      ),
    }),
  ),
});
export type KeyAccessMessage = z.output<typeof keyAccess>;

export const simulateRequest = z.strictObject({
  subjectIdentity: z.string().min(1).max(64).describe("Identity of a member or service account, u-… or sa-…."),
  permission: permissionName.describe("Type and verb, for example kms_key:encrypt."),
  region: z.string().nullish().describe("Together with key."),
  key: z.string().nullish().describe("Identity or slug of a key; without it, no particular object is meant."),
  sourceIp: z
    .union([z.ipv4(), z.ipv6()], { error: "must be an IP address" })
    .nullish()
    .describe("Without it, conditions on addresses do not hold."),
  at: z.iso.datetime({ offset: true }).nullish().describe("Without it, now."),
});

export const simulation = z.object({
  allowed: z.boolean(),
  reasons: z.array(z.object({ effect: z.enum(["allow", "deny", "none"]), ...through })),
});
export type SimulationMessage = z.output<typeof simulation>;

/** One right that somebody has: a rule that reaches them, or ownership of the organisation. */
export const reviewedRight = z.object({
  who: z.object({
    identity: z.string(),
    kind: z.enum(["user", "service_account", "client_key"]),
    name: z.string(),
    email: z.string().describe("Empty for programs."),
  }),
  rule: rule.nullable().describe("Null for ownership of the organisation."),
  through: z
    .object({
      bindingIdentity: z.string(),
      policyIdentity: z.string(),
      policyName: z.string(),
      team: z.string().nullable().describe("Name of the team through which it comes."),
      scopes: z.array(z.string()).describe("Credentials it counts for; none = all."),
    })
    .nullable(),
  project: z.string().nullable().describe("Slug; null where it holds in the whole organisation."),
  replicateToChildren: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
});
export type ReviewedRight = z.output<typeof reviewedRight>;

/** Query of the access review. */
export const accessReviewQuery = z.strictObject({
  at: z.iso
    .datetime({ offset: true, error: "must be a time such as 2026-05-01T00:00:00Z" })
    .optional()
    .describe("Moment that is reviewed, not in the future and not before changes of access were kept. Default: now."),
});

/** Every right in an organisation at a moment. */
export const accessReview = z.object({
  at: z.iso.datetime(),
  isNow: z.boolean(),
  knownSince: z.iso.datetime().describe("First moment for which a review can be made."),
  rights: z.array(reviewedRight),
});
export type AccessReviewMessage = z.output<typeof accessReview>;

/** What is to be known of a rule before it is saved. */
export const rulePreview = z.object({
  missing: z.string().nullable().describe("First permission it gives that the caller may not give."),
  keys: z.number().int().nullable().describe("Keys it is about today; null where it is not about keys, or unknown."),
});
export type RulePreviewMessage = z.output<typeof rulePreview>;
