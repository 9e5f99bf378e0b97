import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CreatedSecondaryMessage } from "@/lib/contract/dnssec";
import { createRecord } from "@/lib/dns/change-record";
import { createZone } from "@/lib/dns/create-zone";
import { enableDnssec } from "@/lib/dns/dnssec/enable-dnssec";
import { servedZoneFile } from "@/lib/dns/dnssec/served-zone";
import { currentStatus } from "@/lib/dns/dnssec/status";
import { tendZone } from "@/lib/dns/dnssec/tend-zone";
import { callAs, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { clock } from "@/lib/platform/clock";
import { config, setConfig } from "@/lib/platform/config";
import { announceChanges } from "./announce";
import { type DnsListener, listenForSecondaries } from "./listener";
import { createSecondary, listSecondaries } from "./secondaries";
import {
  delv,
  dig,
  freePort,
  isInstalled,
  type NameServer,
  startBind,
  startKnot,
  startNsd,
  startNsdWithFile,
  startUnbound,
  until,
  verdictOf,
} from "./test-name-servers";

vi.mock("@/lib/dns/dnssec/ask-parent", () => ({ askParent: async () => ({ ds: [], ttl: 3_600 }) }));

const PROGRAMS = ["knotd", "nsd", "named", "unbound", "dig", "delv"];
const missing = PROGRAMS.filter((program) => !isInstalled(program));
const ZONE = "harbour.example";
const SERVERS = { knot: startKnot, nsd: startNsd, bind: startBind } as const;

const folder = mkdtempSync(join(tmpdir(), "pelagos-dns-"));
let kms: TestKms;
let listener: DnsListener;
let zoneId: string;
const secondaries = new Map<string, { server: NameServer; made: CreatedSecondaryMessage }>();

const add = (name: string, type: string, ...values: string[]) =>
  createRecord(callAs(kms.ada, { name, type, values, ttl: 60 }), zoneId);
const serialAt = async (port: number) => (await dig(port, ZONE, "SOA", "+short")).split(" ")[2];

const whereInstalled = missing.length === 0 ? describe : () => undefined;

whereInstalled("name servers of others", () => {
  beforeAll(async () => {
    kms = await openTestKms();
    setConfig({ ...config(), outboundAllow: ["127.0.0.0/8"] });
    listener = await listenForSecondaries({ host: "127.0.0.1", port: 0 });
    zoneId = (await createZone(callAs(kms.ada, { zoneName: ZONE }))).identity;
    await add("@", "NS", `ns1.${ZONE}`);
    await add("ns1", "A", "127.0.0.1");
    await add("www", "CNAME", `host.${ZONE}`);
    await add("host", "A", "192.0.2.7");
    await add("*.wild", "TXT", "any");
    await add("sub", "NS", "ns.elsewhere.example");
    await enableDnssec(callAs(kms.ada, { region: "nl-01" }), zoneId);
    for (const [name, start] of Object.entries(SERVERS)) {
      const made = await createSecondary(callAs(kms.ada, { name, notify: [] }));
      const { keyName, keySecret } = made;
      const primary = { host: "127.0.0.1", port: listener.port };
      const key = { name: keyName, secret: keySecret };
      const server = await start(join(folder, name), { zone: ZONE, primary, key });
      await kms.query("UPDATE dns_secondary SET notify = $2 WHERE id = $1", [
        made.identity,
        [`127.0.0.1:${server.port}`],
      ]);
      secondaries.set(name, { server, made });
    }
  });
  afterAll(async () => {
    for (const { server } of secondaries.values()) await server.stop();
    await listener?.close();
    await kms?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const serverOf = (name: string) => secondaries.get(name)?.server ?? { port: 0, stop: async () => {} };

  test.each(Object.keys(SERVERS))(
    "take over the signed zone, and changes when they are told of them: %s",
    async (name) => {
      const { port } = serverOf(name);
      const first = (await currentStatus(zoneId)).serial;
      await until(`${name} has the zone`, async () => (await serialAt(port)) === String(first));
      expect(await dig(port, `host.${ZONE}`, "A", "+dnssec", "+norecurse")).toContain("RRSIG");
      await announceChanges(clock.now());
      await add(`late-${name}`, "A", "192.0.2.8");
      await tendZone(zoneId);
      const { serial } = await currentStatus(zoneId);
      expect(serial).not.toBe(first);
      await announceChanges(clock.now());
      await until(`${name} has the change`, async () => (await serialAt(port)) === String(serial));
      const [notice] = await kms.query(
        "SELECT n.serial::text AS serial, n.error FROM dns_notice n JOIN dns_secondary s ON s.id = n.secondary_id WHERE s.name = $1 AND n.zone_id = $2",
        [name, zoneId],
      );
      expect(notice).toEqual({ serial: String(serial), error: null });
    },
  );

  const QUESTIONS = [
    [`host.${ZONE}`, "A", "NOERROR authentic"],
    [`www.${ZONE}`, "A", "NOERROR authentic"],
    [`a.b.wild.${ZONE}`, "TXT", "NOERROR authentic"],
    [`host.${ZONE}`, "MX", "NOERROR authentic"],
    [`nothing.here.${ZONE}`, "A", "NXDOMAIN authentic"],
    [`sub.${ZONE}`, "DS", "NOERROR authentic"],
    [ZONE, "SOA", "NOERROR authentic"],
  ] as const;

  test.each(Object.keys(SERVERS))("serve it so that validators find every answer authentic: %s", async (name) => {
    const anchors = (await currentStatus(zoneId)).dsRecords.map(({ record }) => record);
    const { port } = serverOf(name);
    const unbound = await startUnbound(join(folder, `unbound-${name}`), ZONE, { serverPort: port, anchors });
    try {
      for (const [owner, type, expected] of QUESTIONS) {
        const verdict = verdictOf(await dig(unbound.port, owner, type, "+dnssec"));
        expect([owner, type, verdict]).toEqual([owner, type, expected]);
      }
    } finally {
      await unbound.stop();
    }
    for (const [owner, type] of QUESTIONS) {
      const output = await delv(folder, { port, zone: ZONE, anchors }, owner, type);
      expect(`${owner} ${type} ${output}`).toContain("fully validated");
    }
  });

  test("are caught by validators where they change a record", async () => {
    const anchors = (await currentStatus(zoneId)).dsRecords.map(({ record }) => record);
    const text = (await servedZoneFile(zoneId)) ?? "";
    const tampered = text.replace("192.0.2.7", "192.0.2.77");
    expect(tampered).not.toBe(text);
    const server = await startNsdWithFile(join(folder, "tampered"), ZONE, tampered);
    const unbound = await startUnbound(join(folder, "unbound-tampered"), ZONE, { serverPort: server.port, anchors });
    try {
      expect(verdictOf(await dig(unbound.port, `host.${ZONE}`, "A"))).toBe("SERVFAIL");
      expect(verdictOf(await dig(unbound.port, `ns1.${ZONE}`, "A", "+dnssec"))).toBe("NOERROR authentic");
    } finally {
      await unbound.stop();
      await server.stop();
    }
  });

  test("are told of one zone whatever becomes of another, and what fails is said in words, by zone", async () => {
    const port = await freePort();
    await createSecondary(callAs(kms.ada, { name: "gone", notify: [`127.0.0.1:${port}`] }));
    const other = "nowhere.example";
    const { identity } = await createZone(callAs(kms.ada, { zoneName: other }));
    await announceChanges(clock.now());
    const errors = async (query: object) =>
      new Map((await listSecondaries(callAs(kms.ada), query)).map((one) => [one.name, one.lastNotifyError]));
    for (const asked of [other, identity]) {
      const ofOther = await errors({ zone: asked });
      for (const name of Object.keys(SERVERS)) {
        expect(ofOther.get(name)).toMatch(/^nowhere\.example at 127\.0\.0\.1:\d+: the zone is not configured there/);
      }
      expect(ofOther.get("gone")).toBe(`${other} at 127.0.0.1:${port}: nothing answers there (connection refused)`);
    }
    const own = await errors({ zone: ZONE });
    for (const name of Object.keys(SERVERS)) expect(own.get(name)).toBeUndefined();
    expect(own.get("gone")).toContain(`${ZONE} at`);
    expect((await errors({})).get("knot")).toContain(other);
  });

  test("get nothing without their key, with another one, or of another organisation's zone", async () => {
    const ask = (...options: string[]) => dig(listener.port, ZONE, ...(options as [string, ...string[]]));
    expect(await ask("SOA", "+norecurse")).toContain("status: REFUSED");
    expect(await ask("A")).toContain("status: REFUSED");
    expect(await ask("AXFR")).toContain("Transfer failed");
    const made = secondaries.get("knot")?.made;
    const key = (name: string, secret: string) => ["-y", `hmac-sha256:${name}:${secret}`];
    expect(await ask("SOA", ...key(made?.keyName ?? "", made?.keySecret ?? ""))).toContain("status: NOERROR");
    expect(await ask("A", ...key(made?.keyName ?? "", made?.keySecret ?? ""))).toContain("status: REFUSED");
    expect(await ask("AXFR", ...key(made?.keyName ?? "", Buffer.alloc(32).toString("base64")))).toMatch(
      /failed|BADSIG|NOTAUTH/,
    );
    expect(await ask("SOA", ...key("nobody.example", made?.keySecret ?? ""))).toContain("status: NOTAUTH");
    const { keyName, keySecret } = await createSecondary(callAs(kms.eve, { name: "spy" }));
    expect(await ask("SOA", ...key(keyName, keySecret))).toMatch(/NOTAUTH/);
    expect(await ask("AXFR", ...key(keyName, keySecret))).toContain("Transfer failed");
  });
});

if (missing.length > 0)
  test.skip("name servers need the programs knotd, nsd, named, unbound, dig and delv, which are not all installed here", () =>
    undefined);
