import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { deleteKey } from "@/lib/kms/change-status";
import { encrypt } from "@/lib/kms/encrypt";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { rollUpUses } from "@/lib/metering/roll-up";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { checkRegion } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { detectObjectEvents, detectServiceEvents } from "./detect";
import { getEvent, listEvents, updateEvent } from "./events";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PLAINTEXT = Buffer.from("hello").toString("base64");
let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterEach(async () => {
  await kms.query("DELETE FROM event");
  await kms.query("UPDATE kms_key SET purged_at = now()");
});
afterAll(() => kms.close());

const call = (body?: unknown) => callAs(kms.ada, body);
const after = (from: string | Date, ms: number) => new Date(new Date(from).getTime() + ms);
const list = async (query: Record<string, unknown> = {}) => (await listEvents(call(), query)).events;
const kinds = async (query: Record<string, unknown> = {}) =>
  (await list(query)).map(({ kind, state }) => `${kind} ${state}`);

it("a schedule's troubles open and close events as they come and go, one at a time", async () => {
  const key = await kms.makeKey({ keyRotationEnabled: true, rotationPeriodInDays: 30 });
  await detectObjectEvents(after(key.createdAt, 22 * DAY_MS));
  expect(await kinds()).toEqual([]);
  await detectObjectEvents(after(key.createdAt, 24 * DAY_MS));
  expect(await kinds()).toEqual(["key.rotation_due_soon open"]);
  await detectObjectEvents(after(key.createdAt, 30 * DAY_MS + HOUR_MS));
  expect(await kinds({ state: "open" })).toEqual([]);
  await detectObjectEvents(after(key.createdAt, 30 * DAY_MS + 2 * HOUR_MS));
  expect(await kinds({ state: "open" })).toEqual(["key.rotation_overdue open"]);
  await kms.query("INSERT INTO kms_rotation_failure VALUES ($1, 2, 'no', now(), now())", [key.identity]);
  await detectObjectEvents(after(key.createdAt, 30 * DAY_MS + 3 * HOUR_MS));
  expect(await list({ state: "open" })).toMatchObject([
    {
      kind: "key.rotation_failed",
      severity: "critical",
      details: { attempts: 2, version: 1 },
      subject: { identity: key.identity },
    },
  ]);
  await kms.query("UPDATE kms_rotation_failure SET attempts = 3");
  await detectObjectEvents(after(key.createdAt, 30 * DAY_MS + 4 * HOUR_MS));
  expect(await list({ state: "open" })).toMatchObject([{ details: { attempts: 3 } }]);
  expect(await kinds()).toHaveLength(3);
});

it("a short period is not announced", async () => {
  const key = await kms.makeKey({ keyRotationEnabled: true, rotationPeriodInDays: 2 });
  await detectObjectEvents(after(key.createdAt, DAY_MS));
  expect(await kinds()).toEqual([]);
});

it("a deletion is announced at seven days and at one, and a use meanwhile is an alarm", async () => {
  const { slug } = await kms.makeKey({});
  expect(await codeOf(encrypt(call({ plaintext: 1 }), { region: "nl-01", key: slug }))).toBe("invalid_request");
  const { deletionScheduledAt = "" } = await deleteKey(call(), { region: "nl-01", key: slug });
  await detectObjectEvents(new Date());
  expect(await kinds()).toEqual([]);
  expect(await codeOf(encrypt(call({ plaintext: PLAINTEXT }), { region: "nl-01", key: slug }))).toBe("key_not_usable");
  expect(await codeOf(encrypt(callAs(kms.eve, { plaintext: PLAINTEXT }), { region: "nl-01", key: slug }))).toBe(
    "key_not_found",
  );
  await detectObjectEvents(new Date());
  expect(await list()).toMatchObject([{ kind: "key.used_while_pending_deletion", details: { calls: 1 } }]);
  await detectObjectEvents(after(deletionScheduledAt, -7 * DAY_MS));
  expect(await kinds({ state: "open" })).toEqual(["key.deletion_in_7_days open"]);
  await detectObjectEvents(after(deletionScheduledAt, -DAY_MS));
  expect(await kinds({ state: "open" })).toEqual(["key.deletion_in_1_day open"]);
});

it("a version is reported at half of what is safe", async () => {
  setConfig({ ...config(), encryptionsPerVersionMax: 4 });
  const { slug } = await kms.makeKey({});
  const use = () => encrypt(call({ plaintext: PLAINTEXT }), { region: "nl-01", key: slug });
  await use();
  await rollUpUses(homeDatabase());
  await detectObjectEvents(new Date());
  expect(await kinds()).toEqual([]);
  await use();
  await rollUpUses(homeDatabase());
  await detectObjectEvents(new Date());
  expect(await list()).toMatchObject([{ kind: "key.version_near_limit", details: { encryptions: 2, max: 4 } }]);
});

it("a sealed region is everybody's event, and closes when it is back", async () => {
  const keyFile = join(config().dataDirectory, "root-keys", "de-01.key");
  renameSync(keyFile, `${keyFile}.away`);
  await checkRegion(regionNamed("de-01"));
  await detectServiceEvents(new Date());
  await detectServiceEvents(new Date());
  for (const person of [kms.ada, kms.eve]) {
    const { events } = await listEvents(callAs(person), { state: "open" });
    expect(events).toMatchObject([{ kind: "region.sealed", region: "de-01", state: "open" }]);
  }
  renameSync(`${keyFile}.away`, keyFile);
  await checkRegion(regionNamed("de-01"));
  await detectServiceEvents(new Date());
  expect(await kinds()).toEqual(["region.sealed closed"]);
});

it("dismissing and snoozing are one organisation's own, and end nothing", async () => {
  const keyFile = join(config().dataDirectory, "root-keys", "de-01.key");
  renameSync(keyFile, `${keyFile}.away`);
  await checkRegion(regionNamed("de-01"));
  await detectServiceEvents(new Date());
  const [event] = await list({ state: "attention" });
  const id = event?.identity ?? "";
  await updateEvent(call({ dismissed: true }), id);
  expect(await kinds({ state: "attention" })).toEqual([]);
  expect(await kinds({ state: "open" })).toEqual(["region.sealed open"]);
  expect((await listEvents(callAs(kms.eve), { state: "attention" })).events).toHaveLength(1);
  await updateEvent(call({ dismissed: false, snoozedUntil: after(new Date(), HOUR_MS).toISOString() }), id);
  expect(await kinds({ state: "attention" })).toEqual([]);
  await updateEvent(call({ snoozedUntil: null }), id);
  expect(await kinds({ state: "attention" })).toEqual(["region.sealed open"]);
  expect(await codeOf(updateEvent(call({}), id))).toBe("invalid_request");
  expect(await codeOf(updateEvent(call({ snoozedUntil: "2020-01-01T00:00:00Z" }), id))).toBe("invalid_request");
  renameSync(`${keyFile}.away`, keyFile);
  await checkRegion(regionNamed("de-01"));
});

it("events of an organisation are its own, and a list goes on page by page without gaps", async () => {
  const keys = await Promise.all(
    Array.from({ length: 7 }, () => kms.makeKey({ keyRotationEnabled: true, rotationPeriodInDays: 30 })),
  );
  await detectObjectEvents(after(keys.at(-1)?.createdAt ?? "", 25 * DAY_MS));
  expect((await listEvents(callAs(kms.eve), {})).events).toEqual([]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEvents(call(), { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.events.map(({ subject }) => subject.identity));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.toSorted()).toEqual(keys.map(({ identity }) => identity).toSorted());
  const [first] = await list();
  expect(await getEvent(call(), first?.identity ?? "")).toEqual(first);
  expect(await codeOf(getEvent(callAs(kms.eve), first?.identity ?? ""))).toBe("object_not_found");
  expect(await codeOf(updateEvent(callAs(kms.eve, { dismissed: true }), first?.identity ?? ""))).toBe(
    "object_not_found",
  );
  expect(await codeOf(listEvents(call(), { cursor: "nonsense" }))).toBe("invalid_request");
});

it("credentials are announced before they expire", async () => {
  await kms.query(
    `INSERT INTO service_account (id, organisation_id, name, slug, created_at, updated_at)
     VALUES ('sa-0123456789abcdefghij', $1, 'ci', 'ci', now(), now())`,
    [kms.ada.organisationId],
  );
  await kms.query(
    `INSERT INTO access_credential (id, service_account_id, name, access_key, secret_hash, expires_at, created_at)
     VALUES ('cred-0123456789abcdefghij', 'sa-0123456789abcdefghij', 'build', 'k', '', '2031-06-30T12:00:00Z', now())`,
  );
  await detectObjectEvents(new Date("2031-06-16T11:59:59Z"));
  expect(await kinds()).toEqual([]);
  await detectObjectEvents(new Date("2031-06-16T12:00:00Z"));
  expect(await list()).toMatchObject([
    { kind: "credential.expires_in_14_days", subject: { name: "build" }, details: { owner: "ci" } },
  ]);
  await detectObjectEvents(new Date("2031-06-27T12:00:00Z"));
  expect(await kinds({ state: "open" })).toEqual(["credential.expires_in_3_days open"]);
  await detectObjectEvents(new Date("2031-06-30T12:00:00Z"));
  expect(await kinds({ state: "open" })).toEqual([]);
});
