import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import type { SpawnedServer } from "./spawn-server";
import { type TestInstallation, testInstallation } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let own: TestDatabase;
let installation: TestInstallation;
let server: SpawnedServer;
let home: pg.Client;

beforeAll(async () => {
  own = await createTestDatabase();
  installation = await testInstallation([{ slug: "near" }, { slug: "far", databaseUrl: own.url }]);
  server = await installation.serve();
  home = new pg.Client({ connectionString: installation.database.url });
  await home.connect();
  for (const region of ["near", "far"]) {
    expect((await installation.call(server, "POST", `/${region}/keys`, { name: "same name" })).status).toBe(201);
  }
});
afterAll(async () => {
  await home.end();
  await installation.end();
  await own.drop();
});

const encryptIn = (region: string) =>
  installation.call(server, "POST", `/${region}/keys/same-name/encrypt`, { plaintext: "aGVsbG8=" });

async function inOwnDatabase<Row>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

it("keys and records of a region with its own database are in that database only", async () => {
  expect((await encryptIn("far")).status).toBe(200);
  const places = "SELECT region, count(*)::int AS count FROM kms_key GROUP BY region";
  expect(await inOwnDatabase(places)).toEqual([{ region: "far", count: 1 }]);
  expect((await home.query(places)).rows).toEqual([{ region: "near", count: 1 }]);
  const records = "SELECT DISTINCT region FROM audit_record WHERE event = 'kms.encrypt'";
  expect(await inOwnDatabase(records)).toEqual([{ region: "far" }]);
});

it("a revoked token is refused within a second where the region's database is its own", async () => {
  expect((await encryptIn("far")).status).toBe(200);
  await home.query("UPDATE access_token SET revoked_at = now()");
  await home.query("UPDATE access_epoch SET epoch = epoch + 1");
  await expect.poll(async () => (await encryptIn("far")).status, { timeout: 1_000, interval: 50 }).toBe(401);
  await home.query("UPDATE access_token SET revoked_at = NULL");
  await home.query("UPDATE access_epoch SET epoch = epoch + 1");
  await expect.poll(async () => (await encryptIn("far")).status, { timeout: 3_000 }).toBe(200);
});

it("a region whose database is gone answers 503 and shows as unavailable; the other does not notice", async () => {
  await own.drop();
  await expect.poll(async () => (await encryptIn("far")).status, { timeout: 5_000 }).toBe(503);
  expect((await encryptIn("near")).status).toBe(200);
  const answer = await fetch(`${server.url}/v1/kms/summary`, {
    headers: { authorization: `Bearer ${installation.token}` },
  });
  const { regions } = await answer.json();
  const available = regions.map((region: { slug: string; kmsAvailable: boolean }) => [
    region.slug,
    region.kmsAvailable,
  ]);
  expect(Object.fromEntries(available)).toEqual({ near: true, far: false });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});
