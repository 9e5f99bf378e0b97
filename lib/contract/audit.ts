/**
 * Wire messages of the audit log: its search, its histogram and what its filters can be set to. Names follow the reference; `from`, `to`, `event`,
 * `outcome`, `region`, `requestId`, `cursor` and what the answers say about completeness are ours.
 */
import { z } from "zod";
import { appUser, reference } from "./access";
import { simulation } from "./access-answers";
import { nameField, TEXT_PROBLEM, wellFormed } from "./texts";

/** How a recorded act ended. */
export const AUDIT_OUTCOMES = ["allowed", "refused", "failed"] as const;
/** Records on one page at most. */
export const AUDIT_PAGE_MAX = 100;
/** Records that `page` reaches at most; a cursor goes on for ever. */
export const AUDIT_PAGED_RECORDS_MAX = 10_000;
/** Bars of a histogram at most. */
export const HISTOGRAM_BUCKETS_MAX = 200;

const filterText = z.string().max(256).refine(wellFormed, TEXT_PROBLEM);
const severally = (what: string) => filterText.max(1_024).optional().describe(`${what}; several separated by commas.`);
const moment = z.iso.datetime({ offset: true });

/** What records are looked for by; together, all must fit. */
export const auditFilterFields = {
  searchText: filterText
    .optional()
    .describe(
      "Words, each of which must begin a word of the record's event, object, slug, path, reason, address, user agent, credential or request id.",
    ),
  userIdentity: severally("Identity of the person who acted, u-…"),
  serviceAccount: severally("Identity of the service account or client key that acted, sa-… or ck-…"),
  impersonatorIdentity: filterText
    .optional()
    .describe("Nobody can act in the name of another here, so no record fits any value."),
  action: severally("Action as the reference documents it, such as kms.encrypt or an HTTP method"),
  event: severally("Event such as kms.key.disable, or the beginning of several, such as kms.key.*"),
  resourceType: severally("Type of the object, such as kms_key"),
  resourceIdentity: severally("Identity of the object"),
  organizationIdentity: filterText.optional().describe("The organisation of the call; no other is answered for."),
  includeSystemServices: z
    .enum(["true", "false"])
    .optional()
    .describe("false leaves out what the installation did by itself, such as scheduled rotations. Default: true."),
  includePageViews: z
    .enum(["true", "false"])
    .optional()
    .describe(
      "false leaves out what the console read to draw its pages; refusals and saved files stay. Default: true.",
    ),
  responseStatus: severally("HTTP status such as 403, or a class such as 4xx"),
  outcome: severally("allowed, refused or failed"),
  region: severally("Slug of a region; none stands for acts that are about no region"),
  requestId: filterText.optional().describe("The request id of an answer, req-…"),
  from: moment.optional().describe("Records of this moment and later."),
  to: moment.optional().describe("Records before this moment."),
};

export const auditFilterQuery = z.strictObject(auditFilterFields);
export type AuditFilterQuery = z.output<typeof auditFilterQuery>;

export const auditQuery = z.strictObject({
  ...auditFilterFields,
  page: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Page from 1, as far as the first 10,000 records; a cursor leads further."),
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).optional().describe("Page size, 1 to 100. Default: 50."),
  cursor: z.string().max(512).optional().describe("nextCursor of the previous page, with the same filter."),
});
export type AuditQuery = z.output<typeof auditQuery>;

/** One recorded act. */
export const auditItem = z.object({
  eventID: z.string().describe("Identity of the record, evt-…"),
  createdAt: z.iso.datetime(),
  organizationIdentity: z.string(),
  organization: reference.nullable(),
  projectId: z.string().nullable(),
  region: z.string().nullable().describe("Slug; null for acts that are about no region."),
  userIdentity: z.string().nullable(),
  user: appUser.nullable().describe("Null where no person acted, or the account is gone."),
  serviceAccountIdentity: z.string().nullable(),
  serviceAccount: reference.nullable(),
  clientKeyIdentity: z.string().nullable().describe("Where a client key signed the call, ck-…"),
  clientKey: z.object({ identity: z.string(), name: z.string() }).nullable(),
  impersonatorIdentity: z.null(),
  impersonator: z.null(),
  client: z.string().describe("Edge through which the call came: api, instance, console or job."),
  action: z.string(),
  event: z.string(),
  description: z.string().describe("One sentence for people."),
  resourceType: z.string(),
  resourceIdentity: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  reason: z.string().describe("Error code where it was not allowed; replayed where an earlier answer was given again."),
  context: z.object({
    client_ip: z.string(),
    user_agent: z.string(),
    method: z.string(),
    path: z.string(),
    url: z.string().describe("The same as path: addresses are recorded without their query."),
    status: z.number().int(),
    duration: z.number().describe("Milliseconds from receipt to the moment of recording."),
    credentials_id: z.string(),
    credentials_type: z.string(),
    request_id: z.string(),
    resource_slug: z.string(),
    key_type: z.string(),
    key_version: z.number().int().nullable(),
    revision: z.string().describe("Revision of the key that the act saw."),
    payload_bytes: z.number().int().nullable(),
    count: z.number().int().describe("Equal acts of one batch that the record stands for; 1 for a call of its own."),
    items: z.array(z.number().int()).describe("Numbers of those items of the batch, from 0, where they were refused."),
  }),
});
export type AuditItem = z.output<typeof auditItem>;

/** Regions whose records are missing, and how far back the others were searched. */
const completeness = {
  incompleteRegions: z
    .array(z.string())
    .describe("Slugs of regions whose database did not answer; their records are missing."),
};

export const auditPage = z.object({
  items: z.array(auditItem).describe("The newest first."),
  totalItems: z.number().int().describe("Records that fit and that page can reach: totalCount, at most 10,000."),
  page: z.number().int(),
  itemsPerPage: z.number().int(),
  totalPages: z.number().int().describe("Pages of totalItems."),
  totalCount: z.number().int().describe("Records that fit the filter, as far as they were counted."),
  totalIsExact: z.boolean().describe("Whether totalCount is exact; otherwise there are at least so many."),
  nextCursor: z.string().nullable().describe("Goes on after the last item; null where there is nothing older."),
  searchedBackTo: z.iso
    .datetime()
    .nullable()
    .describe(
      "Set where the time for one answer was over before the page was full: everything since then was searched, and nextCursor goes on there.",
    ),
  ...completeness,
});
export type AuditPage = z.output<typeof auditPage>;

const outcomeCounts = z.object({
  allowed: z.number().int(),
  refused: z.number().int(),
  failed: z.number().int(),
});

export const histogramQuery = z.strictObject({
  ...auditFilterFields,
  buckets: z.coerce
    .number()
    .int()
    .min(1)
    .max(HISTOGRAM_BUCKETS_MAX)
    .optional()
    .describe("About how many bars, 1 to 200; their length is a round one. Default: 60."),
});
export type HistogramQuery = z.output<typeof histogramQuery>;

export const auditHistogram = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  bucketInSeconds: z.number().int(),
  buckets: z
    .array(z.object({ at: z.iso.datetime(), ...outcomeCounts.shape }))
    .describe("Every bar from the oldest to the newest, empty ones included."),
  total: outcomeCounts,
  countedBackTo: z.iso
    .datetime()
    .nullable()
    .describe("Set where the time for one answer was over: older bars may be too low."),
  ...completeness,
});
export type AuditHistogram = z.output<typeof auditHistogram>;

const facetValues = z.array(z.object({ value: z.string(), count: z.number().int() }));

export const auditFacets = z.object({
  events: facetValues,
  actions: facetValues,
  actors: z.array(
    z.object({
      identity: z.string(),
      kind: z.enum(["user", "service_account", "client_key", "system"]),
      name: z.string().nullable().describe("Null where the account is gone."),
      count: z.number().int(),
    }),
  ),
  resourceTypes: facetValues,
  regions: facetValues,
  statuses: facetValues,
  outcomes: facetValues,
  countedBackTo: z.iso.datetime().nullable(),
  ...completeness,
});
export type AuditFacets = z.output<typeof auditFacets>;

/** Why calls are counted instead of recorded one by one. */
export const CALL_COUNT_REASONS = ["unauthenticated", "too_many_requests", "organisation_not_found", "public"] as const;
export type CallCountReason = (typeof CALL_COUNT_REASONS)[number];

export const callCountsQuery = z.strictObject({
  reason: z.enum(CALL_COUNT_REASONS).optional().describe("Why the calls were counted."),
  searchText: filterText.optional().describe("Beginning of the address or credential."),
  from: moment.optional().describe("Default: 24 hours before to."),
  to: moment.optional().describe("Default: now."),
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe("Entries, 1 to 1,000. Default: 100."),
});

export const callCounts = z.object({
  items: z
    .array(
      z.object({
        at: z.iso.datetime().describe("Start of the minute."),
        reason: z.enum(CALL_COUNT_REASONS),
        subject: z.string().describe("Address, or for throttled calls of a known caller the credential."),
        organizationIdentity: z.string().nullable().describe("Null where no organisation is known."),
        calls: z.number().int(),
      }),
    )
    .describe("The newest minutes first."),
});
export type CallCountsMessage = z.output<typeof callCounts>;

/** Forms in which records are delivered: the stored text, one a line; or the Common Event Format. */
export const SINK_FORMATS = ["jsonl", "cef"] as const;
export type SinkFormat = (typeof SINK_FORMATS)[number];

const sinkUrl = z
  .url({ protocol: /^https?$/ })
  .max(1_024)
  .describe("Takes POST of up to 500 records. https, to a public address unless the installation allows another.");

export const createSinkRequest = z.strictObject({
  name: nameField,
  url: sinkUrl,
  format: z.enum(SINK_FORMATS).optional().describe("jsonl (default) or cef."),
  enabled: z.boolean().optional().describe("Default: true."),
});
export const updateSinkRequest = createSinkRequest.partial();

const sinkDelivery = z.object({
  regions: z.array(z.string()).describe("Slugs of the regions whose records these are; empty where they share none."),
  lagInRecords: z.number().int().describe("Records that are covered by a checkpoint and not delivered."),
  lagInSeconds: z.number().int().describe("Age of the oldest of them; 0 where there are none."),
  consecutiveFailures: z.number().int(),
  lastSuccessAt: z.iso.datetime().nullable(),
  lastErrorAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
  nextAttemptAt: z.iso.datetime().nullable().describe("Set while delivery waits after a failure."),
});

export const auditSink = z.object({
  identity: z.string(),
  name: z.string(),
  url: z.string(),
  format: z.enum(SINK_FORMATS),
  enabled: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  objectVersion: z.number().int(),
  deliveries: z.array(sinkDelivery).describe("One for each database; empty until the first attempt."),
  ...completeness,
});
export type AuditSinkMessage = z.output<typeof auditSink>;
export const createdSink = auditSink.extend({
  secret: z.string().describe("Signs deliveries; told this once."),
});
export const sinkTest = z.object({
  delivered: z.boolean(),
  status: z.number().int().nullable().describe("HTTP status of the answer; null where there was none."),
  message: z.string(),
});
export type SinkTestMessage = z.output<typeof sinkTest>;

export const recordExplanation = z.object({
  reason: z.string().describe("Error code of the refusal."),
  remedy: z.string().nullable().describe("What the caller can do about it."),
  isAboutRights: z
    .boolean()
    .describe("Whether a right may have decided; otherwise the request or the object's state did."),
  permission: z.string().nullable().describe("What the call needs, as far as the event tells."),
  allowedNow: z
    .boolean()
    .nullable()
    .describe("Whether the same call would be allowed now; null where that cannot be told: actor or object is gone."),
  decision: simulation.shape.reasons.element.nullable().describe("What decides now."),
});
export type RecordExplanation = z.output<typeof recordExplanation>;
