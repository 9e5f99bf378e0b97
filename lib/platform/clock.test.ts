import { afterEach, expect, test } from "vitest";
import { clock, useFakeClock } from "./clock";

afterEach(() => useFakeClock("2026-01-01T00:00:00Z").restore());

test("a fake clock stands still until it is advanced", () => {
  const fake = useFakeClock("2026-01-31T23:59:59.000Z");
  const before = clock.monotonicMs();
  expect(clock.now().toISOString()).toBe("2026-01-31T23:59:59.000Z");
  fake.advance(1_000);
  expect(clock.now().toISOString()).toBe("2026-02-01T00:00:00.000Z");
  expect(clock.monotonicMs() - before).toBe(1_000);
});

test("setting the wall clock does not move monotonic time", () => {
  const fake = useFakeClock("2026-01-01T00:00:00Z");
  const before = clock.monotonicMs();
  fake.set("2020-01-01T00:00:00Z");
  expect(clock.monotonicMs()).toBe(before);
});

test("restore gives real time back", () => {
  useFakeClock("1999-01-01T00:00:00Z").restore();
  expect(clock.now().getUTCFullYear()).toBeGreaterThan(2024);
});
