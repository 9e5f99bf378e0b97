import { ensureAuditPartitions } from "./ensure-audit-partitions";
import type { JobSchedule, JobTask } from "./harness";

/** Every kind of background work. */
export const jobTasks: readonly JobTask[] = [ensureAuditPartitions];

/** When each is put in the queue, UTC. */
export const jobSchedule: readonly JobSchedule[] = [{ task: ensureAuditPartitions.name, match: "17 * * * *" }];
