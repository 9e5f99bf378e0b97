/**
 * Wire messages of DNS, `/v1/dns/…`. Field names follow the reference; the start of authority, serving and the preview of
 * imports are documented as ours.
 */
import { z } from "zod";
import { NAME_CHARACTERS_MAX, TTL_MAX, VALUE_CHARACTERS_MAX, VALUES_MAX, ZONE_FILE_CHARACTERS_MAX } from "./dns-limits";
import { DnsProblem, hostmasterName, hostName, zoneName } from "./dns-name";
import { RECORD_TYPES } from "./dns-record-data";
import { LABEL_KEY } from "./kms-limits";
import { descriptionField, labelKey, orNull, stringMap, TEXT_PROBLEM, wellFormed } from "./texts";

/** A text that a function of names accepts, in the form that it gives. */
const named = (text: z.ZodString, form: (text: string) => string) =>
  text.transform((value, context) => {
    try {
      return form(value);
    } catch (error) {
      if (!(error instanceof DnsProblem)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });

const anyName = z
  .string()
  .min(1)
  .max(2 * NAME_CHARACTERS_MAX)
  .refine(wellFormed, TEXT_PROBLEM);
const seconds = z.number().int().min(0).max(TTL_MAX);
const SECONDS_OF_YEARS_MAX = 2_147_483_647;
const timer = z.number().int().min(1).max(SECONDS_OF_YEARS_MAX);

const startOfAuthorityFields = {
  primaryNameServer: named(anyName, hostName)
    .nullish()
    .describe("Complete name of the primary name server. null: the first name server at the apex."),
  hostmaster: named(anyName, hostmasterName)
    .nullish()
    .describe("E-mail address of who looks after the zone, or its domain name. null: hostmaster@ and the zone's name."),
  refresh: timer.optional().describe("Seconds after which secondaries ask whether the zone has changed."),
  retry: timer.optional().describe("Seconds after which they ask again where that failed."),
  expire: timer.optional().describe("Seconds after which they stop answering where it kept failing."),
  negativeTtl: seconds.optional().describe("Seconds for which the absence of a name may be remembered (RFC 2308)."),
};

const metadata = {
  description: descriptionField.nullish(),
  labels: orNull(stringMap(256)),
  annotations: orNull(stringMap(4_096)),
};

const zoneFields = {
  ...metadata,
  defaultTtl: seconds.optional().describe("Time to live, in seconds, of records that name none. 3600 at first."),
  startOfAuthority: z.strictObject(startOfAuthorityFields).optional(),
};

export const createZoneRequest = z.strictObject({
  zoneName: named(anyName, zoneName).describe(
    "Complete name, for example example.com. Letters beyond ASCII are converted to A-labels. Cannot be changed later.",
  ),
  ...zoneFields,
});
export type CreateZoneRequest = z.output<typeof createZoneRequest>;

export const updateZoneRequest = z.strictObject({
  zoneName: named(anyName, zoneName).optional().describe("If given, the zone's own."),
  ...zoneFields,
  serving: z
    .boolean()
    .optional()
    .describe("false: lets go of the name, so that the zone is not served. true: claims it again."),
});

/** Whether a zone may be served under its name in this installation. */
export const SERVING_STATES = ["claimed", "contested", "off"] as const;
export type ServingState = (typeof SERVING_STATES)[number];

export const dnsZone = z.object({
  identity: z.string(),
  name: z.string().describe("Complete name in A-labels, without the dot at its end."),
  unicodeName: z.string().describe("The same as people write it."),
  slug: z.string(),
  description: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  projectId: z.string().optional(),
  defaultTtl: z.number().int(),
  serial: z.number().int().describe("Of the start of authority; grows with every change (RFC 1982)."),
  startOfAuthority: z.object({
    primaryNameServer: z.string().nullable(),
    hostmaster: z.string().nullable(),
    refresh: z.number().int(),
    retry: z.number().int(),
    expire: z.number().int(),
    negativeTtl: z.number().int(),
  }),
  serving: z.object({
    status: z
      .enum(SERVING_STATES)
      .describe(
        "claimed: the zone is the one served under its name. contested: another organisation serves this name, or one above or below it, or it is a public suffix; a platform administrator decides. off: not served.",
      ),
    reason: z
      .enum(["conflict", "public_suffix"])
      .optional()
      .describe(
        "Why it is contested. public_suffix: others register names directly below it (publicsuffix.org), so that nobody has it without a decision.",
      ),
    since: z.iso.datetime().nullable(),
  }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  objectVersion: z.number().int(),
});
export type DnsZone = z.output<typeof dnsZone>;

/** Most entries of one page. */
export const DNS_PAGE_MAX = 1_000;

const page = {
  q: z.string().max(255).refine(wellFormed, TEXT_PROBLEM).optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(DNS_PAGE_MAX)
    .optional()
    .describe("Most entries of one page; without it, all are given."),
  cursor: z.string().max(2_048).optional().describe("Where the page before ended, as its Link header says."),
};

export const listZonesQuery = z.strictObject({
  identity: z.string().max(128).optional(),
  name: z
    .string()
    .max(2 * NAME_CHARACTERS_MAX)
    .optional(),
  slug: z.string().max(128).optional(),
  matchLabels: z
    .record(labelKey, z.string().max(256).refine(wellFormed, TEXT_PROBLEM))
    .optional()
    .meta({
      description: "Only zones that carry all these labels: matchLabels[key]=value, once per label.",
      propertyNames: { type: "string", pattern: LABEL_KEY.source },
      param: { style: "deepObject", explode: true },
    }),
  ...page,
  q: page.q.describe("Part of name, slug or description."),
});

const recordType = z.enum(RECORD_TYPES);
/** Words of types as clients write them, in whichever case. */
const givenType = z.preprocess((value) => (typeof value === "string" ? value.toUpperCase() : value), recordType);
const value = z.string().min(1).max(VALUE_CHARACTERS_MAX).refine(wellFormed, TEXT_PROBLEM);
const values = z
  .array(value)
  .min(1)
  .max(VALUES_MAX)
  .describe(
    "One per record. Names are complete, with or without the dot at their end. TXT: bare text, which is split into strings of 255 bytes, or quoted strings.",
  );
const ttl = seconds.describe(`Seconds, at most ${TTL_MAX}.`);

export const createRecordRequest = z.strictObject({
  name: z
    .string()
    .max(2 * NAME_CHARACTERS_MAX)
    .refine(wellFormed, TEXT_PROBLEM)
    .describe("Relative to the zone, @ for the zone itself; complete with a dot at its end."),
  type: givenType.meta({ enum: [...RECORD_TYPES] }),
  ttl: ttl.optional(),
  values,
});
export const replaceRecordRequest = z.strictObject({ ttl: ttl.optional(), values });
export const updateRecordRequest = z.strictObject({ ttl: ttl.optional(), values: values.optional() });

export const dnsRecord = z.object({
  identity: z.string(),
  name: z.string().describe("Relative to the zone; @ is the zone itself."),
  type: recordType,
  ttl: z.number().int(),
  values: z.array(z.string()).describe("As they were written."),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  objectVersion: z.number().int(),
});
export type DnsRecord = z.output<typeof dnsRecord>;

export const listRecordsQuery = z.strictObject({
  recordType: givenType.optional().meta({ enum: [...RECORD_TYPES] }),
  ...page,
  q: page.q.describe("Part of the name or of a value."),
});

export const deletedZone = z.object({ identity: z.string(), deleted: z.literal(true) });
export const deletedRecord = z.object({ identity: z.string(), deleted: z.literal(true) });

export const exportZoneQuery = z.strictObject({
  signed: z
    .enum(["true", "false"])
    .default("false")
    .describe("true: as it is served, with the records that signing adds."),
});

export const zoneExport = z.object({
  zoneName: z.string(),
  zoneFile: z.string().describe("Master format (RFC 1035, 5)."),
});

export const importZoneRequest = z.strictObject({
  zoneFile: z
    .string()
    .min(1)
    .max(ZONE_FILE_CHARACTERS_MAX)
    .describe("Master format (RFC 1035, 5) with $ORIGIN and $TTL. $INCLUDE is refused."),
  replaceExisting: z
    .boolean()
    .default(false)
    .describe(
      "true: the zone then says what the file says, and what it does not name is deleted. false: records that are there stay.",
    ),
});
export const importZoneQuery = z.strictObject({
  dryRun: z.enum(["true", "false"]).optional().describe("true: answers what would change, and changes nothing."),
});

/** What an import does to one name and type. */
export const IMPORT_CHANGES = ["created", "updated", "deleted", "skipped"] as const;
export const importChange = z.object({
  change: z.enum(IMPORT_CHANGES),
  name: z.string(),
  type: z.string(),
  /** After the import; absent for what is deleted or left out. */
  ttl: z.number().int().optional(),
  values: z.array(z.string()).optional(),
  /** Before it. */
  before: z.object({ ttl: z.number().int(), values: z.array(z.string()) }).optional(),
  reason: z.string().optional().describe("Why it was skipped."),
});
export type ImportChange = z.output<typeof importChange>;

/** Most changes that an answer lists; all are counted. */
export const IMPORT_LISTED_MAX = 1_000;

export const zoneImport = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  deleted: z.number().int(),
  skipped: z.number().int(),
  records: z.array(dnsRecord).describe(`What was created or updated, at most ${IMPORT_LISTED_MAX}.`),
  changes: z.array(importChange).describe(`What changes, at most ${IMPORT_LISTED_MAX}.`),
  startOfAuthority: z
    .enum(["updated", "unchanged"])
    .describe("Whether the file's start of authority differs; names, times and a later serial are taken over."),
  serial: z.number().int(),
});
export type ZoneImport = z.output<typeof zoneImport>;

/** A zone that waits for its name, and who has it. */
export const dnsClaim = z.object({
  zone: z.object({ identity: z.string(), name: z.string() }),
  organisation: z.object({ identity: z.string(), name: z.string(), slug: z.string() }),
  since: z.iso.datetime(),
  publicSuffix: z.boolean().describe("Whether others register names directly below it, as below co.uk."),
  conflicts: z.array(
    z.object({
      identity: z.string(),
      name: z.string(),
      relation: z.enum(["same", "above", "below"]),
      organisation: z.object({ identity: z.string(), name: z.string(), slug: z.string() }),
    }),
  ),
});
export type DnsClaim = z.output<typeof dnsClaim>;
export const decideClaimRequest = z.strictObject({
  zoneIdentity: z.string().min(1).max(128),
  decision: z
    .enum(["grant", "refuse"])
    .describe(
      "grant: the zone is served; one of the same name is not any more, those above and below stay. refuse: it stays off.",
    ),
});
