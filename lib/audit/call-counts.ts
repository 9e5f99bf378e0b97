import type { CallCountReason } from "@/lib/contract/audit";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { storableText } from "./record";

/** Why a call was counted instead of recorded. */
export type CountedReason = CallCountReason;

/** What was counted: whom for, or from where. */
export interface CountedCall {
  readonly reason: CountedReason;
  /** Address or credential. */
  readonly subject: string;
  /** Organisation that may see the count; empty where none is known. */
  readonly organisationId: string;
}

const FLUSH_INTERVAL_MS = 2_000;
/** Distinct address-and-minute entries held between two flushes; further addresses share the entry `other`. */
const ENTRIES_MAX = 5_000;

interface CountedMinute extends CountedCall {
  readonly minute: string;
  calls: number;
}

interface CallCounts {
  readonly entries: Map<string, CountedMinute>;
  timer: NodeJS.Timeout | null;
}

const counts = () => shared<CallCounts>("call-counts", () => ({ entries: new Map(), timer: null }));

/**
 * Counts a call that carries no valid credential, was throttled or read what is public, per address or credential and minute. Such calls are
 * not recorded one by one: a flood of them must not fill the disk on which a fail-closed log depends.
 */
export function countCall(database: Database, reason: CountedReason, subject: string, organisationId = ""): void {
  const held = counts();
  const minute = `${clock.now().toISOString().slice(0, 16)}:00Z`;
  const named = held.entries.size < ENTRIES_MAX ? storableText(subject, 128) : "other";
  const counted = { minute, reason, subject: named, organisationId, calls: 0 };
  const entry = held.entries.get(keyOf(counted)) ?? counted;
  entry.calls += 1;
  held.entries.set(keyOf(entry), entry);
  held.timer ??= setTimeout(() => void flushCallCounts(database), FLUSH_INTERVAL_MS).unref();
}

/** Adds what was counted to the database; keeps it for the next time where that fails. */
export async function flushCallCounts(database: Database): Promise<void> {
  const held = counts();
  if (held.timer !== null) clearTimeout(held.timer);
  held.timer = null;
  const entries = [...held.entries.values()];
  held.entries.clear();
  if (entries.length === 0) return;
  try {
    await database.pool.query(
      `INSERT INTO uncredentialed_call_count (minute, reason, subject, calls, organisation_id)
       SELECT minute::timestamptz, reason, subject, calls::bigint, organisation_id
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         AS counted (minute, reason, subject, calls, organisation_id)
       ON CONFLICT (organisation_id, minute, reason, subject) DO UPDATE SET calls = uncredentialed_call_count.calls + EXCLUDED.calls`,
      [
        entries.map((entry) => entry.minute),
        entries.map((entry) => entry.reason),
        entries.map((entry) => entry.subject),
        entries.map((entry) => String(entry.calls)),
        entries.map((entry) => entry.organisationId),
      ],
    );
  } catch (error) {
    log.warn({ error: String(error) }, "call counts not written; they are kept for the next time");
    for (const entry of entries) restore(held, entry);
  }
}

const keyOf = ({ minute, reason, subject, organisationId }: CountedMinute) =>
  `${minute} ${reason} ${subject} ${organisationId}`;

function restore(held: CallCounts, entry: CountedMinute): void {
  const present = held.entries.get(keyOf(entry));
  if (present !== undefined) present.calls += entry.calls;
  else if (held.entries.size < ENTRIES_MAX) held.entries.set(keyOf(entry), entry);
}

/** Which counted calls are looked for. */
export interface CallCountFilter {
  /** Whose counts: an organisation's own; empty text = those that belong to none. */
  readonly organisationIds: readonly string[];
  readonly reason: CountedReason | null;
  /** Beginning of the address or credential. */
  readonly subject: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly limit: number;
}

/** Counted calls of a time, the newest minutes first. What was counted in the last seconds may be missing. */
export async function readCallCounts(
  database: Database,
  { organisationIds, reason, subject, from, to, limit }: CallCountFilter,
): Promise<(CountedCall & { at: Date; calls: number })[]> {
  const { rows } = await database.pool.query<CountedCall & { at: Date; calls: number }>(
    `SELECT minute AS at, reason, subject, organisation_id AS "organisationId", calls::float8 AS calls
     FROM uncredentialed_call_count
     WHERE organisation_id = ANY ($1::text[]) AND minute >= $2 AND minute < $3 AND ($4::text IS NULL OR reason = $4)
       AND starts_with(subject, $5)
     ORDER BY minute DESC, calls DESC, subject LIMIT $6`,
    [organisationIds, from, to, reason, subject, limit],
  );
  return rows;
}
