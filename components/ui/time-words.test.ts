import { describe, expect, test } from "vitest";
import { exactWords, relativeWords } from "./time-words";

const NOW = Date.UTC(2026, 8, 4, 14, 20, 5);

describe("relative times", () => {
  test.each([
    [-3_000, null],
    [3_000, null],
    [-12_000, "12 seconds ago"],
    [-120_000, "2 minutes ago"],
    [-3_599_000, "59 minutes ago"],
    [-3_600_000, "1 hour ago"],
    [23 * 86_400_000, "in 23 days"],
    [-31 * 86_400_000, "31 days ago"],
    [-244 * 86_400_000, "8 months ago"],
    [3 * 366 * 86_400_000, "in 3 years"],
  ])("%i ms from now reads %s", (distance, words) => {
    expect(relativeWords(NOW + distance, NOW)).toBe(words);
  });

  test("the exact time is in UTC whatever the machine's zone", () => {
    expect(exactWords(NOW)).toMatch(/^4 Sept? 2026, 14:20:05$/);
  });
});
