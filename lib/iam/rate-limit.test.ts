import { expect, test, vi } from "vitest";
import { holdRefusal } from "./rate-limit";

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
  expect(performance.now() - startedAtMs).toBeGreaterThan(250);
});
