/** Wire messages of use counts and metering. */
import { z } from "zod";
import { KEY_USE_NAMES } from "./key-uses";

const timestamp = z.iso.datetime().describe("RFC 3339, UTC.");
const timeInput = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-05-01T00:00:00Z" })
  .transform((text) => new Date(text));
const callCount = z.number().int();

/** Longest span of one answer in days, by its step. */
export const USAGE_DAYS_MAX = { hour: 31, day: 400 } as const;

export const keyUsageQuery = z.strictObject({
  by: z.enum(["hour", "day"]).default("day").describe("Length of a step, UTC."),
  from: timeInput
    .optional()
    .meta({ type: "string", format: "date-time" })
    .describe("Start, taken back to the full hour or day. Default: 24 hours or 30 days before the end."),
  to: timeInput
    .optional()
    .meta({ type: "string", format: "date-time" })
    .describe(
      "End, moved on to the full hour or day. Default: now. At most 31 days (hour) or 400 days (day) after from.",
    ),
});

const useAction = z.enum(KEY_USE_NAMES).describe("The action of the audit records that are counted.");

export const keyUsage = z.object({
  by: z.enum(["hour", "day"]),
  from: timestamp,
  to: timestamp,
  objectVersion: z.number().int().describe("Of the key: grows with every change of it, not with its use."),
  versions: z
    .array(
      z.object({
        version: z.number().int(),
        calls: callCount.describe("Allowed uses since the version was made, exact to this moment."),
        lastUsedAt: timestamp.optional(),
        lastUsedBy: z.string().optional().describe("Identity of who used it last; absent for the installation itself."),
        encryptions: z
          .object({
            count: callCount,
            max: callCount.describe("From here on the version refuses to encrypt."),
            share: z.number().describe("Of the bound, from 0 to 1; from 0.5 on a rotation is due."),
          })
          .optional()
          .describe("Symmetric keys: how often the version has encrypted."),
        actions: z.array(z.object({ action: useAction, calls: callCount, lastUsedAt: timestamp })),
      }),
    )
    .describe("Every version, oldest first."),
  uses: z
    .array(
      z.object({
        start: timestamp.describe("Start of the hour or day."),
        version: z.number().int().optional().describe("Absent where a refused call used none."),
        action: useAction,
        outcome: z.enum(["allowed", "refused", "failed"]),
        calls: callCount,
      }),
    )
    .describe("Steps without calls are left out."),
});

export type KeyUsage = z.output<typeof keyUsage>;
export type KeyUsageQuery = z.output<typeof keyUsageQuery>;

/** Most months of one answer. */
export const USAGE_MONTHS_MAX = 24;

const MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
const monthInput = z.string().regex(MONTH, "must be a month such as 2026-05");

export const usageQuery = z.strictObject({
  from: monthInput.optional().describe("First month, UTC. Default: the last one asked for."),
  to: monthInput.optional().describe("Last month. Default: the present one. At most 24 months in all."),
  by: z.enum(["month", "project", "key"]).default("project").describe("What a row is about, beside its month."),
  format: z.enum(["json", "csv"]).default("json"),
});

const money = z.number().describe("In the currency of the price sheet, rounded to 6 decimals.");
const measured = {
  kmsKeys: z
    .number()
    .int()
    .describe("kms-keys: hours of key versions, each from its creation until its key is gone; hours begun count."),
  kmsApiCalls: z.number().int().describe("kms-api-calls: allowed calls that name a key, items of batches each."),
  cost: money.optional().describe("Only where the installation has a price sheet."),
};

export const usage = z.object({
  from: z.string(),
  to: z.string(),
  currency: z.string().optional(),
  callsCountedTo: timestamp.describe(
    "When the oldest call that is not counted yet was recorded, or now where none waits. Calls after this may be missing still.",
  ),
  unavailableRegions: z.array(z.string()).describe("Regions whose databases did not answer: the figures lack theirs."),
  total: z.object(measured),
  rows: z.array(
    z.object({
      month: z.string().describe("UTC."),
      projectId: z.string().optional().describe("Absent for the organisation's own keys, and in rows about months."),
      region: z.string().optional().describe("Slug; in rows about keys."),
      key: z
        .object({ identity: z.string(), name: z.string(), slug: z.string(), deletedAt: timestamp.optional() })
        .optional(),
      ...measured,
    }),
  ),
});

const availabilitySpans = { minute: 1, hour: 31, day: 90 } as const;
/** Longest span of one answer about availability in days, by its step. */
export const AVAILABILITY_DAYS_MAX = availabilitySpans;

export const availabilityQuery = z.strictObject({
  by: z.enum(["minute", "hour", "day"]).default("day").describe("Length of a step, UTC."),
  steps: z.coerce
    .number()
    .int()
    .min(1)
    .max(90 * 24)
    .optional()
    .describe(
      "How many, up to now. Default: 60 minutes, 24 hours or 90 days; at most a day, 31 days or 90 days in all.",
    ),
});

export const availability = z.object({
  by: z.enum(["minute", "hour", "day"]),
  from: timestamp,
  to: timestamp,
  regions: z.array(
    z.object({
      identity: z.string(),
      slug: z.string(),
      name: z.string(),
      availability: z.number().nullable().describe("Share of the minutes looked at in which it could be used, 0 to 1."),
      steps: z
        .array(
          z.object({
            start: timestamp,
            available: z.number().int().describe("Minutes."),
            slow: z.number().int(),
            sealed: z.number().int(),
            unreachable: z.number().int(),
            latencyInMilliseconds: z.number().nullable().describe("Mean round trip to the region's database."),
          }),
        )
        .describe("Minutes that nobody looked at are in no step."),
      calls: z
        .object({
          perMinute: z
            .array(z.object({ minute: timestamp, allowed: callCount, refused: callCount, failed: callCount }))
            .describe("The last 60 minutes, as far as they are counted; without calls left out."),
          last24Hours: z.object({ allowed: callCount, refused: callCount, failed: callCount }),
        })
        .nullable()
        .describe("Calls of the scope. Null without the permission usage:read, or where the region does not answer."),
    }),
  ),
});

export type Usage = z.output<typeof usage>;
export type Availability = z.output<typeof availability>;
