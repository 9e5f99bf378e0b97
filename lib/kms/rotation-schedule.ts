import type { RotationRow } from "@/lib/contract/console";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** Minute of each hour at which due keys are rotated. */
export const ROTATION_RUN_MINUTE = 3;

/** Failed attempts after which the pause grows no more: 2^5 hours are beyond the longest. */
const DOUBLINGS_MAX = 5;
const RETRY_HOURS_MAX = 24;

/** The facts that a schedule depends on. */
export type ScheduledKey = Pick<KeyFacts, "status" | "rotationEnabled" | "rotationPeriodInDays" | "allowRotation"> & {
  readonly versions: readonly Pick<KeyVersionFacts, "createdAt">[];
};

/**
 * When a key's schedule asks for its next rotation: creation of the newest version plus the period in days of 24 hours,
 * whatever calendars and time zones do meanwhile. Null while nothing is scheduled: rotation is off or not allowed, or the
 * key is disabled or pending deletion.
 */
export function rotationDueAt(key: ScheduledKey): Date | null {
  const newest = key.versions.at(-1);
  if (!key.rotationEnabled || !key.allowRotation || key.rotationPeriodInDays === null) return null;
  if (newest === undefined || key.status !== "active") return null;
  return new Date(newest.createdAt.getTime() + key.rotationPeriodInDays * DAY_MS);
}

/** Whether a key's schedule asks for a rotation at a time. */
export function isRotationDue(key: ScheduledKey, now: Date): boolean {
  const dueAt = rotationDueAt(key);
  return dueAt !== null && dueAt.getTime() <= now.getTime();
}

/** The first hourly run after a time. */
export function nextRunAfter(time: Date): Date {
  const offset = ROTATION_RUN_MINUTE * MINUTE_MS;
  return new Date((Math.floor((time.getTime() - offset) / HOUR_MS) + 1) * HOUR_MS + offset);
}

/** When a key will rotate by itself: when it is due, and where that is over or the last attempt failed, at the next run. */
export function nextRotationAt(key: ScheduledKey, now: Date, nextTryAt: Date | null = null): Date | null {
  const dueAt = rotationDueAt(key);
  if (dueAt === null) return null;
  if (nextTryAt !== null && nextTryAt > now) return nextRunAfter(nextTryAt);
  return dueAt > now ? dueAt : nextRunAfter(now);
}

/** When a key that failed so many times in a row, from 1, is tried again: after 1, 2, 4, 8, 16 and then every 24 hours. */
export function retryAt(attempts: number, now: Date): Date {
  const hours = Math.min(2 ** Math.min(attempts - 1, DOUBLINGS_MAX), RETRY_HOURS_MAX);
  // Runs are an hour apart, and one that is a little early must not cost a whole hour.
  return new Date(now.getTime() + hours * HOUR_MS - 5 * MINUTE_MS);
}

/** How a key stands with its schedule; `none` where it has none, `paused` while it is not active. */
export type RotationState = RotationRow["state"];

/** How long a due key may wait for an hourly run before that is worth a word, in hours. */
export const OVERDUE_HOURS = 2;

/** How a key stands with its schedule at a time, given whether its last scheduled rotation failed. */
export function rotationState(key: ScheduledKey, hasFailed: boolean, now: Date): RotationState {
  if (!key.rotationEnabled) return "none";
  const dueAt = rotationDueAt(key);
  if (dueAt === null) return "paused";
  if (hasFailed) return "failed";
  return dueAt.getTime() <= now.getTime() - OVERDUE_HOURS * HOUR_MS ? "overdue" : "scheduled";
}
