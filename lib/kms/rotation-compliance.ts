import type { KeyStatus } from "@/lib/contract/key-lifecycle";
import type { KeyRotation } from "@/lib/contract/key-report";

const DAY_MS = 86_400_000;

/** The facts that rotation is judged by. */
export interface JudgedKey {
  /** Null where it is unknown. */
  readonly status: KeyStatus | null;
  readonly canRotate: boolean;
  /** Period of its schedule in days; null where none is set. */
  readonly periodInDays: number | null;
  readonly newestVersionAt: Date;
}

/**
 * How a key stands at a moment: its newest version may be as old as its own schedule says, or else as the limit chosen, in
 * days of 24 hours. Exempt is what cannot be rotated, and what was disabled or about to be deleted. A key whose status is
 * unknown is judged. Pure.
 */
export function rotationOf(key: JudgedKey, limitInDays: number, at: Date): KeyRotation {
  const allowed = key.periodInDays ?? limitInDays;
  const dueAt = new Date(key.newestVersionAt.getTime() + allowed * DAY_MS);
  const exemption = exemptionOf(key);
  const verdict = exemption !== null ? "exempt" : dueAt < at ? "overdue" : "compliant";
  const isScheduled = key.periodInDays !== null;
  return { verdict, exemption, limitInDays: allowed, isScheduled, dueAt: dueAt.toISOString() };
}

function exemptionOf({ status, canRotate }: JudgedKey): KeyRotation["exemption"] {
  if (!canRotate) return "cannot_rotate";
  return status === "disabled" || status === "pending_deletion" ? "not_active" : null;
}

/** Age in whole days of 24 hours. */
export function ageInDays(since: Date, at: Date): number {
  return Math.floor((at.getTime() - since.getTime()) / DAY_MS);
}
