import { ENCRYPTING_USES, KEY_USE_NAMES } from "@/lib/contract/key-uses";
import { clock } from "@/lib/platform/clock";
import { type Database, jobTransaction } from "@/lib/platform/db";
import { PENDING_USES, pendingGroups } from "./pending-uses";

/** Longest run: what is left is read by the next, a minute later. */
const RUN_MS = 45_000;
/** How long calls per minute are kept, in milliseconds. */
const MINUTES_KEPT_MS = 2 * 86_400_000;
/** How much earlier than its group a record may say it was made: five seconds of its call, the rest for clocks that differ. */
const RECORD_AGE_MS = 15 * 60_000;

// Refusals may name anything: only keys of the record's own organisation are counted by name, purged ones included.
const ROLL_UP = `
WITH ${pendingGroups()}, ${PENDING_USES}, found AS MATERIALIZED (
  SELECT coalesce(k.id, '') AS key_id, CASE WHEN k.id IS NULL THEN 0 ELSE u.key_version END AS key_version,
    u.event, u.outcome, u.actor_id, u.organisation_id, u.project_id, u.region, u.last_at, u.calls
  FROM uses u LEFT JOIN kms_key k ON k.id = u.key_id AND k.organisation_id = u.organisation_id
  WHERE u.region <> '' AND u.organisation_id <> ''
), hours AS (
  INSERT INTO key_use_hour
    (key_id, hour, key_version, event, outcome, by_job, organisation_id, project_id, region, calls)
  SELECT key_id, date_trunc('hour', last_at, 'UTC'), key_version, event, outcome, actor_id = '', organisation_id,
    project_id, region, sum(calls)
  FROM found GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (key_id, hour, key_version, event, outcome, by_job, organisation_id, project_id, region)
  DO UPDATE SET calls = key_use_hour.calls + EXCLUDED.calls
), totals AS (
  INSERT INTO key_use_total AS t (key_id, key_version, event, calls, last_used_at, last_user_id)
  SELECT key_id, key_version, event, sum(calls), max(last_at), (array_agg(actor_id ORDER BY last_at DESC))[1]
  FROM found WHERE key_version > 0 AND outcome = 'allowed' AND event = ANY ($2::text[]) GROUP BY 1, 2, 3
  ON CONFLICT (key_id, key_version, event) DO UPDATE SET
    calls = t.calls + EXCLUDED.calls,
    last_user_id = CASE WHEN EXCLUDED.last_used_at >= t.last_used_at THEN EXCLUDED.last_user_id ELSE t.last_user_id END,
    last_used_at = greatest(t.last_used_at, EXCLUDED.last_used_at)
), minutes AS (
  INSERT INTO call_minute (organisation_id, minute, project_id, region, outcome, calls)
  SELECT organisation_id, date_trunc('minute', last_at, 'UTC'), project_id, region, outcome, sum(calls)
  FROM found WHERE actor_id <> '' GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (organisation_id, minute, project_id, region, outcome)
  DO UPDATE SET calls = call_minute.calls + EXCLUDED.calls
), moved AS (
  INSERT INTO use_cursor (writer, number) SELECT writer, last FROM pending
  ON CONFLICT (writer) DO UPDATE SET number = EXCLUDED.number
)
SELECT coalesce((SELECT sum(last - first + 1) FROM pending), 0)::integer AS groups,
  coalesce((SELECT sum(records) FROM pending), 0)::integer AS records,
  ARRAY(SELECT DISTINCT key_id FROM found WHERE key_id <> '' AND event = ANY ($1::text[])) AS encrypted`;

interface Step {
  readonly groups: number;
  readonly records: number;
  readonly encrypted: string[];
}

/** What a run counted. */
export interface RollUp {
  readonly groups: number;
  readonly records: number;
  /** Keys that encrypted something: one of their versions may have come near its bound. */
  readonly encrypted: readonly string[];
}

/**
 * Adds the audit records of a database that are not counted yet to the counts of calls, each once: the counts and the
 * cursors, which say up to which group of each writer they go, are committed together. One process at a time does it;
 * another that tries meanwhile does nothing.
 */
export async function rollUpUses(database: Database): Promise<RollUp> {
  const endsAtMs = clock.monotonicMs() + RUN_MS;
  const encrypted = new Set<string>();
  let groups = 0;
  let records = 0;
  for (;;) {
    const step = await rollUpStep(database);
    if (step === null || step.groups === 0) break;
    groups += step.groups;
    records += step.records;
    for (const key of step.encrypted) encrypted.add(key);
    if (clock.monotonicMs() > endsAtMs) break;
  }
  return { groups, records, encrypted: [...encrypted] };
}

/** Null where another process is at it. */
function rollUpStep(database: Database): Promise<Step | null> {
  return jobTransaction(database, async (query) => {
    const [lock] = await query("SELECT pg_try_advisory_xact_lock(hashtext('pelagos use counts')) AS held");
    if (lock?.held !== true) return null;
    // Few groups of a large table: a plan that reads all of it is never right.
    await query("SET LOCAL enable_seqscan = off");
    await query("SET LOCAL jit = off");
    return (await query<Step>(ROLL_UP, [ENCRYPTING_USES, KEY_USE_NAMES]))[0] ?? null;
  });
}

/** Forgets calls per minute that are older than two days; the hours stay. */
export async function forgetOldMinutes(database: Database, now: Date): Promise<void> {
  await database.pool.query("DELETE FROM call_minute WHERE minute < $1", [new Date(now.getTime() - MINUTES_KEPT_MS)]);
}

/** How far the counts of a database go, for people: when the oldest record that is not counted yet was written, or now where none waits. */
export async function callsCountedTo(database: Database): Promise<Date> {
  const { rows } = await database.pool.query<{ time: Date }>(
    `WITH ${pendingGroups(1)} SELECT coalesce(min(since), clock_timestamp()) AS time FROM pending`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the database told no time");
  return row.time;
}

/**
 * A time before which every record of a database is in the counts: records older than this may be removed without changing
 * any. A quarter of an hour behind what was really read, for records say when they were made, not when they were written.
 */
export async function useCountsAreUpTo(database: Database): Promise<Date> {
  return new Date((await callsCountedTo(database)).getTime() - RECORD_AGE_MS);
}
