import { ROTATION_RUN_MINUTE } from "@/lib/kms/rotation-schedule";
import { announceZones } from "./announce-zones";
import { deliverAudit } from "./deliver-audit";
import { deliverWebhooks, detectObjectTroubles, detectServiceTroubles } from "./detect-events";
import { ensureAuditPartitions } from "./ensure-audit-partitions";
import type { JobSchedule, JobTask } from "./harness";
import { indexAudit } from "./index-audit";
import { purgeDueKeys } from "./purge-due-keys";
import { removeExpiredRecords } from "./remove-expired-records";
import { removeOldAnswers } from "./remove-old-answers";
import type { RepeatedTask } from "./repeated";
import { rollUpUses } from "./roll-up-uses";
import { rotateDueKeys } from "./rotate-due-keys";
import { releaseZoneKeys, tendZones } from "./tend-zones";
import { watchDisk } from "./watch-disk";

/** Every kind of background work. */
export const jobTasks: readonly JobTask[] = [
  ensureAuditPartitions,
  rotateDueKeys,
  purgeDueKeys,
  removeOldAnswers,
  removeExpiredRecords,
  rollUpUses,
  detectServiceTroubles,
  detectObjectTroubles,
  deliverWebhooks,
  releaseZoneKeys,
];

/** When each is put in the queue, UTC. */
export const jobSchedule: readonly JobSchedule[] = [
  { task: ensureAuditPartitions.name, match: "17 * * * *" },
  { task: rotateDueKeys.name, match: `${ROTATION_RUN_MINUTE} * * * *` },
  { task: purgeDueKeys.name, match: "33 * * * *" },
  { task: removeOldAnswers.name, match: "47 * * * *" },
  { task: removeExpiredRecords.name, match: "23 * * * *" },
  { task: rollUpUses.name, match: "* * * * *" },
  { task: detectServiceTroubles.name, match: "* * * * *" },
  { task: detectObjectTroubles.name, match: "*/10 * * * *" },
  { task: deliverWebhooks.name, match: "* * * * *" },
  { task: releaseZoneKeys.name, match: "*/10 * * * *" },
];

/** What is repeated every few seconds. */
export const repeatedTasks: readonly RepeatedTask[] = [indexAudit, deliverAudit, tendZones, announceZones];

/** The same, by each process for itself. */
export const everywhereTasks: readonly RepeatedTask[] = [watchDisk];
