import type { Database } from "@/lib/platform/db";
import { ACTOR_BUCKET_MS, COUNT_BUCKET_MS } from "./index-records";
import { isBeyondFacets, Parameters, type RecordFilter, recordConditions } from "./record-filter";
import { countedFacets, type Queries, readIndexed, tailStart } from "./record-index";
import { spanOf, spanParameters, walkIndexed } from "./search-records";
import { type Span, walkBack } from "./time-walk";

/** Records counted together: they differ in nothing that a filter for facets could tell apart. */
export interface CountedRecords {
  /** Start of the bar, milliseconds of the wall clock. */
  readonly atMs: number;
  /** `*` where who acted was not asked for. */
  readonly actorId: string;
  readonly action: string;
  readonly event: string;
  readonly resourceType: string;
  readonly region: string;
  readonly outcome: "allowed" | "refused" | "failed";
  readonly status: number;
  readonly records: number;
}

/** One bar for everything: longer than any log, in milliseconds. */
export const ONE_BAR_MS = 8_640_000_000_000_000;

/** Counts of one database, and since when everything was counted; null = all of it. */
export interface RecordCounts {
  readonly counted: readonly CountedRecords[];
  readonly countedBackToMs: number | null;
}

/** What to count, in bars of so many milliseconds that start at multiples of it since 1970. */
export interface RecordCounting {
  readonly filter: RecordFilter;
  readonly bucketMs: number;
  /** Whether who acted matters to the caller; without, counts are finer and faster. */
  readonly byActor: boolean;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Counts the records of an organisation in one database that fit a filter, as far as the deadline allows: from the roll-up where that knows all
 * that is asked for, else where the index says that something may fit.
 */
export function countRecords(database: Database, counting: RecordCounting): Promise<RecordCounts> {
  // One view of both the roll-up and what is not in it yet: neither missed nor counted twice.
  return readIndexed(database, { isOneView: true }, (queries) => countWithin(queries, counting));
}

async function countWithin(queries: Queries, counting: RecordCounting): Promise<RecordCounts> {
  const { filter, bucketMs, deadlineMs } = counting;
  const span = await spanOf(queries, filter, null);
  if (span === null) return { counted: [], countedBackToMs: null };
  const { rollUpMs } = rollUpOf(counting);
  if (!isBeyondFacets(filter) && bucketMs % rollUpMs === 0) return countRolledUp(queries, counting, span);
  const counted: CountedRecords[] = [];
  const countedBackToMs = await walkIndexed(queries, filter, span, deadlineMs, async (spans) => {
    counted.push(...(await countSpans(queries, counting, spans, false)));
    return true;
  });
  return { counted, countedBackToMs };
}

/** Which of the two roll-ups knows what is asked for, and the length of its buckets in milliseconds. */
function rollUpOf({ filter, byActor }: RecordCounting): { ofAnybody: boolean; rollUpMs: number } {
  const ofAnybody = !byActor && filter.actors.length === 0 && !filter.withoutSystem;
  return { ofAnybody, rollUpMs: ofAnybody ? COUNT_BUCKET_MS : ACTOR_BUCKET_MS };
}

async function countRolledUp(queries: Queries, counting: RecordCounting, span: Span): Promise<RecordCounts> {
  const { filter, deadlineMs } = counting;
  const { rollUpMs } = rollUpOf(counting);
  const tailMs = (await tailStart(queries)) ?? span.fromMs;
  // Whole buckets of the roll-up; what is left of those at both ends is counted one by one.
  const first = filter.from === null ? floorTo(span.fromMs, rollUpMs) : ceilTo(span.fromMs, rollUpMs);
  const past = filter.to === null ? ceilTo(span.toMs, rollUpMs) : floorTo(span.toMs, rollUpMs);
  const rolledUp = { fromMs: first, toMs: Math.max(first, past) };
  const counted = await readRollUp(queries, counting, rolledUp);
  let countedBackToMs: number | null = null;
  const walk = async (part: Span, isTail: boolean) => {
    const leftMs = await walkBack(part, deadlineMs, async (step) => {
      counted.push(...(await countSpans(queries, counting, [step], isTail)));
      return true;
    });
    countedBackToMs = leftMs ?? countedBackToMs;
  };
  await walk({ fromMs: span.fromMs, toMs: Math.min(first, span.toMs) }, false);
  await walk({ fromMs: Math.max(rolledUp.fromMs, tailMs), toMs: Math.min(rolledUp.toMs, span.toMs) }, true);
  await walk({ fromMs: Math.max(rolledUp.toMs, span.fromMs), toMs: span.toMs }, false);
  return { counted, countedBackToMs };
}

const floorTo = (ms: number, lengthMs: number) => Math.floor(ms / lengthMs) * lengthMs;
const ceilTo = (ms: number, lengthMs: number) => Math.ceil(ms / lengthMs) * lengthMs;

const FACETS = `actor_id AS "actorId", action, event, resource_type AS "resourceType", region, outcome, status`;

interface CountedRow extends Omit<CountedRecords, "records" | "atMs"> {
  readonly at: string;
  readonly records: string;
}

const countedOf = (row: CountedRow): CountedRecords => ({ ...row, atMs: Number(row.at), records: Number(row.records) });

/** Start of the bar of a time, in milliseconds since 1970. */
const barOf = (time: string, bucketMs: string) =>
  `floor(extract(epoch FROM ${time}) * 1000 / ${bucketMs}::float8) * ${bucketMs}::float8`;

async function readRollUp(queries: Queries, counting: RecordCounting, span: Span): Promise<CountedRecords[]> {
  const { filter, bucketMs } = counting;
  const facets = await countedFacets(queries, filter, rollUpOf(counting).ofAnybody);
  const parameters = new Parameters();
  const bar = barOf("c.bucket", parameters.add(bucketMs));
  const conditions = [
    `c.organisation_id = ${parameters.add(filter.organisationId)}`,
    `c.bucket >= ${parameters.add(new Date(span.fromMs))} AND c.bucket < ${parameters.add(new Date(span.toMs))}`,
    `c.facet_id = ANY (${parameters.add(facets)}::integer[])`,
  ];
  const text = `SELECT counts.at, ${FACETS}, counts.records FROM (
      SELECT ${bar} AS at, c.facet_id, sum(c.records) AS records FROM audit_facet_count c
      WHERE ${conditions.join(" AND ")} GROUP BY 1, 2
    ) counts JOIN audit_facet f ON f.id = counts.facet_id`;
  const { rows } = await queries.query<CountedRow>(text, parameters.values);
  return rows.map(countedOf);
}

/** Counts records one by one; of a tail those only that are not in the roll-up. */
async function countSpans(
  queries: Queries,
  { filter, bucketMs }: RecordCounting,
  spans: readonly Span[],
  isTail: boolean,
): Promise<CountedRecords[]> {
  const parameters = new Parameters();
  const { from, to } = spanParameters(spans, parameters);
  const bar = barOf("created_at", parameters.add(bucketMs));
  const conditions = [
    `organisation_id = ${parameters.add(filter.organisationId)} AND created_at >= first AND created_at < past`,
    ...recordConditions(filter, parameters),
    ...(isTail
      ? ["NOT EXISTS (SELECT FROM audit_indexed i WHERE i.writer = r.writer AND i.number >= r.group_number)"]
      : []),
  ];
  const columns = "actor_id, action, event, resource_type, region, outcome, status";
  // OFFSET keeps each span a search of its own by the index on organisation and time.
  const text = `SELECT ${bar} AS at, ${FACETS}, count(*) AS records
    FROM unnest(${from}, ${to}) AS span (first, past) CROSS JOIN LATERAL (
      SELECT created_at, ${columns} FROM audit_record r WHERE ${conditions.join(" AND ")} OFFSET 0
    ) AS found GROUP BY 1, ${columns}`;
  const { rows } = await queries.query<CountedRow>(text, parameters.values);
  return rows.map(countedOf);
}
