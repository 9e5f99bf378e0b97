import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { Parameters, type RecordFilter, recordConditions } from "./record-filter";
import { fittingFacets, fittingSpans, type Queries, readIndexed, tailStart } from "./record-index";
import { type Recorded, recorded } from "./recorded";
import { type Span, walkBack } from "./time-walk";

/** Place of a record in the order of the log: by time, then by identity. An empty identity comes before all of its millisecond. */
export interface RecordPosition {
  readonly createdAtMs: number;
  readonly eventId: string;
}

/** What one database has of a page. */
export interface FoundRecords {
  /** The newest first. */
  readonly records: readonly Recorded[];
  /** Milliseconds of the wall clock since which everything was searched; null where nothing is left, or the page is full. */
  readonly searchedBackToMs: number | null;
}

/** What to look for, from where on and how much of it. */
export interface RecordSearch {
  readonly filter: RecordFilter;
  /** Only what comes after this one in the order of the page, so is older; null = from the newest. */
  readonly after: RecordPosition | null;
  readonly limit: number;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
}

/** Segments of the index read together at first; each further time twice as many, while that is quick. */
const SEGMENTS_AT_FIRST = 2;
const SEGMENTS_MAX = 64;
/** The first time only so many of the newest segments are looked through: what is frequent fills a page with them. */
const NEWEST_SEGMENTS = 4;
const SEGMENTS_MS_WANTED = 60;

/**
 * The newest records of an organisation in one database that fit a filter, as far as they are found before the deadline: first what the index
 * may lack, step by step, then the places where the index says that something may fit.
 */
export function searchRecords(database: Database, search: RecordSearch): Promise<FoundRecords> {
  return readIndexed(database, { isOneView: false }, (queries) => searchWithin(queries, search));
}

async function searchWithin(queries: Queries, search: RecordSearch): Promise<FoundRecords> {
  const { filter, after, limit, deadlineMs } = search;
  const span = await spanOf(queries, filter, after);
  if (span === null) return { records: [], searchedBackToMs: null };
  const records: Recorded[] = [];
  const read = async (spans: readonly Span[]) => {
    records.push(...(await readSpans(queries, search, spans, limit - records.length)));
    return records.length < limit;
  };
  const leftMs = isSelective(filter)
    ? await walkIndexed(queries, filter, span, deadlineMs, read)
    : await walkBack(span, deadlineMs, (step) => read([step]), Number.MAX_SAFE_INTEGER);
  return { records, searchedBackToMs: records.length < limit ? leftMs : null };
}

/**
 * Visits every part of a span in which a record may fit, the newest first, until `visit` answers false or the deadline has come; answers how far
 * back everything was visited, null = all of it.
 */
export async function walkIndexed(
  queries: Queries,
  filter: RecordFilter,
  span: Span,
  deadlineMs: number,
  visit: (spans: readonly Span[]) => Promise<boolean>,
): Promise<number | null> {
  // Records of an object have an index of their own.
  const indexedToMs = filter.resourceIds === null ? await tailStart(queries) : null;
  const tailMs = Math.min(span.toMs, Math.max(span.fromMs, indexedToMs ?? span.fromMs));
  let isWanted = true;
  const visitTail = async (step: Span) => {
    isWanted = await visit([step]);
    return isWanted;
  };
  const leftMs = await walkBack({ fromMs: tailMs, toMs: span.toMs }, deadlineMs, visitTail);
  if (leftMs !== null) return leftMs;
  if (tailMs === span.fromMs) return null;
  if (!isWanted) return tailMs;
  return walkSegments(queries, filter, { fromMs: span.fromMs, toMs: tailMs }, deadlineMs, visit);
}

async function walkSegments(
  queries: Queries,
  filter: RecordFilter,
  span: Span,
  deadlineMs: number,
  visit: (spans: readonly Span[]) => Promise<boolean>,
): Promise<number | null> {
  const facets = await fittingFacets(queries, filter);
  if (facets?.length === 0) return null;
  let { toMs } = span;
  let newest: number | null = NEWEST_SEGMENTS;
  for (let limit = SEGMENTS_AT_FIRST; ; ) {
    const startedMs = clock.monotonicMs();
    if (startedMs >= deadlineMs) return toMs;
    const within = { fromMs: span.fromMs, toMs };
    const { spans, fromMs } = await fittingSpans(queries, { filter, facets, within, limit, newest });
    newest = null;
    const goesOn = spans.length === 0 || (await visit(spans));
    if (fromMs === null || !goesOn) return fromMs;
    toMs = fromMs;
    const isQuick = clock.monotonicMs() - startedMs < SEGMENTS_MS_WANTED;
    limit = isQuick ? Math.min(SEGMENTS_MAX, limit * 2) : Math.max(1, Math.floor(limit / 2));
  }
}

/** One record of an organisation by its identity; undefined where it is not here. */
export async function findRecord(
  database: Database,
  filter: RecordFilter,
  eventId: string,
): Promise<Recorded | undefined> {
  const span = await spanOf(database.pool, filter, null);
  if (span === null) return undefined;
  const parameters = new Parameters();
  const text = `SELECT body FROM audit_record WHERE ${spanConditions(filter, span, parameters)}
    AND event_id = ${parameters.add(eventId)}`;
  const { rows } = await database.pool.query<{ body: string }>(text, parameters.values);
  return rows.map(parsed)[0];
}

/** What there is to search: from the oldest record of the organisation to the newest, as far as filter and position allow; null = nothing. */
export async function spanOf(
  queries: Queries,
  { organisationId, from, to }: RecordFilter,
  after: RecordPosition | null,
): Promise<Span | null> {
  const { rows } = await queries.query<{ oldest: Date | null; newest: Date | null }>(
    "SELECT min(created_at) AS oldest, max(created_at) AS newest FROM audit_record WHERE organisation_id = $1",
    [organisationId],
  );
  const { oldest = null, newest = null } = rows[0] ?? {};
  if (oldest === null || newest === null) return null;
  const fromMs = Math.max(oldest.getTime(), from?.getTime() ?? 0);
  const newestMs = Math.min(newest.getTime(), after?.createdAtMs ?? Number.MAX_SAFE_INTEGER) + 1;
  const toMs = Math.min(newestMs, to?.getTime() ?? newestMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** Conditions on organisation and time, which the index on both answers. */
export function spanConditions({ organisationId }: RecordFilter, span: Span, parameters: Parameters): string {
  const from = parameters.add(new Date(span.fromMs));
  const to = parameters.add(new Date(span.toMs));
  return `organisation_id = ${parameters.add(organisationId)} AND created_at >= ${from} AND created_at < ${to}`;
}

/** Whether the newest records may fail to fit, so that an unknown number of them has to be read. */
function isSelective(filter: RecordFilter): boolean {
  return recordConditions(filter, new Parameters()).length > 0;
}

async function readSpans(
  queries: Queries,
  { filter, after }: RecordSearch,
  spans: readonly Span[],
  limit: number,
): Promise<Recorded[]> {
  const parameters = new Parameters();
  const { from, to } = spanParameters(spans, parameters);
  const conditions = recordConditions(filter, parameters);
  if (after !== null) {
    const time = parameters.add(new Date(after.createdAtMs));
    conditions.push(`(created_at, event_id) < (${time}::timestamptz, ${parameters.add(after.eventId)}::text)`);
  }
  const organisation = parameters.add(filter.organisationId);
  const order = `ORDER BY created_at DESC, event_id DESC LIMIT ${parameters.add(limit)}`;
  const text = `SELECT body FROM unnest(${from}, ${to}) AS span (first, past) CROSS JOIN LATERAL (
      SELECT created_at, event_id, body FROM audit_record
      WHERE ${[`organisation_id = ${organisation}`, "created_at >= first AND created_at < past", ...conditions].join(" AND ")} ${order}
    ) AS found ${order}`;
  const { rows } = await queries.query<{ body: string }>(text, parameters.values);
  return rows.map(parsed);
}

/** Spans as two parameters for `unnest`. */
export function spanParameters(spans: readonly Span[], parameters: Parameters): { from: string; to: string } {
  return {
    from: `${parameters.add(spans.map(({ fromMs }) => new Date(fromMs)))}::timestamptz[]`,
    to: `${parameters.add(spans.map(({ toMs }) => new Date(toMs)))}::timestamptz[]`,
  };
}

const parsed = ({ body }: { body: string }) => recorded.parse(JSON.parse(body));

/** Where a record stands in the log. */
export function positionOf({ createdAt, eventId }: Recorded): RecordPosition {
  return { createdAtMs: Date.parse(createdAt), eventId };
}

/** Order of the log, the newest first. */
export function byNewest(one: Recorded, other: Recorded): number {
  const [a, b] = [positionOf(one), positionOf(other)];
  if (a.createdAtMs !== b.createdAtMs) return b.createdAtMs - a.createdAtMs;
  return a.eventId < b.eventId ? 1 : -1;
}
