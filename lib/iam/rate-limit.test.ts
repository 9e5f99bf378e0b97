import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import type { Caller } from "./caller";
import { forgetAllRates, holdRefusal, requireRate } from "./rate-limit";

let clock: FakeClock;
beforeEach(() => {
  clock = useFakeClock("2026-03-01T12:00:00Z");
});
afterEach(() => {
  clock.restore();
  forgetAllRates();
});

/** How many calls at once a caller limited to 100 a second gets through. */
function callsAtOnce(): number {
  const caller = {
    principal: { credentialId: "pat-1" },
    organisation: { id: "o-1", limits: { requestsPerSecond: 100 } },
  };
  for (let calls = 0; ; calls += 1) {
    try {
      requireRate(caller as Caller);
    } catch (error) {
      expect(error).toMatchObject({ code: "too_many_requests", retryAfterInSeconds: 1 });
      return calls;
    }
  }
}

test("a limit has a burst of a second; who went beyond it is let through evenly until ten seconds after the last refusal", () => {
  setConfig(loadConfig({ WORKERS: "1" }));
  expect(callsAtOnce()).toBe(100);
  clock.advance(20);
  expect(callsAtOnce()).toBe(2);
  clock.advance(5_000);
  expect(callsAtOnce()).toBe(2);
  clock.advance(9_999);
  expect(callsAtOnce()).toBe(2);
  clock.advance(11_000);
  expect(callsAtOnce()).toBe(100);
});

test("refusals are kept back for a moment, but only so many at a time: the rest goes out at once", async () => {
  const held = Array.from({ length: 500 }, () => holdRefusal());
  const isOut = vi.fn();
  const first = held[0]?.then(isOut);
  await holdRefusal();
  expect(isOut).not.toHaveBeenCalled();
  await first;
  await Promise.all(held);
  expect(isOut).toHaveBeenCalledOnce();
  const startedAtMs = performance.now();
  await holdRefusal();
  expect(performance.now() - startedAtMs).toBeGreaterThan(190);
});
