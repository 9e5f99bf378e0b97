import type { Database } from "@/lib/platform/db";

/** Calls of one minute or span, by how they ended. */
export interface CallCounts {
  readonly allowed: number;
  readonly refused: number;
  readonly failed: number;
}

const COUNTS = ["allowed", "refused", "failed"]
  .map((outcome) => `coalesce(sum(calls) FILTER (WHERE outcome = '${outcome}'), 0)::float8 AS ${outcome}`)
  .join(", ");

const FROM_MINUTES = `FROM call_minute
WHERE organisation_id = $1 AND ($2::text IS NULL OR project_id = $2) AND region = $3 AND minute >= $4`;

interface CallScope {
  readonly organisationId: string;
  /** Null = all. */
  readonly projectId: string | null;
  readonly region: string;
}

const values = ({ organisationId, projectId, region }: CallScope, since: Date) => [
  organisationId,
  projectId,
  region,
  since,
];

/** Calls of each minute since a time, at most two days ago; minutes without calls are left out. */
export async function callsPerMinute(
  database: Database,
  scope: CallScope,
  since: Date,
): Promise<(CallCounts & { readonly minute: Date })[]> {
  const text = `SELECT minute, ${COUNTS} ${FROM_MINUTES} GROUP BY minute ORDER BY minute`;
  return (await database.pool.query<CallCounts & { minute: Date }>(text, values(scope, since))).rows;
}

/** Calls since a time, at most two days ago. */
export async function callsSince(database: Database, scope: CallScope, since: Date): Promise<CallCounts> {
  const { rows } = await database.pool.query<CallCounts>(`SELECT ${COUNTS} ${FROM_MINUTES}`, values(scope, since));
  return rows[0] ?? { allowed: 0, refused: 0, failed: 0 };
}
