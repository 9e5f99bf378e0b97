import { KEY_USE_NAMES } from "@/lib/contract/key-uses";
import type { Database } from "@/lib/platform/db";

const LAST_USES = `SELECT key_id AS "keyId", max(last_used_at) AS "lastUsedAt" FROM key_use_total
  WHERE key_id = ANY ($1::text[]) GROUP BY key_id`;

// The primary key begins with key and hour, so that each key's newest hours are read backward until one fits.
const LAST_USES_BEFORE = `SELECT k.id AS "keyId", uses.hour AS "lastUsedAt" FROM unnest($1::text[]) AS k (id)
  CROSS JOIN LATERAL (
    SELECT hour FROM key_use_hour
    WHERE key_id = k.id AND hour <= $2::timestamptz - interval '1 hour' AND outcome = 'allowed' AND event = ANY ($3::text[])
    ORDER BY hour DESC LIMIT 1
  ) AS uses`;

interface LastUse {
  keyId: string;
  lastUsedAt: Date;
}

/** When each of some keys was last used, as far as uses are counted, which is seconds behind. Keys never used are absent. */
export async function lastUses(database: Database, keyIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await database.pool.query<LastUse>(LAST_USES, [keyIds]);
  return new Map(rows.map(({ keyId, lastUsedAt }) => [keyId, lastUsedAt]));
}

/** The start of the last full hour before a past moment in which each key was used. Keys not used by then are absent. */
export async function lastUsesBefore(
  database: Database,
  keyIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await database.pool.query<LastUse>(LAST_USES_BEFORE, [keyIds, at, KEY_USE_NAMES]);
  return new Map(rows.map(({ keyId, lastUsedAt }) => [keyId, lastUsedAt]));
}
