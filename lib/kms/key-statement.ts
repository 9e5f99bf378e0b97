import { isAlias } from "@/lib/contract/key-alias";
import type { Scope } from "@/lib/iam/caller";
import { looksLikeId } from "@/lib/platform/id";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";

/** Anything that runs a typed statement: a pool, a connection or a transaction. */
export type Query = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

const COLUMNS = `
  k.id, k.region, k.organisation_id AS "organisationId", k.project_id AS "projectId", k.name, k.slug, k.description, k.labels,
  k.annotations, k.key_type AS "keyType", k.purpose, k.narrowed_to AS "narrowedTo", k.status, k.export_allowed AS "exportAllowed", k.imported,
  k.allow_rotation AS "allowRotation", k.public_only AS "publicOnly", k.context_allowed AS "contextAllowed",
  k.cipher_modes AS "cipherModes", k.caller_nonce_allowed AS "callerNonceAllowed",
  k.rsa_paddings AS "rsaPaddings", k.jwks_public AS "jwksPublic", k.status_before_deletion AS "statusBeforeDeletion", k.rotation_enabled AS "rotationEnabled",
  k.rotation_period_in_days AS "rotationPeriodInDays", k.latest_version AS "latestVersion", k.version_floor AS "versionFloor",
  k.min_decryption_version AS "minDecryptionVersion", k.deletion_scheduled_at AS "deletionScheduledAt",
  k.created_at AS "createdAt", k.updated_at AS "updatedAt", k.object_version AS "objectVersion", k.revision`;

/**
 * A key and all its versions in ONE statement, and so in one snapshot: read in two, a rotation could slip between, and the
 * torn result would carry a revision that the commit accepts for ever.
 */
const SELECTED = `
SELECT ${COLUMNS},
  (SELECT json_agg(json_build_object(
      'version', v.version, 'status', v.status, 'createdAt', v.created_at, 'regionKeyId', v.region_key_id,
      'format', v.format, 'destructionScheduledAt', v.destruction_scheduled_at, 'exhaustedAt', v.exhausted_at,
      'salt', encode(v.salt, 'base64'), 'sealed', encode(v.sealed, 'base64')) ORDER BY v.version)
   FROM kms_key_version v WHERE v.key_id = k.id) AS versions
FROM kms_key k`;

const SCOPE = "k.region = $1 AND k.organisation_id = $2 AND k.project_id = $3";

/** How the key that a name stands for is found. */
const CONDITIONS = {
  id: "k.id = $4",
  slug: "k.slug = $4",
  alias: `k.id = (SELECT a.key_id FROM kms_alias a
    WHERE a.region = $1 AND a.organisation_id = $2 AND a.project_id = $3 AND a.alias = $4)`,
} as const;

const keyStatement = (named: string) => `${SELECTED} WHERE ${SCOPE} AND ${conditionFor(named)} AND k.purged_at IS NULL`;

function conditionFor(named: string): string {
  if (isAlias(named)) return CONDITIONS.alias;
  return looksLikeId(named) ? CONDITIONS.id : CONDITIONS.slug;
}

const PUBLIC_KEY = `${SELECTED}
WHERE k.region = $1 AND k.id = $2 AND k.jwks_public AND k.purged_at IS NULL`;

interface VersionRow {
  version: number;
  status: KeyVersionFacts["status"];
  createdAt: string;
  regionKeyId: string;
  format: number;
  destructionScheduledAt: string | null;
  exhaustedAt: string | null;
  salt: string;
  sealed: string;
}

type KeyRow = Omit<KeyFacts, "versions"> & { versions: VersionRow[] | null };

/** What identities and slugs are made of; anything else but an alias names no key, and might not even be text to the database. */
const NAMED = /^[a-z0-9-]{1,128}$/;

const mayNameKey = (named: string) => NAMED.test(named) || isAlias(named);

/** Reads a key by identity, slug or alias inside a scope; null where there is none. Always asks the database. */
export async function readKey(query: Query, region: string, scope: Scope, named: string): Promise<KeyFacts | null> {
  if (!mayNameKey(named)) return null;
  const rows = await query<KeyRow>(keyStatement(named), [region, scope.organisationId, scope.projectId, named]);
  return rows[0] === undefined ? null : keyFacts(rows[0]);
}

/** Reads a key whose JSON Web Key Set is public, by identity and whoever it belongs to; null where there is none. */
export async function readPublicKey(query: Query, region: string, id: string): Promise<KeyFacts | null> {
  if (!NAMED.test(id) || !looksLikeId(id)) return null;
  const rows = await query<KeyRow>(PUBLIC_KEY, [region, id]);
  return rows[0] === undefined ? null : keyFacts(rows[0]);
}

/** Locks a key's row until the end of the transaction, then reads it; what it reads cannot change meanwhile. */
export async function readKeyLocked(
  query: Query,
  lock: "UPDATE" | "SHARE",
  region: string,
  scope: Scope,
  named: string,
): Promise<KeyFacts | null> {
  if (!mayNameKey(named)) return null;
  const text = `SELECT k.id FROM kms_key k WHERE ${SCOPE} AND ${conditionFor(named)} FOR ${lock}`;
  const mayMove = isAlias(named);
  for (;;) {
    if (mayMove) await query("SAVEPOINT before_key_lock", []);
    const [locked] = await query<{ id: string }>(text, [region, scope.organisationId, scope.projectId, named]);
    const found = await readKey(query, region, scope, named);
    // Whoever gives an alias to another key locks the key that had it: what is found under the lock stays.
    if (found === null || found.id === locked?.id) return found;
    // The lock of the key that had the alias goes first: whoever holds one and waits for another must do so in the order of all.
    if (mayMove) await query("ROLLBACK TO SAVEPOINT before_key_lock", []);
  }
}

/**
 * Locks rows of keys until the end of the transaction, in the order in which every statement locks several, then reads them.
 * For jobs, which act for the installation: no scope bounds what they find.
 */
export async function readKeysLocked(query: Query, ids: readonly string[]): Promise<KeyFacts[]> {
  await query("SELECT id FROM kms_key WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE", [[...ids]]);
  const rows = await query<KeyRow>(`${SELECTED} WHERE k.id = ANY ($1::text[]) AND k.purged_at IS NULL ORDER BY k.id`, [
    [...ids],
  ]);
  return rows.map(keyFacts);
}

function keyFacts(row: KeyRow): KeyFacts {
  return { ...row, versions: (row.versions ?? []).map(versionFacts) };
}

function versionFacts(row: VersionRow): KeyVersionFacts {
  return {
    ...row,
    createdAt: new Date(row.createdAt),
    destructionScheduledAt: row.destructionScheduledAt === null ? null : new Date(row.destructionScheduledAt),
    exhaustedAt: row.exhaustedAt === null ? null : new Date(row.exhaustedAt),
    salt: Buffer.from(row.salt, "base64"),
    sealed: Buffer.from(row.sealed, "base64"),
  };
}
