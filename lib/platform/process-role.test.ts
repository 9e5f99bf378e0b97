import { execFileSync } from "node:child_process";
import { getPriority } from "node:os";
import { expect, it } from "vitest";
import { lowerPriority } from "./process-role";

it("lowers the priority, and leaves one that is lower already", () => {
  const before = getPriority();
  lowerPriority(before);
  expect(getPriority()).toBe(before);
  lowerPriority(Math.max(before - 5, -20));
  expect(getPriority()).toBe(before);
  expect(execFileSync("nice", { encoding: "utf8" }).trim()).toBe(String(before));
});
