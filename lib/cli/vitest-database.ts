import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { installationRoot } from "@/lib/platform/installation-root";
import { migrateDatabase } from "@/lib/platform/migrate";
import { TEMPLATE_DATABASE } from "@/lib/platform/test-database";
import { bundleCryptoThread, bundleOptions } from "./bundle";

/**
 * Starts one real PostgreSQL for the whole test run, with a migrated template that each test copies, and bundles the
 * server for tests that need whole processes (`TEST_SERVER` in spawn-server).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build({ ...bundleOptions({ server: "server.ts" }), outdir: join(installationRoot(), "dist", "test") });
  await bundleCryptoThread();
  const dataDirectory = mkdtempSync(join(tmpdir(), "pelagos-test-"));
  const database = await startEmbeddedPostgres({ dataDirectory, log: () => {} });
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await admin.end();
  const template = new URL(database.url);
  template.pathname = `/${TEMPLATE_DATABASE}`;
  await migrateDatabase(template.href);
  project.provide("databaseServer", database.url);
  return async () => {
    await database.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
}
