import { removeExpiredMonths } from "@/lib/audit/remove-expired";
import { config } from "@/lib/platform/config";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import type { JobTask } from "./harness";

/** Removes the payloads of audit records that are older than AUDIT_RETENTION_MONTHS, each month under a signed entry. */
export const removeExpiredRecords: JobTask = {
  name: "remove_expired_records",
  async run({ now, database, log }) {
    const months = config().auditRetentionMonths;
    const removed = await removeExpiredMonths(database, checkpointKeysOf(database), now, months);
    if (removed.length > 0) log.info({ removed }, "payloads of expired audit records removed");
  },
};
