import type { EventKind } from "@/lib/contract/event-kinds";
import type { IamTransaction } from "@/lib/iam/store";
import { homeDatabase } from "@/lib/platform/db";
import { EVENT_COLUMNS, type EventMute, type EventRow } from "./event-rows";

/** Which events to list. */
export interface EventFilter {
  readonly organisationId: string;
  /** Only those about something of a project; null = all. */
  readonly projectId: string | null;
  readonly state: "attention" | "open" | "closed" | "all";
  readonly kinds: readonly EventKind[] | null;
}

/** The last event of the previous page. */
export interface EventPosition {
  readonly closed: boolean;
  readonly openedAt: string;
  readonly id: string;
}

type ListedEvent = EventRow & EventMute;

const FROM = `FROM event e LEFT JOIN event_mute m ON m.event_id = e.id AND m.organisation_id = $1
WHERE e.organisation_id IN ('', $1) AND ($2::text IS NULL OR e.project_id = $2 OR e.organisation_id = '')`;

const COLUMNS = `${EVENT_COLUMNS}, m.dismissed_at AS "dismissedAt", m.snoozed_until AS "snoozedUntil"`;

const LIST = `SELECT ${COLUMNS} ${FROM}
AND ($3::text[] IS NULL OR e.kind = ANY ($3))
AND CASE $4::text WHEN 'all' THEN true WHEN 'closed' THEN e.closed_at IS NOT NULL WHEN 'open' THEN e.closed_at IS NULL
  ELSE e.closed_at IS NULL AND m.dismissed_at IS NULL AND (m.snoozed_until IS NULL OR m.snoozed_until <= $5) END
AND ($6::boolean IS NULL OR (e.closed_at IS NOT NULL) > $6
  OR ((e.closed_at IS NOT NULL) = $6 AND (e.opened_at, e.id) < ($7::timestamptz, $8)))
ORDER BY (e.closed_at IS NOT NULL), e.opened_at DESC, e.id DESC LIMIT $9`;

/** One page of events that an organisation may see, open ones first, then the newest, after a position. */
export async function findEvents(
  { organisationId, projectId, kinds, state }: EventFilter,
  after: EventPosition | null,
  limit: number,
  now: Date,
): Promise<ListedEvent[]> {
  const position = [after?.closed ?? null, after?.openedAt ?? null, after?.id ?? null];
  const values = [organisationId, projectId, kinds, state, now, ...position, limit];
  return (await homeDatabase().pool.query<ListedEvent>(LIST, values)).rows;
}

const ONE = `SELECT ${COLUMNS} ${FROM} AND e.id = $3`;

/** One event that an organisation may see; null where there is none. */
export async function findEvent(
  organisationId: string,
  projectId: string | null,
  id: string,
): Promise<ListedEvent | null> {
  const { rows } = await homeDatabase().pool.query<ListedEvent>(ONE, [organisationId, projectId, id]);
  return rows[0] ?? null;
}

/** Stores what an organisation says of an event. */
export async function muteEvent(
  transaction: IamTransaction,
  key: { readonly eventId: string; readonly organisationId: string },
  mute: EventMute & { readonly byId: string },
): Promise<void> {
  const where = { eventId_organisationId: key };
  await transaction.eventMute.upsert({ where, create: { ...key, ...mute }, update: { ...mute } });
}
