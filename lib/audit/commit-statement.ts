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

/**
 * One statement that checks and records a group. It locks the keys and access epochs the records were made under, in id
 * order and shared, inserts each record only where both still match, and writes the group's chain row from the records
 * really inserted. Without FOR SHARE a record of the old state could appear after a change was answered.
 */
export const COMMIT_STATEMENT = `
WITH input AS MATERIALIZED (
  SELECT *, uuid_send(gen_random_uuid()) AS salt
  FROM unnest(
    $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
    $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[]
  ) WITH ORDINALITY AS rows (
    event_id, created_at, body, organisation_id, project_id, region, actor_id, credential_id, action, event,
    resource_type, resource_id, key_version, outcome, status, request_id, key_id, revision, epoch, position
  )
), keys AS MATERIALIZED (
  SELECT id, revision FROM kms_key WHERE id = ANY ($23::text[]) ORDER BY id FOR SHARE
), epochs AS MATERIALIZED (
  SELECT organisation_id, epoch::text AS epoch FROM access_epoch WHERE organisation_id = ANY ($24::text[])
  ORDER BY organisation_id FOR SHARE
), inserted AS (
  INSERT INTO audit_record (
    event_id, created_at, retention_class, body, salt, hash, writer, group_number, position, organisation_id, project_id,
    region, actor_id, credential_id, action, event, resource_type, resource_id, key_version, outcome, status, request_id
  )
  SELECT
    i.event_id, i.created_at::timestamptz, 'standard', i.body, i.salt,
    sha256('pelagos/1/record'::bytea || i.salt || convert_to(i.body, 'UTF8')),
    $1, $2::text::bigint, i.position, i.organisation_id, i.project_id, i.region, i.actor_id, i.credential_id, i.action,
    i.event, i.resource_type, i.resource_id, nullif(i.key_version, '')::integer, i.outcome, i.status::smallint, i.request_id
  FROM input i
  LEFT JOIN keys k ON k.id = i.key_id AND k.revision = i.revision
  LEFT JOIN epochs e ON e.organisation_id = i.organisation_id AND e.epoch = i.epoch
  WHERE (i.key_id = '' OR k.id IS NOT NULL) AND (i.epoch = '' OR e.organisation_id IS NOT NULL)
  RETURNING position, organisation_id, hash
), manifest AS (
  SELECT count(*)::integer AS inserted, array_agg(position) AS positions,
    string_agg(position || ' ' || organisation_id || ' ' || encode(hash, 'hex'), E'\\n' ORDER BY position) AS lines
  FROM inserted
), written AS (
  INSERT INTO audit_group (writer, number, previous_head, manifest, head, record_count)
  SELECT $1, $2::text::bigint, decode($3, 'hex'), lines,
    sha256(convert_to('pelagos/1/group' || E'\\n' || $1 || E'\\n' || $2 || E'\\n' || $3 || E'\\n' || lines, 'UTF8')), inserted
  FROM manifest WHERE inserted > 0
  RETURNING head
)
SELECT inserted, CASE WHEN inserted = cardinality($4::text[]) THEN NULL ELSE positions END AS positions,
  (SELECT encode(head, 'hex') FROM written) AS head
FROM manifest`;

const unique = (values: readonly string[]) => [...new Set(values)].filter((value) => value !== "");

/** Parameters of the statement for a group of records; all are text or arrays of text. */
export function commitParameters(at: ChainPosition, records: readonly AuditRecord[]): (string | string[])[] {
  const column = (read: (record: AuditRecord) => string) => records.map(read);
  const keyIds = column(({ condition }) => condition.key?.id ?? "");
  const epochs = column(({ condition }) => condition.epoch?.epoch.toString() ?? "");
  return [
    at.writer,
    String(at.number),
    at.previousHead,
    column((record) => record.eventId),
    column((record) => record.createdAt),
    column((record) => record.body),
    column(({ facts }) => facts.organisationId),
    column(({ facts }) => facts.projectId),
    column(({ facts }) => facts.region),
    column(({ facts }) => facts.actorId),
    column(({ facts }) => facts.credentialId),
    column(({ facts }) => facts.action),
    column(({ facts }) => facts.event),
    column(({ facts }) => facts.resourceType),
    column(({ facts }) => facts.resourceId),
    column(({ facts }) => (facts.keyVersion === null ? "" : String(facts.keyVersion))),
    column(({ facts }) => facts.outcome),
    column(({ facts }) => String(facts.status)),
    column(({ facts }) => facts.requestId),
    keyIds,
    column(({ condition }) => condition.key?.revision ?? ""),
    epochs,
    unique(keyIds),
    unique(records.map(({ condition }) => condition.epoch?.organisationId ?? "")),
  ];
}

/** Position (from 0) of the records that were not inserted, because what they depend on has changed. */
export function missedPositions(answer: CommitAnswer, count: number): ReadonlySet<number> {
  if (answer.positions === null && answer.inserted === count) return new Set();
  const inserted = new Set(answer.positions ?? []);
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => !inserted.has(index + 1)));
}
