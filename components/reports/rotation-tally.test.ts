import { expect, test } from "vitest";
import type { KeyRotation, RotationVerdict } from "@/lib/contract/key-report";
import { shareInTime, tallyOf } from "./rotation-tally";

const judged = (verdict: RotationVerdict) => ({
  rotation: { verdict, exemption: null, limitInDays: 365, isScheduled: false, dueAt: "" } satisfies KeyRotation,
});

test("exempt keys count neither for nor against", () => {
  const tally = tallyOf((["compliant", "compliant", "compliant", "overdue", "exempt", "exempt"] as const).map(judged));
  expect(tally).toEqual({ compliant: 3, overdue: 1, exempt: 2 });
  expect(shareInTime(tally)).toBe(0.75);
  expect(shareInTime(tallyOf([judged("exempt")]))).toBeNull();
});
