import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, vi } from "vitest";
import { closeDatabases, databaseAt } from "@/lib/platform/db";
import { type TestInstallation, testInstallation, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 150_000, hookTimeout: 60_000 });

let installation: TestInstallation | null = null;
afterAll(async () => {
  await closeDatabases();
  await installation?.end();
});

const KEYS = 400;

it("two processes, one of them killed between rotating and recording: each due key gets one version and one record", async () => {
  installation = await testInstallation();
  const { call, database, serve } = installation;
  const servers = [await serve({ JOBS: "on" }), await serve({ JOBS: "on" })] as const;
  const db = databaseAt(database.url).pool;
  let made = 0;
  const making = underLoad(8, () => {
    made += 1;
    const request = { name: `due ${made}`, keyRotationEnabled: true, rotationPeriodInDays: 1 };
    return made <= KEYS ? call(servers[made % 2] ?? servers[0], "POST", "/nl-01/keys", request) : sleep(20, NOTHING);
  });
  while (made <= KEYS) await sleep(50);
  await making.stop();
  await db.query("UPDATE kms_key_version SET created_at = now() - interval '25 hours'");

  // The queue would give the job to one process only: here both have one of their own.
  const start = () => db.query("SELECT graphile_worker.add_job('rotate_due_keys') FROM generate_series(1, 2)");
  await start();
  await untilRotated(db, KEYS / 8);
  await servers[0].kill();
  await start();
  await untilRotated(db, KEYS);
  await start();
  await sleep(2_000);

  const versions = await db.query(
    `SELECT k.latest_version AS latest, v.version::int AS versions, count(*)::int AS keys
     FROM kms_key k JOIN LATERAL (SELECT count(*) AS version FROM kms_key_version WHERE key_id = k.id) v ON true
     GROUP BY k.latest_version, v.version`,
  );
  expect(versions.rows).toEqual([{ latest: 2, versions: 2, keys: KEYS }]);
  const records = await db.query(
    `SELECT count(*)::int AS records, count(DISTINCT resource_id)::int AS keys, max(key_version)::int AS version
     FROM audit_record WHERE event = 'kms.rotate.scheduled' AND outcome = 'allowed'`,
  );
  expect(records.rows).toEqual([{ records: KEYS, keys: KEYS, version: 2 }]);
});

const NOTHING = { status: 0, body: {}, requestId: "", startedAtMs: 0, endedAtMs: 0 };

async function untilRotated(db: ReturnType<typeof databaseAt>["pool"], count: number): Promise<void> {
  for (let look = 0; look < 1_200; look += 1) {
    const { rows } = await db.query("SELECT count(*)::int AS rotated FROM kms_key WHERE latest_version > 1");
    if (rows[0]?.rotated >= count) return;
    await sleep(50);
  }
  throw new Error(`not ${count} keys were rotated within a minute`);
}
