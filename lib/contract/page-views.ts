import type { AuditItem } from "./audit";

/** Events of reads that save a file of the log itself: more than a look at a page. */
export const SAVED_FILE_EVENTS = ["audit.export", "audit.proof"] as const;

/** How the addresses of other files end that the console saves. */
export const SAVED_FILE_ENDING = ".csv";

/**
 * Whether a record is of what the console read to draw a page, as `includePageViews=false` leaves out. What people do on
 * pages is sent, never asked for; refusals and saved files are no page views.
 */
export function isPageView({
  client,
  outcome,
  event,
  context,
}: Pick<AuditItem, "client" | "outcome" | "event"> & {
  context: Pick<AuditItem["context"], "method" | "path">;
}): boolean {
  const isSaved = SAVED_FILE_EVENTS.some((known) => known === event) || context.path.endsWith(SAVED_FILE_ENDING);
  return client === "console" && context.method === "GET" && outcome === "allowed" && !isSaved;
}
