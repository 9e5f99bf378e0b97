import { everyRecordOf } from "@/lib/audit/record-filter";
import { searchRecords, spanOf } from "@/lib/audit/search-records";
import type { Scope } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { STATUS_EVENTS, type StatusAct, type StatusEvent } from "./key-at";

/** Records read for one report from one database; the newest count, and what they do not reach is unknown. */
const RECORDS_MAX = 20_000;
/** How long one database is searched, in milliseconds. */
const SEARCH_MS = 5_000;

/** Event of a change of a key's schedule. */
const SCHEDULE_EVENT = "kms.key.update_rotation";

/** What the audit log of one database tells of keys. */
export interface KeyHistories {
  /** Status acts of a key, oldest first. */
  readonly actsOf: ReadonlyMap<string, readonly StatusAct[]>;
  /** When the schedule of a key was last changed. */
  readonly scheduleChangedAt: ReadonlyMap<string, Date>;
  /** Everything since then is known. */
  readonly completeSince: Date;
}

/** What an organisation's records in one database say of the status and the schedules of its keys, as far as they are kept. */
export async function keyHistories(database: Database, { organisationId, projectId }: Scope): Promise<KeyHistories> {
  const events = [...STATUS_EVENTS, SCHEDULE_EVENT];
  const filter = { ...everyRecordOf(organisationId), projectId, events, outcomes: ["allowed"] };
  const deadlineMs = clock.monotonicMs() + SEARCH_MS;
  const kept = await spanOf(database.pool, filter, null);
  const found = await searchRecords(database, { filter, after: null, limit: RECORDS_MAX, deadlineMs });
  const actsOf = new Map<string, StatusAct[]>();
  const scheduleChangedAt = new Map<string, Date>();
  for (const { event, resourceId, createdAt } of found.records.toReversed()) {
    const at = new Date(createdAt);
    if (isStatusEvent(event)) {
      const acts = actsOf.get(resourceId);
      if (acts === undefined) actsOf.set(resourceId, [{ event, at }]);
      else acts.push({ event, at });
    } else scheduleChangedAt.set(resourceId, at);
  }
  const oldest = found.records.length < RECORDS_MAX ? undefined : found.records.at(-1);
  const completeSinceMs = oldest ? Date.parse(oldest.createdAt) : (found.searchedBackToMs ?? kept?.fromMs);
  return { actsOf, scheduleChangedAt, completeSince: new Date(completeSinceMs ?? clock.now()) };
}

const isStatusEvent = (event: string): event is StatusEvent => STATUS_EVENTS.some((known) => known === event);
