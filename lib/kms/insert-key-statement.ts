import { typedColumns, typedValues } from "@/lib/platform/typed-columns";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";

/** Column and type of each fact of a key. */
const KEY_COLUMNS = {
  id: "id text",
  region: "region text",
  organisationId: "organisation_id text",
  projectId: "project_id text",
  name: "name text",
  slug: "slug text",
  description: "description text",
  labels: "labels jsonb",
  annotations: "annotations jsonb",
  keyType: "key_type text",
  purpose: "purpose text",
  narrowedTo: "narrowed_to text",
  status: "status text",
  exportAllowed: "export_allowed boolean",
  imported: "imported boolean",
  allowRotation: "allow_rotation boolean",
  publicOnly: "public_only boolean",
  contextAllowed: "context_allowed boolean",
  cipherModes: "cipher_modes text[]",
  callerNonceAllowed: "caller_nonce_allowed boolean",
  rsaPaddings: "rsa_paddings text[]",
  jwksPublic: "jwks_public boolean",
  rotationEnabled: "rotation_enabled boolean",
  rotationPeriodInDays: "rotation_period_in_days integer",
  latestVersion: "latest_version integer",
  versionFloor: "version_floor integer",
  minDecryptionVersion: "min_decryption_version integer",
  deletionScheduledAt: "deletion_scheduled_at timestamptz",
  statusBeforeDeletion: "status_before_deletion text",
  createdAt: "created_at timestamptz",
  updatedAt: "updated_at timestamptz",
  objectVersion: "object_version integer",
  revision: "revision text",
} satisfies Record<keyof Omit<KeyFacts, "versions">, string>;

/** The same for a version; its key's id is that of the row just inserted. */
const VERSION_COLUMNS = {
  version: "version integer",
  status: "status text",
  createdAt: "created_at timestamptz",
  regionKeyId: "region_key_id text",
  salt: "salt bytea",
  sealed: "sealed bytea",
  format: "format smallint",
  destructionScheduledAt: "destruction_scheduled_at timestamptz",
  exhaustedAt: "exhausted_at timestamptz",
  origin: "origin text",
} satisfies Record<keyof KeyVersionFacts | "origin", string>;

const key = typedColumns(KEY_COLUMNS, 1);
const version = typedColumns(VERSION_COLUMNS, Object.keys(KEY_COLUMNS).length + 1);

/** Inserts a key and one version; changes no row where the slug is taken. */
export const INSERT_KEY_STATEMENT = `
WITH created AS (
  INSERT INTO kms_key (${key.names}) VALUES (${key.parameters})
  ON CONFLICT (region, organisation_id, project_id, slug) DO NOTHING
  RETURNING id
)
INSERT INTO kms_key_version (key_id, ${version.names}) SELECT id, ${version.parameters} FROM created`;

/** Parameters of the statement. */
export function insertKeyParameters(facts: KeyFacts, first: KeyVersionFacts, origin: string): unknown[] {
  return [...typedValues(KEY_COLUMNS, facts), ...typedValues(VERSION_COLUMNS, { ...first, origin })];
}
