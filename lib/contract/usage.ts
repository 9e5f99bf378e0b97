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
