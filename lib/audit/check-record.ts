import { z } from "zod";
import type { ManifestLine } from "./chain";
import { recordHash } from "./record";

/** A record's row, as far as anything reads it. */
export interface RecordRow {
  readonly writer: string;
  readonly group_number: string;
  readonly position: number;
  readonly body: string;
  /** Hex. */
  readonly salt: string;
  readonly retention_class: string;
  readonly event_id: string;
  readonly created_at: Date;
  readonly organisation_id: string;
  readonly project_id: string;
  readonly region: string;
  readonly actor_id: string;
  readonly credential_id: string;
  readonly action: string;
  readonly event: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly key_version: number | null;
  readonly outcome: string;
  readonly status: number;
  readonly request_id: string;
}

/** The columns of `RecordRow`, as SQL. */
export const RECORD_COLUMNS = `r.writer, r.group_number::text, r.position, r.body, encode(r.salt, 'hex') AS salt, r.retention_class,
  r.event_id, r.created_at, r.organisation_id, r.project_id, r.region, r.actor_id, r.credential_id, r.action, r.event,
  r.resource_type, r.resource_id, r.key_version, r.outcome, r.status, r.request_id`;

const body = z.object({
  eventId: z.string(),
  createdAt: z.string(),
  organisationId: z.string(),
  projectId: z.string(),
  region: z.string(),
  actorId: z.string(),
  credentialId: z.string(),
  action: z.string(),
  event: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  keyVersion: z.number().nullable(),
  outcome: z.string(),
  status: z.number(),
  requestId: z.string(),
});

/**
 * What is wrong with a record's row, given its line in the manifest; null where nothing is. The body is what was hashed; the
 * columns repeat parts of it for searching, and one that says something else would hide the record or date it otherwise.
 */
export function whatIsWrongWithRecord(row: RecordRow, line: ManifestLine): string | null {
  if (recordHash(row.salt, row.body) !== line.hash) return "was changed";
  const parsed = body.safeParse(readJson(row.body));
  if (!parsed.success) return "cannot be read";
  if (parsed.data.organisationId !== line.organisationId) return "stands under another organisation";
  const said = parsed.data;
  const columns: readonly (readonly [name: string, column: unknown, said: unknown])[] = [
    ["event_id", row.event_id, said.eventId],
    ["created_at", row.created_at.toISOString(), said.createdAt],
    ["organisation_id", row.organisation_id, said.organisationId],
    ["project_id", row.project_id, said.projectId],
    ["region", row.region, said.region],
    ["actor_id", row.actor_id, said.actorId],
    ["credential_id", row.credential_id, said.credentialId],
    ["action", row.action, said.action],
    ["event", row.event, said.event],
    ["resource_type", row.resource_type, said.resourceType],
    ["resource_id", row.resource_id, said.resourceId],
    ["key_version", row.key_version, said.keyVersion],
    ["outcome", row.outcome, said.outcome],
    ["status", row.status, said.status],
    ["request_id", row.request_id, said.requestId],
  ];
  const differing = columns.find(([, column, expected]) => column !== expected);
  return differing === undefined ? null : `has another ${differing[0]} than its hashed body`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
