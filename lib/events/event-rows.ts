import { EVENT_KINDS, type EventKind } from "@/lib/contract/event-kinds";
import type { EventMessage } from "@/lib/contract/events";

/** An event as stored. */
export interface EventRow {
  readonly id: string;
  /** Empty where it is about the whole installation. */
  readonly organisationId: string;
  readonly projectId: string;
  readonly kind: EventKind;
  readonly region: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** What an organisation has said of an event. */
export interface EventMute {
  readonly dismissedAt: Date | null;
  readonly snoozedUntil: Date | null;
}

/** Columns of an event `e`, by the names of the row. */
export const EVENT_COLUMNS = `e.id, e.organisation_id AS "organisationId", e.project_id AS "projectId", e.kind, e.region,
  e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.subject_name AS "subjectName", e.details,
  e.opened_at AS "openedAt", e.closed_at AS "closedAt"`;

/** An event as the API and webhooks show it. */
export function eventMessage(row: EventRow, mute: EventMute | null = null): EventMessage {
  const { severity, summary, remedy } = EVENT_KINDS[row.kind];
  return {
    identity: row.id,
    kind: row.kind,
    severity,
    summary: `${row.subjectName} ${summary}`,
    remedy,
    state: row.closedAt === null ? "open" : "closed",
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString(),
    projectId: row.projectId || undefined,
    region: row.region || undefined,
    subject: { type: row.subjectType, identity: row.subjectId, name: row.subjectName },
    details: { ...row.details },
    dismissedAt: mute?.dismissedAt?.toISOString(),
    snoozedUntil: mute?.snoozedUntil?.toISOString(),
  };
}
