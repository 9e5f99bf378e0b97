import { type Database, homeDatabase } from "@/lib/platform/db";

/** What a service account proves itself with, and the account; dead ones included. */
export interface AccountCredential {
  /** `cred-…` or `fid-…` */
  readonly credentialId: string;
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

/** A credential of a service account as the token endpoint finds it by its access key. */
export interface CredentialRow extends AccountCredential {
  readonly secretHash: Buffer;
}

/** A federated identity as the token endpoint finds it by account, issuer and subject; `scopes` are those it allows. */
export interface FederatedRow extends AccountCredential {
  /** The tokens' `iss`. */
  readonly issuer: string;
  /** Where the provider's keys are; null = found through discovery. */
  readonly jwksUri: string | null;
  /** Null where the provider's keys are not stored here. */
  readonly localJwks: unknown;
  readonly algorithms: readonly string[];
  readonly trustedAudiences: readonly string[];
  readonly audienceMatchMode: string;
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
}

const ACCOUNT_COLUMNS = `sa.id AS "accountId", sa.name AS "accountName",
    o.id AS "organisationId", o.name AS "organisationName", o.slug AS "organisationSlug", o.limits,
    coalesce(e.epoch, 0)::text AS epoch`;

// Credential and epoch come from one statement: a revocation in between would be missed.
const FIND_CREDENTIAL = `SELECT c.id AS "credentialId", c.secret_hash AS "secretHash", c.scopes, c.expires_at AS "expiresAt",
    c.revoked_at IS NULL AND sa.deleted_at IS NULL AS "isLive", ${ACCOUNT_COLUMNS}
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

// Identities of one organisation only: an issuer that two organisations trust opens in each what each allows.
const FIND_FEDERATED = `SELECT f.id AS "credentialId", f.allowed_scopes AS scopes, f.expires_at AS "expiresAt",
    f.revoked_at IS NULL AND f.status = 'active' AND p.status = 'active' AND sa.deleted_at IS NULL AS "isLive",
    p.issuer, p.jwks_uri AS "jwksUri", p.local_jwks AS "localJwks", p.algorithms,
    f.trusted_audiences AS "trustedAudiences", f.audience_match_mode AS "audienceMatchMode", f.conditions, ${ACCOUNT_COLUMNS}
  FROM federated_identity f
  JOIN federated_identity_provider p ON p.id = f.provider_id AND p.organisation_id = f.organisation_id
  JOIN service_account sa ON sa.id = f.service_account_id AND sa.organisation_id = f.organisation_id
  JOIN organisation o ON o.id = f.organisation_id
  LEFT JOIN access_epoch e ON e.organisation_id = o.id
  WHERE (o.id = $1 OR o.slug = $1) AND (sa.id = $2 OR sa.slug = $2) AND p.issuer = $3 AND f.subject = $4
  ORDER BY f.id`;

/** Every federated identity through which a subject of an issuer may act as an account, whatever its state. */
export async function findFederatedIdentities(
  organisation: string,
  serviceAccount: string,
  issuer: string,
  subject: string,
): Promise<readonly FederatedRow[]> {
  const values = [organisation, serviceAccount, issuer, subject];
  return (await homeDatabase().pool.query<FederatedRow>(FIND_FEDERATED, values)).rows;
}
