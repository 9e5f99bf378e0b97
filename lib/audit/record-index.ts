import type pg from "pg";
import { ANYBODY, SEGMENT_SPAN_MS_MAX } from "./index-records";
import { facetConditions, Parameters, type RecordFilter, segmentQuery } from "./record-filter";
import type { Span } from "./time-walk";

/** What statements run on: a pool, or one connection with a transaction. */
export type Queries = Pick<pg.Pool, "query"> | Pick<pg.PoolClient, "query">;

/** Milliseconds of the wall clock since when records may be missing from the index; null where there is none yet. */
export async function tailStart(queries: Queries): Promise<number | null> {
  const { rows } = await queries.query<{ at: Date }>("SELECT tail_from AS at FROM audit_index_state");
  return rows[0]?.at.getTime() ?? null;
}

/** Facets of single actors that fit a filter; null where it says nothing about them. */
export async function fittingFacets(queries: Queries, filter: RecordFilter): Promise<readonly number[] | null> {
  return facetConditions(filter, new Parameters()).length === 0 ? null : countedFacets(queries, filter, false);
}

/** Facets that fit a filter: those of single actors, or those that stand for all actors. */
export async function countedFacets(
  queries: Queries,
  filter: RecordFilter,
  ofAnybody: boolean,
): Promise<readonly number[]> {
  const parameters = new Parameters();
  const conditions = [
    `organisation_id = ${parameters.add(filter.organisationId)}`,
    `actor_id ${ofAnybody ? "=" : "<>"} ${parameters.add(ANYBODY)}`,
    ...facetConditions(filter, parameters),
  ];
  const text = `SELECT id FROM audit_facet WHERE ${conditions.join(" AND ")}`;
  const { rows } = await queries.query<{ id: number }>(text, parameters.values);
  return rows.map(({ id }) => id);
}

/** Where the index has something that may fit: the times of the newest segments before a moment, without overlaps, the newest first. */
export async function fittingSpans(
  queries: Queries,
  filter: RecordFilter,
  facets: readonly number[] | null,
  within: Span,
  limit: number,
): Promise<Span[]> {
  const parameters = new Parameters();
  const from = parameters.add(new Date(within.fromMs));
  const to = parameters.add(new Date(within.toMs));
  const latest = parameters.add(new Date(within.toMs + 2 * SEGMENT_SPAN_MS_MAX));
  const words = segmentQuery(filter);
  const conditions = [
    `organisation_id = ${parameters.add(filter.organisationId)}`,
    `last_at >= ${from} AND last_at < ${latest} AND first_at < ${to}`,
    ...(facets === null ? [] : [`facets && ${parameters.add(facets)}::integer[]`]),
    ...(words === null ? [] : [`words @@ ${parameters.add(words)}::tsquery`]),
  ];
  // Apart from the order: reading the newest first until enough fit would mean to read them all where none does.
  const isApart = facets !== null || words !== null ? "MATERIALIZED" : "NOT MATERIALIZED";
  const text = `WITH fitting AS ${isApart} (
      SELECT first_at AS first, last_at AS last FROM audit_segment WHERE ${conditions.join(" AND ")}
    ) SELECT first, last FROM fitting ORDER BY last DESC LIMIT ${parameters.add(limit)}`;
  const { rows } = await queries.query<{ first: Date; last: Date }>(text, parameters.values);
  const spans: Span[] = [];
  let { toMs } = within;
  for (const { first, last } of rows) {
    const fromMs = Math.max(within.fromMs, first.getTime());
    if (fromMs >= toMs) continue;
    spans.push({ fromMs, toMs: Math.min(toMs, last.getTime() + 1) });
    toMs = fromMs;
  }
  return spans;
}
