import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clock } from "@/lib/platform/clock";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { installationRoot } from "@/lib/platform/installation-root";
import { migrateDatabase, schemaFilter } from "@/lib/platform/migrate";
import { withSchemaEngine } from "@/lib/platform/schema-engine";
import { StartError } from "@/lib/platform/start-error";
import { tell } from "./run-program";

function readSchema(root: string): { files: { path: string; content: string }[] } {
  const folder = join(root, "prisma", "schema");
  const names = readdirSync(folder).filter((name) => name.endsWith(".prisma"));
  return { files: names.sort().map((name) => ({ path: name, content: readFileSync(join(folder, name), "utf8") })) };
}

async function difference(databaseUrl: string, root: string): Promise<string> {
  const made = await withSchemaEngine(databaseUrl, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", ...readSchema(root), configDir: root },
      to: { tag: "schemaDatamodel", ...readSchema(root) },
      script: true,
      exitCode: null,
      filters: schemaFilter,
    }),
  );
  return made.stdout ?? "";
}

async function writeMigration(databaseUrl: string, name: string): Promise<string | null> {
  const root = installationRoot();
  await migrateDatabase(databaseUrl);
  const script = await difference(databaseUrl, root);
  if (/^(\s|--.*$)*$/m.test(script) && !/^\w/m.test(script)) return null;
  const time = clock.now().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(root, "prisma", "migrations", `${time}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "migration.sql"), script);
  return join(folder, "migration.sql");
}

/**
 * `migrate new NAME` writes the migration that leads from the existing ones to prisma/schema, on a throw-away database.
 * It is applied at the next start; hand-written SQL may be added to it before.
 */
export async function migrate([action, name = ""]: readonly string[]): Promise<void> {
  if (action !== "new" || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new StartError("Usage: pelagos migrate new NAME, where NAME is lower-case words joined by underscores.");
  }
  const dataDirectory = mkdtempSync(join(tmpdir(), "pelagos-migrate-"));
  const database = await startEmbeddedPostgres({ dataDirectory, log: () => {} });
  try {
    const file = await writeMigration(database.url, name);
    tell(file ? `Wrote ${file}` : "The migrations already lead to this schema; nothing was written.");
  } finally {
    await database.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
