import { describe, expect, test } from "vitest";
import type { Availability } from "@/lib/contract/usage";
import { callCourse } from "./call-course";

type Calls = Availability["regions"][number]["calls"];

const answer = (...calls: Calls[]): Availability => ({
  ...{ by: "hour", from: "2026-05-01T09:00:00.000Z", to: "2026-05-01T12:10:30.000Z" },
  regions: calls.map((of, at) => ({
    ...{ identity: `r-${at}`, slug: `nl-0${at}`, name: `Region ${at}`, availability: 1, steps: [] },
    calls: of,
  })),
});

const counts = { allowed: 4, refused: 1, failed: 0 };

describe("the course of calls", () => {
  test("adds the regions up, minute by minute, to the newest whole minute", () => {
    const minute = "2026-05-01T12:08:00.000Z";
    const young = "2026-05-01T12:10:00.000Z";
    const calls: Calls = {
      perMinute: [
        { minute, ...counts },
        { minute: young, ...counts },
      ],
      last24Hours: counts,
    };
    const course = callCourse(answer(calls, calls, null));
    expect(course?.perMinute).toHaveLength(58);
    expect(course?.perMinute.at(-1)).toBe(10);
    expect(course?.perMinute.at(-2)).toBe(0);
    expect(course?.lastDay).toEqual({ allowed: 8, refused: 2, failed: 0 });
    expect(course?.without).toEqual(["nl-02"]);
    // The list behind the figures is of the same regions.
    expect(course?.regions).toEqual(["nl-00", "nl-01"]);
  });

  test("is not known where no region says", () => {
    expect(callCourse(answer(null, null))).toBeNull();
  });
});
