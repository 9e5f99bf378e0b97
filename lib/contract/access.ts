/**
 * Wire messages of organisations, projects, people, roles and credentials. Field names follow the reference; what it lacks
 * is documented as ours.
 */
import { z } from "zod";
import { ruleConditions, ruleRequest } from "./access-rules";
import { described, describing, descriptionField, nameField, redescribing } from "./texts";

/** Features that can be switched off per organisation. */
export const FEATURES = ["kms", "secrets", "dns", "projects"] as const;

/** A feature that can be switched off per organisation. */
export type Feature = (typeof FEATURES)[number];

/** What credentials may be used for: `api:read` for GET only, `api:write` for everything; the others for services not offered here. */
export const API_SCOPES = ["api:read", "api:write", "kubernetes", "objectStorage"] as const;

/** A list of such scopes. */
export const scopes = z.array(z.enum(API_SCOPES)).max(API_SCOPES.length);
/** A moment with its offset from UTC. */
export const moment = z.iso.datetime({ offset: true });

/** Identity, name and slug of an object that another one names. */
export const reference = z.object({ identity: z.string(), name: z.string(), slug: z.string() });

/** A person as others in an organisation see them. */
export const appUser = z.object({
  subject: z.string().describe("Identity of the person, u-…."),
  name: z.string(),
  email: z.string(),
  createdAt: z.iso.datetime(),
});

const limitsFields = {
  requestsPerSecond: z.number().int().min(1).max(1_000_000).nullish(),
  keysMax: z.number().int().min(0).max(10_000_000).nullish(),
  secretsMax: z.number().int().min(0).max(10_000_000).nullish(),
  zonesMax: z.number().int().min(0).max(1_000_000).nullish(),
};

export const organisation = z.object({
  ...described,
  features: z.record(z.enum(FEATURES), z.boolean()),
  limits: z.object(limitsFields),
});
export type OrganisationMessage = z.output<typeof organisation>;

export const createOrganisationRequest = z.strictObject({
  ...describing,
  ownerEmail: z
    .email()
    .max(254)
    .optional()
    .describe("Person who becomes its owner; invited where unknown. Default: the caller."),
  features: z.partialRecord(z.enum(FEATURES), z.boolean()).optional(),
  limits: z.strictObject(limitsFields).optional(),
});
/** An organisation just made; the link is told this once, and only where the owner was not known before. */
export const createdOrganisation = organisation.extend({ passwordLink: z.string().nullable() });
export const updateOrganisationRequest = z.strictObject({
  ...redescribing,
  features: z.partialRecord(z.enum(FEATURES), z.boolean()).optional().describe("Platform administrators only."),
  limits: z.strictObject(limitsFields).optional().describe("Platform administrators only."),
});

export const project = z.object({ ...described, parentProject: reference.nullable() });
export type ProjectMessage = z.output<typeof project>;
export const createProjectRequest = z.strictObject({
  ...describing,
  parentProjectIdentity: z.string().nullish().describe("Identity or slug of the project above."),
});
export const updateProjectRequest = z.strictObject({
  ...redescribing,
  parentProjectIdentity: z.string().nullish().describe("Identity or slug; null moves it to the top."),
});

export const MEMBER_ROLES = ["OWNER", "MEMBER"] as const;
export const membership = z.object({
  identity: z.string(),
  createdAt: z.iso.datetime(),
  organisation: reference,
  user: appUser,
  acceptedAt: z.iso
    .datetime()
    .nullable()
    .describe("Null while the person has not followed the link: they have no right here yet."),
  role: z.enum(MEMBER_ROLES),
});
export type MembershipMessage = z.output<typeof membership>;
export const createMembershipRequest = z.strictObject({
  email: z.email().max(254),
  name: nameField.optional().describe("What the organisation calls the person until they have followed the link."),
  role: z.enum(MEMBER_ROLES).default("MEMBER"),
});
/** A membership just made; it gives nothing until the link is followed, which is told this once. */
export const createdMembership = membership.extend({ passwordLink: z.string() });
/** A link with which a person accepts an invitation or sets a password, told this once; it works once and for 72 hours. */
export const passwordLink = z.object({ passwordLink: z.string() });
export const updateMembershipRequest = z.strictObject({ role: z.enum(MEMBER_ROLES) });

export const me = z.object({
  identity: z.string(),
  kind: z.enum(["user", "service_account"]),
  name: z.string(),
  email: z.string(),
  isPlatformAdministrator: z.boolean(),
  credential: z.object({ identity: z.string(), kind: z.string(), scopes: z.array(z.string()).nullable() }),
});

export const region = z.object({
  ...described,
  zones: z.array(z.string()).max(0).describe("None: regions are not divided."),
});

export const serviceAccount = z.object({ ...described, organisation: reference });
export type ServiceAccountMessage = z.output<typeof serviceAccount>;
export const createServiceAccountRequest = z.strictObject(describing);
export const updateServiceAccountRequest = z.strictObject(redescribing);

export const accessCredential = z.object({
  identity: z.string(),
  name: z.string(),
  description: z.string(),
  accessKey: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type AccessCredentialMessage = z.output<typeof accessCredential>;
export const createAccessCredentialRequest = z.strictObject({
  name: nameField,
  description: descriptionField.nullish(),
  expiresAt: moment.nullish(),
  scopes: scopes.min(1).default(["api:read", "api:write"]),
});
/** A credential just made; the secret is told this once. */
export const createdAccessCredential = accessCredential.extend({ accessSecret: z.string() });

export const personalAccessToken = z.object({
  identity: z.string(),
  name: z.string(),
  scopes: z.array(z.string()).describe("Empty: everything the person may do."),
  organisation: reference.nullable().describe("Confines the token; null: every organisation of the person."),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type PersonalAccessTokenMessage = z.output<typeof personalAccessToken>;
export const createPersonalAccessTokenRequest = z.strictObject({
  name: nameField,
  scopes: z.array(z.enum(["api:read", "api:write"])).default([]),
  organisationIdentity: z.string().nullish(),
  expiresAt: moment.nullish(),
});
/** A token just made, told this once. */
export const createdPersonalAccessToken = personalAccessToken.extend({ token: z.string() });

/** A credential that opens the organisation now: neither revoked nor expired. */
export const organisationCredential = z.object({
  identity: z.string(),
  kind: z.enum(["access_token", "access_credential", "federated_identity", "client_key"]),
  name: z.string().nullable().describe("Null: a token of somebody else that opens other organisations too."),
  scopes: z.array(z.string()).describe("Empty for an access token: everything the person may do."),
  isOwn: z.boolean().describe("Whether it is an access token of the caller's own."),
  isConfined: z.boolean().describe("False: it opens other organisations of the person too."),
  isActive: z.boolean(),
  owner: z.object({
    kind: z.enum(["user", "service_account", "client_key"]),
    identity: z.string(),
    name: z.string(),
    detail: z.string().describe("E-mail address of a person, slug of a service account, region of a client key."),
  }),
  mayRevoke: z.boolean().describe("Whether the caller may revoke it."),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type OrganisationCredentialMessage = z.output<typeof organisationCredential>;

export const rule = z.object({
  identity: z.string(),
  effect: z.enum(["allow", "deny"]),
  resources: z.array(z.string()),
  resourceIdentities: z.array(z.string()),
  permissions: z.array(z.string()),
  note: z.string().nullable(),
  conditions: ruleConditions,
});
export type RuleMessage = z.output<typeof rule>;

export const binding = z.object({
  identity: z.string(),
  name: z.string(),
  description: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  scopes: z.array(z.string()),
  policy: reference,
  user: appUser.nullable(),
  team: reference.nullable(),
  serviceAccount: reference.nullable(),
  replicateToChildren: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  objectVersion: z.number().int(),
});
export type BindingMessage = z.output<typeof binding>;

const subjects = {
  userIdentity: z.string().nullish(),
  teamIdentity: z.string().nullish(),
  serviceAccountIdentity: z.string().nullish(),
};
const SUBJECT_PROBLEM = "must name exactly one of userIdentity, teamIdentity and serviceAccountIdentity";
type Subjects = { readonly [Name in keyof typeof subjects]?: string | null | undefined };
const namesOneSubject = ({ userIdentity, teamIdentity, serviceAccountIdentity }: Subjects) =>
  [userIdentity, teamIdentity, serviceAccountIdentity].filter(Boolean).length === 1;

export const createBindingRequest = z
  .strictObject({
    ...describing,
    name: nameField.default("binding"),
    ...subjects,
    scopes: scopes.nullish().transform((value) => value ?? []),
    replicateToChildren: z.boolean().default(false).describe("Bindings in projects: whether it also holds below."),
    expiresAt: moment.nullish(),
  })
  .refine(namesOneSubject, SUBJECT_PROBLEM);
export const updateBindingRequest = z.strictObject({
  ...redescribing,
  scopes: scopes.optional(),
  replicateToChildren: z.boolean().optional(),
  expiresAt: moment.nullish(),
});

/** A role of the organisation, or a policy of a project. */
export const policy = z.object({
  ...described,
  isReadOnly: z.boolean(),
  system: z.boolean(),
  replicateToChildren: z.boolean(),
  rules: z.array(rule),
  bindings: z.array(binding),
});
export type PolicyMessage = z.output<typeof policy>;
export const createPolicyRequest = z.strictObject({
  ...describing,
  rules: z.array(ruleRequest).max(100).default([]),
  replicateToChildren: z.boolean().default(false),
});
export const updatePolicyRequest = z.strictObject({
  ...redescribing,
  replicateToChildren: z.boolean().optional(),
});

export const team = z.object({ ...described, members: z.array(appUser) });
export type TeamMessage = z.output<typeof team>;
export const createTeamRequest = z.strictObject(describing);
export const updateTeamRequest = z.strictObject(redescribing);
export const addTeamMemberRequest = z.strictObject({ userIdentity: z.string() });

/** What a deleted object answers with. */
export const deleted = z.object({ identity: z.string(), deleted: z.literal(true) });
