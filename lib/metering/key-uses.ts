import { KEY_USE_NAMES } from "@/lib/contract/key-uses";
import type { Database } from "@/lib/platform/db";
import { PENDING_USES, pendingGroups } from "./pending-uses";

/** Allowed uses of one version of a key for one operation, up to this moment. */
export interface VersionUses {
  readonly keyVersion: number;
  /** `kms.encrypt`, … */
  readonly event: string;
  readonly calls: number;
  readonly lastUsedAt: Date;
  /** Empty where the installation itself was the last. */
  readonly lastUserId: string;
}

/** Calls of one version of a key in one hour or day. */
export interface UsesInTime {
  /** Start of the hour or day, UTC. */
  readonly start: Date;
  /** 0 where a refused call named none. */
  readonly keyVersion: number;
  readonly event: string;
  readonly outcome: string;
  readonly calls: number;
}

// Not by the index on resource_id, which would read everything the key ever did: only groups that are not counted yet.
const TAIL = `${pendingGroups(null)}, ${PENDING_USES}, tail AS MATERIALIZED (
  SELECT last_at, key_version, event, outcome, actor_id, calls FROM uses
  WHERE key_id || '' = $1 AND organisation_id = $2 AND event = ANY ($3::text[])
)`;

const TOTALS = `
WITH ${TAIL}
SELECT key_version AS "keyVersion", event, sum(calls)::float8 AS calls, max(last_used_at) AS "lastUsedAt",
  (array_agg(last_user_id ORDER BY last_used_at DESC))[1] AS "lastUserId"
FROM (
  SELECT key_version, event, calls, last_used_at, last_user_id FROM key_use_total WHERE key_id = $1
  UNION ALL
  SELECT key_version, event, calls, last_at, actor_id FROM tail WHERE outcome = 'allowed' AND key_version > 0
) uses
GROUP BY 1, 2 ORDER BY 1, 2`;

const IN_TIME = `
WITH ${TAIL}
SELECT date_trunc($4, start, 'UTC') AS start, key_version AS "keyVersion", event, outcome, sum(calls)::float8 AS calls
FROM (
  SELECT hour AS start, key_version, event, outcome, calls FROM key_use_hour
  WHERE key_id = $1 AND event = ANY ($3::text[]) AND hour >= $5 AND hour < $6
  UNION ALL
  SELECT last_at, key_version, event, outcome, calls FROM tail WHERE last_at >= $5 AND last_at < $6
) uses
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;

interface CountedKey {
  readonly id: string;
  readonly organisationId: string;
}

/** How often each version of a key was used for what, exact to this moment: what is counted and what is not counted yet. */
export async function usesOfVersions(database: Database, key: CountedKey): Promise<VersionUses[]> {
  return (await database.pool.query<VersionUses>(TOTALS, [key.id, key.organisationId, KEY_USE_NAMES])).rows;
}

/** The same per hour or day from a time to another, refused and failed calls too; both at the full hour, UTC. */
export async function usesInTime(
  database: Database,
  key: CountedKey,
  span: { readonly from: Date; readonly to: Date; readonly by: "hour" | "day" },
): Promise<UsesInTime[]> {
  const parameters = [key.id, key.organisationId, KEY_USE_NAMES, span.by, span.from, span.to];
  return (await database.pool.query<UsesInTime>(IN_TIME, parameters)).rows;
}
