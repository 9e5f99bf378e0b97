import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { Checkpointer } from "@/lib/audit/checkpointer";
import { verifyLog } from "@/lib/audit/verify-log";
import { createTestPerson, forgetEverything } from "@/lib/iam/test-home";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { checkRegion } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { acknowledgeRestore } from "@/lib/regions/restore-guard";
import { closeVault, openVault } from "@/lib/regions/vault";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { rotateKey } from "./rotate-key";
import { closeRuntime, openRuntime } from "./runtime";
import { callAs, codeOf, type TestCaller } from "./test-calls";

vi.setConfig({ testTimeout: 90_000 });

let live: TestDatabase;
let folder: string;
let ada: TestCaller;
const target = { region: "nl-01", key: "restored" };
const plaintext = Buffer.from("kept").toString("base64");

beforeAll(async () => {
  live = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-restore-"));
});
afterAll(async () => {
  await closeRuntime();
  await administer(
    `DROP DATABASE IF EXISTS ${nameOf("early")} WITH (FORCE)`,
    `DROP DATABASE IF EXISTS ${nameOf("late")} WITH (FORCE)`,
  );
  await live.drop();
  rmSync(folder, { recursive: true, force: true });
});

const nameOf = (backup: string) => `${new URL(live.url).pathname.slice(1)}_${backup}`;

async function administer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: inject("databaseServer") });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function start(): Promise<void> {
  setConfig({ ...loadConfig({}), databaseUrl: live.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
}

/** Stops the node and copies its database. */
async function backUp(backup: string): Promise<void> {
  await closeRuntime();
  await administer(`CREATE DATABASE ${nameOf(backup)} TEMPLATE ${new URL(live.url).pathname.slice(1)}`);
  await start();
}

/** Stops the node, puts a copy in place of its database and starts it. */
async function restore(backup: string): Promise<void> {
  await closeRuntime();
  const name = new URL(live.url).pathname.slice(1);
  await administer(`DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${nameOf(backup)}`);
  await start();
}

/** What the region's watch does every two seconds, after a checkpoint. */
async function seeCheckpoint(): Promise<string> {
  await new Checkpointer(homeDatabase(), checkpointKeysOf(homeDatabase())).writeNow({ when: "always" });
  return (await checkRegion(regionNamed("nl-01"))).state;
}

async function acknowledge(): Promise<number> {
  const region = regionNamed("nl-01");
  const vault = await openVault(region.database, region.slug, region.rootKeyUri);
  const { keys } = await acknowledgeRestore(region.database, region.slug, vault);
  closeVault(vault);
  return keys;
}

it("a region whose database was restored is sealed until that is acknowledged, and no version number is used again", async () => {
  await start();
  ada = await createTestPerson("ada");
  await createKey(callAs(ada, { name: "restored" }), { region: "nl-01" });
  await seeCheckpoint();
  await backUp("early");
  await rotateKey(callAs(ada), target);
  const { ciphertext } = await encrypt(callAs(ada, { plaintext }), target);
  expect(await seeCheckpoint()).toBe("available");

  await restore("early");
  expect(await checkRegion(regionNamed("nl-01"))).toMatchObject({
    state: "sealed",
    reason: expect.stringContaining("acknowledge-restore nl-01"),
  });
  expect(await codeOf(encrypt(callAs(ada, { plaintext }), target))).toBe("region_unavailable");
  expect(await codeOf(rotateKey(callAs(ada), target))).toBe("region_unavailable");

  expect(await acknowledge()).toBe(1);
  expect(await seeCheckpoint()).toBe("available");
  const rotated = await rotateKey(callAs(ada), target);
  expect(rotated.latestVersion).toBe(1_002);
  expect(await codeOf(decrypt(callAs(ada, { ciphertext }), target))).toBe("key_version_not_found");
  const again = await encrypt(callAs(ada, { plaintext }), target);
  expect((await decrypt(callAs(ada, { ciphertext: again.ciphertext }), target)).plaintext).toBe(plaintext);
  expect((await rotateKey(callAs(ada), target)).latestVersion).toBe(1_003);
  expect((await verifyLog(homeDatabase())).findings).toEqual([]);
});

it("an acknowledgement serves once: a later restore is noticed although it brings back an earlier acknowledgement", async () => {
  await seeCheckpoint();
  await backUp("late");
  await rotateKey(callAs(ada), target);
  expect(await seeCheckpoint()).toBe("available");
  await restore("late");
  expect((await checkRegion(regionNamed("nl-01"))).state).toBe("sealed");
  await homeDatabase().pool.query(
    "INSERT INTO region_restore (id, region, key_id, salt, sealed) SELECT 'rst-forged', region, key_id, salt, sealed FROM region_restore LIMIT 1",
  );
  expect((await checkRegion(regionNamed("nl-01"))).state).toBe("sealed");
  await acknowledge();
  expect((await checkRegion(regionNamed("nl-01"))).state).toBe("available");
});
