import { afterAll, beforeAll, expect, it } from "vitest";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, homeDatabase } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { GroupWriter } from "./group-writer";
import {
  type AuditCondition,
  type AuditFacts,
  type AuditRecord,
  auditRecord,
  recordHash,
  storableText,
} from "./record";
import { TEST_FACTS } from "./test-log";

let database: TestDatabase;
let writer: GroupWriter;

beforeAll(async () => {
  database = await createTestDatabase();
  setConfig({ ...loadConfig({}), databaseUrl: database.url });
  writer = new GroupWriter(homeDatabase());
  await query("INSERT INTO access_epoch (organisation_id, epoch) VALUES ('o-1', 7)");
});
afterAll(async () => {
  await writer.close();
  await closeDatabases();
  await database.drop();
});

const query = async (text: string, values: unknown[] = []) => (await homeDatabase().pool.query(text, values)).rows;

const FACTS: AuditFacts = { ...TEST_FACTS, organisationId: "o-1" };
const UNCONDITIONAL: AuditCondition = { key: null, epoch: null };
const deadline = () => clock.monotonicMs() + 4_800;
const record = (facts: Partial<AuditFacts> = {}, condition = UNCONDITIONAL) =>
  auditRecord({ ...FACTS, ...facts }, condition);
const stored = (records: readonly AuditRecord[]) =>
  query("SELECT event_id FROM audit_record WHERE event_id = ANY ($1)", [records.map(({ eventId }) => eventId)]);

it("one record that the database refuses does not harm the others of its group", async () => {
  const good = Array.from({ length: 20 }, () => record());
  const bad = { ...record(), createdAt: "not a time" };
  const results = await Promise.allSettled([...good, bad].map((each) => writer.commit(each, deadline())));
  expect(results.slice(0, -1)).toEqual(good.map(() => ({ status: "fulfilled", value: "committed" })));
  expect(results.at(-1)).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  expect(await stored(good)).toHaveLength(good.length);
  expect(await stored([bad])).toEqual([]);
});

it("only records whose condition still holds are written, and the group's manifest lists exactly those", async () => {
  const holds = record({}, { key: null, epoch: { organisationId: "o-1", epoch: 7n } });
  const revoked = record({}, { key: null, epoch: { organisationId: "o-1", epoch: 6n } });
  const changed = record({}, { key: { id: "kms-none", revision: "1.a" }, epoch: null });
  const results = await Promise.all([holds, revoked, changed].map((each) => writer.commit(each, deadline())));
  expect(results).toEqual(["committed", "missed", "missed"]);
  const rows = await query(
    "SELECT g.manifest, g.record_count FROM audit_group g JOIN audit_record r ON r.writer = g.writer AND r.group_number = g.number WHERE r.event_id = $1",
    [holds.eventId],
  );
  expect(rows).toEqual([{ manifest: `1 o-1 ${recordHash(holds.salt, holds.body)}`, record_count: 1 }]);
});

it("a group that waits for a row which is being changed holds up no others", async () => {
  const changing = await homeDatabase().pool.connect();
  await changing.query("BEGIN; UPDATE access_epoch SET epoch = 7 WHERE organisation_id = 'o-1'");
  const condition = { key: null, epoch: { organisationId: "o-1", epoch: 7n } };
  const held = Promise.all(Array.from({ length: 10 }, () => writer.commit(record({}, condition), deadline())));
  let isHeld = true;
  void held.finally(() => {
    isHeld = false;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const others = Array.from({ length: 10 }, () => writer.commit(record(), deadline()));
  expect(new Set(await Promise.all(others))).toEqual(new Set(["committed"]));
  expect(isHeld).toBe(true);
  await changing.query("COMMIT");
  changing.release();
  expect(new Set(await held)).toEqual(new Set(["committed"]));
});

it("a group that takes longer than its callers wait is given up at their deadline", async () => {
  const changing = await homeDatabase().pool.connect();
  await changing.query("BEGIN; UPDATE access_epoch SET epoch = 7 WHERE organisation_id = 'o-1'");
  const condition = { key: null, epoch: { organisationId: "o-1", epoch: 7n } };
  const startedMs = clock.monotonicMs();
  await expect(writer.commit(record({}, condition), startedMs + 300)).rejects.toMatchObject({ code: "unavailable" });
  expect(clock.monotonicMs() - startedMs).toBeLessThan(800);
  await changing.query("ROLLBACK");
  changing.release();
  expect(await writer.commit(record(), deadline())).toBe("committed");
});

it("a writer that loses its connection opens a new chain that names the old one", async () => {
  await writer.commit(record(), deadline());
  const before = await query("SELECT id FROM audit_writer");
  await query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pelagos writer' AND datname = current_database()",
  );
  await expect
    .poll(
      async () =>
        (await writer.commit(record(), deadline()).catch(() => "refused")) === "committed" &&
        (await query("SELECT 1 FROM audit_writer WHERE predecessor IS NOT NULL")).length,
      { timeout: 5_000 },
    )
    .toBeGreaterThan(0);
  const successors = await query(
    `SELECT predecessor, encode(predecessor_head, 'hex') AS head, doubtful_number AS doubtful
     FROM audit_writer WHERE predecessor IS NOT NULL`,
  );
  for (const { predecessor, head, doubtful } of successors) {
    expect(before.map(({ id }) => id)).toContain(predecessor);
    // A group that was under way may be there all the same; its head is not known to the writer.
    const last = await query(
      `SELECT encode(head, 'hex') AS head FROM audit_group
       WHERE writer = $1 AND number IS DISTINCT FROM $2 ORDER BY number DESC LIMIT 1`,
      [predecessor, doubtful],
    );
    if (last.length > 0) expect(head).toBe(last[0].head);
  }
});

it("text is made storable: no control characters, no lone surrogates, cut to length", () => {
  expect(storableText("a\u0000b\tc\nd", 10)).toBe("a\ufffdb\ufffdc\ufffdd");
  expect(storableText("\ud800x", 10)).toBe("\ufffdx");
  expect(storableText("🦀🦀", 3)).toBe("🦀\ufffd");
  expect(storableText("plain", 10)).toBe("plain");
});
