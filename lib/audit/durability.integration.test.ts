import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, homeDatabase } from "@/lib/platform/db";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { migrateDatabase } from "@/lib/platform/migrate";
import { ChangeWriter } from "./change-writer";
import { requireDurable } from "./durability";
import { GroupWriter } from "./group-writer";
import { auditRecord } from "./record";
import { TEST_FACTS } from "./test-log";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let folder: string;
let server: EmbeddedPostgres | undefined;

async function startCareless(settings: Readonly<Record<string, string>>): Promise<void> {
  await closeDatabases();
  await server?.stop();
  server = await startEmbeddedPostgres({ dataDirectory: folder, settings, log: () => {} });
  setConfig({ ...loadConfig({}), databaseUrl: server.url });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pelagos-careless-"));
  await startCareless({ fsync: "off" });
});
afterAll(async () => {
  await closeDatabases();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const query = async (text: string, values: unknown[] = []) => (await homeDatabase().pool.query(text, values)).rows;

const record = (requestId: string) =>
  auditRecord({ ...TEST_FACTS, organisationId: "o-1", requestId }, { key: null, epoch: null });

const WAITING = `SELECT pid FROM pg_stat_activity
  WHERE application_name = 'pelagos writer' AND wait_event = 'SyncRep' AND datname = current_database()`;

async function requireStandby(name: string): Promise<void> {
  await query(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
  await query("SELECT pg_reload_conf()");
  await expect.poll(() => query("SHOW synchronous_standby_names")).toEqual([{ synchronous_standby_names: name }]);
}

/** The server's processes learn of the setting one after the other: commits until one of them really waits. */
async function untilOneWaits(commit: (requestId: string) => Promise<string>) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const requestId = `req-doubtful-${attempt}`;
    let isSettled = false;
    const outcome = commit(requestId)
      .catch((error: unknown) => Object(error).code)
      .finally(() => {
        isSettled = true;
      });
    await expect.poll(async () => isSettled || (await query(WAITING)).length === 1, { timeout: 5_000 }).toBe(true);
    if (!isSettled) return { requestId, outcome };
  }
  throw new Error("no commit waited for the standby");
}

test("a record whose replication was given up does not count as written, and the writer goes on", async () => {
  await migrateDatabase(server?.url ?? "");
  const writer = new GroupWriter(homeDatabase());
  try {
    const commit = (requestId: string) => writer.commit(record(requestId), clock.monotonicMs() + 10_000);
    expect(await commit("req-before")).toBe("committed");
    await requireStandby("absent");
    const { requestId, outcome } = await untilOneWaits(commit);
    // PostgreSQL then commits here alone, answers as if nothing were wrong, and only warns.
    await query(`SELECT pg_cancel_backend(pid) FROM (${WAITING}) AS waiting`);
    expect(await outcome).toBe("unavailable");
    await requireStandby("");
    await expect.poll(() => commit("req-after").catch(() => "refused"), { timeout: 5_000 }).toBe("committed");
    const stored = await query("SELECT request_id FROM audit_record WHERE request_id = $1", [requestId]);
    expect(stored).toHaveLength(1);
  } finally {
    await writer.close();
  }
});

test("a change whose replication was given up is not answered as made, and the writer goes on", async () => {
  await startCareless({});
  await migrateDatabase(server?.url ?? "");
  const writer = new ChangeWriter(homeDatabase());
  try {
    const change = (requestId: string) =>
      writer.transact(clock.monotonicMs() + 10_000, async (_, write) => {
        await write(record(requestId));
        return "made";
      });
    expect(await change("req-before")).toBe("made");
    await requireStandby("absent");
    const { outcome } = await untilOneWaits(change);
    await query(`SELECT pg_cancel_backend(pid) FROM (${WAITING}) AS waiting`);
    expect(await outcome).toBe("unavailable");
    await requireStandby("");
    await expect.poll(() => change("req-after").catch(() => "refused"), { timeout: 5_000 }).toBe("made");
  } finally {
    await writer.close();
  }
});

test("a database that could lose what it confirmed is refused at start", async () => {
  for (const setting of ["fsync", "full_page_writes"]) {
    await startCareless({ [setting]: "off" });
    await expect(requireDurable(homeDatabase())).rejects.toThrow(`runs with ${setting}=off`);
  }
  await startCareless({});
  await requireDurable(homeDatabase());
});
