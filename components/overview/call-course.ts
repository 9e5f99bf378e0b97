import type { Availability } from "@/lib/contract/usage";

const MINUTE_MILLISECONDS = 60_000;
/** Counts are a minute or so behind: younger minutes are not whole yet. */
const MINUTES_BEHIND = 2;
const MINUTES_SHOWN = 58;

/** Calls of a scope over all regions that know theirs. */
export interface CallCourse {
  /** Calls of each minute of the last hour, oldest first, up to the newest that is whole. */
  readonly perMinute: readonly number[];
  readonly lastDay: { readonly allowed: number; readonly refused: number; readonly failed: number };
  /** Slugs of regions whose calls these are. */
  readonly regions: readonly string[];
  /** Slugs of regions that did not say. */
  readonly without: readonly string[];
}

/** Adds up what the regions counted; null where none says, which is so without the right to read usage. */
export function callCourse({ to, regions }: Availability): CallCourse | null {
  const counted = regions.flatMap(({ calls }) => calls ?? []);
  if (counted.length === 0) return null;
  const byMinute = new Map<number, number>();
  for (const { minute, allowed, refused, failed } of counted.flatMap(({ perMinute }) => perMinute)) {
    const at = Date.parse(minute);
    byMinute.set(at, (byMinute.get(at) ?? 0) + allowed + refused + failed);
  }
  const newest = (Math.floor(Date.parse(to) / MINUTE_MILLISECONDS) - MINUTES_BEHIND) * MINUTE_MILLISECONDS;
  const minutes = Array.from(
    { length: MINUTES_SHOWN },
    (_, at) => newest - (MINUTES_SHOWN - 1 - at) * MINUTE_MILLISECONDS,
  );
  const sum = (name: "allowed" | "refused" | "failed") =>
    counted.reduce((total, { last24Hours }) => total + last24Hours[name], 0);
  return {
    perMinute: minutes.map((minute) => byMinute.get(minute) ?? 0),
    lastDay: { allowed: sum("allowed"), refused: sum("refused"), failed: sum("failed") },
    regions: regions.filter(({ calls }) => calls !== null).map(({ slug }) => slug),
    without: regions.filter(({ calls }) => calls === null).map(({ slug }) => slug),
  };
}
