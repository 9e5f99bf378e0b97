/**
 * Wire messages of the KMS API, `/v1/kms/…`. Field names, limits and defaults follow the reference; types are inferred
 * from the schemas and written nowhere else.
 */
import { z } from "zod";
import { KEY_STATUSES, KEY_VERSION_STATUSES, KEY_VERSION_STATUSES_ASKED } from "./key-lifecycle";
import { KEY_PURPOSE_DEFAULT, KEY_PURPOSE_NAMES } from "./key-purposes";
import { KEY_TYPE_DEFAULT, KEY_TYPE_NAMES } from "./key-types";
import {
  KEY_PAGE_MAX,
  KEY_VERSION_MAX,
  LABEL_KEY,
  ROTATION_PERIOD_DAYS_MAX,
  ROTATION_PERIOD_DAYS_MIN,
} from "./kms-limits";
import { isLegible, LEGIBLE_PROBLEM, stringMap, TEXT_PROBLEM, wellFormed } from "./texts";

const keyVersionNumber = z.number().int().min(1).max(KEY_VERSION_MAX);

/** Decimal digits without leading zeros; the largest version has ten. */
const VERSION_DIGITS = /^[1-9][0-9]{0,9}$/;
const isVersionNumber = (value: number) => Number.isInteger(value) && value >= 1 && value <= KEY_VERSION_MAX;
const KEY_VERSION_PROBLEM = `must be a whole number from 1 to ${KEY_VERSION_MAX}`;

/** A version number as clients send it: a JSON number or the same in decimal digits without leading zeros. */
export const keyVersionInput = z
  .union([z.number(), z.string()], { error: KEY_VERSION_PROBLEM })
  .refine((value) => isVersionNumber(Number(value)) && VERSION_DIGITS.test(String(value)), KEY_VERSION_PROBLEM)
  .transform(Number)
  .meta({
    description: "Version of the key, 1 to 2147483647; a number or the same as a string. Default: the newest.",
    anyOf: [
      { type: "integer", minimum: 1, maximum: KEY_VERSION_MAX },
      { type: "string", pattern: VERSION_DIGITS.source },
    ],
  });

/** A version number as answers carry it: a number as documented, a string to clients that cannot decode a number. */
export const keyVersionOutput = z
  .union([keyVersionNumber, z.string().regex(VERSION_DIGITS)])
  .describe(
    "Version of the key that was used. A number; a string to clients whose User-Agent begins with thalassa-cloud or tcloud.",
  );

const rotationPeriodInDays = z
  .number({ error: "must be a whole number of days from 1 to 3650" })
  .int("must be a whole number of days from 1 to 3650")
  .min(ROTATION_PERIOD_DAYS_MIN, "must be at least 1 day")
  .max(ROTATION_PERIOD_DAYS_MAX, "must be at most 3650 days")
  .describe("Days between automatic rotations, 1 to 3650.");

export const RSA_PADDINGS = ["oaep", "pss", "pkcs1v15"] as const;

/** Modes of AES in the instance protocol; each works under a key of its own, derived from the version's. */
export const CIPHER_MODES = ["gcm", "cbc", "ecb"] as const;

/** A mode of AES. */
export type CipherMode = (typeof CIPHER_MODES)[number];

const cipherModes = z
  .array(z.enum(CIPHER_MODES))
  .min(1, "must name at least one mode")
  .transform((modes) => CIPHER_MODES.filter((mode) => modes.includes(mode)));

const rsaPaddings = z
  .array(z.enum(RSA_PADDINGS))
  .min(1, "must name at least one padding")
  .transform((paddings) => RSA_PADDINGS.filter((padding) => paddings.includes(padding)));

export const createKeyRequest = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .refine(wellFormed, TEXT_PROBLEM)
      .refine(isLegible, LEGIBLE_PROBLEM)
      .describe("1 to 255 characters. Cannot be changed later."),
    keyType: z.enum(KEY_TYPE_NAMES).default(KEY_TYPE_DEFAULT).describe("What the key is. Cannot be changed later."),
    description: z
      .string()
      .max(1_024)
      .refine(wellFormed, TEXT_PROBLEM)
      .optional()
      .describe("At most 1,024 characters. Cannot be changed later."),
    labels: stringMap(256).optional().describe("At most 64 labels to filter by. Cannot be changed later."),
    annotations: stringMap(4_096).optional().describe("At most 64 annotations. Cannot be changed later."),
    exportAllowed: z
      .boolean()
      .default(false)
      .describe("Whether the material may ever be exported. Cannot be changed later."),
    keyRotationEnabled: z.boolean().default(false).describe("Whether the key rotates by itself."),
    rotationPeriodInDays: rotationPeriodInDays.nullish(),
    purpose: z
      .enum(KEY_PURPOSE_NAMES)
      .default(KEY_PURPOSE_DEFAULT)
      .describe(
        "Narrows what the key may be asked for. Cannot be changed later. Default: general, all its type supports.",
      ),
    contextAllowed: z
      .boolean()
      .optional()
      .describe("Whether encrypt accepts context (convergent encryption). Symmetric keys only. Default: true."),
    cipherModes: cipherModes
      .optional()
      .describe("AES keys: modes that clients of the instance protocol may choose. Default: gcm alone."),
    callerNonceAllowed: z
      .boolean()
      .optional()
      .describe(
        "AES keys: whether clients of the instance protocol that may decrypt too may choose the Iv of AES_GCM. Default: false.",
      ),
    rsaPaddings: rsaPaddings.optional().describe("Paddings an RSA key may use. Default: all three."),
    jwksPublic: z
      .boolean()
      .optional()
      .describe("Whether the key's JWKS is readable without a credential. Asymmetric keys only. Default: false."),
    importKeyMaterial: z
      .string()
      .max(16_384)
      .optional()
      .describe("Base64 of your own key, wrapped under the region's wrapping key: RSA-OAEP(AES key) ‖ AES-KWP(key)."),
    hashFunction: z
      .string()
      .optional()
      .describe(
        "Hash of the OAEP wrapping: SHA256 (default), SHA384, SHA512, SHA224 or SHA1, in any case, with or without hyphen.",
      ),
    allowRotation: z
      .boolean()
      .optional()
      .describe(
        "Imported keys only: whether later versions may be generated here. Default: false. Cannot be changed later.",
      ),
    importPublicKey: z
      .string()
      .max(8_192)
      .optional()
      .describe("SubjectPublicKeyInfo in PEM: a key that only verifies and encrypts."),
  })
  .meta({ description: "A new key and its first version." });

export const updateVersionsRequest = z
  .strictObject({
    minDecryptionVersion: keyVersionInput
      .optional()
      .describe("Versions below it are refused for every use. From 1 to the newest version; can be lowered again."),
    version: keyVersionInput.optional().describe("The version whose status changes; never the newest."),
    status: z
      .enum(KEY_VERSION_STATUSES_ASKED)
      .optional()
      .describe("destroyed takes effect after 30 days and can be called off until then by active or disabled."),
  })
  .refine((request) => (request.version === undefined) === (request.status === undefined), {
    path: ["version"],
    message: "must be given together with status, and status with it",
  });

export const updateRotationRequest = z.strictObject({
  keyRotationEnabled: z.boolean().optional().describe("Whether the key rotates by itself."),
  rotationPeriodInDays: rotationPeriodInDays.nullish(),
});

export const contextInput = z
  .string()
  .optional()
  .describe(
    "Base64, at most 1,024 bytes. Turns on convergent encryption: equal plaintext, context and associatedData give equal ciphertext.",
  );
export const associatedDataInput = z
  .string()
  .optional()
  .describe("Base64, at most 8,192 bytes. Authenticated, not stored: decrypt needs the same value.");

export const encryptRequest = z.strictObject({
  plaintext: z.string({ error: "is required: base64 of 1 to 65,535 bytes" }).describe("Base64 of 1 to 65,535 bytes."),
  keyVersion: keyVersionInput.optional(),
  context: contextInput,
  associatedData: associatedDataInput,
});

export const encryptResponse = z.object({
  ciphertext: z.string().describe("thalassa:v{version}:{base64}"),
  keyVersion: keyVersionOutput,
});

export const decryptRequest = z.strictObject({
  ciphertext: z
    .string({ error: "is required: the text that encrypt returned" })
    .describe("The text that encrypt returned."),
  context: contextInput,
  associatedData: associatedDataInput,
});

export const decryptResponse = z.object({
  plaintext: z.string().describe("Base64 of the plaintext."),
  keyVersion: keyVersionOutput,
});

export const emptyRequest = z.strictObject({});

const timestamp = z.iso.datetime().describe("RFC 3339, UTC.");

export const keyVersion = z.object({
  version: keyVersionNumber.describe("1 for the first, one more with each rotation."),
  status: z.enum(KEY_VERSION_STATUSES).describe("Only active versions can be used."),
  createdAt: timestamp,
  destructionScheduledAt: timestamp.optional().describe("When the material is lost for good."),
  exhaustedAt: timestamp
    .optional()
    .describe("Since when the version encrypts no more, having encrypted as often as is safe; it still decrypts."),
});

/** Why the schedule of a key has not been kept. */
export const rotationFailure = z.object({
  message: z.string().describe("What went wrong at the last attempt."),
  attempts: z.number().int().describe("Failed attempts in a row."),
  lastTriedAt: timestamp,
  nextTryAt: timestamp.describe("The next hourly run after this moment tries again."),
});

/** Something that stops working with the key: a secret, a DNS zone, a webhook. */
export const keyDependent = z.object({
  kind: z.string().describe("What it is, for example secret or dns_zone."),
  identity: z.string(),
  name: z.string(),
});

export const regionReference = z.object({ identity: z.string(), name: z.string(), slug: z.string() });

export const kmsKey = z.object({
  identity: z.string().describe("kms- and 20 characters."),
  name: z.string(),
  slug: z.string().describe("Made from the name; unique per region and scope, never reused."),
  description: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  projectId: z.string().optional().describe("Only for keys of a project."),
  region: regionReference,
  keyType: z.enum(KEY_TYPE_NAMES).describe("What the key is. Cannot be changed later."),
  purpose: z
    .enum(KEY_PURPOSE_NAMES)
    .describe("What the key is meant for. A general key that signs for a webhook has that purpose for good."),
  status: z.enum(KEY_STATUSES).describe("Only active keys can be used."),
  exportAllowed: z.boolean().describe("Whether the material may ever be exported. Cannot be changed later."),
  imported: z.boolean().optional().describe("Present where the material was brought along."),
  allowRotation: z.boolean().describe("Whether the key may get further versions."),
  publicOnly: z.boolean().optional().describe("Present where only a public key was imported."),
  contextAllowed: z.boolean().optional().describe("Symmetric keys: whether encrypt accepts context."),
  cipherModes: z
    .array(z.enum(CIPHER_MODES))
    .optional()
    .describe("AES keys: modes that clients of the instance protocol may choose."),
  callerNonceAllowed: z
    .boolean()
    .optional()
    .describe("AES keys: whether clients of the instance protocol may choose the Iv of AES_GCM."),
  rsaPaddings: z.array(z.enum(RSA_PADDINGS)).optional().describe("RSA keys: the paddings they may use."),
  jwksPublic: z.boolean().optional().describe("Asymmetric keys: whether the JWKS is readable without a credential."),
  keyRotationEnabled: z.boolean().describe("Whether the key rotates by itself."),
  rotationPeriodInDays: z
    .number()
    .int()
    .nullable()
    .describe("Days between automatic rotations; null where none is set."),
  nextRotationAt: timestamp
    .optional()
    .describe(
      "Creation of the newest version plus the period in days of 24 hours; where that is over or the last attempt failed, the next hourly run. Only while rotation is on and the key is active.",
    ),
  lastRotatedAt: timestamp.optional().describe("Creation of the newest version, once there is more than one."),
  rotationFailure: rotationFailure.optional().describe("Only in the answer of get, after a scheduled rotation failed."),
  latestVersion: keyVersionNumber.describe("The version that encrypt uses unless told otherwise."),
  minDecryptionVersion: keyVersionNumber.describe("Older versions are refused for decryption."),
  versions: z.array(keyVersion).describe("Every version, oldest first."),
  deletionScheduledAt: timestamp.optional().describe("When a key that is pending deletion is lost for good."),
  dependents: z
    .array(keyDependent)
    .optional()
    .describe("What uses the key; in the answers of get, disable and delete."),
  createdAt: timestamp,
  updatedAt: timestamp,
  objectVersion: z.number().int().describe("Grows by one with every change."),
});

export const kmsKeyList = z.array(kmsKey);

export const regionSummary = z.object({
  identity: z.string(),
  name: z.string(),
  slug: z.string(),
  kmsAvailable: z.boolean().describe("Whether keys of the region can be used now."),
  totalKeys: z.number().int(),
  activeKeys: z.number().int(),
  disabledKeys: z.number().int(),
  pendingDeletionKeys: z.number().int(),
});

export const kmsSummary = z.object({
  featureEnabled: z.boolean(),
  regions: z.array(regionSummary).optional(),
});

export const KEY_SORTS = [
  "name",
  "-name",
  "createdAt",
  "-createdAt",
  "updatedAt",
  "-updatedAt",
  "keyType",
  "-keyType",
  "status",
  "-status",
] as const;

const filterText = z.string().max(256).refine(wellFormed, TEXT_PROBLEM);

export const listKeysQuery = z.strictObject({
  identity: filterText.optional().describe("Only the key with this identity."),
  name: filterText.optional().describe("Only keys with exactly this name."),
  slug: filterText.optional().describe("Only the key with this slug."),
  status: z.string().optional().describe("One or more of active, disabled, pending_deletion, separated by commas."),
  keyType: z.string().optional().describe("One or more key types, separated by commas."),
  matchLabels: z
    .record(filterText, filterText)
    .optional()
    .meta({
      description: "Only keys that carry all these labels: matchLabels[key]=value, once per label.",
      propertyNames: { type: "string", pattern: LABEL_KEY.source },
      param: { style: "deepObject", explode: true },
    }),
  q: filterText.optional().describe("Part of the name, slug, description or identity."),
  sort: z.enum(KEY_SORTS).optional().describe("Order of the list; a hyphen in front turns it round."),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(KEY_PAGE_MAX)
    .optional()
    .describe("Page size, 1 to 1,000. Without it the answer holds every key."),
  cursor: z.string().max(1_024).optional().describe("From the Link header of the previous page."),
});

export const errorBody = z.object({
  message: z.string().describe("What was wrong and what would be right."),
  code: z.string().describe("One of the documented codes."),
  requestId: z.string().describe("Names this call in the log and in the audit record."),
});

export type CreateKeyRequest = z.output<typeof createKeyRequest>;
export type UpdateVersionsRequest = z.output<typeof updateVersionsRequest>;
export type KeyDependent = z.output<typeof keyDependent>;
export type RsaPadding = (typeof RSA_PADDINGS)[number];
export type UpdateRotationRequest = z.output<typeof updateRotationRequest>;
export type EncryptRequest = z.output<typeof encryptRequest>;
export type EncryptResponse = z.output<typeof encryptResponse>;
export type DecryptRequest = z.output<typeof decryptRequest>;
export type DecryptResponse = z.output<typeof decryptResponse>;
export type KmsKey = z.output<typeof kmsKey>;
export type KmsSummary = z.output<typeof kmsSummary>;
export type RegionReference = z.output<typeof regionReference>;
export type ListKeysQuery = z.output<typeof listKeysQuery>;
export type KeySort = (typeof KEY_SORTS)[number];
export type ErrorBody = z.output<typeof errorBody>;
