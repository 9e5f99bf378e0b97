import { LRUCache } from "lru-cache";
import type { Database } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";

const EPOCHS_MAX = 10_000;

const epochs = () => shared("region-epochs", () => new LRUCache<string, bigint>({ max: EPOCHS_MAX }));

/**
 * Access epoch of an organisation in a database that is not the home database; its row is made at the first call. What is
 * remembered may be old: the commit joins the row and misses if so.
 */
export async function epochIn(database: Database, organisationId: string, fresh: boolean): Promise<bigint> {
  const name = `${database.url} ${organisationId}`;
  const held = fresh ? undefined : epochs().get(name);
  if (held !== undefined) return held;
  const { rows } = await database.pool.query<{ epoch: string }>(
    `WITH made AS (INSERT INTO access_epoch (organisation_id) VALUES ($1) ON CONFLICT (organisation_id) DO NOTHING RETURNING epoch)
     SELECT epoch FROM made UNION ALL SELECT epoch FROM access_epoch WHERE organisation_id = $1 LIMIT 1`,
    [organisationId],
  );
  const epoch = BigInt(rows[0]?.epoch ?? 0);
  epochs().set(name, epoch);
  return epoch;
}
