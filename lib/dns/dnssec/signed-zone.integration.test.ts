import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createRecord, deleteRecord } from "@/lib/dns/change-record";
import { createZone } from "@/lib/dns/create-zone";
import { deleteKey, disableKey, enableKey } from "@/lib/kms/change-status";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { type FakeClock, clock as time, useFakeClock } from "@/lib/platform/clock";
import { checkParent } from "./check-parent";
import { disableDnssec } from "./disable-dnssec";
import { enableDnssec } from "./enable-dnssec";
import { newPlan } from "./plan";
import { servedZoneFile } from "./served-zone";
import { dueZones } from "./signing-row";
import { getDnssec } from "./status";
import { tendZone } from "./tend-zone";

/** What the parent is said to have. */
const parent = vi.hoisted(() => ({ ds: [] as string[], ttl: 3_600, error: null as string | null }));
vi.mock("./ask-parent", () => ({
  askParent: async () => (parent.error === null ? { ds: parent.ds, ttl: parent.ttl } : { error: parent.error }),
}));

const folder = mkdtempSync(join(tmpdir(), "pelagos-signed-"));
let kms: TestKms;
let clock: FakeClock | null = null;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(async () => {
  await kms.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  clock?.restore();
  clock = null;
});
beforeEach(() => {
  Object.assign(parent, { ds: [], ttl: 3_600, error: null });
});

const REGION = { region: "nl-01" };
let zones = 0;

async function zoneWith(
  records: readonly (readonly [string, string, ...string[]])[],
): Promise<{ id: string; name: string }> {
  zones += 1;
  const name = `z${zones}.harbour.example`;
  const zone = await createZone(callAs(kms.ada, { zoneName: name }));
  for (const [owner, type, ...values] of [
    ["@", "NS", `ns1.${name}`] as const,
    ["ns1", "A", "192.0.2.1"] as const,
    ...records,
  ]) {
    await createRecord(callAs(kms.ada, { name: owner, type, values }), zone.identity);
  }
  return { id: zone.identity, name };
}

const enable = (zone: { id: string }, more: object = {}) =>
  enableDnssec(callAs(kms.ada, { ...REGION, ...more }), zone.id);

const installed = ["dnssec-verify", "ldns-verify-zone"].every((program) => spawnSync("which", [program]).status === 0);

/** What others make of the zone as it is served. */
async function requireVerified({ id, name }: { id: string; name: string }): Promise<string> {
  const text = (await servedZoneFile(id)) ?? "";
  if (!installed) return text;
  const path = join(folder, `${name}-${Math.random()}`);
  writeFileSync(path, text);
  for (const [program, ...args] of [
    ["dnssec-verify", "-o", name, path],
    ["ldns-verify-zone", path],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${program}: ${stdout}${stderr}\n${text}`);
  }
  return text;
}

/** Signatures of each name, hex. */
async function signaturesOf({ id }: { id: string }): Promise<ReadonlyMap<string, string>> {
  const rows = await kms.query(
    "SELECT name, encode(signatures, 'hex') AS signatures FROM dnssec_name WHERE zone_id = $1",
    [id],
  );
  return new Map(rows.map(({ name, signatures }) => [String(name), String(signatures)]));
}

const lines = (text: string, type: string) => text.split("\n").filter((line) => line.split("\t")[3] === type);

describe("a zone that is signed", () => {
  test("has a key of its own that names it, and is found right by others", async () => {
    const zone = await zoneWith([
      ["www", "CNAME", "ns1.z1.harbour.example"],
      ["*.wild", "TXT", "any"],
      ["a.b.c", "A", "192.0.2.9"],
    ]);
    const call = callAs(kms.ada, REGION);
    const status = await enableDnssec(call, zone.id);
    expect(status).toMatchObject({ enabled: true, state: "awaiting_ds", dsDelegated: false, lastSignError: undefined });
    expect(status.dsRecords.map(({ digestTypeName }) => digestTypeName)).toEqual(["SHA-256", "SHA-384"]);
    const text = await requireVerified(zone);
    expect(lines(text, "DNSKEY")).toHaveLength(2);
    expect(lines(text, "CDS")).toHaveLength(0);
    const [key] = await kms.query("SELECT name, purpose, narrowed_to FROM kms_key WHERE id = $1", [
      status.kmsKeyIdentity,
    ]);
    expect(key).toMatchObject({ name: `DNSSEC ${zone.name}`, purpose: "dnssec" });
    const uses = await kms.query("SELECT event FROM audit_record WHERE resource_id = $1 AND event = 'kms.sign'", [
      status.kmsKeyIdentity,
    ]);
    expect(uses).toHaveLength(1);
  });

  test.each(["ecdsa-p384", "rsa-2048"])("may be so with an existing key: %s", async (keyType) => {
    const key = await kms.makeKey({ keyType });
    const zone = await zoneWith([["www", "A", "192.0.2.7"]]);
    expect(await enable(zone, { kmsKeyIdentity: key.identity })).toMatchObject({ kmsKeyIdentity: key.identity });
    // Making an RSA key may take longer than a call waits.
    await vi.waitFor(async () => expect(await statusOf(zone)).toMatchObject({ state: "awaiting_ds" }), 15_000);
    await requireVerified(zone);
  });

  test("is signed anew where it changes, and nowhere else", async () => {
    const zone = await zoneWith([
      ["www", "A", "192.0.2.7"],
      ["sub", "NS", "ns.sub.other.example"],
      ["x.sub", "A", "192.0.2.8"],
    ]);
    await enable(zone);
    const before = await signaturesOf(zone);
    const add = (name: string, type: string, ...values: string[]) =>
      createRecord(callAs(kms.ada, { name, type, values }), zone.id);
    await add("one.two.three", "A", "192.0.2.9");
    await tendZone(zone.id);
    expect(await requireVerified(zone)).toContain(`one.two.three.${zone.name}.`);
    const after = await signaturesOf(zone);
    expect([...before].some(([name, signatures]) => after.get(name) === signatures)).toBe(true);
    await add("three", "NS", "ns.elsewhere.example");
    await tendZone(zone.id);
    await requireVerified(zone);
    await add("two.three", "TXT", "hidden");
    await deleteRecord(callAs(kms.ada), zone.id, { name: "sub", type: "NS" });
    await tendZone(zone.id);
    expect(await requireVerified(zone)).toContain(`x.sub.${zone.name}.`);
    await deleteRecord(callAs(kms.ada), zone.id, { name: "three", type: "NS" });
    await deleteRecord(callAs(kms.ada), zone.id, { name: "one.two.three", type: "A" });
    await tendZone(zone.id);
    await requireVerified(zone);
  });
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const statusOf = (zone: { id: string }) => getDnssec(callAs(kms.ada), zone.id);
const dsHex = (records: readonly string[]) =>
  records.map((record) => {
    const [tag = 0, algorithm = 0, type = 0, digest = ""] = record
      .split(" ")
      .map((part, at) => (at < 3 ? Number(part) : part));
    const head = Buffer.of(Number(tag) >> 8, Number(tag) & 0xff, Number(algorithm), Number(type));
    return head.toString("hex") + String(digest).toLowerCase();
  });
const wanted = async (zone: { id: string }) => dsHex((await statusOf(zone)).dsRecords.map(({ record }) => record));

describe("as time passes", () => {
  beforeEach(() => {
    clock = useFakeClock(new Date());
  });
  const pass = async (zone: { id: string }, ms: number) => {
    clock?.advance(ms);
    await tendZone(zone.id);
  };

  test("signatures are renewed days before they end, each by itself", async () => {
    const zone = await zoneWith(Array.from({ length: 30 }, (_, at) => [`h${at}`, "A", "192.0.2.9"] as const));
    await enable(zone);
    const first = await statusOf(zone);
    const hour = async () => {
      await pass(zone, HOUR);
      const { signaturesValidUntil = "", lastSignError } = await statusOf(zone);
      expect(lastSignError).toBeUndefined();
      expect(Date.parse(signaturesValidUntil) - time.now().getTime()).toBeGreaterThan(6.9 * DAY);
    };
    let publications = 0;
    for (let hours = 0; hours < 24 * 16; hours += 6) {
      const { serial } = await statusOf(zone);
      clock?.advance(5 * HOUR);
      await hour();
      if ((await statusOf(zone)).serial !== serial) publications += 1;
    }
    expect(publications).toBeGreaterThan(3);
    expect((await statusOf(zone)).serial).toBeGreaterThan(first.serial ?? 0);
  });

  test("the key of records is published before it signs, and removed after nobody remembers what it signed", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    await enable(zone);
    const keysOf = async () =>
      (await statusOf(zone)).keys.filter(({ role }) => role === "ZSK").map(({ state }) => state);
    await pass(zone, 89 * DAY);
    expect(await keysOf()).toEqual(["active"]);
    await pass(zone, DAY);
    expect(await keysOf()).toEqual(["active", "published"]);
    await pass(zone, 3 * HOUR);
    expect(await keysOf()).toEqual(["active", "published"]);
    await pass(zone, 2 * HOUR);
    expect(await keysOf()).toEqual(["retired", "active"]);
    await pass(zone, HOUR);
    await pass(zone, 5 * HOUR);
    expect(await keysOf()).toEqual(["active"]);
  });

  test("rotating the KMS key starts a roll with both DS, each step of it waits for the parent", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    const { kmsKeyIdentity = "" } = await enable(zone);
    await pass(zone, DAY);
    const [old = "", old384 = ""] = await wanted(zone);
    parent.ds = [old];
    await pass(zone, 6 * HOUR);
    expect(await statusOf(zone)).toMatchObject({ state: "secure", dsDelegated: true });
    expect(lines((await servedZoneFile(zone.id)) ?? "", "CDS")).toHaveLength(2);
    await rotateKey(callAs(kms.ada, {}), { ...REGION, key: kmsKeyIdentity });
    await pass(zone, 6 * HOUR);
    const rolling = await statusOf(zone);
    expect(rolling).toMatchObject({ state: "rolling", dsDelegated: true });
    expect(rolling.keys.filter(({ role }) => role === "KSK").map(({ state }) => state)).toEqual(["active", "waiting"]);
    expect(rolling.steps.find(({ state }) => state === "current")?.name).toBe("add_new_ds");
    const both = await wanted(zone);
    expect(both).toHaveLength(4);
    expect(lines((await servedZoneFile(zone.id)) ?? "", "CDS")).toHaveLength(4);
    const next = both.filter((ds) => ds !== old && ds !== old384);
    // Whatever time passes: without the parent nothing moves.
    await pass(zone, 3 * DAY);
    expect((await statusOf(zone)).keys.filter(({ role }) => role === "KSK").map(({ state }) => state)).toEqual([
      "active",
      "waiting",
    ]);
    parent.ds = [old, ...next];
    await pass(zone, 6 * HOUR);
    await pass(zone, HOUR);
    expect((await statusOf(zone)).keys.filter(({ role }) => role === "KSK").map(({ state }) => state)).toEqual([
      "active",
      "waiting",
    ]);
    await pass(zone, HOUR + 60_000);
    expect((await statusOf(zone)).keys.filter(({ role }) => role === "KSK").map(({ state }) => state)).toEqual([
      "retired",
      "active",
    ]);
    await pass(zone, 5 * HOUR);
    expect((await statusOf(zone)).steps.find(({ state }) => state === "current")?.name).toBe("remove_old_ds");
    parent.ds = next;
    await pass(zone, 6 * HOUR);
    expect(await statusOf(zone)).toMatchObject({ state: "secure", dsDelegated: true });
    expect(await wanted(zone)).toEqual(next);
  });

  test("a key that is rotated before the parent has any DS leaves the zone on its way, not secure", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    const { kmsKeyIdentity = "" } = await enable(zone);
    await pass(zone, DAY);
    parent.error = "timed out";
    await rotateKey(callAs(kms.ada, {}), { ...REGION, key: kmsKeyIdentity });
    await pass(zone, 60_000);
    const status = await statusOf(zone);
    expect(status.keys.filter(({ role }) => role === "KSK")).toHaveLength(2);
    expect(status).toMatchObject({ state: "awaiting_ds", dsDelegated: false });
    // The key that signs now, and the one that takes over.
    expect(new Set(status.dsRecords.map(({ keyTag }) => keyTag)).size).toBe(2);
  });

  test("a disabled key is said, what was signed is served on, and records are signed still", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    const { kmsKeyIdentity = "" } = await enable(zone);
    const key = { ...REGION, key: kmsKeyIdentity };
    await disableKey(callAs(kms.ada, {}), key);
    await pass(zone, 60_000);
    const isDue = async () => (await dueZones(time.now(), 1_000)).includes(zone.id);
    for (const name of ["late", "later"]) {
      expect(await isDue()).toBe(false);
      await createRecord(callAs(kms.ada, { name, type: "A", values: ["192.0.2.8"] }), zone.id);
      // At once, and not when the key is tried again.
      expect(await isDue()).toBe(true);
      await tendZone(zone.id);
      expect(await statusOf(zone)).toMatchObject({
        enabled: true,
        kmsKeyUsable: false,
        lastSignError: expect.stringContaining("is disabled"),
      });
      expect(await requireVerified(zone)).toContain(`${name}.${zone.name}.`);
    }
    const before = lines((await servedZoneFile(zone.id)) ?? "", "DNSKEY");
    await pass(zone, 8 * DAY);
    expect(lines((await servedZoneFile(zone.id)) ?? "", "DNSKEY")).toEqual(before);
    await enableKey(callAs(kms.ada, {}), key);
    await pass(zone, 60_000);
    expect(await statusOf(zone)).toMatchObject({ kmsKeyUsable: true, lastSignError: undefined });
    const { dependents } = await deleteKey(callAs(kms.ada, {}), key);
    expect(dependents).toEqual([{ kind: "dns_zone", identity: zone.id, name: zone.name }]);
  });

  test("a zone whose DS is at the parent stays signed until it is gone and forgotten, and asks for that", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    await enable(zone);
    await pass(zone, DAY);
    parent.ds = (await wanted(zone)).slice(0, 1);
    await pass(zone, 6 * HOUR);
    const disable = (query: object = {}) => disableDnssec(callAs(kms.ada), zone.id, query);
    expect(await disable()).toMatchObject({ enabled: true, state: "disabling" });
    const cds = lines((await servedZoneFile(zone.id)) ?? "", "CDS");
    expect(cds.map((line) => line.split("\t")[4])).toEqual(["0 0 0 00"]);
    await pass(zone, 30 * DAY);
    expect((await statusOf(zone)).enabled).toBe(true);
    parent.ds = [];
    await pass(zone, 6 * HOUR);
    expect((await statusOf(zone)).enabled).toBe(true);
    await pass(zone, 2 * HOUR);
    expect(await statusOf(zone)).toMatchObject({ enabled: false, state: "off" });
    expect((await servedZoneFile(zone.id)) ?? "").not.toContain("RRSIG");
    const [bound] = await kms.query(
      "SELECT count(*)::integer AS count FROM kms_key_dependent WHERE dependent_id = $1",
      [zone.id],
    );
    expect(bound).toEqual({ count: 0 });
  });

  test("the parent is asked at once when somebody says so, but not over and over", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    expect(await codeOf(checkParent(callAs(kms.ada), zone.id))).toBe("state_conflict");
    await enable(zone);
    await pass(zone, DAY);
    parent.ds = (await wanted(zone)).slice(0, 1);
    clock?.advance(60_000);
    expect(await statusOf(zone)).toMatchObject({ dsDelegated: false });
    expect(await checkParent(callAs(kms.ada), zone.id)).toMatchObject({ dsDelegated: true, state: "secure" });
    parent.ds = [];
    expect(await checkParent(callAs(kms.ada), zone.id)).toMatchObject({ dsDelegated: true });
    clock?.advance(6_000);
    expect(await checkParent(callAs(kms.ada), zone.id)).toMatchObject({ dsDelegated: false });
    expect(await codeOf(checkParent(callAs(kms.eve), zone.id))).toBe("zone_not_found");
  });

  test("force ends signing at once, a zone without a DS too, and the earlier key signs again", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    const { kmsKeyIdentity, serial = 0 } = await enable(zone);
    await pass(zone, DAY);
    parent.ds = (await wanted(zone)).slice(0, 1);
    await pass(zone, 6 * HOUR);
    expect(await disableDnssec(callAs(kms.ada), zone.id, { force: "true" })).toMatchObject({ enabled: false });
    parent.ds = [];
    const again = await enable(zone);
    expect(again).toMatchObject({ enabled: true, kmsKeyIdentity });
    expect(again.serial).toBeGreaterThan(serial);
    expect(await disableDnssec(callAs(kms.ada), zone.id, {})).toMatchObject({ enabled: false });
  });
});

describe("who and what is refused", () => {
  test("strangers see no zone, and unfit keys are not taken", async () => {
    const zone = await zoneWith([]);
    expect(await codeOf(enableDnssec(callAs(kms.eve, REGION), zone.id))).toBe("zone_not_found");
    expect(await codeOf(getDnssec(callAs(kms.eve), zone.id))).toBe("zone_not_found");
    expect(await codeOf(disableDnssec(callAs(kms.eve), zone.id, {}))).toBe("zone_not_found");
    const symmetric = await kms.makeKey({ keyType: "aes256-gcm96" });
    expect(await codeOf(enable(zone, { kmsKeyIdentity: symmetric.identity }))).toBe("purpose_forbids");
    const signing = await kms.makeKey({ keyType: "ecdsa-p256", purpose: "sign" });
    expect(await codeOf(enable(zone, { kmsKeyIdentity: signing.identity }))).toBe("purpose_forbids");
    const withoutPadding = await kms.makeKey({ keyType: "rsa-2048", rsaPaddings: ["pss"] });
    expect(await codeOf(enable(zone, { kmsKeyIdentity: withoutPadding.identity }))).toBe("operation_not_supported");
    const disabled = await kms.makeKey({ keyType: "ecdsa-p256" });
    await disableKey(callAs(kms.ada, {}), { ...REGION, key: disabled.identity });
    expect(await codeOf(enable(zone, { kmsKeyIdentity: disabled.identity }))).not.toBe("answered");
    expect(await codeOf(enable(zone, { region: "mars-01" }))).toBe("region_not_found");
    expect(await kms.query("SELECT 1 FROM dnssec_zone WHERE zone_id = $1", [zone.id])).toEqual([]);
    expect(await kms.query("SELECT 1 FROM kms_key_dependent WHERE dependent_id = $1", [zone.id])).toEqual([]);
  });

  test("a zone whose key fails before it is signed stays as it is, says why, and can be let go", async () => {
    const zone = await zoneWith([["www", "A", "192.0.2.9"]]);
    const { kmsKeyIdentity = "" } = await enable(zone);
    await disableDnssec(callAs(kms.ada), zone.id, { force: "true" });
    await disableKey(callAs(kms.ada, {}), { ...REGION, key: kmsKeyIdentity });
    // As if the key had been disabled between being taken and signing.
    await kms.query("UPDATE dnssec_zone SET enabled = true, plan = $2 WHERE zone_id = $1", [
      zone.id,
      JSON.stringify(newPlan(zone.name, time.now().getTime())),
    ]);
    expect(await tendZone(zone.id)).toBe("failed");
    expect(await statusOf(zone)).toMatchObject({
      state: "signing",
      lastSignError: expect.stringContaining("is disabled"),
    });
    expect((await servedZoneFile(zone.id)) ?? "").not.toMatch(/RRSIG|DNSKEY|NSEC3/);
    expect(await disableDnssec(callAs(kms.ada), zone.id, {})).toMatchObject({ enabled: false });
  });

  test("of several that tend a zone at once one does it", async () => {
    const zone = await zoneWith([]);
    await enable(zone);
    const { serial = 0 } = await statusOf(zone);
    await createRecord(callAs(kms.ada, { name: "www", type: "A", values: ["192.0.2.9"] }), zone.id);
    const results = await Promise.all([1, 2, 3].map(() => tendZone(zone.id)));
    expect(results).toContain("done");
    expect(results).not.toContain("failed");
    await requireVerified(zone);
    expect(((await statusOf(zone)).serial ?? 0) - serial).toBeLessThanOrEqual(3);
  });

  test("a zone that is signed is not signed with another key as well", async () => {
    const zone = await zoneWith([]);
    await enable(zone);
    const other = await kms.makeKey({ keyType: "ecdsa-p256" });
    expect(await codeOf(enable(zone, { kmsKeyIdentity: other.identity }))).toBe("state_conflict");
    expect(await enable(zone)).toMatchObject({ enabled: true });
  });
});
