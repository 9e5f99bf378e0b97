import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject } from "@/lib/access/projects";
import { encrypt } from "@/lib/kms/encrypt";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { rollUpUses } from "@/lib/metering/roll-up";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { readKeyPage } from "./key-page";
import { readKeyReviews } from "./key-review";
import { readKeyUse } from "./key-use";
import { readStorage } from "./storage";
import { readUsagePage } from "./usage-page";

let kms: TestKms;
const NONE = { unused: 0, exportable: 0, unscheduled: 0, near_limit: 0, unavailableRegions: [] };
const PLAINTEXT = Buffer.from("hello").toString("base64");

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(async () => {
  await kms.close();
});

const reviews = (person = kms.ada) => readKeyReviews(callAs(person, undefined, { method: "GET" }));
const listed = async (review: string) =>
  (await readKeyPage(callAs(kms.ada, undefined, { method: "GET" }), { review })).keys.map(({ name }) => name);

test("each review counts what its list shows, and nothing of others", async () => {
  setConfig({ ...config(), encryptionsPerVersionMax: 4 });
  expect(await reviews()).toEqual(NONE);
  const used = await kms.makeKey({ name: "used", keyRotationEnabled: true, rotationPeriodInDays: 90 });
  const idle = await kms.makeKey({ name: "idle", exportAllowed: true });
  await kms.makeKey({ name: "young", keyRotationEnabled: true, rotationPeriodInDays: 90 });
  await kms.query("UPDATE kms_key SET created_at = now() - interval '91 days' WHERE id = ANY ($1)", [
    [used.identity, idle.identity],
  ]);
  const target = { region: "nl-01", key: used.identity };
  for (let call = 0; call < 2; call += 1) await encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }), target);
  await rollUpUses(homeDatabase());

  expect(await reviews()).toEqual({ ...NONE, unused: 1, exportable: 1, unscheduled: 1, near_limit: 1 });
  expect(await listed("unused")).toEqual(["idle"]);
  expect(await listed("exportable")).toEqual(["idle"]);
  expect(await listed("unscheduled")).toEqual(["idle"]);
  expect(await listed("near_limit")).toEqual(["used"]);
  expect(await reviews(kms.eve)).toEqual(NONE);
  expect(await codeOf(listed("everything"))).toBe("invalid_request");

  await rotateKey(callAs(kms.ada), target);
  expect((await reviews()).near_limit, "the new version starts from none").toBe(0);
  await kms.query("UPDATE key_use_total SET last_used_at = last_used_at - interval '90 days'");
  expect((await reviews()).unused).toBe(2);
});

test("the page about usage adds the same figures up by month, project and key", async () => {
  await createProject(callAs(kms.ada, { name: "Production" }));
  const page = await readUsagePage(callAs(kms.ada, undefined, { method: "GET" }), {});
  const sum = (rows: readonly { kmsKeys: number; kmsApiCalls: number }[]) => ({
    kmsKeys: rows.reduce((total, { kmsKeys }) => total + kmsKeys, 0),
    kmsApiCalls: rows.reduce((total, { kmsApiCalls }) => total + kmsApiCalls, 0),
  });
  expect(page.total.kmsApiCalls).toBeGreaterThan(2);
  for (const rows of [page.months, page.projects, page.keys]) expect(sum(rows)).toEqual(sum([page.total]));
  expect(page.projects.map(({ projectId }) => projectId)).toEqual([null]);
  expect(page.keys[0]).toMatchObject({ name: "used", region: "nl-01", projectSlug: null, deletedAt: null });
  expect(page.keyCount).toBe(3);
  const long = await readUsagePage(callAs(kms.ada), { from: `${Number(page.to.slice(0, 4)) - 1}${page.to.slice(4)}` });
  expect(long.months).toHaveLength(13);
  expect((await readUsagePage(callAs(kms.eve), {})).keys).toEqual([]);
});

test("a version's last user is named on the page of its key", async () => {
  const use = await readKeyUse(callAs(kms.ada), { region: "nl-01", key: "used" }, {});
  expect(use.names).toEqual({ [kms.ada.userId]: "ada" });
  expect(use.versions[0]).toMatchObject({ version: 1, calls: 2, lastUsedBy: kms.ada.userId });
  expect(use.objectVersion).toBe(2);
  expect(await codeOf(readKeyUse(callAs(kms.eve), { region: "nl-01", key: "used" }, {}))).toBe("key_not_found");
});

test("what the databases take is told platform administrators only, and a refusal is on record", async () => {
  const refused = callAs(kms.eve, undefined, { method: "GET" });
  expect(await codeOf(readStorage(refused))).toBe("permission_denied");
  expect(await kms.recordsOf(refused)).toMatchObject([{ event: "platform.storage.read", outcome: "refused" }]);
  await kms.query("UPDATE app_user SET is_platform_administrator = true WHERE id = $1", [kms.ada.userId]);
  const { databases } = await readStorage(callAs(kms.ada, undefined, { method: "GET" }));
  expect(databases).toHaveLength(1);
  expect(databases[0]?.regions).toContain("nl-01");
  expect(databases[0]?.databaseBytes).toBeGreaterThan(databases[0]?.auditBytes ?? 0);
});
