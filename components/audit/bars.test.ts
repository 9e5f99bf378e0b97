import { expect, test } from "vitest";
import { barSpan, barsBetween, heightsOf } from "./bars";

const bar = (at: string, allowed: number, refused = 0) => ({ at, allowed, refused, failed: 0 });
const data = {
  from: "2026-11-26T10:00:00.000Z",
  to: "2026-11-26T12:00:00.000Z",
  bucketInSeconds: 3_600,
  buckets: [bar("2026-11-26T10:00:00.000Z", 1_000, 1), bar("2026-11-26T11:00:00.000Z", 0)],
  total: { allowed: 1_000, refused: 1, failed: 0 },
  countedBackTo: null,
  incompleteRegions: [],
};

test("bars that were dragged over in either direction give their whole span", () => {
  expect(barsBetween(1, 0)).toEqual({ first: 0, last: 1 });
  expect(barSpan(data, { first: 0, last: 1 })).toEqual({ from: data.from, to: data.to });
  expect(barSpan(data, { first: 1, last: 1 }).from).toBe("2026-11-26T11:00:00.000Z");
});

test("one refusal beside a thousand calls is seen, and nothing grows out of the picture", () => {
  const [busy, empty] = heightsOf(data.buckets, 64);
  expect(busy?.refused).toBeGreaterThanOrEqual(2);
  expect((busy?.allowed ?? 0) + (busy?.refused ?? 0)).toBeLessThanOrEqual(64);
  expect(empty).toEqual({ allowed: 0, refused: 0, failed: 0 });
});
