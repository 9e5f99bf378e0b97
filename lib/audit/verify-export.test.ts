import { expect, test } from "vitest";
import { verifyExport } from "./verify-export";

async function* each(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

test("an error answer of the API in place of an export is called that, with its code and message", async () => {
  const answer = { message: "The header X-Organisation-Identity is required.", code: "organisation_required" };
  expect(await verifyExport(each(JSON.stringify({ ...answer, requestId: "req-1" })))).toMatchObject({
    ...{ isExport: false, isIntact: false },
    findings: [`The file is an error answer of the API (${answer.code}): ${answer.message}`],
  });
});

test("a CSV export gets one finding, which says where its proof is", async () => {
  const rows = Array.from({ length: 50 }, (_, row) => `adb-1,${row},adb-1.1,2026-05-01T00:00:00.000Z`);
  const { isExport, findings } = await verifyExport(each("database,sequence,after,createdAt", ...rows));
  expect(isExport).toBe(false);
  expect(findings).toEqual([expect.stringContaining("GET /v1/audit/proof")]);
});

test("an export whose first line was changed stays one that is not intact", async () => {
  const report = await verifyExport(each("nonsense", "{}"));
  expect(report).toMatchObject({ isExport: true, isIntact: false });
  expect(report.findings).toHaveLength(3);
});
