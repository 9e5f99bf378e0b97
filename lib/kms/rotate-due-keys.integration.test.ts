import { mkdtempSync, rmSync } from "node:fs";
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
import { disableKey } from "./change-status";
import { createKey } from "./create-key";
import { getKey } from "./get-key";
import { rotateDueKeys } from "./rotate-due-keys";
import { closeRuntime, openRuntime } from "./runtime";

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
const run = (atMs: number) => rotateDueKeys(homeDatabase(), new Date(atMs));

it("a key rotates at the millisecond its period ends, not before, and once however many nodes look", async () => {
  const { slug, createdAt, identity } = await scheduled("on time", 90);
  const dueAtMs = new Date(createdAt).getTime() + 90 * DAY_MS;
  expect(await run(dueAtMs - 1)).toEqual({ rotated: 0, failed: [] });
  const runs = await Promise.all([run(dueAtMs), run(dueAtMs), run(dueAtMs)]);
  expect(runs.reduce((sum, { rotated }) => sum + rotated, 0)).toBe(1);
  expect(await latest(slug)).toBe(2);
  expect(await run(dueAtMs + 90 * DAY_MS - 1)).toEqual({ rotated: 0, failed: [] });
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
