import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { storableText } from "./record";

/** Why a call was counted instead of recorded. */
export type CountedReason = "unauthenticated" | "too_many_requests" | "public";

const FLUSH_INTERVAL_MS = 2_000;
/** Distinct address-and-minute entries held between two flushes; further addresses share the entry `other`. */
const ENTRIES_MAX = 5_000;

interface CallCounts {
  readonly entries: Map<string, { minute: string; reason: CountedReason; subject: string; calls: number }>;
  timer: NodeJS.Timeout | null;
}

const counts = () => shared<CallCounts>("call-counts", () => ({ entries: new Map(), timer: null }));

/**
 * Counts a call that carries no valid credential, was throttled or read what is public, per address or credential and minute. Such calls are
 * not recorded one by one: a flood of them must not fill the disk on which a fail-closed log depends.
 */
export function countCall(database: Database, reason: CountedReason, subject: string): void {
  const held = counts();
  const minute = `${clock.now().toISOString().slice(0, 16)}:00Z`;
  const named = held.entries.size < ENTRIES_MAX ? storableText(subject, 128) : "other";
  const key = `${minute} ${reason} ${named}`;
  const entry = held.entries.get(key) ?? { minute, reason, subject: named, calls: 0 };
  entry.calls += 1;
  held.entries.set(key, entry);
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
      `INSERT INTO uncredentialed_call_count (minute, reason, subject, calls)
       SELECT minute::timestamptz, reason, subject, calls::bigint
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS counted (minute, reason, subject, calls)
       ON CONFLICT (minute, reason, subject) DO UPDATE SET calls = uncredentialed_call_count.calls + EXCLUDED.calls`,
      [
        entries.map((entry) => entry.minute),
        entries.map((entry) => entry.reason),
        entries.map((entry) => entry.subject),
        entries.map((entry) => String(entry.calls)),
      ],
    );
  } catch (error) {
    log.warn({ error: String(error) }, "call counts not written; they are kept for the next time");
    for (const entry of entries) restore(held, entry);
  }
}

function restore(
  held: CallCounts,
  entry: { minute: string; reason: CountedReason; subject: string; calls: number },
): void {
  const key = `${entry.minute} ${entry.reason} ${entry.subject}`;
  const present = held.entries.get(key);
  if (present !== undefined) present.calls += entry.calls;
  else if (held.entries.size < ENTRIES_MAX) held.entries.set(key, entry);
}
