import { auditVolume } from "@/lib/audit/audit-volume";
import type { Storage } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { config } from "@/lib/platform/config";
import { type Database, homeDatabase } from "@/lib/platform/db";
import { diskSpace } from "@/lib/platform/disk-space";
import { log } from "@/lib/platform/log";
import { allRegions } from "@/lib/regions/registry";

/**
 * What the databases and their audit logs take, how fast they grow and for how long the disk will do. For platform
 * administrators only: it tells how much all organisations together do. Errors, beside those of the door: permission_denied.
 */
export function readStorage(call: Call): Promise<Storage> {
  const act = {
    ...{ action: call.method, event: "platform.storage.read", region: null, asked: "" },
    ...({ feature: null, ofPrincipal: true } as const),
  };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    attempt.resource = { type: "platform", id: "" };
    if (!caller.principal.isPlatformAdministrator) {
      throw new KmsError("permission_denied", { message: "Only platform administrators may do this." });
    }
    const databases = [...new Set([homeDatabase(), ...allRegions().map(({ database }) => database)])];
    const found = await Promise.all(databases.map((database) => sizeOf(database)));
    return {
      databases: found.flatMap(({ size }) => size ?? []),
      retentionInMonths: config().auditRetentionMonths,
      unavailableRegions: found.flatMap(({ size, regions }) => (size === null ? regions : [])),
    };
  });
}

async function sizeOf(database: Database): Promise<{ regions: string[]; size: Storage["databases"][number] | null }> {
  const regions = allRegions()
    .filter((region) => region.database === database)
    .map(({ slug }) => slug);
  const freeBytes = database === homeDatabase() ? diskSpace().freeBytes : null;
  try {
    const [volume, whole] = await Promise.all([
      auditVolume(database, freeBytes),
      database.pool.query<{ bytes: number }>("SELECT pg_database_size(current_database())::float8 AS bytes"),
    ]);
    const { bytes: auditBytes, records, bytesPerRecord, bytesPerDay, daysLeft } = volume;
    const figures = { auditBytes, records, bytesPerRecord, bytesPerDay, freeBytes, daysLeft };
    return { regions, size: { regions, databaseBytes: whole.rows[0]?.bytes ?? 0, ...figures } };
  } catch (error) {
    log.warn({ database: database.name, error: String(error) }, "size of a database cannot be read");
    return { regions, size: null };
  }
}
