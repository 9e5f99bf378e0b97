import { expect, test } from "vitest";
import { ageInDays, type JudgedKey, rotationOf } from "./rotation-compliance";

const AT = new Date("2026-06-30T12:00:00Z");
const ago = (days: number) => new Date(AT.getTime() - days * 86_400_000);
const judged = (facts: Partial<JudgedKey>) =>
  rotationOf({ status: "active", canRotate: true, periodInDays: null, newestVersionAt: ago(100), ...facts }, 365, AT);

test("a key is judged by its own schedule, else by the limit chosen", () => {
  expect(judged({})).toMatchObject({ verdict: "compliant", limitInDays: 365, isScheduled: false });
  expect(judged({ newestVersionAt: ago(366) }).verdict).toBe("overdue");
  expect(judged({ periodInDays: 90 })).toMatchObject({ verdict: "overdue", limitInDays: 90, isScheduled: true });
  expect(judged({ periodInDays: 730, newestVersionAt: ago(500) }).verdict).toBe("compliant");
});

test("a version exactly as old as allowed complies", () => {
  expect(judged({ newestVersionAt: ago(365) })).toMatchObject({ verdict: "compliant", dueAt: AT.toISOString() });
  expect(ageInDays(ago(365), AT)).toBe(365);
});

test("what cannot be rotated, and what was not in use, is exempt; what is unknown is not", () => {
  expect(judged({ canRotate: false })).toMatchObject({ verdict: "exempt", exemption: "cannot_rotate" });
  expect(judged({ status: "disabled" })).toMatchObject({ verdict: "exempt", exemption: "not_active" });
  expect(judged({ status: "pending_deletion" }).verdict).toBe("exempt");
  expect(judged({ status: null, newestVersionAt: ago(400) }).verdict).toBe("overdue");
});
