import { describe, expect, test } from "vitest";
import type { Availability } from "@/lib/contract/usage";
import { historyOf } from "./region-history";

const step = { available: 0, slow: 0, sealed: 0, unreachable: 0, latencyInMilliseconds: 1 };

const availability: Availability = {
  by: "hour",
  from: "2026-05-01T09:00:00.000Z",
  to: "2026-05-01T12:10:00.000Z",
  regions: [
    {
      ...{ identity: "r-1", slug: "nl-01", name: "Netherlands", availability: 0.99, calls: null },
      steps: [
        { ...step, start: "2026-05-01T10:00:00.000Z", available: 58, slow: 1, unreachable: 1 },
        { ...step, start: "2026-05-01T11:00:00.000Z", available: 59, slow: 1 },
        { ...step, start: "2026-05-01T12:00:00.000Z", available: 10 },
      ],
    },
  ],
};

describe("the history of a region", () => {
  test("has a place for every hour, and says of each its worst minute", () => {
    expect(historyOf(availability, "nl-01")).toEqual([
      { start: "2026-05-01T09:00:00.000Z", state: null },
      { start: "2026-05-01T10:00:00.000Z", state: "unreachable" },
      { start: "2026-05-01T11:00:00.000Z", state: "slow" },
      { start: "2026-05-01T12:00:00.000Z", state: "available" },
    ]);
  });

  test("of a region that nobody looked at has empty places only", () => {
    expect(historyOf(availability, "de-01").map(({ state }) => state)).toEqual([null, null, null, null]);
  });
});
