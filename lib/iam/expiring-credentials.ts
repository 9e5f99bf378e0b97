import type { Condition, EventKind } from "@/lib/contract/event-kinds";
import { homeDatabase, jobQuery } from "@/lib/platform/db";

/** Kinds of events that are about credentials. */
export const CREDENTIAL_CONDITION_KINDS: readonly EventKind[] = [
  "credential.expires_in_14_days",
  "credential.expires_in_3_days",
];

const DAY_MS = 86_400_000;
const SOON_MS = 14 * DAY_MS;
const VERY_SOON_MS = 3 * DAY_MS;

// A token of a person for several organisations is nobody's business but theirs.
const EXPIRING = `
SELECT c.id, c.name, a.organisation_id AS "organisationId", 'access_credential' AS type, c.expires_at AS "expiresAt",
  a.name AS owner
FROM access_credential c JOIN service_account a ON a.id = c.service_account_id
WHERE c.revoked_at IS NULL AND a.deleted_at IS NULL AND c.expires_at > $1 AND c.expires_at <= $2
UNION ALL
SELECT f.id, f.name, f.organisation_id, 'federated_identity', f.expires_at, a.name
FROM federated_identity f JOIN service_account a ON a.id = f.service_account_id
WHERE f.revoked_at IS NULL AND a.deleted_at IS NULL AND f.expires_at > $1 AND f.expires_at <= $2
UNION ALL
SELECT t.id, t.name, t.organisation_id, 'access_token', t.expires_at, u.name
FROM access_token t JOIN app_user u ON u.id = t.user_id
WHERE t.revoked_at IS NULL AND t.organisation_id IS NOT NULL AND t.expires_at > $1 AND t.expires_at <= $2
UNION ALL
SELECT k.id, k.name, k.organisation_id, 'client_key', k.expires_at, k.region
FROM client_key k WHERE k.revoked_at IS NULL AND k.expires_at > $1 AND k.expires_at <= $2`;

interface ExpiringRow {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
  readonly type: string;
  readonly expiresAt: Date;
  readonly owner: string;
}

/** Credentials of organisations that stop working within 14 days of a time. */
export async function expiringCredentials(now: Date): Promise<Condition[]> {
  const until = new Date(now.getTime() + SOON_MS);
  const rows = await jobQuery<ExpiringRow>(homeDatabase(), EXPIRING, [now, until]);
  return rows.map(({ id, name, organisationId, type, expiresAt, owner }) => {
    const isVerySoon = expiresAt.getTime() - now.getTime() <= VERY_SOON_MS;
    return {
      kind: isVerySoon ? "credential.expires_in_3_days" : "credential.expires_in_14_days",
      ...{ organisationId, projectId: "", region: "" },
      subject: { type, id, name },
      details: { expiresAt: expiresAt.toISOString(), owner },
      occurrence: expiresAt.toISOString(),
    };
  });
}
