import { afterEach, beforeEach, expect, it } from "vitest";
import { parseCheckpoint } from "./checkpoint-text";
import { GroupWriter } from "./group-writer";
import { indexNewRecords } from "./index-records";
import { isExpired, removeExpiredMonths } from "./remove-expired";
import { openTestLog, type TestLog } from "./test-log";
import { testFacts, writeTestRecords } from "./test-records";
import { verifyLog } from "./verify-log";

let log: TestLog;
const now = new Date();
const monthsLater = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 15));
const thisMonth = () => now.toISOString().slice(0, 7);

beforeEach(async () => {
  log = await openTestLog();
  await log.query("SELECT audit_ensure_partitions($1)", [now]);
  await log.commit("o-a", "o-b");
  await log.checkpoint();
});
afterEach(() => log.close());

const events = async () =>
  (await log.query<{ text: string }>("SELECT text FROM audit_checkpoint ORDER BY number")).flatMap(
    ({ text }) => parseCheckpoint(text)?.events.filter(({ kind }) => kind === "retention") ?? [],
  );
const stored = async () => (await log.query("SELECT 1 FROM audit_record")).length;

it("a month counts as expired once it ended so many whole months ago", () => {
  expect(isExpired("2031-01", new Date("2031-02-28T23:59:59Z"), 1)).toBe(true);
  expect(isExpired("2031-01", new Date("2031-01-31T23:59:59Z"), 1)).toBe(false);
  expect(isExpired("2031-01", new Date("2031-12-31T23:59:59Z"), 12)).toBe(false);
  expect(isExpired("2031-01", new Date("2032-01-01T00:00:00Z"), 12)).toBe(true);
});

it("expired payloads go under a signed entry, hashes stay, and the log is intact; kept months and no limit touch nothing", async () => {
  expect(await removeExpiredMonths(log.database, log.keys, now, 1)).toEqual([]);
  expect(await removeExpiredMonths(log.database, log.keys, monthsLater(40), 0)).toEqual([]);
  expect(await stored()).toBe(2);
  expect(await removeExpiredMonths(log.database, log.keys, monthsLater(2), 2)).toContain(thisMonth());
  expect(await events()).toContainEqual({ kind: "retention", retentionClass: "standard", month: thisMonth() });
  expect(await stored()).toBe(0);
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, findings: [], records: 0, removed: 2 });
});

it("what the search index holds of a month goes with its records, and of the next month nothing", async () => {
  const [first, second] = [Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) - 1_000, monthsLater(1).setUTCDate(1)];
  const record = (atMs: number, resourceSlug: string, event: string) => ({
    at: new Date(atMs),
    facts: testFacts({ organisationId: "o-i", resourceSlug, event }),
  });
  await writeTestRecords(log.database, [
    record(first, "forgottenslug", "kms.key.create"),
    record(second, "keptslug", "kms.key.disable"),
  ]);
  await indexNewRecords(log.database);
  const held = async () => ({
    words: (
      await log.query<{ words: string }>("SELECT words::text FROM audit_segment WHERE organisation_id = 'o-i'")
    ).map(({ words }) => ["forgottenslug", "keptslug"].filter((slug) => words.includes(slug))),
    events: (
      await log.query<{ event: string }>(
        `SELECT DISTINCT f.event FROM audit_facet f LEFT JOIN audit_facet_count c ON c.facet_id = f.id
         WHERE f.organisation_id = 'o-i' ORDER BY 1`,
      )
    ).map(({ event }) => event),
  });
  expect(await held()).toEqual({
    words: [["forgottenslug"], ["keptslug"]],
    events: ["kms.key.create", "kms.key.disable"],
  });
  expect(await removeExpiredMonths(log.database, log.keys, monthsLater(1), 1)).toContain(thisMonth());
  expect(await held()).toEqual({ words: [["keptslug"]], events: ["kms.key.disable"] });
  const older = await log.query(
    "SELECT FROM audit_facet_count WHERE bucket < date_trunc('month', $1::timestamptz, 'UTC')",
    [monthsLater(1)],
  );
  expect(older).toEqual([]);
});

it("a payload that is gone without a signed entry of its month is a finding", async () => {
  await log.query(`DROP TABLE audit_record_standard_${thisMonth().replace("-", "_")}`);
  const report = await verifyLog(log.database);
  expect(report.isIntact).toBe(false);
  expect(report.findings[0]?.message).toMatch(/is missing/);
  await log.checkpoint({ events: [{ kind: "retention", retentionClass: "standard", month: "2020-01" }] });
  expect((await verifyLog(log.database)).isIntact).toBe(false);
});

it("a removal that was killed between entry and removal is finished by the next run, under the same entry", async () => {
  await log.checkpoint({ events: [{ kind: "retention", retentionClass: "standard", month: thisMonth() }] });
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, records: 2, removed: 0 });
  await removeExpiredMonths(log.database, log.keys, monthsLater(1), 1);
  expect((await events()).filter((event) => event.kind === "retention" && event.month === thisMonth())).toHaveLength(1);
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, records: 0, removed: 2 });
});

it("records that fell into the default partition are removed with their month", async () => {
  await log.query(`DROP TABLE audit_record_standard_${thisMonth().replace("-", "_")}`);
  await log.query("DELETE FROM audit_group");
  await log.query("TRUNCATE audit_checkpoint, audit_organisation, audit_leaf, audit_writer");
  await log.writer.close();
  const writer = new GroupWriter(log.database);
  await writer.commit(log.record(), performance.now() + 10_000);
  await writer.close();
  expect((await log.query("SELECT 1 FROM audit_record_standard_default")).length).toBe(1);
  expect(await removeExpiredMonths(log.database, log.keys, monthsLater(1), 1)).toContain(thisMonth());
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, records: 0, removed: 1 });
});
