import { expect, test } from "vitest";
import { shortMessage, stepLines, totalLine, unexcusedSkips, wholeStep } from "./step-result";

test("the last line sums every step", () => {
  const results = [wholeStep("lint", 0), wholeStep("types", 2), { ...wholeStep("unit", 0), passed: 40, failed: 3 }];
  expect(totalLine(results)).toBe("41 passed, 4 failed");
});

test("a skipped test fails unless it is listed", () => {
  const results = [{ ...wholeStep("unit", 0), skipped: ["a > listed", "b > forgotten"] }];
  const found = unexcusedSkips(results, [{ test: "a > listed" }]);
  expect(found).toMatchObject({ failed: 1, skipped: ["b > forgotten"] });
});

test("the summary names what failed and what it said first", () => {
  const failures = [{ test: "a > b", message: shortMessage(["\u001b[31mError: late\u001b[39m\n\n  at x", "more"]) }];
  const flaky = [{ test: "c", message: "slow" }];
  expect(stepLines({ ...wholeStep("unit", 1), passed: 4, failures, flaky })).toEqual([
    "✗ unit: 4 passed, 1 failed",
    "  ✗ a > b",
    "      Error: late",
    "        at x",
    "      more",
    "  passed at the second try only: c",
    "      slow",
  ]);
  expect(shortMessage(["x".repeat(10_000)])).toHaveLength(600);
});
