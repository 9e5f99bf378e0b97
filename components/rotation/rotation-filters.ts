import type { RotationRow } from "@/lib/contract/console";

/** Order in which states are offered: what needs a person first. */
export const ROTATION_STATES = [
  "failed",
  "overdue",
  "scheduled",
  "paused",
  "none",
] as const satisfies readonly RotationRow["state"][];

/** Spans in days in which rotations may come. */
export const ROTATION_SPANS = ["7", "30", "90"] as const;

const DAY_MILLISECONDS = 86_400_000;

/** Whether a key will be rotated by itself within some days from now. */
export function isWithin(
  { nextRotationAt }: Pick<RotationRow, "nextRotationAt">,
  days: number,
  nowMs: number,
): boolean {
  return nextRotationAt !== null && Date.parse(nextRotationAt) <= nowMs + days * DAY_MILLISECONDS;
}

/** The UTC day on which a key will be rotated by itself, such as 2026-05-01; null where it will not. */
export function rotationDay({ nextRotationAt }: Pick<RotationRow, "nextRotationAt">): string | null {
  return nextRotationAt?.slice(0, 10) ?? null;
}
