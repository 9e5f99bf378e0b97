import type { AuditHistogram } from "@/lib/contract/audit";

/** Places of the first and last of some bars, from 0. */
export interface BarRange {
  readonly first: number;
  readonly last: number;
}

type Bar = AuditHistogram["buckets"][number];
type Outcome = "allowed" | "refused" | "failed";

/** The bars from one to another, in either direction. */
export function barsBetween(one: number, other: number): BarRange {
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

/** From the beginning of the first bar to the end of the last. */
export function barSpan(
  { buckets, bucketInSeconds, to }: AuditHistogram,
  { first, last }: BarRange,
): { from: string; to: string } {
  const start = Date.parse(buckets[first]?.at ?? to);
  const end = Date.parse(buckets[last]?.at ?? to) + bucketInSeconds * 1_000;
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** Least height of a part that is there, so that one refusal among thousands of calls is seen. */
const SEEN = 2;

/** Heights of the parts of each bar: in proportion to the tallest, none that is there invisible. */
export function heightsOf(bars: readonly Bar[], height: number): Record<Outcome, number>[] {
  const tallest = Math.max(1, ...bars.map(({ allowed, refused, failed }) => allowed + refused + failed));
  const part = (count: number) => (count === 0 ? 0 : Math.max(SEEN, (count / tallest) * (height - 2 * SEEN)));
  return bars.map(({ allowed, refused, failed }) => ({
    allowed: part(allowed),
    refused: part(refused),
    failed: part(failed),
  }));
}
