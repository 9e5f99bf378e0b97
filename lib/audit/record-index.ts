import type pg from "pg";
import type { Database } from "@/lib/platform/db";
import { SEGMENT_SPAN_MS_MAX } from "./index-segments";
import { ANYBODY } from "./record-facets";
import { facetConditions, literally, Parameters, type RecordFilter, segmentQuery, segmentWords } from "./record-filter";
import type { Span } from "./time-walk";

/** What statements run on: a pool, or one connection with a transaction. */
export type Queries = Pick<pg.Pool, "query"> | Pick<pg.PoolClient, "query">;

/**
 * Reads on one connection, in one transaction, and through indexes: scans look cheap in plans where what is long is stored aside.
 * `isOneView`: all statements see the same moment.
 */
export async function readIndexed<T>(
  database: Database,
  { isOneView }: { readonly isOneView: boolean },
  read: (queries: Queries) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  let failure: Error | boolean = false;
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL ${isOneView ? "REPEATABLE READ" : "READ COMMITTED"} READ ONLY; SET LOCAL enable_seqscan = off`,
    );
    const found = await read(client);
    await client.query("COMMIT");
    return found;
  } catch (error) {
    failure = error instanceof Error ? error : true;
    throw error;
  } finally {
    client.release(failure);
  }
}

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

/** Where something may fit, as far back as was looked. */
export interface FittingSpans {
  /** Without overlaps, the newest first. */
  readonly spans: readonly Span[];
  /** Milliseconds of the wall clock to which everything that may fit is in the spans; null = to the beginning. */
  readonly fromMs: number | null;
}

interface FittingSegment {
  readonly first: Date;
  readonly last: Date;
  /** When the records were made that may fit; null = any time between first and last. */
  readonly times: readonly Date[] | null;
}

/** Which segments to look for. */
export interface SegmentSearch {
  readonly filter: RecordFilter;
  /** Facets of which a segment must have one; null = any segment. */
  readonly facets: readonly number[] | null;
  readonly within: Span;
  /** How many that fit at most. */
  readonly limit: number;
  /** Only among so many of the newest, which are quickly looked through; null = among all, by the index of terms. */
  readonly newest: number | null;
}

/** Where in the newest segments before a moment the index has something that may fit. */
export async function fittingSpans(queries: Queries, search: SegmentSearch): Promise<FittingSpans> {
  const { within, limit } = search;
  const { text, values } = fittingStatement(search);
  const { rows } = await queries.query<FittingSegment>(text, [...values]);
  const spans: Span[] = [];
  let { toMs } = within;
  for (const { first, last, times } of rows) {
    const fromMs = Math.max(within.fromMs, first.getTime());
    if (fromMs >= toMs) continue;
    const segment = { fromMs, toMs: Math.min(toMs, last.getTime() + 1) };
    spans.push(...(times === null ? [segment] : millisecondsIn(segment, times)));
    toMs = fromMs;
  }
  return { spans, fromMs: rows.length < limit && search.newest === null ? null : toMs };
}

/** The times as spans of a millisecond each, the newest first. */
function millisecondsIn({ fromMs, toMs }: Span, times: readonly Date[]): Span[] {
  const inside = new Set(times.map((time) => time.getTime()).filter((atMs) => atMs >= fromMs && atMs < toMs));
  return [...inside].sort((one, other) => other - one).map((atMs) => ({ fromMs: atMs, toMs: atMs + 1 }));
}

function fittingStatement({ filter, facets, within, limit, newest }: SegmentSearch) {
  const parameters = new Parameters();
  const organisation = parameters.add(filter.organisationId);
  const from = parameters.add(new Date(within.fromMs));
  const to = parameters.add(new Date(within.toMs));
  const latest = parameters.add(new Date(within.toMs + 2 * SEGMENT_SPAN_MS_MAX));
  const near = `organisation_id = ${organisation} AND last_at >= ${from} AND last_at < ${latest} AND first_at < ${to}`;
  const words = segmentQuery(filter);
  const wanted = facets === null ? null : parameters.add(facets);
  const terms = [
    ...(wanted === null ? [] : [`facets && ${wanted}::integer[]`]),
    ...(words === null ? [] : [`words @@ ${parameters.add(words)}::tsquery`]),
  ];
  const places = [
    ...(wanted === null ? [] : [facetPlaces(wanted)]),
    ...segmentWords(filter).map((word) => wordPlaces(parameters.add(lineOf(word)))),
  ];
  const text = `WITH fitting AS (${fittingSegments({ near, terms, newest: newest === null ? null : parameters.add(newest) })}),
    found AS (SELECT id FROM fitting ORDER BY last_at DESC LIMIT ${parameters.add(limit)})
    SELECT s.first_at AS first, s.last_at AS last, ${timesOf(places)} AS times
    FROM found JOIN audit_segment s USING (id) ORDER BY s.last_at DESC`;
  return { text, values: parameters.values };
}

/**
 * Segments that fit, in any order. Terms stand apart from time, so that the index of terms answers: to look at the terms of every segment
 * of a time is to read what is stored aside of it, which plans do not reckon with.
 */
function fittingSegments({ near, terms, newest }: { near: string; terms: readonly string[]; newest: string | null }) {
  const columns = "id, organisation_id, first_at, last_at";
  const whereTerms = terms.length === 0 ? "" : `WHERE ${terms.join(" AND ")}`;
  if (newest !== null) {
    return `SELECT ${columns} FROM (SELECT * FROM audit_segment WHERE ${near} ORDER BY last_at DESC LIMIT ${newest}) AS newest ${whereTerms}`;
  }
  if (terms.length === 0) return `SELECT ${columns} FROM audit_segment WHERE ${near}`;
  return `WITH termed AS MATERIALIZED (SELECT ${columns} FROM audit_segment ${whereTerms}) SELECT ${columns} FROM termed WHERE ${near}`;
}

/** Places of rare facets; null where one of those wanted is frequent in the segment. */
const facetPlaces = (wanted: string) => `(
  SELECT CASE WHEN bool_and(place IS NOT NULL) THEN array_agg(place) END FROM unnest(s.facets) AS f (id)
  LEFT JOIN unnest(s.rare_facets, s.rare_places) AS rare (id, place) USING (id) WHERE id = ANY (${wanted}::integer[])
)`;

/** Places of the rare words that begin so; null where one of them is frequent in the segment. */
const wordPlaces = (line: string) => `(
  SELECT CASE WHEN bool_and(place IS NOT NULL) THEN array_agg(place) END FROM regexp_matches(s.placed_words, ${line}, 'g') AS found (parts)
  LEFT JOIN unnest(string_to_array(parts[1], ',')::integer[]) AS place ON true
)`;

/** Lines of words that begin so, and the places in them. */
const lineOf = (word: string) => `\n${literally(word)}[^\t\n]*(?:\t([0-9,]+))?`;

/** The times at the places that all terms have in common; null where every one of them is frequent, or the segment still grows. */
function timesOf(places: readonly string[]): string {
  if (places.length === 0) return "NULL::timestamptz[]";
  const names = places.map((_, index) => `p${index}`);
  return `CASE WHEN s.times IS NOT NULL THEN (
    SELECT CASE WHEN NOT (${names.map((name) => `${name} IS NULL`).join(" AND ")}) THEN ARRAY(
      SELECT s.times[place] FROM generate_subscripts(s.times, 1) AS place
      WHERE ${names.map((name) => `(${name} IS NULL OR place = ANY (${name}))`).join(" AND ")}
    ) END FROM (SELECT ${places.map((place, index) => `${place} AS p${index}`).join(", ")} OFFSET 0) AS placed
  ) END`;
}
