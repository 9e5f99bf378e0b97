import { tallyOf } from "./group-tally";
import type { AuditRecord } from "./record";

/** Where a writer's chain stands. */
export interface ChainPosition {
  /** `aw-…` */
  readonly writer: string;
  /** Number of the group to be written, from 1. */
  readonly number: number;
  /** Head after the previous group, hex. */
  readonly previousHead: string;
}

/** What the database answers: how many records were really inserted, which (null = all), and the new head. */
export interface CommitAnswer {
  inserted: number;
  positions: number[] | null;
  head: string | null;
}

/** What tells one state of a secret from every other; the moment is there for a database that was restored to an older one. */
export const SECRET_REVISION = "object_version || '.' || (extract(epoch FROM updated_at) * 1000)::bigint";

const SECRETS_SEEN = `secrets AS MATERIALIZED (
  SELECT id, ${SECRET_REVISION} AS revision FROM secret WHERE id = ANY ($10::text[])
), `;

/**
 * One statement that checks and records a group. It locks the keys and access epochs the records were made under, in id
 * order and shared, inserts each record only where both still match, and writes the group's chain row from the records
 * really inserted. Without FOR SHARE a record of the old state could appear after a change was answered. Secrets are compared
 * without a lock: a read that was under way while its secret changed may have seen either state, and reading alone would
 * otherwise write to their rows; groups without any leave them out, which saves an eighth of the database's time.
 */
const statementText = (withSecrets: boolean) => `
WITH input AS MATERIALIZED (
  SELECT position, string_to_array(line, E'\\t') AS f, body
  FROM ROWS FROM (string_to_table($4, E'\\n'), string_to_table($5, E'\\n')) WITH ORDINALITY AS rows (line, body, position)
), keys AS MATERIALIZED (
  SELECT id, revision FROM kms_key WHERE id = ANY ($6::text[]) ORDER BY id FOR SHARE
), epochs AS MATERIALIZED (
  SELECT organisation_id, epoch::text AS epoch FROM access_epoch WHERE organisation_id = ANY ($7::text[])
  ORDER BY organisation_id FOR SHARE
), ${withSecrets ? SECRETS_SEEN : ""}inserted AS (
  INSERT INTO audit_record (
    event_id, created_at, retention_class, body, salt, writer, group_number, position, organisation_id, project_id,
    region, actor_id, credential_id, action, event, resource_type, resource_id, key_version, outcome, status, request_id
  )
  SELECT
    f[1], f[2]::timestamptz, 'standard', body, decode(f[19], 'hex'), $1, $2::text::bigint, position, f[3], f[4], f[5], f[6], f[7], f[8], f[9],
    f[10], f[11], nullif(f[12], '')::integer, f[13], f[14]::smallint, f[15]
  FROM input
  LEFT JOIN keys k ON k.id = f[16] AND k.revision = f[17]
  LEFT JOIN epochs e ON e.organisation_id = f[3] AND e.epoch = f[18]
  ${withSecrets ? "LEFT JOIN secrets s ON s.id = f[21] AND s.revision = f[22]" : ""}
  WHERE (f[16] = '' OR k.id IS NOT NULL) AND (f[18] = '' OR e.organisation_id IS NOT NULL)
    ${withSecrets ? "AND (f[21] = '' OR s.id IS NOT NULL)" : ""}
  RETURNING position
), manifest AS (
  SELECT count(*)::integer AS inserted, array_agg(position::integer) AS positions,
    string_agg(position || ' ' || f[3] || ' ' || f[20], E'\\n' ORDER BY position) AS lines
  FROM inserted JOIN input USING (position)
), written AS (
  INSERT INTO audit_group (writer, number, previous_head, manifest, head, record_count, tally)
  SELECT $1, $2::text::bigint, decode($3, 'hex'), lines,
    sha256(convert_to('pelagos/1/group' || E'\\n' || $1 || E'\\n' || $2 || E'\\n' || $3 || E'\\n' || lines, 'UTF8')), inserted,
    CASE WHEN inserted = $8::text::integer THEN nullif($9, '') END
  FROM manifest WHERE inserted > 0
  RETURNING head
)
SELECT inserted, CASE WHEN inserted = $8::text::integer THEN NULL ELSE positions END AS positions,
  (SELECT encode(head, 'hex') FROM written) AS head
FROM manifest`;

const PLAIN = { name: "audit-commit", text: statementText(false) };
const WITH_SECRETS = { name: "audit-commit-secrets", text: statementText(true) };

const unique = (values: readonly string[]) => [...new Set(values)].filter((value) => value !== "");

/** The searchable columns of one record, separated by tabs: far cheaper to pass and to split than an array per column. */
function line({ eventId, createdAt, facts, condition, salt, hash }: AuditRecord): string {
  const scope = `${eventId}\t${createdAt}\t${facts.organisationId}\t${facts.projectId}\t${facts.region}`;
  const act = `${facts.actorId}\t${facts.credentialId}\t${facts.action}\t${facts.event}`;
  const resource = `${facts.resourceType}\t${facts.resourceId}\t${facts.keyVersion ?? ""}`;
  const result = `${facts.outcome}\t${facts.status}\t${facts.requestId}`;
  const bound = `${condition.key?.id ?? ""}\t${condition.key?.revision ?? ""}\t${condition.epoch?.epoch ?? ""}`;
  const secret = `${condition.secret?.id ?? ""}\t${condition.secret?.revision ?? ""}`;
  return `${scope}\t${act}\t${resource}\t${result}\t${bound}\t${salt}\t${hash}\t${secret}`;
}

/** A statement to be prepared under its name. */
export interface CommitStatement {
  readonly name: string;
  readonly text: string;
  readonly values: (string | string[])[];
}

/** The statement for a group of records. A record's body is JSON without line breaks, its columns hold no tabs. */
export function commitStatement(at: ChainPosition, records: readonly AuditRecord[]): CommitStatement {
  const values = [
    at.writer,
    String(at.number),
    at.previousHead,
    records.map(line).join("\n"),
    records.map((record) => record.body).join("\n"),
    unique(records.map(({ condition }) => condition.key?.id ?? "")),
    unique(records.map(({ condition }) => condition.epoch?.organisationId ?? "")),
    String(records.length),
    tallyOf(records),
  ];
  const secrets = unique(records.map(({ condition }) => condition.secret?.id ?? ""));
  return secrets.length === 0 ? { values, ...PLAIN } : { values: [...values, secrets], ...WITH_SECRETS };
}

/** Position (from 0) of the records that were not inserted, because what they depend on has changed. */
export function missedPositions(answer: CommitAnswer, count: number): ReadonlySet<number> {
  if (answer.positions === null && answer.inserted === count) return new Set();
  const inserted = new Set(answer.positions ?? []);
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => !inserted.has(index + 1)));
}
