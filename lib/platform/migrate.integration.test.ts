import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installationRoot } from "./installation-root";
import { migrateDatabase } from "./migrate";
import { createTestDatabase, type TestDatabase } from "./test-database";

let database: TestDatabase;
let folder: string;
let client: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-migrations-"));
  cpSync(join(installationRoot(), "prisma", "migrations"), folder, { recursive: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function addMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

const tableExists = async (name: string) =>
  (await client.query("SELECT to_regclass($1) IS NOT NULL AS found", [name])).rows[0].found;

test("a migrated database needs nothing more", async () => {
  expect(await migrateDatabase(database.url)).toEqual({ applied: [] });
});

test("two nodes that start together apply each migration once", async () => {
  addMigration("20990101000000_next", "CREATE TABLE next (id int PRIMARY KEY);");
  const results = await Promise.all([migrateDatabase(database.url, folder), migrateDatabase(database.url, folder)]);
  expect(results.flatMap((result) => result.applied)).toEqual(["20990101000000_next"]);
});

test("semicolons in function bodies and comments do not cut a migration", async () => {
  const body = "CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$; -- one; two";
  addMigration("20990101000000_function", body);
  await migrateDatabase(database.url, folder);
  expect((await client.query("SELECT answer()")).rows).toEqual([{ answer: 42 }]);
});

test("a failed migration is named, leaves nothing behind and is tried again once repaired", async () => {
  addMigration("20990101000000_broken", "CREATE TABLE half (id int); CREATE TABLE broken (id no_such_type);");
  await expect(migrateDatabase(database.url, folder)).rejects.toThrow(
    /^The migration 20990101000000_broken failed on the database test_\w+: type "no_such_type" does not exist\.$/,
  );
  expect(await tableExists("half")).toBe(false);
  addMigration("20990101000000_broken", "CREATE TABLE half (id int);");
  expect(await migrateDatabase(database.url, folder)).toEqual({ applied: ["20990101000000_broken"] });
  expect(await tableExists("half")).toBe(true);
});

test("a database that does not answer is one sentence", async () => {
  await expect(migrateDatabase("postgresql://nobody@127.0.0.1:1/absent")).rejects.toThrow(
    /^The database absent at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED.*\.$/,
  );
});
