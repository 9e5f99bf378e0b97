import type { KeyUse } from "@/lib/contract/console";
import { NEAR_LIMIT_SHARE } from "@/lib/contract/key-uses";

/** How one version was used since it was made. */
export interface VersionUse {
  readonly calls: number;
  readonly lastUsedAt: string | null;
  /** Name of who used it last, or identity where the name is not known; null for the installation itself. */
  readonly lastUsedBy: string | null;
  /** Towards the bound of encryptions; null where there is none. */
  readonly encryptions: { readonly count: number; readonly max: number; readonly share: number } | null;
}

/** The use of a version; null while it is not known. */
export function versionUse(use: KeyUse | undefined, version: number): VersionUse | null {
  const found = use?.versions.find((row) => row.version === version);
  if (use === undefined || found === undefined) return null;
  const { calls, lastUsedAt = null, lastUsedBy, encryptions = null } = found;
  return { calls, lastUsedAt, lastUsedBy: lastUsedBy ? (use.names[lastUsedBy] ?? lastUsedBy) : null, encryptions };
}

/** How near the newest version is to the bound of encryptions, where that is worth a word. */
export function nearLimit(use: KeyUse | undefined, latestVersion: number) {
  const encryptions = versionUse(use, latestVersion)?.encryptions ?? null;
  if (encryptions === null || encryptions.share < NEAR_LIMIT_SHARE) return null;
  return { ...encryptions, isOver: encryptions.share >= 1 };
}

/** Calls of a key in the days of a span. */
export interface UseCourse {
  /** One day each, oldest first, without gaps. */
  readonly days: readonly { readonly start: string; readonly calls: number }[];
  readonly calls: number;
  readonly succeeded: number;
}

const DAY_MS = 86_400_000;

/** The uses of all versions and operations, added up by the day. */
export function courseOfUse({ from, to, uses }: Pick<KeyUse, "from" | "to" | "uses">): UseCourse {
  const byDay = new Map<number, number>();
  for (const { start, calls } of uses) byDay.set(Date.parse(start), (byDay.get(Date.parse(start)) ?? 0) + calls);
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  const days = Array.from({ length }, (_, at) => {
    const start = Date.parse(from) + at * DAY_MS;
    return { start: new Date(start).toISOString(), calls: byDay.get(start) ?? 0 };
  });
  const sum = (rows: readonly { calls: number }[]) => rows.reduce((total, { calls }) => total + calls, 0);
  return { days, calls: sum(uses), succeeded: sum(uses.filter(({ outcome }) => outcome === "allowed")) };
}
