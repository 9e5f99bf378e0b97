import type { Queries } from "./record-index";
import type { Recorded } from "./recorded";

/** Actor of a facet that stands for all of them. */
export const ANYBODY = "*";

const FACET_FIELDS = [
  "organisationId",
  "event",
  "outcome",
  "status",
  "actorId",
  "projectId",
  "region",
  "action",
  "resourceType",
] as const;

/** A record with the lines of its facets: its actor's own, and the one of all actors. */
export interface Faceted {
  readonly record: Recorded;
  readonly own: string;
  readonly anybodys: string;
}

/** The facets of a record. */
export function faceted(record: Recorded): Faceted {
  const line = (actorId: string) =>
    FACET_FIELDS.map((name) => (name === "actorId" ? actorId : record[name])).join("\t");
  return { record, own: line(record.actorId), anybodys: line(ANYBODY) };
}

const ADD_FACETS = `
WITH wanted AS (
  SELECT DISTINCT f[1] AS organisation_id, f[2] AS event, f[3] AS outcome, f[4]::smallint AS status, f[5] AS actor_id,
    f[6] AS project_id, f[7] AS region, f[8] AS action, f[9] AS resource_type, line
  FROM (SELECT string_to_array(line, E'\\t') AS f, line FROM unnest($1::text[]) AS line) AS lines
), added AS (
  INSERT INTO audit_facet (organisation_id, event, outcome, status, actor_id, project_id, region, action, resource_type)
  SELECT organisation_id, event, outcome, status, actor_id, project_id, region, action, resource_type FROM wanted
  ON CONFLICT DO NOTHING RETURNING *
)
SELECT w.line, f.id FROM wanted w
JOIN (SELECT * FROM audit_facet UNION ALL SELECT * FROM added) f
  USING (organisation_id, event, outcome, status, actor_id, project_id, region, action, resource_type)`;

/** The number of each facet of the records, by its line; those that are new get one. */
export async function facetIdsOf(client: Queries, records: readonly Faceted[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ line: string; id: number }>(ADD_FACETS, [
    [...new Set(records.flatMap(({ own, anybodys }) => [own, anybodys]))],
  ]);
  return new Map(rows.map(({ line, id }) => [line, id]));
}
