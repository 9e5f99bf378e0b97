import { expect, test } from "vitest";
import { monthsOf, monthWords, spanNamed } from "./months";

test("a span ends with the present month and reaches over the turn of the year", () => {
  const january = Date.parse("2027-01-31T23:59:59Z");
  expect(monthsOf("1", january)).toEqual({ from: "2027-01", to: "2027-01" });
  expect(monthsOf("3", january)).toEqual({ from: "2026-11", to: "2027-01" });
  expect(monthsOf("24", january)).toEqual({ from: "2025-02", to: "2027-01" });
});

test("an address that names no span of the page gets six months", () => {
  expect(spanNamed("12")).toBe("12");
  expect(spanNamed("7")).toBe("6");
  expect(spanNamed(null)).toBe("6");
});

test("under bars January tells its year", () => {
  expect(monthWords("2026-12", false)).toBe("Dec");
  expect(monthWords("2027-01", false)).toBe("2027");
  expect(monthWords("2026-12", true)).toBe("December 2026");
});
