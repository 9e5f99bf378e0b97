import { afterEach, beforeEach, expect, it } from "vitest";
import { Checkpointer } from "@/lib/audit/checkpointer";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { homeDatabase } from "@/lib/platform/db";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { verifyAudit } from "./export-audit";

let kms: TestKms;

beforeEach(async () => {
  kms = await openTestKms();
  for (let count = 0; count < 3; count += 1) await kms.makeKey({});
  await new Checkpointer(homeDatabase(), checkpointKeysOf(homeDatabase())).writeNow({ when: "always" });
});
afterEach(() => kms.close());

it("an organisation's part of the log is verified on the server, and what was changed in it is named", async () => {
  const report = await verifyAudit(callAs(kms.ada), {});
  expect(report).toMatchObject({ isIntact: true, isComplete: true, findings: [], unavailable: [] });
  expect(report.sections).toMatchObject([{ organisation: kms.ada.organisationId, first: 1 }]);
  expect(report.sections[0]?.records).toBeGreaterThanOrEqual(3);
  await kms.query("UPDATE audit_record SET body = replace(body, 'allowed', 'refused') WHERE organisation_id = $1", [
    kms.ada.organisationId,
  ]);
  expect(await verifyAudit(callAs(kms.ada), {})).toMatchObject({ isIntact: false });
});

it("it takes the right to read the log, and another organisation sees nothing of this one", async () => {
  const report = await verifyAudit(callAs(kms.eve), {});
  expect(JSON.stringify(report)).not.toContain(kms.ada.organisationId);
  expect(await codeOf(verifyAudit(callAs(null), {}))).toBe("unauthenticated");
  expect(await codeOf(verifyAudit(callAs(kms.ada), { from: "yesterday" }))).toBe("invalid_request");
});
