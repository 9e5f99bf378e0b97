import { type Database, homeDatabase } from "@/lib/platform/db";

/** A credential of a service account as the token endpoint finds it by its access key, dead ones included. */
export interface CredentialRow {
  readonly credentialId: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  /** Whether credential and account are neither revoked nor deleted. */
  readonly isLive: boolean;
  readonly accountId: string;
  readonly accountName: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly organisationSlug: string;
  readonly limits: { readonly requestsPerSecond?: number | null };
  readonly epoch: string;
}

// Credential and epoch come from one statement: a revocation in between would be missed.
const FIND_CREDENTIAL = `SELECT c.id AS "credentialId", c.secret_hash AS "secretHash", c.scopes, c.expires_at AS "expiresAt",
    c.revoked_at IS NULL AND sa.deleted_at IS NULL AS "isLive", sa.id AS "accountId", sa.name AS "accountName",
    o.id AS "organisationId", o.name AS "organisationName", o.slug AS "organisationSlug", o.limits,
    coalesce(e.epoch, 0)::text AS epoch
  FROM access_credential c
  JOIN service_account sa ON sa.id = c.service_account_id
  JOIN organisation o ON o.id = sa.organisation_id
  LEFT JOIN access_epoch e ON e.organisation_id = o.id
  WHERE c.access_key = $1`;

/** The credential with an access key, whatever its state. */
export async function findCredential(
  accessKey: string,
  database: Database = homeDatabase(),
): Promise<CredentialRow | undefined> {
  return (await database.pool.query<CredentialRow>(FIND_CREDENTIAL, [accessKey])).rows[0];
}
