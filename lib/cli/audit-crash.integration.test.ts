import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type VerificationReport, verifyLog } from "@/lib/audit/verify-log";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, homeDatabase } from "@/lib/platform/db";
import { type TestInstallation, testInstallation, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let installation: TestInstallation;

beforeEach(async () => {
  installation = await testInstallation();
});
afterEach(async () => {
  await closeDatabases();
  await installation.end();
});

async function verify(expectedFingerprint: string): Promise<VerificationReport> {
  setConfig({ ...loadConfig({}), databaseUrl: installation.database.url });
  return verifyLog(homeDatabase(), { expectedFingerprint });
}

it("nodes killed under load leave one log that verifies from the key of the first start, with a record for each answer", async () => {
  const [one, other] = [await installation.serve(), await installation.serve()];
  const fingerprint = one.bootstrap().auditKey ?? "";
  expect(one.output()).toContain(`Audit key      ${fingerprint}`);
  await installation.call(one, "POST", "/nl-01/keys", { name: "log" });
  const encrypt = (server: typeof one) => () =>
    installation.call(server, "POST", "/nl-01/keys/log/encrypt", { plaintext: "aGVsbG8=" });
  const rotate = () => installation.call(other, "POST", "/nl-01/keys/log/rotate");
  const loads = [underLoad(4, encrypt(one)), underLoad(4, encrypt(other)), underLoad(1, rotate)];
  await sleep(2_500);
  await one.kill();
  await sleep(2_500);
  await other.kill();
  const answered = (await Promise.all(loads.map((load) => load.stop()))).flat().filter(({ status }) => status === 200);
  expect(answered.length).toBeGreaterThan(10);

  const third = await installation.serve();
  await installation.call(third, "POST", "/nl-01/keys/log/rotate");
  expect(await third.stop()).toBe(0);
  const report = await verify(fingerprint);
  expect(report).toMatchObject({ isIntact: true, findings: [], isExpectedKey: true, unprotected: { records: 0 } });
  expect(report.records).toBeGreaterThanOrEqual(answered.length);
});
