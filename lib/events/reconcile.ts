import type pg from "pg";
import type { Condition, EventKind } from "@/lib/contract/event-kinds";
import { homeDatabase, jobTransaction } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { addDeliveries } from "./delivery-rows";
import { EVENT_COLUMNS, type EventRow } from "./event-rows";

/** What was looked at: of these kinds, in these regions and in none, everything that is the case was found. */
export interface Checked {
  readonly kinds: readonly EventKind[];
  /** Slugs. */
  readonly regions: readonly string[];
}

/** Runs a typed statement in the transaction. */
export type EventQuery = <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

const OPEN = `SELECT id, condition, details FROM event
WHERE condition IS NOT NULL AND kind = ANY ($1::text[]) AND (region = '' OR region = ANY ($2::text[]))`;

const INSERTED = `
INSERT INTO event AS e (id, organisation_id, project_id, kind, region, subject_type, subject_id, subject_name,
  details, condition, opened_at)
SELECT n.id, n."organisationId", n."projectId", n.kind, n.region, n."subjectType", n."subjectId", n."subjectName",
  n.details, n.condition, $2
FROM jsonb_to_recordset($1::jsonb) AS n (id text, "organisationId" text, "projectId" text, kind text, region text,
  "subjectType" text, "subjectId" text, "subjectName" text, details jsonb, condition text)
ON CONFLICT (condition) DO NOTHING
RETURNING ${EVENT_COLUMNS}`;

const CLOSED = `
UPDATE event e SET closed_at = $2, condition = NULL WHERE e.id = ANY ($1::text[]) AND e.condition IS NOT NULL
RETURNING ${EVENT_COLUMNS}`;

const UPDATED = `
UPDATE event e SET details = n.details FROM jsonb_to_recordset($1::jsonb) AS n (condition text, details jsonb)
WHERE e.condition = n.condition AND e.details <> n.details`;

/**
 * Brings the stored events in line with what is the case: a condition that came opens one event, however often it is
 * found; one that went closes it. Both are announced to webhooks in the same transaction, so that no message is lost or made
 * twice.
 */
export async function reconcileEvents(
  found: readonly Condition[],
  checked: Checked,
  now: Date,
): Promise<{ opened: number; closed: number }> {
  const wanted = new Map(found.map((condition) => [conditionText(condition), condition]));
  return jobTransaction(homeDatabase(), async (query) => {
    await query("SELECT pg_advisory_xact_lock(hashtext('pelagos events'))");
    const open = await query<{ id: string; condition: string }>(OPEN, [checked.kinds, checked.regions]);
    const known = new Set(open.map(({ condition }) => condition));
    const came = [...wanted].filter(([condition]) => !known.has(condition)).map(newRow);
    const gone = open.filter(({ condition }) => !wanted.has(condition)).map(({ id }) => id);
    const opened = came.length === 0 ? [] : await query<EventRow>(INSERTED, [JSON.stringify(came), now]);
    const closed = gone.length === 0 ? [] : await query<EventRow>(CLOSED, [gone, now]);
    const stayed = [...wanted].filter(([condition]) => known.has(condition));
    const details = stayed.map(([condition, { details: facts }]) => ({ condition, details: facts }));
    if (details.length > 0) await query(UPDATED, [JSON.stringify(details)]);
    await addDeliveries(query, [...opened, ...closed], now);
    return { opened: opened.length, closed: closed.length };
  });
}

const conditionText = ({ kind, organisationId, region, subject, occurrence }: Condition) =>
  [kind, organisationId, region, subject.id, occurrence].join(" ");

function newRow([condition, { subject, ...facts }]: [string, Condition]) {
  const named = { subjectType: subject.type, subjectId: subject.id, subjectName: subject.name };
  return { ...facts, ...named, condition, id: newId("ev") };
}

/** Forgets events that closed before a time, with what was said of them. */
export async function forgetClosedEvents(before: Date): Promise<void> {
  await homeDatabase().pool.query("DELETE FROM event WHERE closed_at < $1", [before]);
}
