import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addedByRotationPerYear } from "@/lib/contract/added-by-rotation";
import { rollUpUses } from "@/lib/metering/roll-up";
import { clock, type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { noteRegionMinute } from "@/lib/regions/region-minutes";
import { readAvailability } from "./availability";
import { deleteKey, disableKey, enableKey } from "./change-status";
import { createKey } from "./create-key";
import { encrypt } from "./encrypt";
import { getKey } from "./get-key";
import { purgeDueKeys } from "./purge-due-keys";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "./test-calls";
import { readUsage, usageAsCsv } from "./usage";

const HOUR_MS = 3_600_000;
const PLAINTEXT = Buffer.from("hello").toString("base64");
let kms: TestKms;
let fake: FakeClock | undefined;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(async () => {
  fake?.restore();
  await kms.close();
});

const in1 = (key: string) => ({ region: "nl-01", key });
const usage = async (person: TestCaller, query: Record<string, unknown>) =>
  (await readUsage(callAs(person), query)).usage;

interface RecordedCall {
  readonly month: string;
  readonly key: string;
  readonly calls: number;
}

/** Calls per month and key as the audit log itself tells them: read record by record, not by what is being tested. */
async function recount(organisationId: string): Promise<RecordedCall[]> {
  const rows = await kms.query("SELECT body FROM audit_record WHERE organisation_id = $1", [organisationId]);
  const keys = new Set(
    (await kms.query("SELECT id FROM kms_key WHERE organisation_id = $1", [organisationId])).map(({ id }) =>
      String(id),
    ),
  );
  const counts = new Map<string, number>();
  for (const { body } of rows) {
    const { createdAt, resourceId, outcome, actorId, count = 1 } = JSON.parse(String(body));
    if (outcome !== "allowed" || actorId === "" || !keys.has(resourceId)) continue;
    const name = `${createdAt.slice(0, 7)} ${resourceId}`;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].map(([name, calls]) => ({ month: name.slice(0, 7), key: name.slice(8), calls })).toSorted(byName);
}
const byName = (one: RecordedCall, other: RecordedCall) =>
  `${one.month}${one.key}`.localeCompare(`${other.month}${other.key}`);

type Step =
  | { readonly act: "create" }
  | { readonly act: "rotate" | "use" | "read" | "refused" | "delete"; readonly key: number }
  | { readonly act: "wait"; readonly hours: number };

const step = fc.oneof(
  fc.constant({ act: "create" } as const),
  fc.record({ act: fc.constantFrom("rotate", "use", "read", "refused", "delete"), key: fc.nat(5) }),
  fc.record({ act: fc.constant("wait"), hours: fc.integer({ min: 1, max: 500 }) }),
) as fc.Arbitrary<Step>;

it("usage is what a recount of versions and of the audit log gives, on random histories over months", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      fake?.restore();
      fake = useFakeClock("2031-01-31T22:17:03.000Z");
      await kms.query("UPDATE kms_key SET organisation_id = 'o-other' WHERE organisation_id = $1", [
        kms.ada.organisationId,
      ]);
      await kms.query("DELETE FROM audit_record");
      await kms.query("DELETE FROM key_use_hour");
      const versions: { key: string; since: number; until: number | null }[] = [];
      const keys: { slug: string; id: string; alive: boolean }[] = [];
      for (const one of steps) {
        if (one.act === "wait") {
          fake.advance(one.hours * HOUR_MS + 61_001);
          const at = new Date(clockMs());
          await purgeDueKeys(homeDatabase(), at);
          const gone = await kms.query("SELECT id FROM kms_key WHERE purged_at IS NOT NULL AND organisation_id = $1", [
            kms.ada.organisationId,
          ]);
          for (const { id } of gone) {
            for (const version of versions) if (version.key === String(id)) version.until ??= at.getTime();
          }
        } else if (one.act === "create") {
          const made = await createKey(callAs(kms.ada, { name: `k ${keys.length} ${Math.random()}` }), {
            region: "nl-01",
          });
          keys.push({ slug: made.slug, id: made.identity, alive: true });
          versions.push({ key: made.identity, since: clockMs(), until: null });
        } else {
          const key = keys[one.key % Math.max(1, keys.length)];
          if (key === undefined) continue;
          const { slug, id } = key;
          if (one.act === "use") await codeOf(encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }), in1(slug)));
          if (one.act === "read") await codeOf(getKey(callAs(kms.ada), in1(slug)));
          if (one.act === "refused") await codeOf(encrypt(callAs(kms.ada, { plaintext: 1 }), in1(slug)));
          if (one.act === "delete") await codeOf(deleteKey(callAs(kms.ada), in1(slug)));
          if (one.act === "rotate" && (await codeOf(rotateKey(callAs(kms.ada), in1(slug)))) === "answered") {
            versions.push({ key: id, since: clockMs(), until: null });
          }
        }
      }
      await rollUpUses(homeDatabase());
      const { rows, total } = await usage(kms.ada, { from: "2031-01", to: "2032-12", by: "key" });
      const called = rows.filter(({ kmsApiCalls }) => kmsApiCalls > 0);
      const found = called.map(({ month, key, kmsApiCalls }) => ({
        month,
        key: key?.identity ?? "",
        calls: kmsApiCalls,
      }));
      expect(found.toSorted(byName)).toEqual(await recount(kms.ada.organisationId));
      // Hour by hour, each one in which a version existed for a moment.
      const hours = versions.reduce((sum, { since, until }) => {
        let count = 0;
        const end = until ?? clockMs();
        for (let hour = Math.floor(since / HOUR_MS) * HOUR_MS; hour < end; hour += HOUR_MS) count += 1;
        return sum + (end > since ? count : 0);
      }, 0);
      expect(total.kmsKeys).toBe(hours);
      for (const by of ["month", "project"]) {
        expect((await usage(kms.ada, { from: "2031-01", to: "2032-12", by })).total).toEqual(total);
      }
    }),
    { numRuns: 8 },
  );
  fake?.restore();
  fake = undefined;
}, 120_000);

const clockMs = () => clock.nowMs();

it("a price sheet gives costs, and CSV has a line for each row", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pelagos-prices-"));
  const file = join(folder, "prices.json");
  writeFileSync(file, JSON.stringify({ currency: "EUR", "kms-keys": 0.5, "kms-api-calls": 0.25 }));
  await kms.makeKey({ name: "=1+1, priced" });
  await rollUpUses(homeDatabase());
  setConfig({ ...config(), pricesFile: file });
  const priced = await usage(kms.ada, { by: "key" });
  expect(priced.currency).toBe("EUR");
  expect(priced.total.cost).toBe(priced.total.kmsKeys * 0.5 + priced.total.kmsApiCalls * 0.25);
  const lines = usageAsCsv(priced).trim().split("\r\n");
  expect(lines).toHaveLength(priced.rows.length + 1);
  expect(lines.some((line) => line.includes(`"'=1+1, priced"`))).toBe(true);
  setConfig({ ...config(), pricesFile: undefined });
  rmSync(folder, { recursive: true });
});

it("usage is an organisation's own, needs its permission and a span that is bounded", async () => {
  expect((await usage(kms.eve, { by: "key" })).rows).toEqual([]);
  expect(await codeOf(usage(kms.ada, { from: "2026-13" }))).toBe("invalid_request");
  expect(await codeOf(usage(kms.ada, { from: "2020-01", to: "2026-01" }))).toBe("invalid_request");
  expect(await codeOf(usage(kms.ada, { from: "2026-02", to: "2026-01" }))).toBe("invalid_request");
});

it("a rotation period adds the versions and hours of one year", () => {
  expect(addedByRotationPerYear(365)).toEqual({ versions: 0, versionHours: 0 });
  expect(addedByRotationPerYear(3_650)).toEqual({ versions: 0, versionHours: 0 });
  for (const period of [1, 7, 30, 90, 180, 364]) {
    let versions = 0;
    let versionHours = 0;
    for (let day = period; day < 365; day += period) {
      versions += 1;
      versionHours += 24 * (365 - day);
    }
    expect(addedByRotationPerYear(period)).toEqual({ versions, versionHours });
  }
});

it("regions are noted minute by minute, and calls come from the counts", async () => {
  const { slug } = await kms.makeKey({});
  await encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }), in1(slug));
  await disableKey(callAs(kms.ada), in1(slug));
  await codeOf(encrypt(callAs(kms.ada, { plaintext: PLAINTEXT }), in1(slug)));
  await enableKey(callAs(kms.ada), in1(slug));
  await rollUpUses(homeDatabase());
  const now = Date.now();
  for (let minute = 0; minute < 5; minute += 1) await noteRegionMinute(new Date(now - minute * 60_000));
  await noteRegionMinute(new Date(now));
  await kms.query(
    "UPDATE region_minute SET state = 'unreachable', latency_in_milliseconds = NULL WHERE region = 'nl-01' AND minute = (SELECT min(minute) FROM region_minute)",
  );
  const { regions } = await readAvailability(callAs(kms.ada), { by: "minute" });
  const [nl] = regions;
  expect(nl?.slug).toBe("nl-01");
  expect(nl?.availability).toBe(0.8);
  expect(nl?.steps).toHaveLength(5);
  expect(nl?.steps[0]).toMatchObject({ unreachable: 1, available: 0, latencyInMilliseconds: null });
  expect(nl?.calls?.last24Hours.refused).toBeGreaterThan(0);
  expect(nl?.calls?.perMinute.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(nl?.calls?.last24Hours.allowed);
  const others = (await readAvailability(callAs(kms.eve), { by: "hour", steps: 2 })).regions;
  expect(others[0]?.calls?.last24Hours).toEqual({ allowed: 0, refused: 0, failed: 0 });
  expect(await codeOf(readAvailability(callAs(kms.ada), { by: "minute", steps: 2000 }))).toBe("invalid_request");
});
