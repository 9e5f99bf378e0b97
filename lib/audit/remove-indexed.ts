import type pg from "pg";
import { TURN_LOCK } from "./index-records";

/**
 * Removes from the search index what it holds of records made before a moment, the beginning of a month: words, counts, and combinations of
 * facts that occur no more. Part of the transaction that removes the records; waits for the run of the index that is under way,
 * so that none writes about a combination while it goes.
 */
export async function removeIndexed(client: pg.ClientBase, before: Date): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [TURN_LOCK]);
  await client.query("DELETE FROM audit_segment WHERE last_at < $1", [before]);
  await client.query("DELETE FROM audit_facet_count WHERE bucket < $1", [before]);
  await client.query(`DELETE FROM audit_facet f WHERE NOT EXISTS (
    SELECT FROM audit_facet_count c WHERE c.organisation_id = f.organisation_id AND c.facet_id = f.id)`);
}
