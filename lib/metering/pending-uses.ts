/** Groups read from each writer at a time, and what reading them may cost: a group without a tally costs its records. */
const GROUPS_PER_WRITER = 1_000;
const COST_PER_WRITER = 2_000;

/**
 * CTE `pending`: of each writer that has groups no count includes yet, the first of them, the last of at most `limit`,
 * and when the first was written. A writer numbers its groups without gaps and commits them in that order, so what is
 * visible is always a beginning.
 */
export function pendingGroups(limit: number | null = GROUPS_PER_WRITER): string {
  const bound = limit === null ? "" : `LIMIT ${limit}`;
  const isAffordable = limit === null ? "" : `WHERE cost <= ${COST_PER_WRITER} OR place = 1`;
  return `pending AS MATERIALIZED (
  SELECT w.id AS writer, g.first, g.last, g.since, g.records
  FROM audit_writer w
  LEFT JOIN use_cursor c ON c.writer = w.id
  CROSS JOIN LATERAL (
    SELECT min(number) AS first, max(number) AS last, min(created_at) AS since, sum(record_count) AS records
    FROM (
      SELECT number, created_at, record_count, row_number() OVER chain AS place,
        sum(CASE WHEN tally IS NULL THEN record_count ELSE 1 END) OVER chain AS cost
      FROM audit_group WHERE writer = w.id AND number > coalesce(c.number, 0)
      WINDOW chain AS (ORDER BY number) ORDER BY number ${bound}
    ) waiting ${isAffordable}
  ) g
  WHERE g.first IS NOT NULL
)`;
}

/**
 * How many calls one record stands for. A body is JSON without spaces in which quotation marks inside a text are
 * escaped, so that `,"count":` is the field and nothing a caller has sent.
 */
const CALLS_OF_RECORD = `coalesce(substring(r.body FROM ',"count":([0-9]+)')::bigint, 1)`;

/**
 * CTE `uses`, after `pending`: what its groups add to the counts, from their tallies (`tallyOf` writes them) and, where
 * there is none, from their records. `key_id` is what was asked for, existing or not, and empty for other resources;
 * `last_at` is the time of the last of the calls, all of which were made in its minute.
 */
export const PENDING_USES = `uses AS (
  SELECT f[1] AS organisation_id, f[2] AS project_id, f[3] AS region, f[4] AS key_id, f[5]::integer AS key_version,
    f[6] AS event, f[7] AS outcome, f[8] AS actor_id, f[9]::bigint AS calls, f[10]::timestamptz AS last_at
  FROM pending p
  JOIN audit_group g ON g.writer = p.writer AND g.number BETWEEN p.first AND p.last
  CROSS JOIN LATERAL string_to_table(g.tally, E'\\n') AS line
  CROSS JOIN LATERAL string_to_array(line, E'\\t') AS f
  UNION ALL
  SELECT r.organisation_id, r.project_id, r.region, CASE r.resource_type WHEN 'kms_key' THEN r.resource_id ELSE '' END,
    coalesce(r.key_version, 0), r.event, r.outcome, r.actor_id, ${CALLS_OF_RECORD}, r.created_at
  FROM pending p
  JOIN audit_group g ON g.writer = p.writer AND g.number BETWEEN p.first AND p.last AND g.tally IS NULL
  JOIN audit_record r ON r.writer = g.writer AND r.group_number = g.number
)`;
