import { z } from "zod";
import type { Database } from "@/lib/platform/db";

// The index on (resource_id, created_at, event_id) yields the newest acts without reading the others.
const NEWEST_ACTS = `SELECT body FROM audit_record
  WHERE resource_id = $1 AND organisation_id = $2 AND event <> ALL ($4::text[])
  ORDER BY created_at DESC, event_id DESC LIMIT $3`;

const recordedAct = z.object({
  eventId: z.string(),
  createdAt: z.string(),
  event: z.string(),
  outcome: z.enum(["allowed", "refused", "failed"]),
  reason: z.string(),
  actorId: z.string(),
  keyVersion: z.number().nullable(),
  clientAddress: z.string(),
  requestId: z.string(),
});

/** What a record says about an act, as far as a resource's page shows it. */
export type RecordedAct = z.output<typeof recordedAct>;

/** The newest recorded acts on one resource of an organisation, newest first, without those of some events. */
export async function newestActsOn(
  database: Database,
  resource: { readonly id: string; readonly organisationId: string },
  limit: number,
  exceptEvents: readonly string[],
): Promise<RecordedAct[]> {
  const parameters = [resource.id, resource.organisationId, limit, exceptEvents];
  const { rows } = await database.pool.query<{ body: string }>(NEWEST_ACTS, parameters);
  return rows.map(({ body }) => recordedAct.parse(JSON.parse(body)));
}
