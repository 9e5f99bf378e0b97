import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

/** A credential that opens an organisation now, and whose it is; nothing it could be used with. */
export interface CredentialListRow {
  /** `pat-…`, `cred-…`, `fid-…` or `ck-…` */
  readonly id: string;
  readonly kind: "access_token" | "access_credential" | "federated_identity" | "client_key";
  readonly name: string;
  /** For access tokens none = everything the person may do. */
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** False for a person's token that opens their other organisations too. */
  readonly isConfined: boolean;
  /** False while it is inactive. */
  readonly isActive: boolean;
  readonly ownerKind: "user" | "service_account" | "client_key";
  /** `u-…` or `sa-…`; a client key is its own. */
  readonly ownerId: string;
  readonly ownerName: string;
  /** E-mail address of a person, slug of a service account, region of a client key. */
  readonly ownerDetail: string;
  /** What rules name: the membership of a person, the service account, the federated identity, the client key. */
  readonly objectId: string;
  readonly labels: unknown;
  /** Whether the person owns the organisation. */
  readonly isOwners: boolean;
}

const LIST = `SELECT * FROM (
  SELECT t.id, 'access_token' AS kind, t.name, t.scopes, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
    t.last_used_at AS "lastUsedAt", t.organisation_id IS NOT NULL AS "isConfined", true AS "isActive",
    'user' AS "ownerKind", u.id AS "ownerId", u.name AS "ownerName", u.email AS "ownerDetail",
    m.id AS "objectId", '{}'::jsonb AS labels, m.role = 'OWNER' AS "isOwners"
  FROM access_token t JOIN app_user u ON u.id = t.user_id
  JOIN membership m ON m.user_id = u.id AND m.organisation_id = $1 AND m.accepted_at IS NOT NULL
  WHERE t.revoked_at IS NULL AND (t.organisation_id IS NULL OR t.organisation_id = $1)
  UNION ALL
  SELECT c.id, 'access_credential', c.name, c.scopes, c.created_at, c.expires_at, c.last_used_at, true, true,
    'service_account', sa.id, sa.name, sa.slug, sa.id, sa.labels, false
  FROM access_credential c JOIN service_account sa ON sa.id = c.service_account_id
  WHERE c.revoked_at IS NULL AND sa.deleted_at IS NULL AND sa.organisation_id = $1
  UNION ALL
  SELECT f.id, 'federated_identity', f.name, f.allowed_scopes, f.created_at, f.expires_at, f.last_used_at, true,
    f.status = 'active' AND p.status = 'active', 'service_account', sa.id, sa.name, sa.slug, f.id, f.labels, false
  FROM federated_identity f JOIN service_account sa ON sa.id = f.service_account_id
  JOIN federated_identity_provider p ON p.id = f.provider_id
  WHERE f.revoked_at IS NULL AND sa.deleted_at IS NULL AND f.organisation_id = $1
  UNION ALL
  SELECT k.id, 'client_key', k.name, '{}'::text[], k.created_at, k.expires_at, k.last_used_at, true, true,
    'client_key', k.id, k.name, k.region, k.id, '{}'::jsonb, false
  FROM client_key k WHERE k.revoked_at IS NULL AND k.organisation_id = $1
) AS credential
WHERE ("expiresAt" IS NULL OR "expiresAt" > $2) AND ($3::text IS NULL OR id = $3)
ORDER BY name, id`;

/** Every credential that opens an organisation at a moment: neither revoked nor expired. */
export async function listCredentialsOf(organisationId: string, at: Date): Promise<readonly CredentialListRow[]> {
  return (await homeDatabase().pool.query<CredentialListRow>(LIST, [organisationId, at, null])).rows;
}

/** One of them; undefined where there is none. */
export async function findCredentialOf(
  transaction: IamTransaction,
  organisationId: string,
  id: string,
  at: Date,
): Promise<CredentialListRow | undefined> {
  return (await transaction.$queryRawUnsafe<CredentialListRow[]>(LIST, organisationId, at, id))[0];
}
