import type { Scope } from "@/lib/iam/caller";
import type { Database } from "@/lib/platform/db";
import { OVERDUE_HOURS } from "./rotation-schedule";

/** More than anybody counts on a page. */
const TROUBLED_MAX = 1_000;

const TROUBLED = `
SELECT k.id FROM kms_key k
JOIN kms_key_version v ON v.key_id = k.id AND v.version = k.latest_version
LEFT JOIN kms_rotation_failure f ON f.key_id = k.id
WHERE k.organisation_id = $1 AND k.project_id = $2
  AND k.rotation_enabled AND k.allow_rotation AND k.status = 'active' AND k.purged_at IS NULL
  AND (f.key_id IS NOT NULL
    OR v.created_at + (k.rotation_period_in_days * 24 + ${OVERDUE_HOURS}) * interval '1 hour' <= $3)
LIMIT ${TROUBLED_MAX}`;

/** Identities of keys of a scope in one database whose scheduled rotation failed or is overdue at a time; at most 1,000. */
export async function findTroubledRotations(database: Database, scope: Scope, now: Date): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(TROUBLED, [scope.organisationId, scope.projectId, now]);
  return rows.map(({ id }) => id);
}
