import { afterAll, beforeAll, expect, it } from "vitest";
import { callsCountedTo, rollUpUses, useCountsAreUpTo } from "@/lib/metering/roll-up";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { batch } from "./batch";
import { disableKey, enableKey } from "./change-status";
import { dataKey } from "./data-key";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { exhaustVersions } from "./exhaust-versions";
import { keyUsage } from "./key-usage";
import { rewrap } from "./rewrap";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";

const PLAINTEXT = Buffer.from("hello").toString("base64");
let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const target = (key: string) => ({ region: "nl-01", key });
const call = (body?: unknown) => callAs(kms.ada, body);
const usage = (key: string, query = {}) => keyUsage(callAs(kms.ada), target(key), query);
const countOf = async (key: string, action: string, version = 1) =>
  (await usage(key)).versions
    .find((found) => found.version === version)
    ?.actions.find((found) => found.action === action)?.calls ?? 0;
const counted = async (key: string) => {
  const [row] = await kms.query("SELECT coalesce(sum(calls), 0)::int AS calls FROM key_use_total WHERE key_id = $1", [
    key,
  ]);
  return row?.calls ?? 0;
};

it("a read counts what is rolled up and what is not, at any moment, each use once", async () => {
  const { slug, identity } = await kms.makeKey({});
  for (let number = 1; number <= 12; number += 1) {
    await encrypt(call({ plaintext: PLAINTEXT }), target(slug));
    if (number % 5 === 0) await rollUpUses(homeDatabase());
    expect(await countOf(slug, "kms.encrypt")).toBe(number);
  }
  expect(await counted(identity)).toBe(10);
  await rollUpUses(homeDatabase());
  expect(await counted(identity)).toBe(12);
  expect(await countOf(slug, "kms.encrypt")).toBe(12);
});

it("items of a batch count each, per version, operation and outcome; refusals use no version's count", async () => {
  const { slug } = await kms.makeKey({});
  const { ciphertext } = await encrypt(call({ plaintext: PLAINTEXT }), target(slug));
  await rotateKey(call(), target(slug));
  const items = [
    ...Array.from({ length: 40 }, () => ({ operation: "encrypt", plaintext: PLAINTEXT })),
    ...Array.from({ length: 30 }, () => ({ operation: "decrypt", ciphertext })),
    ...Array.from({ length: 7 }, () => ({ operation: "decrypt", ciphertext: `${ciphertext.slice(0, -8)}AAAAAAA=` })),
  ];
  await batch(call({ items }), target(slug));
  await rewrap(call({ ciphertext }), target(slug));
  await dataKey(call({}), target(slug));
  await disableKey(call(), target(slug));
  expect(await codeOf(encrypt(call({ plaintext: PLAINTEXT }), target(slug)))).toBe("key_not_usable");
  await enableKey(call(), target(slug));
  for (const _ of ["from the tail", "rolled up"]) {
    const { versions, uses } = await usage(slug);
    const [first, second] = versions;
    expect(first?.actions.map(({ action, calls }) => [action, calls])).toEqual([
      ["kms.decrypt", 30],
      ["kms.encrypt", 1],
    ]);
    expect(second).toMatchObject({ calls: 42, encryptions: { count: 42 }, lastUsedBy: kms.ada.userId });
    const refused = uses.filter(({ outcome }) => outcome === "refused");
    expect(refused.reduce((sum, { calls }) => sum + calls, 0)).toBe(8);
    expect(uses.reduce((sum, { calls }) => sum + calls, 0)).toBe(1 + 40 + 30 + 7 + 2 + 1);
    await rollUpUses(homeDatabase());
  }
});

it("text that looks like the field of a batch is not counted as one", async () => {
  const { slug } = await kms.makeKey({});
  const userAgent = `x","count":900,"y`;
  await encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }, { userAgent }), target(slug));
  await encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }, { path: `/,"count":900` }), target(slug));
  expect(await countOf(slug, "kms.encrypt")).toBe(2);
  await rollUpUses(homeDatabase());
  expect(await countOf(slug, "kms.encrypt")).toBe(2);
});

it("many who roll up at once, and one who is interrupted, count each record once", async () => {
  const { slug, identity } = await kms.makeKey({});
  const use = () => encrypt(call({ plaintext: PLAINTEXT }), target(slug));
  await Promise.all(Array.from({ length: 60 }, use));
  const [tallied] = await kms.query("SELECT count(*)::int AS groups FROM audit_group WHERE tally LIKE $1", [
    `%\t${identity}\t1\tkms.encrypt\t%`,
  ]);
  expect(tallied?.groups).toBeGreaterThan(0);
  await kms.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power failure'; END $$`,
  );
  await kms.query(
    "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON key_use_hour DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
  );
  await expect(rollUpUses(homeDatabase())).rejects.toThrow("power failure");
  await kms.query("DROP TRIGGER refuse ON key_use_hour");
  expect(await counted(identity)).toBe(0);
  expect(await countOf(slug, "kms.encrypt")).toBe(60);
  const load = Promise.all(Array.from({ length: 60 }, use));
  await Promise.all(Array.from({ length: 4 }, () => rollUpUses(homeDatabase())));
  await load;
  await rollUpUses(homeDatabase());
  expect(await counted(identity)).toBe(120);
});

it("records may be removed once they are counted: counts stay, and say up to when they go", async () => {
  const { slug } = await kms.makeKey({});
  await encrypt(call({ plaintext: PLAINTEXT }), target(slug));
  await kms.query(
    "UPDATE audit_group SET created_at = created_at - interval '40 days' WHERE number > coalesce((SELECT number FROM use_cursor WHERE use_cursor.writer = audit_group.writer), 0)",
  );
  const before = await useCountsAreUpTo(homeDatabase());
  // Who reads figures is told what is counted; what may be removed keeps a margin.
  expect((await callsCountedTo(homeDatabase())).getTime() - before.getTime()).toBe(15 * 60_000);
  expect(Date.now() - before.getTime()).toBeGreaterThan(39 * 86_400_000);
  await rollUpUses(homeDatabase());
  const after = await useCountsAreUpTo(homeDatabase());
  expect(Date.now() - after.getTime()).toBeLessThan(20 * 60_000);
  expect(Date.now() - (await callsCountedTo(homeDatabase())).getTime()).toBeLessThan(60_000);
  await kms.query("DELETE FROM audit_record");
  expect(await countOf(slug, "kms.encrypt")).toBe(1);
});

it("a version that has encrypted as often as is safe refuses more, on every cached copy, and says what to do; it still decrypts", async () => {
  const { slug, identity } = await kms.makeKey({});
  const { ciphertext } = await encrypt(call({ plaintext: PLAINTEXT }), target(slug));
  setConfig({ ...config(), encryptionsPerVersionMax: 3 });
  const roll = async () => exhaustVersions(homeDatabase(), (await rollUpUses(homeDatabase())).encrypted);
  await encrypt(call({ plaintext: PLAINTEXT }), target(slug));
  expect(await roll()).toBe(0);
  expect((await usage(slug)).versions[0]?.encryptions).toEqual({ count: 2, max: 3, share: 2 / 3 });
  await dataKey(call({}), target(slug));
  expect(await roll()).toBe(1);
  for (const refused of [
    () => encrypt(call({ plaintext: PLAINTEXT }), target(slug)),
    () => dataKey(call({}), target(slug)),
    () => rewrap(call({ ciphertext }), target(slug)),
  ])
    await expect(refused()).rejects.toMatchObject({
      code: "key_version_exhausted",
      message: expect.stringContaining("Rotate the key"),
    });
  expect((await decrypt(call({ ciphertext }), target(slug))).plaintext).toBe(PLAINTEXT);
  await rotateKey(call(), target(slug));
  expect((await encrypt(call({ plaintext: PLAINTEXT }), target(slug))).keyVersion).toBe(2);
  expect(await codeOf(encrypt(call({ plaintext: PLAINTEXT, keyVersion: 1 }), target(slug)))).toBe(
    "key_version_exhausted",
  );
  const records = await kms.query(
    "SELECT key_version, actor_id FROM audit_record WHERE resource_id = $1 AND event = 'kms.key.exhaust_version'",
    [identity],
  );
  expect(records).toEqual([{ key_version: 1, actor_id: "" }]);
});

it("usage is for who may read the key, of this organisation only, and its span is bounded", async () => {
  const { slug } = await kms.makeKey({});
  expect(await codeOf(keyUsage(callAs(kms.eve), target(slug), {}))).toBe("key_not_found");
  expect(await codeOf(usage(slug, { from: "2020-01-01T00:00:00Z" }))).toBe("invalid_request");
  expect(await codeOf(usage(slug, { by: "hour", from: "2026-01-01T00:00:00Z", to: "2026-03-01T00:00:00Z" }))).toBe(
    "invalid_request",
  );
  expect(await codeOf(usage(slug, { from: "2026-03-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }))).toBe(
    "invalid_request",
  );
  expect(await codeOf(usage(slug, { from: "yesterday" }))).toBe("invalid_request");
  expect(await usage(slug, { by: "hour" })).toMatchObject({ by: "hour", uses: [] });
});
