import type { Database } from "@/lib/platform/db";

/** Records that are due to a sink next, in order, and where its cursor stands once they are delivered. */
export interface DueRecords {
  /** Canonical texts. */
  readonly bodies: readonly string[];
  readonly next: SinkPosition;
}

/** Everything before `checkpoint` is delivered, and of that one the first `delivered` records. */
export interface SinkPosition {
  readonly checkpoint: number;
  readonly delivered: number;
}

/** Whose records a sink gets. */
export interface SinkScope {
  readonly sinkId: string;
  /** Null = every organisation's, for the installation's own sink. */
  readonly organisationId: string | null;
  /** A new sink begins with what is recorded from then on. */
  readonly since: Date;
}

const CLAIM = `
INSERT INTO audit_sink_cursor AS c (sink_id, checkpoint, held_until)
VALUES ($1, coalesce(
  (SELECT min(number) FROM audit_checkpoint WHERE created_at >= $2),
  (SELECT max(number) + 1 FROM audit_checkpoint), 1), now() + make_interval(secs => $3))
ON CONFLICT (sink_id) DO UPDATE SET held_until = EXCLUDED.held_until
WHERE c.held_until < now() AND c.next_attempt_at <= now()
RETURNING checkpoint::float8 AS checkpoint, delivered::float8 AS delivered, failures`;

/** Takes a sink's cursor for so many seconds; null where somebody else has it or it is not time yet. */
export async function claimCursor(
  database: Database,
  { sinkId, since }: SinkScope,
  seconds: number,
): Promise<(SinkPosition & { readonly failures: number }) | null> {
  const { rows } = await database.pool.query(CLAIM, [sinkId, since, seconds]);
  return rows[0] ?? null;
}

const LEAVES_AT_A_TIME = 200;

/** A run of groups is a line of a leaf: writer, first and last number. Groups of other organisations' records alone are in none. */
const DUE = `
WITH leaves AS MATERIALIZED (
  SELECT checkpoint, organisation_id, groups FROM audit_leaf
  WHERE checkpoint >= $1 AND ($2::text IS NULL OR organisation_id = $2) ORDER BY checkpoint LIMIT ${LEAVES_AT_A_TIME}
), bounds AS (
  SELECT max(checkpoint) AS last, count(*) = ${LEAVES_AT_A_TIME} AS cut FROM leaves
), runs AS (
  SELECT l.checkpoint, l.organisation_id, split_part(line, ' ', 1) AS writer, split_part(line, ' ', 2)::bigint AS first,
    split_part(line, ' ', 3)::bigint AS last
  FROM leaves l, bounds b, string_to_table(l.groups, E'\\n') AS line
  -- Of the last checkpoint some leaves may be missing.
  WHERE $2::text IS NOT NULL OR NOT b.cut OR l.checkpoint < b.last
)
SELECT runs.checkpoint::float8 AS checkpoint, r.body FROM runs
JOIN audit_record r ON r.writer = runs.writer AND r.group_number BETWEEN runs.first AND runs.last
  AND r.organisation_id = runs.organisation_id
ORDER BY runs.checkpoint, r.writer, r.group_number, r.position OFFSET $3 LIMIT $4`;

/** The next records of a sink's scope that checkpoints cover; empty where all are delivered. */
export async function dueRecords(
  database: Database,
  { organisationId }: SinkScope,
  { checkpoint, delivered }: SinkPosition,
  limit: number,
): Promise<DueRecords> {
  const { rows } = await database.pool.query<{ checkpoint: number; body: string }>(DUE, [
    checkpoint,
    organisationId,
    delivered,
    limit,
  ]);
  const last = rows.at(-1);
  if (last === undefined) return { bodies: [], next: { checkpoint, delivered } };
  const ofLast = rows.filter((row) => row.checkpoint === last.checkpoint).length;
  const before = last.checkpoint === checkpoint ? delivered : 0;
  // Where fewer came than fit, everything that the checkpoint has is among them.
  const next =
    rows.length < limit
      ? { checkpoint: last.checkpoint + 1, delivered: 0 }
      : { checkpoint: last.checkpoint, delivered: before + ofLast };
  return { bodies: rows.map(({ body }) => body), next };
}

/** Notes a success and lets go of the cursor. */
export async function noteDelivered(database: Database, sinkId: string, position: SinkPosition): Promise<void> {
  await database.pool.query(
    `UPDATE audit_sink_cursor SET checkpoint = $2, delivered = $3, failures = 0, last_success_at = now(),
       next_attempt_at = '-infinity' WHERE sink_id = $1`,
    [sinkId, position.checkpoint, position.delivered],
  );
}

/** Notes a failure; the next attempt is made after so many seconds. */
export async function noteFailure(database: Database, sinkId: string, error: string, seconds: number): Promise<void> {
  await database.pool.query(
    `UPDATE audit_sink_cursor SET failures = failures + 1, last_error_at = now(), last_error = $2,
       next_attempt_at = now() + make_interval(secs => $3) WHERE sink_id = $1`,
    [sinkId, error, seconds],
  );
}

/** Lets go of a cursor, so that the next process may take it. */
export async function releaseCursor(database: Database, sinkId: string): Promise<void> {
  await database.pool.query("UPDATE audit_sink_cursor SET held_until = '-infinity' WHERE sink_id = $1", [sinkId]);
}

/** How delivery to a sink stands in one database. */
export interface SinkState {
  readonly lagInRecords: number;
  readonly lagInSeconds: number;
  readonly failures: number;
  readonly lastSuccessAt: Date | null;
  readonly lastErrorAt: Date | null;
  readonly lastError: string | null;
  /** Null unless delivery waits. */
  readonly nextAttemptAt: Date | null;
}

const STATE = `
SELECT c.failures, c.last_success_at AS "lastSuccessAt", c.last_error_at AS "lastErrorAt", c.last_error AS "lastError",
  CASE WHEN c.next_attempt_at > now() THEN c.next_attempt_at END AS "nextAttemptAt",
  greatest(0, coalesce(total.records, 0) - coalesce(before.records, 0) - c.delivered)::float8 AS "lagInRecords",
  coalesce(extract(epoch FROM now() - (
    SELECT p.created_at FROM audit_leaf l JOIN audit_checkpoint p ON p.number = l.checkpoint
    WHERE l.organisation_id = $2 AND l.checkpoint >= c.checkpoint ORDER BY l.checkpoint LIMIT 1
  )), 0)::float8 AS "lagInSeconds"
FROM audit_sink_cursor c
LEFT JOIN LATERAL (SELECT record_count AS records FROM audit_organisation WHERE organisation_id = $2) total ON true
LEFT JOIN LATERAL (
  SELECT record_count AS records FROM audit_leaf WHERE organisation_id = $2 AND checkpoint < c.checkpoint
  ORDER BY checkpoint DESC LIMIT 1
) before ON true
WHERE c.sink_id = $1`;

/** Lag and last results of an organisation's sink; undefined before the first attempt. */
export async function sinkState(
  database: Database,
  sinkId: string,
  organisationId: string,
): Promise<SinkState | undefined> {
  return (await database.pool.query<SinkState>(STATE, [sinkId, organisationId])).rows[0];
}

const OLDEST_DUE = `
SELECT extract(epoch FROM now() - min(p.created_at))::float8 AS seconds FROM audit_sink_cursor c
CROSS JOIN LATERAL (SELECT created_at FROM audit_checkpoint WHERE number >= c.checkpoint ORDER BY number LIMIT 1) p
WHERE c.failures > 0`;

/** For how long records have waited, in seconds, for a sink that fails; 0 where none does. */
export async function longestWait(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ seconds: number | null }>(OLDEST_DUE);
  return Math.max(0, rows[0]?.seconds ?? 0);
}
