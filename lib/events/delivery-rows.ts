import type { WebhookDeliveryMessage } from "@/lib/contract/events";
import { newId } from "@/lib/platform/id";
import { type EventRow, eventMessage } from "./event-rows";
import type { EventQuery } from "./reconcile";

/** A message to a webhook as stored. */
export interface DeliveryRow {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string | null;
  readonly kind: string;
  readonly transition: "opened" | "closed" | "test";
  /** The exact text that is signed and sent. */
  readonly body: string;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  readonly nextTryAt: Date | null;
  readonly lastTriedAt: Date | null;
  readonly responseStatus: number | null;
  readonly durationInMilliseconds: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
}

interface Receiver {
  readonly id: string;
  readonly organisationId: string;
  readonly events: readonly string[];
}

const RECEIVERS = `SELECT id, organisation_id AS "organisationId", events FROM webhook
WHERE enabled AND paused_at IS NULL AND ($2 OR organisation_id = ANY ($1::text[]))`;

const INSERTED = `
INSERT INTO webhook_delivery (id, webhook_id, event_id, kind, transition, body, status, next_try_at, created_at)
SELECT n.id, n."webhookId", n."eventId", n.kind, n.transition, n.body, 'pending', $2, $2
FROM jsonb_to_recordset($1::jsonb) AS n (id text, "webhookId" text, "eventId" text, kind text, transition text, body text)
ON CONFLICT (webhook_id, event_id, transition) DO NOTHING`;

/** Adds a message about each event to each webhook that wants to hear of it; in the transaction that opens or closes them. */
export async function addDeliveries(query: EventQuery, events: readonly EventRow[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const organisations = [...new Set(events.map(({ organisationId }) => organisationId))];
  const receivers = await query<Receiver>(RECEIVERS, [organisations, organisations.includes("")]);
  const rows = events.flatMap((event) =>
    receivers.filter((receiver) => wants(receiver, event)).map((receiver) => newDelivery(receiver, event, now)),
  );
  if (rows.length > 0) await query(INSERTED, [JSON.stringify(rows), now]);
}

/** A webhook is not told of its own troubles: it would not hear of them. */
function wants({ id, organisationId, events }: Receiver, event: EventRow): boolean {
  if (event.organisationId !== "" && event.organisationId !== organisationId) return false;
  return event.subjectId !== id && (events.length === 0 || events.includes(event.kind));
}

function newDelivery(receiver: Receiver, event: EventRow, now: Date) {
  const transition = event.closedAt === null ? "opened" : "closed";
  const id = newId("whd");
  const content = { type: event.kind, transition, event: eventMessage(event) };
  const body = messageBody(id, receiver, content, now);
  return { id, webhookId: receiver.id, eventId: event.id, kind: event.kind, transition, body };
}

/** The body of a message: who it is from and to, and what it says. */
export function messageBody(
  id: string,
  webhook: { readonly id: string; readonly organisationId: string },
  content: Readonly<Record<string, unknown>>,
  now: Date,
): string {
  const { organisationId: organisation, id: webhookId } = webhook;
  return JSON.stringify({ id, createdAt: now.toISOString(), organisation, webhook: webhookId, ...content });
}

/** A delivery as the API shows it: what was sent stays here, what came back was never kept. */
export function deliveryMessage(row: DeliveryRow): WebhookDeliveryMessage {
  return {
    identity: row.id,
    event: row.eventId ?? undefined,
    kind: row.kind,
    transition: row.transition,
    status: row.status,
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    lastTriedAt: row.lastTriedAt?.toISOString(),
    nextTryAt: row.nextTryAt?.toISOString(),
    responseStatus: row.responseStatus ?? undefined,
    durationInMilliseconds: row.durationInMilliseconds ?? undefined,
    error: row.error ?? undefined,
  };
}
