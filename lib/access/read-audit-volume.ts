import { auditVolume } from "@/lib/audit/audit-volume";
import type { AuditVolumeMessage } from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import { homeDatabase } from "@/lib/platform/db";
import { diskSpace } from "@/lib/platform/disk-space";
import { accessRead } from "./access-verb";

/**
 * What the audit log of the home database takes, and for how many days its disk has room at the rate of the last week. For platform
 * administrators, as it tells of every organisation. Errors: permission_denied.
 */
export const readAuditVolume = accessRead({
  event: "audit.volume.read",
  permission: "audit_log:read",
  resourceType: "audit_log",
  async run({ caller }): Promise<AuditVolumeMessage> {
    if (!caller.principal.isPlatformAdministrator) {
      throw new KmsError("permission_denied", { message: "Only platform administrators may see this." });
    }
    const { bytesPerRecord, bytesPerDay, recordsPerDay, daysLeft } = await auditVolume(
      homeDatabase(),
      diskSpace().freeBytes,
    );
    return {
      bytesPerRecord: Math.round(bytesPerRecord),
      bytesPerDay: Math.round(bytesPerDay),
      recordsPerDay: Math.round(recordsPerDay),
      daysLeft: daysLeft === null ? null : Math.floor(daysLeft),
    };
  },
});
