import { expect, test } from "vitest";
import type { KeyReport } from "@/lib/contract/key-report";
import { ROWS_PER_PAGE, reportPage, wholeReport } from "./report-page";

function reportOf(count: number): KeyReport {
  const keys = Array.from({ length: count }, (_, index) => ({
    name: `Key ${index}`,
    slug: `key-${index}`,
    identity: `kms-${index}`,
    rotation: { verdict: index % 2 === 0 ? "compliant" : "overdue" },
  }));
  return { at: "", isNow: true, limitInDays: 365, unavailableRegions: [], keys: keys as KeyReport["keys"] };
}

test("a page holds its rows and counts all of them", () => {
  const report = reportOf(2 * ROWS_PER_PAGE + 5);
  const last = reportPage(report, { q: "", page: 3 });
  expect(last.keys.map(({ identity }) => identity)).toEqual(
    [0, 1, 2, 3, 4].map((index) => `kms-${2 * ROWS_PER_PAGE + index}`),
  );
  expect(last).toMatchObject({
    total: 105,
    found: 105,
    page: 3,
    pages: 3,
    tally: { compliant: 53, overdue: 52, exempt: 0 },
  });
  const every = [1, 2, 3].flatMap((page) => reportPage(report, { q: "", page }).keys);
  expect(every).toEqual(report.keys);
  expect(wholeReport(report, "")).toMatchObject({ keys: report.keys, pages: 1, tally: last.tally });
});

test.each([0, -1, 99, Number.NaN])("there is always a page to show: %s", (wanted) => {
  expect(reportPage(reportOf(150), { q: "", page: Number.isNaN(wanted) ? 1 : wanted }).keys.length).toBeGreaterThan(0);
  expect(reportPage(reportOf(0), { q: "", page: wanted || 1 })).toMatchObject({ keys: [], page: 1, pages: 1 });
});

test.each([
  ["Y 10", ["kms-10", "kms-100", "kms-101", "kms-102", "kms-103", "kms-104"]],
  ["key-77", ["kms-77"]],
  ["KMS-77", ["kms-77"]],
  ["nothing", []],
])("what is looked for is found by name, slug and identity: %s", (q, identities) => {
  const report = reportOf(105);
  const { keys, total, found, tally } = reportPage(report, { q, page: 1 });
  expect(keys.map(({ identity }) => identity)).toEqual(identities);
  expect({ total, found }).toEqual({ total: 105, found: identities.length });
  expect(tally).toEqual(reportPage(report, { q: "", page: 1 }).tally);
});
