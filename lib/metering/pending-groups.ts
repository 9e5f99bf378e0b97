/** Groups read from each writer at a time. */
const GROUPS_PER_WRITER = 100;

/**
 * CTE `pending`: of each writer that has groups no count includes yet, the first of them, the last of at most
 * `limit`, and when the first was written. A writer numbers its groups without gaps and commits them in that order, so
 * what is visible is always a beginning.
 */
export function pendingGroups(limit: number | null = GROUPS_PER_WRITER): string {
  const bound = limit === null ? "" : `LIMIT ${limit}`;
  return `pending AS MATERIALIZED (
  SELECT w.id AS writer, g.first, g.last, g.since, g.records
  FROM audit_writer w
  LEFT JOIN use_cursor c ON c.writer = w.id
  CROSS JOIN LATERAL (
    SELECT min(number) AS first, max(number) AS last, min(created_at) AS since, sum(record_count) AS records
    FROM (
      SELECT number, created_at, record_count FROM audit_group
      WHERE writer = w.id AND number > coalesce(c.number, 0) ORDER BY number ${bound}
    ) waiting
  ) g
  WHERE g.first IS NOT NULL
)`;
}
