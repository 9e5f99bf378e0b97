import { afterAll, expect, it, vi } from "vitest";
import { rollUpUses } from "@/lib/metering/roll-up";
import { closeDatabases, databaseAt } from "@/lib/platform/db";
import { type TestInstallation, testInstallation, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let installation: TestInstallation | null = null;
afterAll(async () => {
  await closeDatabases();
  await installation?.end();
});

it("two servers under load, one of them killed, and counting all the while: every recorded use is counted once", async () => {
  installation = await testInstallation();
  const { call, database, serve } = installation;
  const servers = [await serve(), await serve()] as const;
  await call(servers[0], "POST", "/nl-01/keys", { name: "counted" });
  let number = 0;
  const load = underLoad(16, () => {
    number += 1;
    if (number % 50 === 0) return call(servers[1], "POST", "/nl-01/keys/counted/rotate");
    return call(servers[number % 2] ?? servers[1], "POST", "/nl-01/keys/counted/encrypt", { plaintext: "aGVsbG8=" });
  });
  const counted = databaseAt(database.url);
  for (let run = 0; run < 30; run += 1) {
    await Promise.all([rollUpUses(counted), rollUpUses(counted)]);
    if (run === 15) await servers[0].kill();
  }
  const answers = await load.stop();
  await rollUpUses(counted);

  const recorded = await counted.pool.query(
    `SELECT key_version AS version, count(*)::int AS calls FROM audit_record
     WHERE event = 'kms.encrypt' AND outcome = 'allowed' GROUP BY 1 ORDER BY 1`,
  );
  const totals = await counted.pool.query(
    "SELECT key_version AS version, calls::int AS calls FROM key_use_total WHERE event = 'kms.encrypt' ORDER BY 1",
  );
  const hours = await counted.pool.query(
    `SELECT key_version AS version, sum(calls)::int AS calls FROM key_use_hour
     WHERE event = 'kms.encrypt' AND outcome = 'allowed' GROUP BY 1 ORDER BY 1`,
  );
  expect(recorded.rows.length).toBeGreaterThan(1);
  expect(totals.rows).toEqual(recorded.rows);
  expect(hours.rows).toEqual(recorded.rows);
  const answered = answers.filter(({ status, body }) => status === 200 && body.ciphertext !== undefined).length;
  expect(recorded.rows.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(answered);
});
