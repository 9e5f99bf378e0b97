import type { JobTask } from "./harness";

/** Makes the audit log's monthly partitions from this month to two months ahead, where they are missing. */
export const ensureAuditPartitions: JobTask = {
  name: "ensure_audit_partitions",
  async run({ now, database, log }) {
    const { rows } = await database.pool.query<{ made: number }>("SELECT audit_ensure_partitions($1) AS made", [now]);
    const made = rows[0]?.made ?? 0;
    if (made > 0) log.info({ made }, "audit partitions made");
  },
};
