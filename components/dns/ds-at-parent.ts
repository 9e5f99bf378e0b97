import type { DnssecStatus } from "@/lib/contract/dnssec";

/** Tags of the zone's keys of which the parent had a DS when it was asked last, whichever digest. */
export function tagsAtParent({ dsRecords, parent }: Pick<DnssecStatus, "dsRecords" | "parent">): ReadonlySet<number> {
  const there = new Set(parent?.dsRecords ?? []);
  return new Set(dsRecords.filter(({ record }) => there.has(record)).map(({ keyTag }) => keyTag));
}
