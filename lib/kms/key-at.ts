import type { KeyStatus } from "@/lib/contract/key-lifecycle";
import type { StatusSource } from "@/lib/contract/key-report";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";

/** Events that say what the status of a key became, its creation first. */
export const STATUS_EVENTS = [
  "kms.key.create",
  "kms.key.disable",
  "kms.key.enable",
  "kms.key.delete",
  "kms.key.cancel_deletion",
] as const;
export type StatusEvent = (typeof STATUS_EVENTS)[number];

/** An allowed act on a key that its records tell. */
export interface StatusAct {
  readonly event: StatusEvent;
  readonly at: Date;
}

/** What is recorded of one key. */
export interface StatusHistory {
  /** Oldest first. */
  readonly acts: readonly StatusAct[];
  /** Everything since then is in `acts`; older records may be gone. */
  readonly completeSince: Date;
}

/**
 * The status of a key at a past moment, and how that is known. Pure. Where nothing was recorded since, it is what it is now;
 * else the records up to the moment say it, from the key's creation if that is among them.
 */
export function statusAt(
  { status }: Pick<KeyFacts, "status">,
  { acts, completeSince }: StatusHistory,
  at: Date,
): { readonly status: KeyStatus | null; readonly from: StatusSource } {
  const isWhole = acts.some(({ event }) => event === "kms.key.create");
  const later = acts.filter((act) => act.at > at && act.event !== "kms.key.create");
  if (later.length === 0 && (isWhole || completeSince <= at)) return { status, from: "unchanged" };
  const earlier = acts.filter((act) => act.at <= at && act.event !== "kms.key.create");
  const told = statusAfter(earlier, isWhole ? "active" : null);
  if (told !== null) return { status: told, from: earlier.length === 0 ? "creation" : "record" };
  // Only a key whose deletion is pending can have it cancelled.
  const isPending = completeSince <= at && later[0]?.event === "kms.key.cancel_deletion";
  return isPending ? { status: "pending_deletion", from: "later" } : { status: null, from: "unknown" };
}

function statusAfter(acts: readonly StatusAct[], first: KeyStatus | null): KeyStatus | null {
  let status = first;
  let beforeDeletion = first;
  for (const { event } of acts) {
    if (event === "kms.key.disable") status = "disabled";
    if (event === "kms.key.enable") status = "active";
    if (event === "kms.key.cancel_deletion") status = beforeDeletion;
    if (event !== "kms.key.delete") continue;
    if (status !== "pending_deletion") beforeDeletion = status;
    status = "pending_deletion";
  }
  return status;
}

/** What a report knows of a version. */
export type DatedVersion = Pick<KeyVersionFacts, "version" | "createdAt"> & { readonly destroyedAt: Date | null };

/** The versions that a key had at a moment, of which there is one at least. */
export interface VersionsAt {
  readonly count: number;
  readonly destroyed: number;
  readonly newest: DatedVersion;
}

/** The versions that were made by a moment; null where there was none. Pure; `versions` are the oldest first. */
export function versionsAt(versions: readonly DatedVersion[], at: Date): VersionsAt | null {
  const made = versions.filter(({ createdAt }) => createdAt <= at);
  const newest = made.at(-1);
  if (newest === undefined) return null;
  const destroyed = made.filter(({ destroyedAt }) => destroyedAt !== null && destroyedAt <= at);
  return { count: made.length, destroyed: destroyed.length, newest };
}
