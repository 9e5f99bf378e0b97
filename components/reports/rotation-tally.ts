import type { ReportedKey, RotationVerdict } from "@/lib/contract/key-report";

/** How many keys there are of each verdict. */
export function tallyOf(keys: readonly Pick<ReportedKey, "rotation">[]): Record<RotationVerdict, number> {
  const tally = { compliant: 0, overdue: 0, exempt: 0 };
  for (const { rotation } of keys) tally[rotation.verdict] += 1;
  return tally;
}

/** Share of the keys in time among those that must rotate, from 0 to 1; null where none must. */
export function shareInTime({ compliant, overdue }: Record<RotationVerdict, number>): number | null {
  return compliant + overdue === 0 ? null : compliant / (compliant + overdue);
}
