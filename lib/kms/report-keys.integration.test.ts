import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rollUpUses } from "@/lib/metering/roll-up";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { cancelDeletion, deleteKey, disableKey, enableKey } from "./change-status";
import { encrypt } from "./encrypt";
import { inventoryAsCsv, rotationAsCsv } from "./key-report-csv";
import { reportKeys } from "./report-keys";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const call = (body?: unknown) => callAs(kms.ada, body);
const target = (key: string) => ({ region: "nl-01", key });
const report = (query: unknown = {}, caller = kms.ada) => reportKeys(callAs(caller), query);
const reported = async (identity: string, query: unknown = {}) =>
  (await report(query)).keys.find((key) => key.identity === identity);

/** A moment with nothing in the same millisecond, before or after. */
async function moment(): Promise<string> {
  await sleep(3);
  const at = clock.now().toISOString();
  await sleep(3);
  return at;
}

it("a past moment shows status and versions of then, the present those of now", async () => {
  const before = await moment();
  const { slug, identity } = await kms.makeKey({});
  const made = await moment();
  await rotateKey(call(), target(slug));
  await disableKey(call(), target(slug));
  const disabled = await moment();
  await deleteKey(call(), target(slug));
  const pending = await moment();
  await cancelDeletion(call(), target(slug));
  const cancelled = await moment();
  await enableKey(call(), target(slug));

  expect(await reported(identity, { at: before })).toBeUndefined();
  expect(await reported(identity, { at: made })).toMatchObject({
    ...{ status: "active", statusFrom: "creation", versions: 1, latestVersion: 1 },
  });
  expect(await reported(identity, { at: disabled })).toMatchObject({
    ...{ status: "disabled", statusFrom: "record", versions: 2, latestVersion: 2 },
  });
  expect((await reported(identity, { at: pending }))?.status).toBe("pending_deletion");
  expect((await reported(identity, { at: cancelled }))?.status).toBe("disabled");
  expect(await reported(identity)).toMatchObject({ status: "active", statusFrom: "now" });
});

it("a key that was purged since is still in the report of a moment before, and in none after", async () => {
  const { slug, identity } = await kms.makeKey({});
  await deleteKey(call(), target(slug));
  const before = await moment();
  await kms.query("UPDATE kms_key SET purged_at = now() WHERE id = $1", [identity]);
  expect(await reported(identity, { at: before })).toMatchObject({ status: "pending_deletion" });
  expect((await reported(identity, { at: before }))?.purgedAt).not.toBeNull();
  expect(await reported(identity, { at: await moment() })).toBeUndefined();
  expect(await reported(identity)).toBeUndefined();
});

it("a newest version is judged by the key's schedule, else by the limit asked for", async () => {
  const scheduled = await kms.makeKey({ keyRotationEnabled: true, rotationPeriodInDays: 30 });
  const free = await kms.makeKey({});
  const old = "UPDATE kms_key_version SET created_at = now() - interval '40 days' WHERE key_id = ANY ($1)";
  await kms.query(old, [[scheduled.identity, free.identity]]);
  expect((await reported(scheduled.identity))?.rotation).toMatchObject({ verdict: "overdue", limitInDays: 30 });
  expect((await reported(free.identity))?.rotation).toMatchObject({ verdict: "compliant", limitInDays: 365 });
  expect((await reported(free.identity, { limit: "39" }))?.rotation.verdict).toBe("overdue");
});

it("the last use is shown, of past moments to the full hour", async () => {
  const { slug, identity } = await kms.makeKey({});
  await encrypt(call({ plaintext: "aGVsbG8=" }), target(slug));
  await rollUpUses(homeDatabase());
  const now = await reported(identity);
  expect(Date.parse(now?.lastUsedAt ?? "")).toBeGreaterThan(clock.nowMs() - 60_000);
  expect((await reported(identity, { at: await moment() }))?.lastUsedAt).toBeNull();
  await kms.query("UPDATE kms_key SET created_at = now() - interval '9 days' WHERE id = $1", [identity]);
  await kms.query("UPDATE kms_key_version SET created_at = now() - interval '9 days' WHERE key_id = $1", [identity]);
  const hour = new Date(Math.floor(clock.nowMs() / 3_600_000) * 3_600_000 - 48 * 3_600_000);
  await kms.query("UPDATE key_use_hour SET hour = $2 WHERE key_id = $1 AND event = 'kms.encrypt'", [identity, hour]);
  expect((await reported(identity, { at: await moment() }))?.lastUsedAt).toBe(hour.toISOString());
});

it("nobody reads another organisation's keys, and a moment to come or none is refused", async () => {
  await kms.makeKey({});
  expect((await report({}, kms.eve)).keys).toEqual([]);
  expect(await codeOf(report({ at: "2999-01-01T00:00:00Z" }))).toBe("invalid_request");
  expect(await codeOf(report({ at: "yesterday" }))).toBe("invalid_request");
  expect(await codeOf(report({ limit: "0" }))).toBe("invalid_request");
  expect(await codeOf(report({ days: "3" }))).toBe("invalid_request");
});

it("files have a row for each key, and no cell that a spreadsheet would run", async () => {
  const { identity } = await kms.makeKey({ name: "=cmd orders" });
  const found = await report();
  for (const csv of [inventoryAsCsv(found), rotationAsCsv(found)]) {
    const lines = csv.trimEnd().split("\r\n");
    expect(lines).toHaveLength(found.keys.length + 1);
    const columns = lines[0]?.split(",").length;
    expect(lines.every((line) => line.split(",").length === columns)).toBe(true);
    expect(lines.find((line) => line.includes(identity))).toContain(`${identity},'=cmd orders,`);
  }
});
