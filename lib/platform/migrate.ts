import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { externalTables } from "./external-tables";
import { installationRoot } from "./installation-root";
import { withSchemaEngine } from "./schema-engine";
import { StartError } from "./start-error";

/** Key of the advisory lock under which one node at a time migrates a database. */
const MIGRATION_LOCK = 5_093_217_640;

/** What the schema engine leaves alone. */
export const schemaFilter = { externalTables, externalEnums: [] };

/** Reads a folder of migrations in the order of their names. */
export function readMigrations(folder: string): MigrationList {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folder, path, "migration.sql"), "utf8") },
      },
    })),
  };
}

const databaseName = (url: string) => new URL(url).pathname.slice(1) || "postgres";

/** Migrations that began and did not end. Each runs in one transaction, so that nothing of them is left. */
async function unfinishedMigrations(client: pg.Client): Promise<string[]> {
  const table = await client.query("SELECT to_regclass('public._prisma_migrations') AS name");
  if (table.rows[0].name === null) return [];
  const rows = await client.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL",
  );
  return rows.rows.map((row) => row.migration_name);
}

async function failure(client: pg.Client, url: string, error: unknown): Promise<StartError> {
  const [name] = await unfinishedMigrations(client).catch(() => []);
  const lines = String(error instanceof Error ? error.message : error).split("\n");
  const reason = lines.find((line) => /^(ERROR|FATAL|Database error)|ERROR:/.test(line)) ?? lines.find(Boolean) ?? "";
  const subject = name ? `The migration ${name} failed` : "The migrations failed";
  return new StartError(
    `${subject} on the database ${databaseName(url)}: ${reason.replace(/^.*?ERROR: */, "").trim()}.`,
    { cause: error },
  );
}

async function apply(client: pg.Client, url: string, folder: string): Promise<{ applied: string[] }> {
  const migrationsList = readMigrations(folder);
  return withSchemaEngine(url, async (engine) => {
    for (const migrationName of await unfinishedMigrations(client)) {
      await engine.markMigrationRolledBack({ migrationName });
    }
    const result = await engine.applyMigrations({ migrationsList, filters: schemaFilter });
    return { applied: result.appliedMigrationNames };
  });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : "no answer";
    const { host } = new URL(url);
    throw new StartError(`The database ${databaseName(url)} at ${host} cannot be reached: ${reason}.`, { cause });
  }
}

/**
 * Brings a database to the newest schema with Prisma's own engine and migrations table, one node at a time. A migration
 * that an earlier run did not finish is tried again. Returns the names applied now.
 * Throws StartError naming the migration that failed, or the database that does not answer.
 */
export async function migrateDatabase(
  url: string,
  folder = join(installationRoot(), "prisma", "migrations"),
): Promise<{ applied: string[] }> {
  const client = await connect(url);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await apply(client, url, folder);
  } catch (error) {
    throw await failure(client, url, error);
  } finally {
    await client.end();
  }
}
