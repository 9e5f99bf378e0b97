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
  ).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`The schema in prisma/schema cannot be compared with the migrations.\n${reason.trim()}`, {
      cause,
    });
  });
  return made.stdout ?? "";
}

/** Digits of the present second, or whatever comes after the newest migration: they are applied in the order of their names. */
function nextNumber(folder: string): string {
  const now = clock.now().toISOString().replace(/\D/g, "").slice(0, 14);
  const newest = readdirSync(folder)
    .map((name) => /^\d{14}(?=_)/.exec(name)?.[0] ?? "")
    .sort()
    .at(-1);
  return newest === undefined || newest < now ? now : String(BigInt(newest) + 1n);
}

/**
 * Writes the migration that leads from those below `root` to its schema; `databaseUrl` is a database to try them on.
 * Returns the file and the tables it drops, or null where nothing has changed. Throws StartError where the schema is not valid.
 */
export async function writeMigration(
  databaseUrl: string,
  name: string,
  root: string,
): Promise<{ file: string; dropped: readonly string[] } | null> {
  const migrations = join(root, "prisma", "migrations");
  await migrateDatabase(databaseUrl, migrations);
  const script = await difference(databaseUrl, root);
  if (/^(\s|--.*$)*$/m.test(script) && !/^\w/m.test(script)) return null;
  const folder = join(migrations, `${nextNumber(migrations)}_${name}`);
  mkdirSync(folder);
  const file = join(folder, "migration.sql");
  writeFileSync(file, script);
  return { file, dropped: [...script.matchAll(/^DROP TABLE "([^;]+)";/gm)].map((match) => match[1] ?? "") };
}

function tellWritten({ file, dropped }: { file: string; dropped: readonly string[] }): void {
  tell(`Wrote ${file}`);
  for (const table of dropped) {
    tell(
      `It drops the table ${table}. Where hand-written SQL made that table, remove the statement and add it to lib/platform/external-tables.ts.`,
    );
  }
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
    const written = await writeMigration(database.url, name, installationRoot());
    if (written) tellWritten(written);
    else tell("The migrations already lead to this schema; nothing was written.");
  } finally {
    await database.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
