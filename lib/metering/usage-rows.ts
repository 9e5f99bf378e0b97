import { type Database, jobQuery } from "@/lib/platform/db";

/** What one key used in one month. */
export interface KeyMonth {
  /** Start of the month, UTC. */
  readonly month: Date;
  readonly projectId: string;
  readonly region: string;
  readonly keyId: string;
  readonly name: string;
  readonly slug: string;
  readonly purgedAt: Date | null;
  /** Hours of versions. */
  readonly kmsKeys: number;
  readonly kmsApiCalls: number;
}

// An hour counts where it has begun; in milliseconds, so that a version made at the full hour does not count the one before.
const HOUR = (time: string) => `floor(extract(epoch FROM ${time}) * 1000 / 3600000)`;
const LAST_HOUR = (time: string) => `floor((extract(epoch FROM ${time}) * 1000 - 1) / 3600000)`;

const KEY_MONTHS = `
WITH months AS (
  SELECT month AT TIME ZONE 'UTC' AS month, (month + interval '1 month') AT TIME ZONE 'UTC' AS month_end
  FROM generate_series($3::timestamptz AT TIME ZONE 'UTC', $4::timestamptz AT TIME ZONE 'UTC', interval '1 month') month
), hours AS (
  SELECT k.id, m.month, sum(${LAST_HOUR("span.until")} - ${HOUR("span.since")} + 1) AS hours
  FROM kms_key k
  JOIN kms_key_version v ON v.key_id = k.id
  CROSS JOIN months m
  CROSS JOIN LATERAL (
    SELECT greatest(v.created_at, m.month) AS since, least(coalesce(k.purged_at, $5), m.month_end, $5) AS until
  ) span
  WHERE k.organisation_id = $1 AND ($2::text IS NULL OR k.project_id = $2) AND span.until > span.since
  GROUP BY 1, 2
), calls AS (
  SELECT h.key_id AS id, m.month, sum(h.calls) AS calls
  FROM key_use_hour h JOIN months m ON h.hour >= m.month AND h.hour < m.month_end
  WHERE h.organisation_id = $1 AND ($2::text IS NULL OR h.project_id = $2) AND h.key_id <> '' AND h.outcome = 'allowed'
    AND NOT h.by_job AND h.hour >= $3 AND h.hour < ($4::timestamptz AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'
  GROUP BY 1, 2
)
SELECT month, k.project_id AS "projectId", k.region, k.id AS "keyId", k.name, k.slug, k.purged_at AS "purgedAt",
  coalesce(hours, 0)::float8 AS "kmsKeys", coalesce(calls, 0)::float8 AS "kmsApiCalls"
FROM hours FULL JOIN calls USING (id, month) JOIN kms_key k USING (id)
ORDER BY month, k.project_id, k.region, k.slug, k.id`;

/**
 * What each key of an organisation, or of one of its projects, used in a database: from the month that begins at `from` to the
 * one that begins at `to`. Hours count until `now`; calls as far as they are counted. Keys that are gone count as long as they
 * were.
 */
export function keyMonths(
  database: Database,
  scope: { readonly organisationId: string; readonly projectId: string | null },
  span: { readonly from: Date; readonly to: Date },
  now: Date,
): Promise<KeyMonth[]> {
  const parameters = [scope.organisationId, scope.projectId, span.from, span.to, now];
  return jobQuery<KeyMonth>(database, KEY_MONTHS, parameters);
}
