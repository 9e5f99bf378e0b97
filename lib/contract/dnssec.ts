/** Wire messages of signed zones and of the servers that take them over. */
import { z } from "zod";
import { regionReference } from "./kms";

const timestamp = z.iso.datetime().describe("RFC 3339, UTC.");

/** Key types that can sign a zone's keys, with the DNSSEC algorithm of each (RFC 5702, RFC 6605). */
export const DNSSEC_KEY_TYPES = ["ecdsa-p256", "ecdsa-p384", "rsa-2048", "rsa-3072", "rsa-4096"] as const;

/** How far a zone is on its way to being secure. */
export const DNSSEC_STATES = ["off", "signing", "awaiting_ds", "secure", "rolling", "disabling"] as const;

export const enableDnssecRequest = z.strictObject({
  region: z.string().describe("Slug or identity of the region whose key signs."),
  kmsKeyIdentity: z
    .string()
    .optional()
    .describe(
      "An active key of the same region and scope of one of the types ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072, rsa-4096; its purpose becomes dnssec for good. Without it the zone's earlier key is used again, or a key DNSSEC {zone} of type ecdsa-p256 is made.",
    ),
});

export const disableDnssecQuery = z.strictObject({
  force: z
    .enum(["true", "false"])
    .default("false")
    .describe(
      "true ends signing at once, even while the parent still has a DS: the zone is then bogus for validators.",
    ),
});

export const dsRecord = z.object({
  record: z.string().describe("Key tag, algorithm, digest type and digest, as in a master file."),
  digestTypeName: z.enum(["SHA-256", "SHA-384"]),
  keyTag: z.number().int(),
  algorithm: z.number().int().describe("13 ECDSAP256SHA256, 14 ECDSAP384SHA384, 8 RSASHA256."),
  keyRole: z.literal("KSK"),
  publicKey: z.string().describe("Base64, as in the DNSKEY record."),
});

export const DNSSEC_KEY_STATES = ["waiting", "published", "active", "retired"] as const;

const zoneSigningKey = z.object({
  role: z.enum(["KSK", "ZSK"]).describe("KSK signs the zone's keys and is a KMS key; ZSK signs the records."),
  keyTag: z.number().int(),
  algorithm: z.number().int(),
  algorithmName: z.string(),
  keyVersion: z.number().int().optional().describe("KSK: version of the KMS key."),
  state: z
    .enum(DNSSEC_KEY_STATES)
    .describe(
      "waiting: for its DS at the parent. published: in the zone, not signing yet. active: signs. retired: does not sign; what it signed, or its DS, may still be remembered.",
    ),
  since: timestamp.describe("Since when it is in this state."),
  publicKey: z.string().describe("Base64, as in the DNSKEY record."),
});

export const DNSSEC_STEPS = [
  "restore_key",
  "sign_zone",
  "add_ds",
  "publish_zone_key",
  "change_zone_key",
  "remove_zone_key",
  "add_new_ds",
  "wait_for_new_ds",
  "change_key",
  "wait_for_change",
  "remove_old_ds",
  "remove_all_ds",
  "wait_for_removal",
  "unsign_zone",
] as const;

const step = z.object({
  name: z
    .enum(DNSSEC_STEPS)
    .describe("restore_key: the KMS key cannot be used, and whatever would be done now waits until it can."),
  by: z.enum(["pelagos", "you"]).describe("Who does it: you act at the parent, usually your registrar."),
  state: z.enum(["done", "current", "next"]),
  at: timestamp.optional().describe("When it was done."),
  notBefore: timestamp.optional().describe("When it will be done, or may be."),
  keyTag: z.number().int().optional().describe("The key it is about."),
});

export const dnssecStatus = z.object({
  enabled: z.boolean(),
  state: z.enum(DNSSEC_STATES),
  dsDelegated: z.boolean().describe("Whether the parent had a DS of this zone's key when it was last asked."),
  dsRecords: z.array(dsRecord).describe("What the parent must have: for each key SHA-256 and SHA-384; either will do."),
  lastSignedAt: timestamp.optional(),
  lastSignError: z
    .string()
    .optional()
    .describe("Why signing failed last; existing signatures are served as long as they last."),
  nextDsProbeAt: timestamp.optional(),
  kmsKeyIdentity: z.string().optional(),
  kmsKeyUsable: z
    .boolean()
    .optional()
    .describe(
      "Whether that key could be used when it was last looked at. While it cannot, the zone's keys are not signed anew; records that change still are.",
    ),
  region: regionReference.optional(),
  serial: z.number().int().optional().describe("Of the signed zone."),
  progress: z
    .object({ signed: z.number().int(), total: z.number().int() })
    .optional()
    .describe("Names signed so far, while the whole zone is being signed."),
  signaturesValidUntil: timestamp
    .optional()
    .describe("When the first of the zone's signatures ends; it is replaced days before."),
  dsSafeAt: timestamp
    .optional()
    .describe("From when on a DS may be added: until then resolvers may remember answers without signatures."),
  parent: z
    .object({
      checkedAt: timestamp.optional(),
      error: z.string().optional().describe("Why the parent could not be asked last time."),
      dsRecords: z.array(z.string()).describe("DS records that the parent had."),
    })
    .optional(),
  keys: z.array(zoneSigningKey),
  steps: z.array(step).describe("What was done, is due and comes next: signing, key rolls, disabling."),
});

export const createSecondaryRequest = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits and hyphens, at most 63")
    .describe("Names the server and its key."),
  notify: z
    .array(z.string().max(64))
    .max(8)
    .default([])
    .describe(
      "Where changes are announced: IP addresses, with a port where it is not 53, for example 192.0.2.53 or [2001:db8::53]:5353.",
    ),
});

export const listSecondariesQuery = z.strictObject({
  zone: z.string().max(512).optional().describe("Identity or name of a zone: lastNotifyError is then about it alone."),
});

export const secondary = z.object({
  identity: z.string().describe("dnss- and 20 characters."),
  name: z.string(),
  keyName: z.string().describe("Name of its TSIG key."),
  keyAlgorithm: z.literal("hmac-sha256"),
  notify: z.array(z.string()),
  createdAt: timestamp,
  lastTransferAt: timestamp.optional().describe("When it last took over a zone."),
  lastNotifyError: z
    .string()
    .optional()
    .describe(
      "Why it could not be told of a change last, with the zone and the address; absent once it has been told.",
    ),
});

export const createdSecondary = secondary.extend({
  keySecret: z.string().describe("Base64. Shown this once."),
});

/** What a zone's DNSSEC page shows. */
export type DnssecStatus = z.infer<typeof dnssecStatus>;
/** A DS record as the parent must have it. */
export type DsRecord = z.infer<typeof dsRecord>;
/** A key of a signed zone. */
export type DnssecKey = DnssecStatus["keys"][number];
/** A step of signing, rolling or disabling. */
export type DnssecStep = DnssecStatus["steps"][number];
/** A server that may take over an organisation's zones. */
export type SecondaryMessage = z.infer<typeof secondary>;
/** The same with its secret, when it is made. */
export type CreatedSecondaryMessage = z.infer<typeof createdSecondary>;
