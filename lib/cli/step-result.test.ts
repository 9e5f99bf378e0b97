import { expect, test } from "vitest";
import { totalLine, unexcusedSkips, wholeStep } from "./step-result";

test("the last line sums every step", () => {
  const results = [wholeStep("lint", 0), wholeStep("types", 2), { name: "unit", passed: 40, failed: 3, skipped: [] }];
  expect(totalLine(results)).toBe("41 passed, 4 failed");
});

test("a skipped test fails unless it is listed", () => {
  const results = [{ name: "unit", passed: 1, failed: 0, skipped: ["a > listed", "b > forgotten"] }];
  const found = unexcusedSkips(results, [{ test: "a > listed" }]);
  expect(found).toMatchObject({ failed: 1, skipped: ["b > forgotten"] });
});
