import { expect, test } from "vitest";
import type { KeyReport } from "@/lib/contract/key-report";
import { ROWS_PER_PAGE, reportPage, wholeReport } from "./report-page";

function reportOf(count: number): KeyReport {
  const keys = Array.from({ length: count }, (_, index) => ({
    identity: `kms-${index}`,
    rotation: { verdict: index % 2 === 0 ? "compliant" : "overdue" },
  }));
  return { at: "", isNow: true, limitInDays: 365, unavailableRegions: [], keys: keys as KeyReport["keys"] };
}

test("a page holds its rows and counts all of them", () => {
  const report = reportOf(2 * ROWS_PER_PAGE + 5);
  const last = reportPage(report, 3);
  expect(last.keys.map(({ identity }) => identity)).toEqual(
    [0, 1, 2, 3, 4].map((index) => `kms-${2 * ROWS_PER_PAGE + index}`),
  );
  expect(last).toMatchObject({ total: 105, page: 3, pages: 3, tally: { compliant: 53, overdue: 52, exempt: 0 } });
  const every = [1, 2, 3].flatMap((page) => reportPage(report, page).keys);
  expect(every).toEqual(report.keys);
  expect(wholeReport(report)).toMatchObject({ keys: report.keys, pages: 1, tally: last.tally });
});

test.each([0, -1, 99, Number.NaN])("there is always a page to show: %s", (wanted) => {
  expect(reportPage(reportOf(150), Number.isNaN(wanted) ? 1 : wanted).keys.length).toBeGreaterThan(0);
  expect(reportPage(reportOf(0), wanted || 1)).toMatchObject({ keys: [], page: 1, pages: 1 });
});
