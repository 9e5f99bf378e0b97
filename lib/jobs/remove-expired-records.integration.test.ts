import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { rollUpUses } from "@/lib/metering/roll-up";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { removeExpiredRecords } from "./remove-expired-records";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const LONG_AGO = new Date(Date.now() - 100 * 86_400_000);

async function isKept(): Promise<boolean> {
  const name = `audit_record_standard_${LONG_AGO.toISOString().slice(0, 7).replace("-", "_")}`;
  return (await kms.query("SELECT FROM pg_class WHERE relname = $1", [name])).length > 0;
}

it("a month that has expired stays until its records are in the counts", async () => {
  setConfig({ ...config(), auditRetentionMonths: 1 });
  await kms.query("SELECT audit_ensure_partitions($1)", [LONG_AGO]);
  await kms.makeKey({});
  await kms.query("UPDATE audit_group SET created_at = $1", [LONG_AGO]);
  const run = () => removeExpiredRecords.run({ now: new Date(), database: homeDatabase(), log });
  await run();
  expect(await isKept()).toBe(true);
  await rollUpUses(homeDatabase());
  await run();
  expect(await isKept()).toBe(false);
});
