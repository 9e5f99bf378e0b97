import type { AuditSinkMessage } from "@/lib/contract/audit";

/** How a sink stands, over all databases: what is worst of them. */
export type SinkStanding = "paused" | "failing" | "behind" | "waiting" | "upToDate";

/** Records wait for the next checkpoint and turn anyway; only those older than this are a lag worth a word. */
const BEHIND_SECONDS = 30;

/** The standing of a sink, from what its deliveries say. */
export function sinkStanding({
  enabled,
  deliveries,
}: Pick<AuditSinkMessage, "enabled"> & {
  readonly deliveries: readonly Pick<AuditSinkMessage["deliveries"][number], "consecutiveFailures" | "lagInSeconds">[];
}): SinkStanding {
  if (!enabled) return "paused";
  if (deliveries.some(({ consecutiveFailures }) => consecutiveFailures > 0)) return "failing";
  if (deliveries.length === 0) return "waiting";
  return deliveries.some(({ lagInSeconds }) => lagInSeconds > BEHIND_SECONDS) ? "behind" : "upToDate";
}
