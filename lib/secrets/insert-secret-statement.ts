import { typedColumns, typedValues } from "@/lib/platform/typed-columns";
import type { SecretRow, SecretVersionRow } from "./secret-store";

const SECRET_COLUMNS = {
  id: "id text",
  region: "region text",
  organisationId: "organisation_id text",
  projectId: "project_id text",
  path: "path text",
  folder: "folder text",
  description: "description text",
  labels: "labels jsonb",
  annotations: "annotations jsonb",
  kmsKeyId: "kms_key_id text",
  latestVersion: "latest_version integer",
  currentVersion: "current_version integer",
  accessPolicy: "access_policy jsonb",
  stages: "stages jsonb",
  rotationReminderInDays: "rotation_reminder_in_days integer",
  lastWrittenAt: "last_written_at timestamptz",
  lastAccessedAt: "last_accessed_at timestamptz",
  createdAt: "created_at timestamptz",
  updatedAt: "updated_at timestamptz",
  objectVersion: "object_version integer",
} satisfies Record<keyof SecretRow, string>;

/** The same for a version; its secret's id is that of the row just inserted. */
const VERSION_COLUMNS = {
  version: "version integer",
  status: "status text",
  ciphertext: "ciphertext text",
  keyVersion: "key_version integer",
  createdBy: "created_by text",
  createdAt: "created_at timestamptz",
  destroyedAt: "destroyed_at timestamptz",
} satisfies Record<keyof SecretVersionRow, string>;

const secret = typedColumns(SECRET_COLUMNS, 1);
const version = typedColumns(VERSION_COLUMNS, Object.keys(SECRET_COLUMNS).length + 1);

/** Inserts a secret and one version; changes no row where the path is taken. */
export const INSERT_SECRET_STATEMENT = `
WITH created AS (
  INSERT INTO secret (${secret.names}) VALUES (${secret.parameters})
  ON CONFLICT (region, organisation_id, project_id, path) DO NOTHING
  RETURNING id
)
INSERT INTO secret_version (secret_id, ${version.names}) SELECT id, ${version.parameters} FROM created`;

/** Parameters of the statement. */
export function insertSecretParameters(row: SecretRow, first: SecretVersionRow): unknown[] {
  return [...typedValues(SECRET_COLUMNS, row), ...typedValues(VERSION_COLUMNS, first)];
}
