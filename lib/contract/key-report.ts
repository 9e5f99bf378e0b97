/** Messages of the reports on keys that auditors ask for: what keys there were at a moment, and whether they were rotated in time. */
import { z } from "zod";
import { KEY_STATUSES } from "./key-lifecycle";
import { KEY_PURPOSE_NAMES } from "./key-purposes";
import { KEY_TYPE_NAMES } from "./key-types";

/** Age of a newest version in days that counts as too old where a key has no schedule, unless another is chosen. */
export const ROTATION_LIMIT_DAYS = { default: 365, min: 1, max: 3_650 } as const;

/** Query of `GET /console-api/{org}/reports/keys` and of its files. */
export const keyReportQuery = z.strictObject({
  at: z.iso
    .datetime({ offset: true, error: "must be a time such as 2026-05-01T00:00:00Z" })
    .optional()
    .describe("Moment that is reported, not in the future. Default: now."),
  limit: z.coerce
    .number({ error: "must be a whole number of days" })
    .int()
    .min(ROTATION_LIMIT_DAYS.min)
    .max(ROTATION_LIMIT_DAYS.max)
    .default(ROTATION_LIMIT_DAYS.default)
    .describe("Days after which a newest version is too old where a key has no schedule."),
});

/**
 * How the status of a key at a moment is known. now: as it is. unchanged: nothing was recorded since. record: by the last
 * record before. creation: created, and nothing recorded until then. later: by the first record after. unknown: the records
 * that would tell are not kept any more.
 */
export const STATUS_SOURCES = ["now", "unchanged", "record", "creation", "later", "unknown"] as const;
export type StatusSource = (typeof STATUS_SOURCES)[number];

/** What counts in a report on rotation; exempt keys count neither way. */
export const ROTATION_VERDICTS = ["compliant", "overdue", "exempt"] as const;
export type RotationVerdict = (typeof ROTATION_VERDICTS)[number];

/** How a key stands to the rotation that is asked of it. */
export const keyRotation = z.object({
  verdict: z.enum(ROTATION_VERDICTS),
  /** Why it is exempt: its material cannot be renewed, or it was in no state to be used. */
  exemption: z.enum(["cannot_rotate", "not_active"]).nullable(),
  limitInDays: z.number().int(),
  /** Whether the limit is the period of the key's own schedule. */
  isScheduled: z.boolean(),
  /** When the newest version is as old as the limit. */
  dueAt: z.iso.datetime(),
});
export type KeyRotation = z.output<typeof keyRotation>;

export const reportedKey = z.object({
  identity: z.string(),
  name: z.string(),
  slug: z.string(),
  /** Slug. */
  region: z.string(),
  keyType: z.enum(KEY_TYPE_NAMES),
  purpose: z.enum(KEY_PURPOSE_NAMES),
  /** Null where it is unknown. */
  status: z.enum(KEY_STATUSES).nullable(),
  statusFrom: z.enum(STATUS_SOURCES),
  createdAt: z.iso.datetime(),
  /** Set for a key that is gone since the moment reported. */
  purgedAt: z.iso.datetime().nullable(),
  /** Versions made by then, destroyed ones included. */
  versions: z.number().int(),
  destroyedVersions: z.number().int(),
  latestVersion: z.number().int(),
  latestVersionCreatedAt: z.iso.datetime(),
  /** Whole days of 24 hours. */
  latestVersionAgeInDays: z.number().int(),
  exportAllowed: z.boolean(),
  imported: z.boolean(),
  /** Period of the schedule as it is set now; null where none is. */
  rotationPeriodInDays: z.number().int().nullable(),
  /** Whether the schedule was changed after the moment reported, so that another may have been set then. */
  rotationChangedSince: z.boolean(),
  /** Last allowed use by then, of past moments to the full hour; null where none is counted. */
  lastUsedAt: z.iso.datetime().nullable(),
  rotation: keyRotation,
});
export type ReportedKey = z.output<typeof reportedKey>;

/** Answer of `GET /console-api/{org}/reports/keys`. */
export const keyReport = z.object({
  at: z.iso.datetime(),
  /** Whether `at` is the moment of the answer, so that nothing had to be derived. */
  isNow: z.boolean(),
  limitInDays: z.number().int(),
  /** By region, then by name. */
  keys: z.array(reportedKey),
  /** Slugs of regions whose database did not answer: their keys are missing. */
  unavailableRegions: z.array(z.string()),
});
export type KeyReport = z.output<typeof keyReport>;
