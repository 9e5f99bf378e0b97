import { removeExpiredMonths } from "@/lib/audit/remove-expired";
import { useCountsAreUpTo as countsAreUpTo } from "@/lib/metering/roll-up";
import { config } from "@/lib/platform/config";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import type { JobTask } from "./harness";

/** Removes the payloads of audit records that are older than AUDIT_RETENTION_MONTHS, each month under a signed entry. */
export const removeExpiredRecords: JobTask = {
  name: "remove_expired_records",
  async run({ now, database, log }) {
    const months = config().auditRetentionMonths;
    if (months === 0) return;
    // What is not counted yet must stay until it is.
    const countedAt = await countsAreUpTo(database);
    const until = new Date(Math.min(countedAt.getTime(), now.getTime()));
    const removed = await removeExpiredMonths(database, checkpointKeysOf(database), until, months);
    if (removed.length > 0) log.info({ removed }, "payloads of expired audit records removed");
  },
};
