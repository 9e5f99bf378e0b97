import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BootstrapFacts } from "@/lib/iam/bootstrap";
import { prepareJobs } from "@/lib/jobs/harness";
import { openRuntime } from "@/lib/kms/runtime";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { log } from "@/lib/platform/log";
import { migrateDatabase } from "@/lib/platform/migrate";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { configuredRegions, databaseUrls } from "@/lib/regions/registry";
import { bootstrapFirst } from "./bootstrap-first";
import { tell } from "./run-program";

/** Pause between attempts to migrate a region's database that did not answer at start, in milliseconds. */
const RETRY_MS = 15_000;

/** An installation whose databases run and are migrated. */
export interface PreparedInstallation {
  /** Where the first administrator's facts are kept, mode 0600. */
  bootstrapFile: string;
  /** Present where nobody has been shown them yet: this start, or one that was killed, created the first administrator. */
  facts: BootstrapFacts | null;
  /** Stops the embedded database, where there is one. */
  release(): Promise<void>;
}

async function startDatabase(): Promise<EmbeddedPostgres | null> {
  const settings = config();
  if (settings.databaseUrl !== undefined) return null;
  const database = await startEmbeddedPostgres({ dataDirectory: settings.dataDirectory, log: tell });
  setConfig({ ...settings, databaseUrl: database.url });
  return database;
}

/** Pools count as ended before the server has read their goodbye; without the pause it would call each one cut off. */
async function stopDatabase(database: EmbeddedPostgres | null): Promise<void> {
  await sleep(100);
  await database?.stop();
}

async function migrate(url: string): Promise<void> {
  const { applied } = await migrateDatabase(url);
  await prepareJobs(url);
  if (applied.length > 0) tell(`Database ${new URL(url).pathname.slice(1)}: applied ${applied.join(", ")}`);
}

const isUnreachable = (error: unknown) => error instanceof Error && / cannot be reached: /.test(error.message);

/** A region that is down must not keep the others from starting: its database is migrated when it answers. */
function migrateLater(url: string): void {
  const timer = setTimeout(async () => {
    try {
      await migrate(url);
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, "region database not migrated");
      if (isUnreachable(error)) migrateLater(url);
    }
  }, RETRY_MS);
  timer.unref();
}

async function migrateEverywhere(): Promise<void> {
  const [home, ...regions] = databaseUrls();
  if (home !== undefined) await migrate(home);
  for (const url of regions) {
    try {
      await migrate(url);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      log.error({ error: error instanceof Error ? error.message : String(error) }, "region database not reachable");
      migrateLater(url);
    }
  }
}

/** What the log's checkpoints can later be checked against; null where the home root key does not open the key that signs them. */
async function auditFingerprint(): Promise<string | null> {
  try {
    const { fingerprint } = await checkpointKeysOf(homeDatabase()).first();
    return fingerprint;
  } catch (error) {
    log.error({ error: String(error) }, "the key that signs audit checkpoints cannot be opened");
    return null;
  }
}

/**
 * Everything that happens once per server, before its processes answer calls: the embedded database, migrations, root
 * keys, the first administrator. Throws StartError.
 */
export async function prepareInstallation(): Promise<PreparedInstallation> {
  const bootstrapFile = join(config().dataDirectory, "bootstrap.json");
  const database = await startDatabase();
  try {
    await migrateEverywhere();
    await openRuntime();
    const facts = await bootstrapFirst(bootstrapFile, configuredRegions()[0]?.slug ?? "", await auditFingerprint());
    return { bootstrapFile, facts, release: () => stopDatabase(database) };
  } catch (error) {
    await database?.stop();
    throw error;
  }
}
