import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { checkRegion } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { deleteKey, disableKey } from "./change-status";
import { createKey } from "./create-key";
import { getKey } from "./get-key";
import { rotateDueKeys } from "./rotate-due-keys";
import { closeRuntime, openRuntime } from "./runtime";
import { updateRotation } from "./update-rotation";

const DAY_MS = 86_400_000;
let database: TestDatabase;
let folder: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-rotation-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  ({ token } = await createTestPerson("ada"));
});
afterAll(async () => {
  await closeRuntime();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function call(body?: unknown): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "api",
    method: "POST",
    path: "/test",
    clientAddress: "192.0.2.7",
    userAgent: "test",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(token, options), null, null, TEST_ORIGIN),
    body: async () => body,
  };
}

const scheduled = (name: string, rotationPeriodInDays: number) =>
  createKey(call({ name, keyRotationEnabled: true, rotationPeriodInDays }), { region: "nl-01" });
const latest = async (key: string) => (await getKey(call(), { region: "nl-01", key })).latestVersion;
const NOTHING = { rotated: 0, failed: [], waitingRegions: [] };
const run = (atMs: number) => rotateDueKeys(homeDatabase(), new Date(atMs));

it("a key rotates at the millisecond its period ends, not before, and once however many nodes look", async () => {
  const { slug, createdAt, identity } = await scheduled("on time", 90);
  const dueAtMs = new Date(createdAt).getTime() + 90 * DAY_MS;
  expect(await run(dueAtMs - 1)).toEqual(NOTHING);
  const runs = await Promise.all([run(dueAtMs), run(dueAtMs), run(dueAtMs)]);
  expect(runs.reduce((sum, { rotated }) => sum + rotated, 0)).toBe(1);
  expect(await latest(slug)).toBe(2);
  expect(await run(dueAtMs + 90 * DAY_MS - 1)).toEqual(NOTHING);
  const { rows } = await homeDatabase().pool.query(
    "SELECT action, outcome, key_version, actor_id FROM audit_record WHERE resource_id = $1 AND action LIKE 'kms.rotate%'",
    [identity],
  );
  expect(rows).toEqual([{ action: "kms.rotate.scheduled", outcome: "allowed", key_version: 2, actor_id: "" }]);
});

it("after a long time without a run a key is rotated once, and the next period counts from then", async () => {
  const { slug, createdAt } = await scheduled("long away", 1);
  const laterMs = new Date(createdAt).getTime() + 30 * DAY_MS;
  await run(laterMs);
  expect(await latest(slug)).toBe(2);
  await run(laterMs + DAY_MS - 1);
  expect(await latest(slug)).toBe(2);
  await run(laterMs + DAY_MS);
  expect(await latest(slug)).toBe(3);
});

it("a disabled key is left alone", async () => {
  const { slug, createdAt } = await scheduled("paused", 1);
  await disableKey(call(), { region: "nl-01", key: slug });
  await run(new Date(createdAt).getTime() + 5 * DAY_MS);
  expect(await latest(slug)).toBe(1);
});

it("a key pending deletion is left alone, and a schedule that is switched on needs a period and a key that may rotate", async () => {
  const { slug, createdAt } = await scheduled("going", 1);
  await deleteKey(call(), { region: "nl-01", key: slug });
  await run(new Date(createdAt).getTime() + 5 * DAY_MS);
  expect(await latest(slug)).toBe(1);
  const unscheduled = await createKey(call({ name: "no period" }), { region: "nl-01" });
  const on = updateRotation(call({ keyRotationEnabled: true }), { region: "nl-01", key: unscheduled.slug });
  await expect(on).rejects.toMatchObject({ code: "rotation_period_required" });
});

it("a rotation that cannot be recorded does not happen; the key says why, waits longer each time, and rotates at last", async () => {
  const query = (text: string, values: unknown[] = []) => homeDatabase().pool.query(text, values);
  const { slug, identity, createdAt } = await scheduled("unrecorded", 10);
  const others = await Promise.all([1, 2, 3].map((number) => scheduled(`beside it ${number}`, 10)));
  await query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.event = 'kms.rotate.scheduled' AND NEW.resource_id = '${identity}' THEN RAISE EXCEPTION 'disk on fire'; END IF;
    RETURN NEW; END $$`);
  await query("CREATE TRIGGER refuse BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION refuse()");
  const dueAtMs = new Date(createdAt).getTime() + 10 * DAY_MS + 1_000;
  const first = await run(dueAtMs);
  expect(first.failed).toEqual([identity]);
  for (const other of others) expect(await latest(other.slug)).toBe(2);
  expect(await latest(slug)).toBe(1);
  const failed = await getKey(call(), { region: "nl-01", key: slug });
  expect(failed.rotationFailure).toMatchObject({ attempts: 1, lastTriedAt: new Date(dueAtMs).toISOString() });
  expect(failed.rotationFailure?.message).not.toContain("fire");

  const HOUR_MS = 3_600_000;
  expect(await run(dueAtMs + HOUR_MS / 2)).toEqual(NOTHING);
  expect((await run(dueAtMs + HOUR_MS)).failed).toEqual([identity]);
  expect(await run(dueAtMs + 2 * HOUR_MS)).toEqual(NOTHING);
  await query("DROP TRIGGER refuse ON audit_record");
  expect((await run(dueAtMs + 3 * HOUR_MS)).rotated).toBe(1);
  const healed = await getKey(call(), { region: "nl-01", key: slug });
  expect(healed).toMatchObject({ latestVersion: 2, lastRotatedAt: new Date(dueAtMs + 3 * HOUR_MS).toISOString() });
  expect(healed.rotationFailure).toBeUndefined();
});

it("keys of a sealed region wait without counting as failed", async () => {
  const { createdAt } = await createKey(
    call({ name: "sealed in", keyRotationEnabled: true, rotationPeriodInDays: 1 }),
    {
      region: "de-01",
    },
  );
  const keyFile = join(folder, "root-keys", "de-01.key");
  renameSync(keyFile, `${keyFile}.away`);
  await checkRegion(regionNamed("de-01"));
  const waiting = await run(new Date(createdAt).getTime() + 2 * DAY_MS);
  expect(waiting.waitingRegions).toEqual(["de-01"]);
  expect(waiting.failed).toEqual([]);
  renameSync(`${keyFile}.away`, keyFile);
  await checkRegion(regionNamed("de-01"));
  const after = await run(new Date(createdAt).getTime() + 2 * DAY_MS);
  expect(after).toMatchObject({ rotated: 1, waitingRegions: [] });
});

it("RSA keys rotate beside quick ones, and a thread that is slow does not hold those up", async () => {
  const quick = await Promise.all([...Array(25).keys()].map((number) => scheduled(`quick ${number}`, 7)));
  const slow = await createKey(
    call({ name: "slow", keyType: "rsa-2048", keyRotationEnabled: true, rotationPeriodInDays: 7 }),
    { region: "nl-01" },
  );
  await run(new Date(slow.createdAt).getTime() + 7 * DAY_MS + 60_000);
  for (const { slug } of [...quick, slow]) expect(await latest(slug)).toBe(2);
});

it("keys are rotated twenty to a transaction, so that ten thousand take less than a minute", async () => {
  const made = await Promise.all([...Array(60).keys()].map((number) => scheduled(`together ${number}`, 11)));
  const dueAtMs = Math.max(...made.map(({ createdAt }) => new Date(createdAt).getTime())) + 11 * DAY_MS;
  const { rotated } = await run(dueAtMs);
  expect(rotated).toBeGreaterThanOrEqual(made.length);
  const { rows } = await homeDatabase().pool.query(
    `SELECT count(*)::int AS records, count(DISTINCT (writer, group_number))::int AS transactions FROM audit_record
     WHERE event = 'kms.rotate.scheduled' AND resource_id = ANY ($1)`,
    [made.map(({ identity }) => identity)],
  );
  expect(rows[0]?.records).toBe(made.length);
  expect(rows[0]?.transactions).toBeLessThanOrEqual(Math.ceil(rotated / 20) + 1);
});
