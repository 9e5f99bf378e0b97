/**
 * Wire messages of the Secrets Manager, `/v1/secrets/…`. Field names follow the reference; stages, reminders and the
 * difference of versions are documented as ours.
 */
import { z } from "zod";
import { isTimeZone } from "./access-limits";
import { kmsKey, regionReference } from "./kms";
import {
  CURRENT_STAGE,
  GENERATED_BYTES_DEFAULT,
  GENERATED_BYTES_MAX,
  GENERATED_BYTES_MIN,
  REMINDER_DAYS_MAX,
  SECRET_NAME_CHARACTERS_MAX,
  SECRET_PAGE_MAX,
  STAGE_NAME,
  STAGES_MAX,
} from "./secret-limits";
import {
  newSecretPathProblem,
  SECRET_PATH_CHARACTERS_MAX,
  secretFolderProblem,
  secretPathProblem,
} from "./secret-path";
import { isStatementPrincipal, statementActionOf } from "./secret-policy-words";
import { descriptionField, orNull, stringMap, TEXT_PROBLEM, wellFormed } from "./texts";

const withProblem = (schema: z.ZodString, problemOf: (path: string) => string | null) =>
  schema.superRefine((path, context) => {
    const problem = problemOf(path);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

const path = withProblem(z.string(), secretPathProblem).describe(
  `Begins with a slash, 1 to ${SECRET_PATH_CHARACTERS_MAX} characters of A-Z a-z 0-9 / _ - . +, no slash at the end.`,
);
const newPath = withProblem(z.string(), newSecretPathProblem).describe(
  `Begins with a slash, 1 to ${SECRET_PATH_CHARACTERS_MAX} characters of A-Z a-z 0-9 / _ - . +, no slash at the end. Cannot be changed later.`,
);
const folder = withProblem(z.string(), secretFolderProblem);

const secretVersionNumber = z
  .union([z.number(), z.string().regex(/^[1-9]\d{0,8}$/, "must be a whole number from 1")], {
    error: "must be a whole number from 1",
  })
  .transform(Number)
  .refine((value) => Number.isSafeInteger(value) && value >= 1, "must be a whole number from 1")
  .meta({ type: "integer", minimum: 1 });

const effect = z.enum(["allow", "deny"]);
const addressRange = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: "must be an IP address or a CIDR range",
});
const hour = z.number().int().min(0).max(24);

const ipCondition = z.strictObject({
  type: z.literal("ip"),
  effect,
  cidrs: z.array(addressRange).min(1).max(200),
});
const timeCondition = z.strictObject({
  type: z.literal("time"),
  effect,
  startHour: hour.describe("First hour in which it holds, 0 to 24."),
  endHour: hour.describe("Hour at which it ends; before startHour: on the next day. Equal: all day."),
  timezone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Amsterdam"),
});
const policyWord = z.string().min(1).max(128).refine(wellFormed, TEXT_PROBLEM);
const statement = z.strictObject({
  effect: z.enum(["Allow", "Deny"]),
  actions: z.array(policyWord).min(1).max(50),
  principals: z.array(policyWord).min(1).max(200),
});
const conditions = z
  .array(z.discriminatedUnion("type", [ipCondition, timeCondition]))
  .max(50)
  .optional();

/** As it is kept: policies of earlier versions may hold words that name nothing. */
export const keptPolicy = z.strictObject({ conditions, statements: z.array(statement).max(50).optional() });

const actionWord = policyWord
  .refine((word) => statementActionOf(word) !== null, "must be getSecretValue, putSecretValue or *")
  .describe("getSecretValue, putSecretValue or *; secrets: may stand in front, upper and lower case are alike.");
const principalWord = policyWord
  .refine(
    isStatementPrincipal,
    "must be * or the identity of a user (u-…), service account (sa-…) or client key (ck-…)",
  )
  .describe("* or the identity of a user (u-…), service account (sa-…) or client key (ck-…). It need not exist yet.");

/** As it is asked for: a word that names nothing would make "only X" into "everybody", so it is refused. */
export const accessPolicy = keptPolicy.extend({
  statements: z
    .array(
      statement.extend({
        actions: z.array(actionWord).min(1).max(50),
        principals: z.array(principalWord).min(1).max(200),
      }),
    )
    .max(50)
    .optional(),
});

/** What limits the reading and writing of a secret's values, beside permissions. */
export type AccessPolicy = z.output<typeof keptPolicy>;

const reminder = z.number().int().min(1).max(REMINDER_DAYS_MAX);

const valueFields = {
  secretString: z.string().optional().describe("Base64 of 1 to 65,536 bytes."),
  secretKeyValues: z
    .record(z.string().min(1).max(SECRET_NAME_CHARACTERS_MAX).refine(wellFormed, TEXT_PROBLEM), z.string())
    .optional()
    .describe("Names and base64 values, 65,536 bytes together."),
  generateSecret: z
    .strictObject({
      byteLength: z.number().int().min(GENERATED_BYTES_MIN).max(GENERATED_BYTES_MAX).default(GENERATED_BYTES_DEFAULT),
    })
    .optional()
    .describe("Random bytes made here."),
};

const hasOneValue = (given: { secretString?: unknown; secretKeyValues?: unknown; generateSecret?: unknown }) =>
  [given.secretString, given.secretKeyValues, given.generateSecret].filter((value) => value !== undefined).length === 1;
const ONE_VALUE = "must hold exactly one of secretString, secretKeyValues and generateSecret";

export const createSecretRequest = z
  .strictObject({
    path: newPath,
    kmsKeyIdentity: z
      .string()
      .min(1)
      .max(128)
      .describe("Identity or slug of an active symmetric key of the same region and scope. Cannot be changed later."),
    description: descriptionField.nullish(),
    labels: orNull(stringMap(256)),
    annotations: orNull(stringMap(4_096)),
    accessPolicy: accessPolicy.nullish(),
    rotationReminderInDays: reminder.nullish().describe("Days after which a version is due to be replaced."),
    ...valueFields,
  })
  .refine(hasOneValue, ONE_VALUE);

export const putSecretValueRequest = z
  .strictObject({ path: path.optional().describe("If given, the path in the address."), ...valueFields })
  .refine(hasOneValue, ONE_VALUE);

export const getSecretValueRequest = z
  .strictObject({
    path: path.optional().describe("If given, the path in the address."),
    version: secretVersionNumber.nullish().describe("Default: the current version."),
    stage: z.string().max(63).optional().describe("Stage label in place of a version."),
  })
  .refine(({ version, stage }) => version == null || stage === undefined, "must not name both version and stage")
  .prefault({});

export const secretPolicyRequest = z.strictObject({
  accessPolicy: accessPolicy.nullable().describe("null or an empty object lifts it."),
});

const stageName = z.string().regex(STAGE_NAME, "must be a lower-case letter, then letters, digits and hyphens");

export const updateSecretRequest = z.strictObject({
  rotationReminderInDays: reminder.nullish().describe("null ends the reminder; absent leaves it."),
  stages: z
    .record(
      stageName.refine((name) => name !== CURRENT_STAGE, "must not be current, which always is the newest version"),
      secretVersionNumber.nullable(),
    )
    .refine((stages) => Object.keys(stages).length <= STAGES_MAX, `must have at most ${STAGES_MAX} entries`)
    .optional()
    .describe("Version by stage label; null takes the label away. Labels not named stay."),
});

export const secretDifferenceRequest = z.strictObject({ from: secretVersionNumber, to: secretVersionNumber });

export const browseSecretsQuery = z
  .strictObject({
    path: folder.optional().describe("Folder to show one level of; the root is /."),
    pathPrefix: folder.optional().describe("Folder to list with everything below it, as an array."),
    q: z.string().max(256).refine(wellFormed, TEXT_PROBLEM).optional().describe("Part of the path or description."),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(SECRET_PAGE_MAX)
      .optional()
      .describe("Page size, 1 to 1,000. Default: all."),
    cursor: z.string().max(2_048).optional().describe("From the Link header of the previous page."),
  })
  .refine(
    (query) => query.path === undefined || query.pathPrefix === undefined,
    "must not hold both path and pathPrefix",
  );

export const readSecretQuery = z.strictObject({
  includeVersions: z.enum(["true", "false"]).optional().describe("Whether versions[] is part of the answer."),
});

export const destroyVersionQuery = z.strictObject({ version: secretVersionNumber });

const timestamp = z.iso.datetime().describe("RFC 3339, UTC.");

export const secretVersion = z.object({
  version: z.number().int(),
  status: z.enum(["active", "destroyed"]),
  stages: z.array(z.string()).describe("current, and the labels given to this version."),
  kmsKeyVersion: z.string().describe("Version of the key that encrypted it."),
  createdAt: timestamp,
  createdBy: z.string().describe("Identity of the person or service account that wrote it."),
  destroyedAt: timestamp.optional(),
});

export const secret = z.object({
  path: z.string(),
  identity: z.string().describe("sec- and 20 characters."),
  description: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  projectId: z.string().optional().describe("Only for secrets of a project."),
  region: regionReference,
  kmsKey: kmsKey
    .partial()
    .required({ identity: true })
    .describe("The key the secret is bound to; only its identity where the caller may not read the key."),
  currentVersion: z.number().int().describe("Newest version that is not destroyed; 0 where there is none."),
  latestVersion: z.number().int(),
  accessPolicy: keptPolicy.optional(),
  rotationReminderInDays: z.number().int().optional(),
  rotationDueAt: timestamp.optional().describe("When the newest version is due to be replaced."),
  lastAccessedAt: timestamp.optional().describe("Last time a value was read, to some seconds."),
  createdAt: timestamp,
  updatedAt: timestamp,
  objectVersion: z.number().int().describe("Grows by one with every change; for If-Match."),
  versions: z.array(secretVersion).optional().describe("Every version, oldest first; with includeVersions=true."),
});

export const secretLevel = z.object({
  path: z.string().describe("The folder, with a slash at its end."),
  prefixes: z.array(z.string()).describe("Folders in it, each with a slash at its end."),
  secrets: z.array(secret),
});

export const secretListing = z.union([secretLevel, z.array(secret)]);

export const secretValue = z.object({
  path: z.string(),
  version: z.number().int(),
  secretString: z.string().optional().describe("Base64; where the value is one text or made here."),
  secretKeyValues: z.record(z.string(), z.string()).optional().describe("Base64 values by name."),
  kmsKeyIdentity: z.string(),
  kmsKeyVersion: z.string().describe("Version of the key that encrypted it."),
  createdAt: z.iso.datetime().optional().describe("When the version was written."),
});

export const writtenVersion = z.object({ path: z.string(), version: z.number().int() });

export const secretDifference = z.object({
  path: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  same: z.boolean(),
  added: z.array(z.string()).describe("Names only in the later value."),
  removed: z.array(z.string()),
  changed: z.array(z.string()).describe("Names in both, with other values."),
});

export const deletedSecret = z.object({ path: z.string(), deleted: z.literal(true) });

export type SecretMessage = z.output<typeof secret>;
export type SecretLevel = z.output<typeof secretLevel>;
export type SecretValueMessage = z.output<typeof secretValue>;
export type SecretDifference = z.output<typeof secretDifference>;
export type CreateSecretRequest = z.output<typeof createSecretRequest>;
export type PutSecretValueRequest = z.output<typeof putSecretValueRequest>;
export type WrittenVersion = z.output<typeof writtenVersion>;
