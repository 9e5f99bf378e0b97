import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { changeKeyStatus } from "@/lib/kms/change-status";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { createRecord, deleteRecord } from "../change-record";
import { createZone } from "../create-zone";
import { disableDnssec } from "./disable-dnssec";
import { enableDnssec } from "./enable-dnssec";
import { servedZoneFile } from "./served-zone";
import { getDnssec } from "./status";
import { tendZone } from "./tend-zone";

/** What the parent is said to have. */
const parent = vi.hoisted(() => ({ ds: [] as string[], ttl: 3_600, error: null as string | null }));
vi.mock("./ask-parent", () => ({
  askParent: async () => (parent.error === null ? { ds: parent.ds, ttl: parent.ttl } : { error: parent.error }),
}));

const folder = mkdtempSync(join(tmpdir(), "pelagos-signed-"));
let kms: TestKms;
let clock: FakeClock;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(async () => {
  await kms.close();
  rmSync(folder, { recursive: true, force: true });
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
    expect(await enable(zone, { kmsKeyIdentity: key.identity })).toMatchObject({
      state: "awaiting_ds",
      kmsKeyIdentity: key.identity,
    });
    await requireVerified(zone);
  });

  test("is signed anew where it changes, and nowhere else", async () => {
    const zone = await zoneWith([
      ["www", "A", "192.0.2.7"],
      ["sub", "NS", "ns.sub.other.example"],
      ["x.sub", "A", "192.0.2.8"],
    ]);
    await enable(zone);
    const before = await kms.query("SELECT name, signatures FROM dnssec_name WHERE zone_id = $1", [zone.id]);
    const add = (name: string, type: string, ...values: string[]) =>
      createRecord(callAs(kms.ada, { name, type, values }), zone.id);
    await add("one.two.three", "A", "192.0.2.9");
    await tendZone(zone.id);
    expect(await requireVerified(zone)).toContain(`one.two.three.${zone.name}.`);
    const after = await kms.query("SELECT name, signatures FROM dnssec_name WHERE zone_id = $1", [zone.id]);
    const same = before.filter(({ name, signatures }: { name: string; signatures: Buffer }) =>
      after.some((row: { name: string; signatures: Buffer }) => row.name === name && row.signatures.equals(signatures)),
    );
    expect(same.length).toBeGreaterThan(0);
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
