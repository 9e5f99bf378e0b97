import pg from "pg";
import { config, setConfig } from "@/lib/platform/config";
import { closeDatabases } from "@/lib/platform/db";
import { embeddedDatabaseUrl, startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { StartError } from "@/lib/platform/start-error";

/**
 * Runs a command's work with the installation's databases in reach: those of the configuration, else the embedded one, which is
 * used where it runs and started for the while where it does not. Throws StartError where there is none.
 */
export async function withDatabases<T>(work: () => Promise<T>): Promise<T> {
  const settings = config();
  const embedded = settings.databaseUrl === undefined ? await reachEmbedded(settings.dataDirectory) : null;
  if (embedded !== null) setConfig({ ...settings, databaseUrl: embedded.url });
  try {
    return await work();
  } finally {
    await closeDatabases();
    await embedded?.stop();
  }
}

async function reachEmbedded(dataDirectory: string): Promise<{ url: string; stop(): Promise<void> }> {
  const url = embeddedDatabaseUrl(dataDirectory);
  if (url === null) {
    throw new StartError(`There is no database in ${dataDirectory}: set DATABASE_URL or PELAGOS_DATA_DIR.`);
  }
  if (await answers(url)) return { url, stop: async () => {} };
  return startEmbeddedPostgres({ dataDirectory, log: () => {} });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
