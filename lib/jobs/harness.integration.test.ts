import { setTimeout as sleep } from "node:timers/promises";
import { quickAddJob } from "graphile-worker";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { closeDatabases, databaseAt } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { ensureAuditPartitions } from "./ensure-audit-partitions";
import { type JobTask, prepareJobs, runQueuedJobs, startJobs, stopJobs } from "./harness";

let database: TestDatabase;
let fake: FakeClock | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  await prepareJobs(database.url);
});

afterEach(async () => {
  fake?.restore();
  fake = undefined;
  await stopJobs();
  await closeDatabases();
  await database.drop();
});

const addJob = (name: string) => quickAddJob({ connectionString: database.url }, name, {});

async function partitions(): Promise<string[]> {
  const { rows } = await databaseAt(database.url).pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relname ~ '^audit_record_standard_[0-9]{4}_[0-9]{2}$' AND relkind = 'r' ORDER BY 1",
  );
  return rows.map((row) => row.name);
}

test("audit partitions exist two months ahead, across the end of a year", async () => {
  fake = useFakeClock("2031-11-30T23:59:59.999Z");
  await addJob(ensureAuditPartitions.name);
  await runQueuedJobs({ name: "test", url: database.url }, [ensureAuditPartitions]);
  const november = ["audit_record_standard_2031_11", "audit_record_standard_2031_12", "audit_record_standard_2032_01"];
  expect(await partitions()).toEqual(november);
  fake.advance(1);
  await addJob(ensureAuditPartitions.name);
  await runQueuedJobs({ name: "test", url: database.url }, [ensureAuditPartitions]);
  expect(await partitions()).toEqual([...november, "audit_record_standard_2032_02"]);
});

test("each job is done once, however many runners there are", async () => {
  const done: Date[] = [];
  const task: JobTask = {
    name: "count_once",
    async run({ now }) {
      await sleep(5);
      done.push(now);
    },
  };
  for (let job = 0; job < 20; job += 1) await addJob(task.name);
  const target = { name: "test", url: database.url };
  await startJobs([target], [task], []);
  await startJobs([target], [task], []);
  await expect.poll(() => done.length, { timeout: 10_000 }).toBe(20);
  await sleep(300);
  expect(done.length).toBe(20);
});

test("a job that fails stays in the queue and is not lost", async () => {
  const failing: JobTask = { name: "fail_first", run: () => Promise.reject(new Error("not now")) };
  await addJob(failing.name);
  await runQueuedJobs({ name: "test", url: database.url }, [failing]);
  const { rows } = await databaseAt(database.url).pool.query(
    "SELECT attempts, last_error FROM graphile_worker.jobs WHERE task_identifier = 'fail_first'",
  );
  expect(rows).toEqual([{ attempts: 1, last_error: "not now" }]);
});

test("stopping lets the job at work finish", async () => {
  const seen: string[] = [];
  const slow: JobTask = {
    name: "slow",
    async run() {
      seen.push("started");
      await sleep(500);
      seen.push("finished");
    },
  };
  await addJob(slow.name);
  await startJobs([{ name: "test", url: database.url }], [slow], []);
  await expect.poll(() => seen, { timeout: 5_000 }).toContain("started");
  await stopJobs();
  expect(seen).toEqual(["started", "finished"]);
});
