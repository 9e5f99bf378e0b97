import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createRecord } from "@/lib/dns/change-record";
import { createZone } from "@/lib/dns/create-zone";
import {
  dig,
  isInstalled,
  outputOf,
  startNsdWithFile,
  startUnbound,
  verdictOf,
} from "@/lib/dns/serving/test-name-servers";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { clock, type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { enableDnssec } from "./enable-dnssec";
import { servedZoneFile } from "./served-zone";
import { currentStatus } from "./status";
import { tendZone } from "./tend-zone";

const parent = vi.hoisted(() => ({ ds: [] as string[] }));
vi.mock("./ask-parent", () => ({ askParent: async () => ({ ds: parent.ds, ttl: 3_600 }) }));

const missing = ["nsd", "unbound", "dig", "ldns-verify-zone"].filter((program) => !isInstalled(program));
const ZONE = "harbour.example";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const folder = mkdtempSync(join(tmpdir(), "pelagos-moved-"));

/** A DS as a line of a master file has it, and as it is on the wire. */
function hexOf(record: string): string {
  const [tag, algorithm, type, digest = ""] = record.split(" ");
  const head = Buffer.of(Number(tag) >> 8, Number(tag) & 0xff, Number(algorithm), Number(type));
  return head.toString("hex") + digest.toLowerCase();
}

const whereInstalled = missing.length === 0 ? describe : () => undefined;

whereInstalled("at every step of time", () => {
  let kms: TestKms;
  let time: FakeClock;
  let zoneId: string;
  let places = 0;

  beforeAll(async () => {
    kms = await openTestKms();
    time = useFakeClock(new Date());
    zoneId = (await createZone(callAs(kms.ada, { zoneName: ZONE }))).identity;
    const records = [
      ["@", "NS", `ns1.${ZONE}`],
      ["ns1", "A", "127.0.0.1"],
      ["host", "A", "192.0.2.7"],
      ["*.wild", "TXT", "any"],
    ] as const;
    for (const [name, type, value] of records) {
      await createRecord(callAs(kms.ada, { name, type, values: [value], ttl: 300 }), zoneId);
    }
  });
  afterAll(async () => {
    time?.restore();
    await kms?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const served = async () => (await servedZoneFile(zoneId)) ?? "";
  const pass = async (ms: number) => {
    time.advance(ms);
    await tendZone(zoneId);
    // A key that was just changed is looked at again once more.
    await tendZone(zoneId);
  };
  const records = async () => (await currentStatus(zoneId)).dsRecords.map(({ record }) => record);

  /** What others make of a zone at the time of the clock, with some DS as trust anchors: one verdict for each question. */
  async function verdicts(text: string, anchors: readonly string[]): Promise<string[]> {
    places += 1;
    const at = clock.now();
    const server = await startNsdWithFile(join(folder, `nsd-${places}`), ZONE, text);
    const unbound = await startUnbound(join(folder, `unbound-${places}`), ZONE, {
      serverPort: server.port,
      anchors,
      at,
    });
    try {
      const ask = async (name: string, type: string) => verdictOf(await dig(unbound.port, name, type, "+dnssec"));
      return [
        await ask(`host.${ZONE}`, "A"),
        await ask(`x.wild.${ZONE}`, "TXT"),
        await ask(`host.${ZONE}`, "MX"),
        await ask(`none.${ZONE}`, "A"),
        await ask(ZONE, "SOA"),
      ];
    } finally {
      await unbound.stop();
      await server.stop();
    }
  }

  const ALL_AUTHENTIC = [
    "NOERROR authentic",
    "NOERROR authentic",
    "NOERROR authentic",
    "NXDOMAIN authentic",
    "NOERROR authentic",
  ];

  async function requireValid(anchors: readonly string[]): Promise<void> {
    const text = await served();
    expect(await verdicts(text, anchors)).toEqual(ALL_AUTHENTIC);
    places += 1;
    const file = join(folder, `zone-${places}`);
    writeFileSync(file, text);
    const stamp = clock.now().toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
    expect(await outputOf("ldns-verify-zone", "-t", stamp, file)).toContain("Zone is verified and complete");
  }

  test("signatures, keys of records and the key of keys are renewed so that validators never fail", async () => {
    const { kmsKeyIdentity = "" } = await enableDnssec(callAs(kms.ada, { region: "nl-01" }), zoneId);
    const first = (await records()).slice(0, 1);
    const original = await served();
    await requireValid(first);
    await pass(DAY);
    parent.ds = first.map(hexOf);
    await pass(6 * HOUR);
    await requireValid(first);
    for (let days = 0; days < 16; days += 1) await pass(DAY);
    await requireValid(first);
    // The proof that time counts: what was signed first has ended by now.
    expect((await verdicts(original, first))[0]).toBe("SERVFAIL");
    // The next key of records is published, signs, and the old one goes.
    const keysOf = async () => (await currentStatus(zoneId)).keys.filter(({ role }) => role === "ZSK").length;
    while ((await keysOf()) < 2) await pass(DAY);
    await requireValid(first);
    await pass(5 * HOUR);
    await requireValid(first);
    while ((await keysOf()) > 1) await pass(HOUR);
    await requireValid(first);
    // The key of keys: with the old DS until both are there and known, then with the new one alone.
    await rotateKey(callAs(kms.ada, {}), { region: "nl-01", key: kmsKeyIdentity });
    await pass(HOUR);
    const both = await records();
    expect(both).toHaveLength(4);
    await requireValid(first);
    const next = both.filter((record) => record.split(" ")[0] !== first[0]?.split(" ")[0]).slice(0, 1);
    parent.ds = [...first, ...next].map(hexOf);
    await pass(HOUR);
    await requireValid([...first, ...next]);
    await requireValid(first);
    await pass(3 * HOUR);
    await requireValid([...first, ...next]);
    await requireValid(next);
    await pass(6 * HOUR);
    parent.ds = next.map(hexOf);
    await pass(HOUR);
    await requireValid(next);
    expect(await currentStatus(zoneId)).toMatchObject({ state: "secure", dsDelegated: true });
  }, 180_000);
});

if (missing.length > 0)
  test.skip("validators at another time need the programs nsd, unbound, dig and ldns-verify-zone, which are not all installed here", () =>
    undefined);
