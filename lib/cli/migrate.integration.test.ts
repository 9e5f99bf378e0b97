import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { externalTables } from "@/lib/platform/external-tables";
import { installationRoot } from "@/lib/platform/installation-root";
import { migrateDatabase } from "@/lib/platform/migrate";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { writeMigration } from "./migrate";

vi.setConfig({ testTimeout: 30_000 });

const PROBE = `
enum ProbeKind {
  first
  second

  @@map("probe_kind")
}

model Probe {
  id        String    @id
  kind      ProbeKind @default(first)
  note      String    @default("it's; -- fine") @db.VarChar(80)
  amount    BigInt    @default(0)
  createdAt DateTime  @default(now()) @map("created_at") @db.Timestamptz(3)

  @@index([kind])
  @@map("probe")
}
`;

let root: string;
let database: TestDatabase;
let schema: string;
let migrations: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "pelagos-migrate-test-"));
  cpSync(join(installationRoot(), "prisma", "schema"), join(root, "prisma", "schema"), { recursive: true });
  cpSync(join(installationRoot(), "prisma", "migrations"), join(root, "prisma", "migrations"), { recursive: true });
  schema = join(root, "prisma", "schema", "region.prisma");
  migrations = join(root, "prisma", "migrations");
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
  rmSync(root, { recursive: true });
});

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function addMigration(folder: string, script: string): void {
  mkdirSync(join(migrations, folder));
  writeFileSync(join(migrations, folder, "migration.sql"), script);
}

const externalOnes = () =>
  query(`SELECT name FROM unnest('{${externalTables.join(",")}}'::text[]) AS name WHERE to_regclass(name) IS NOT NULL`);

test("an unchanged schema needs no migration", async () => {
  const before = readdirSync(migrations);
  expect(await writeMigration(database.url, "nothing", root)).toBeNull();
  expect(readdirSync(migrations)).toEqual(before);
});

test("a changed schema gets a migration that applies, leads to it, and leaves the audit tables alone", async () => {
  appendFileSync(schema, PROBE);
  const written = await writeMigration(database.url, "add_probe", root);
  expect(written?.dropped).toEqual([]);
  expect(readFileSync(written?.file ?? "", "utf8")).not.toMatch(/audit|uncredentialed/);
  const folder = basename(dirname(written?.file ?? ""));
  expect(folder).toMatch(/^[0-9]{14}_add_probe$/);
  expect(await migrateDatabase(database.url, migrations)).toEqual({ applied: [folder] });
  await query("INSERT INTO probe (id) VALUES ('one')");
  expect(await query("SELECT kind, note FROM probe")).toEqual([{ kind: "first", note: "it's; -- fine" }]);
  expect(await externalOnes()).toHaveLength(externalTables.length);
  expect(await writeMigration(database.url, "again", root)).toBeNull();
});

test("a table of hand-written SQL that nobody listed is named as dropped, not dropped in silence", async () => {
  addMigration("20261122000001_by_hand", "CREATE TABLE audit_extra (id text PRIMARY KEY);");
  const written = await writeMigration(database.url, "after_hand", root);
  expect(written?.dropped).toEqual(["audit_extra"]);
});

test("a migration comes after the newest, even one dated in the future", async () => {
  addMigration("29991231235959_by_hand", "SELECT 1;");
  appendFileSync(schema, PROBE);
  const written = await writeMigration(database.url, "add_probe", root);
  expect(
    readdirSync(migrations)
      .filter((name) => /^[0-9]/.test(name))
      .sort()
      .at(-1),
  ).toBe(basename(dirname(written?.file ?? "")));
  expect((await migrateDatabase(database.url, migrations)).applied).toHaveLength(1);
});

test("a schema that is not valid is refused with the line, and nothing is written", async () => {
  appendFileSync(schema, "\nmodel Probe {\n  id Strng @id\n}\n");
  const before = readdirSync(migrations);
  const refusal: unknown = await writeMigration(database.url, "broken", root).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: "StartError", message: expect.stringMatching(/Strng[\s\S]*region\.prisma/) });
  expect(readdirSync(migrations)).toEqual(before);
});
