import type { Availability } from "@/lib/contract/usage";
import type { RegionState } from "./region-state";

/** One hour of a region: its worst minute; null where nobody looked. */
export interface HistoryHour {
  /** RFC 3339. */
  readonly start: string;
  readonly state: RegionState | null;
}

const HOUR_MILLISECONDS = 3_600_000;
const WORST_FIRST = ["unreachable", "sealed", "slow", "available"] as const;

/** Every hour of an answer for a region, oldest first, those without a look included. */
export function historyOf({ from, to, regions }: Availability, slug: string): HistoryHour[] {
  const steps = new Map(regions.find((region) => region.slug === slug)?.steps.map((step) => [step.start, step]));
  const hours: HistoryHour[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += HOUR_MILLISECONDS) {
    const start = new Date(at).toISOString();
    const step = steps.get(start);
    hours.push({ start, state: (step && WORST_FIRST.find((state) => step[state] > 0)) ?? null });
  }
  return hours;
}
