import type { RegionHealth } from "@/lib/contract/console";

export interface KeyCounts {
  total: number;
  active: number;
  disabled: number;
  pendingDeletion: number;
}

/** Counts over the regions that know theirs. */
export function sumCounts(regions: readonly RegionHealth[]): KeyCounts {
  const sum = (pick: (region: RegionHealth) => number | null) =>
    regions.reduce((total, region) => total + (pick(region) ?? 0), 0);
  return {
    total: sum((region) => region.totalKeys),
    active: sum((region) => region.activeKeys),
    disabled: sum((region) => region.disabledKeys),
    pendingDeletion: sum((region) => region.pendingDeletionKeys),
  };
}
