import { type KeyReview, UNUSED_DAYS } from "@/lib/contract/key-review";
import { BOUNDED_KEY_TYPES } from "@/lib/contract/key-types";
import { ENCRYPTING_USES, NEAR_LIMIT_SHARE } from "@/lib/contract/key-uses";
import type { Scope } from "@/lib/iam/caller";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import type { KeyFilter } from "./key-list-store";

/** More than anybody looks through. */
const IDENTITIES_MAX = 10_000;

const UNUSED = `
SELECT k.id FROM kms_key k
WHERE k.organisation_id = $1 AND k.project_id = $2 AND k.status = 'active' AND k.purged_at IS NULL
  AND k.created_at < $3::timestamptz - interval '${UNUSED_DAYS} days'
  AND NOT EXISTS (
    SELECT FROM key_use_total t WHERE t.key_id = k.id AND t.last_used_at >= $3::timestamptz - interval '${UNUSED_DAYS} days'
  )
ORDER BY k.id LIMIT ${IDENTITIES_MAX}`;

const NEAR_LIMIT = `
SELECT k.id FROM kms_key k
JOIN key_use_total t ON t.key_id = k.id AND t.key_version = k.latest_version AND t.event = ANY ($3::text[])
WHERE k.organisation_id = $1 AND k.project_id = $2 AND k.status <> 'pending_deletion' AND k.purged_at IS NULL
  AND k.key_type = ANY ($4::text[])
GROUP BY k.id HAVING sum(t.calls) >= $5
ORDER BY k.id LIMIT ${IDENTITIES_MAX}`;

/** The filter that leaves the keys of a review, in one database at a time; at most 10,000 where their use decides. */
export async function reviewFilter(
  database: Database,
  { organisationId, projectId }: Scope,
  review: KeyReview,
  now: Date,
): Promise<Partial<KeyFilter>> {
  if (review === "exportable") return { exportAllowed: true };
  if (review === "unscheduled") return { isUnscheduled: true };
  const limit = config().encryptionsPerVersionMax * NEAR_LIMIT_SHARE;
  const [text, more] =
    review === "unused" ? [UNUSED, [now]] : [NEAR_LIMIT, [ENCRYPTING_USES, BOUNDED_KEY_TYPES, limit]];
  const { rows } = await database.pool.query<{ id: string }>(text, [organisationId, projectId, ...more]);
  return { identities: rows.map(({ id }) => id) };
}
