import { flushCallCounts } from "@/lib/audit/call-counts";
import { startCheckpoints, stopCheckpoints } from "@/lib/audit/checkpointer";
import { requireDurable } from "@/lib/audit/durability";
import { closeWriters, writersOf } from "@/lib/audit/writers";
import { prices } from "@/lib/metering/prices";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { closeDatabases, databaseAt, homeDatabase } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { doesBackgroundWork } from "@/lib/platform/process-role";
import { shared } from "@/lib/platform/shared";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { startRegionWatch, stopRegionWatch } from "@/lib/regions/health";
import { databaseUrls, openRegistry } from "@/lib/regions/registry";
import { closeCryptoThreads } from "./crypto-threads";
import { clearKeyCache } from "./key-cache";

const runtime = () => shared<{ opened: Promise<void> | null }>("runtime", () => ({ opened: null }));

/**
 * Opens what every call needs: databases that keep what they confirm, the region registry, region keys, health checks.
 * Once per process, however often it is called; a failed opening is tried again by the next call. The databases must be
 * migrated. Throws StartError.
 */
export function openRuntime(): Promise<void> {
  const held = runtime();
  held.opened ??= open().catch((error: unknown) => {
    held.opened = null;
    throw error;
  });
  return held.opened;
}

async function open(): Promise<void> {
  await openRegistry();
  prices();
  const home = homeDatabase();
  for (const url of databaseUrls()) {
    const database = databaseAt(url);
    try {
      await requireDurable(database);
      await database.pool.query("SELECT audit_ensure_partitions($1)", [clock.now()]);
      await writersOf(database).changes.warm();
    } catch (error) {
      // A region that is down must not keep the others from starting.
      if (database === home || (error instanceof Error && error.name === "StartError")) throw error;
      log.error({ database: database.name, error: String(error) }, "region database not reachable at start");
    }
  }
  await startRegionWatch();
  if (!config().auditCheckpoints || !doesBackgroundWork()) return;
  for (const url of databaseUrls()) startCheckpoints(databaseAt(url), checkpointKeysOf(databaseAt(url)));
}

/** Writes what is queued for the audit log, then lets go of keys and connections. */
export async function closeRuntime(): Promise<void> {
  const held = runtime();
  if (held.opened === null) return;
  held.opened = null;
  await closeCryptoThreads();
  await closeWriters();
  await stopCheckpoints();
  await flushCallCounts(homeDatabase());
  clearKeyCache();
  stopRegionWatch();
  await closeDatabases();
}
