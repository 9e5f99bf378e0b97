import { describe, expect, test } from "vitest";
import { monthAfter, monthIn, weeksOf } from "./month-grid";

describe("a month's grid", () => {
  test("begins its weeks on Monday and has every day once", () => {
    const weeks = weeksOf("2026-05");
    expect(weeks[0]?.map((day) => day?.number ?? null)).toEqual([null, null, null, null, 1, 2, 3]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks.flat().filter(Boolean)).toHaveLength(31);
    expect(weeks.flat().at(-1)).toEqual({ day: "2026-05-31", number: 31 });
  });

  test("of a February that fills its weeks has four", () => {
    expect(weeksOf("2027-02")).toHaveLength(4);
  });

  test("is that of the address where it names one, of now otherwise", () => {
    const now = Date.parse("2026-05-31T23:59:59Z");
    expect(monthIn("2027-01", now)).toBe("2027-01");
    expect(monthIn("2027-13", now)).toBe("2026-05");
    expect(monthIn(null, now)).toBe("2026-05");
  });

  test("follows on over the turn of the year", () => {
    expect(monthAfter("2026-12", 1)).toBe("2027-01");
    expect(monthAfter("2026-01", -1)).toBe("2025-12");
  });
});
