import type { RegionHealth } from "@/lib/contract/console";

/** What this page has seen of one region since it was opened. */
export interface SeenCheck {
  checkedAt: string;
  state: RegionHealth["state"];
}

export type CheckHistory = Readonly<Record<string, readonly SeenCheck[]>>;

/** One bar each; the oldest falls out. */
export const CHECKS_SHOWN = 40;

/** Adds what is new in an answer. Checks are cached by the server for a few seconds: the same one is not counted twice. */
export function withChecks(history: CheckHistory, regions: readonly RegionHealth[]): CheckHistory {
  const next: Record<string, readonly SeenCheck[]> = { ...history };
  for (const { slug, checkedAt, state } of regions) {
    const seen = history[slug] ?? [];
    if (seen.at(-1)?.checkedAt === checkedAt) continue;
    next[slug] = [...seen, { checkedAt, state }].slice(-CHECKS_SHOWN);
  }
  return next;
}
