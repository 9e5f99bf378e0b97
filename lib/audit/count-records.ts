import type { Database } from "@/lib/platform/db";
import { Parameters, type RecordFilter, recordConditions } from "./record-filter";
import { positionOf, searchRecords, spanConditions, spanOf } from "./search-records";
import { type Span, walkBack } from "./time-walk";

/** Records counted together: they differ in nothing that a filter for facets could tell apart. */
export interface CountedRecords {
  /** Start of the bar, milliseconds of the wall clock. */
  readonly atMs: number;
  readonly actorId: string;
  readonly action: string;
  readonly event: string;
  readonly resourceType: string;
  readonly region: string;
  readonly outcome: "allowed" | "refused" | "failed";
  readonly status: number;
  readonly records: number;
}

/** Counts of one database, and since when everything was counted; null = all of it. */
export interface RecordCounts {
  readonly counted: readonly CountedRecords[];
  readonly countedBackToMs: number | null;
}

/** What to count, in bars of so many milliseconds that start at multiples of it since 1970. */
export interface RecordCounting {
  readonly filter: RecordFilter;
  readonly bucketMs: number;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
}

/** Records that are looked at one by one, where words decide; further ones are not counted. */
const WORDED_RECORDS_MAX = 10_000;

/** Counts the records of an organisation in one database that fit a filter, the newest first, as far as the deadline allows. */
export async function countRecords(database: Database, counting: RecordCounting): Promise<RecordCounts> {
  const { filter, deadlineMs } = counting;
  if (filter.words.length > 0) return countOneByOne(database, counting);
  const span = await spanOf(database, filter, null);
  if (span === null) return NOTHING;
  const counted: CountedRecords[] = [];
  const countedBackToMs = await walkBack(span, deadlineMs, async (step) => {
    counted.push(...(await countStep(database, counting, step)));
    return true;
  });
  return { counted, countedBackToMs };
}

const NOTHING: RecordCounts = { counted: [], countedBackToMs: null };

async function countOneByOne(database: Database, counting: RecordCounting): Promise<RecordCounts> {
  const { filter, bucketMs, deadlineMs } = counting;
  const search = { filter, after: null, limit: WORDED_RECORDS_MAX, deadlineMs };
  const { records, searchedBackToMs } = await searchRecords(database, search);
  const counted = records.map((record) => {
    const atMs = positionOf(record).createdAtMs;
    return { ...record, atMs: atMs - (atMs % bucketMs), records: 1 };
  });
  const last = records.length < WORDED_RECORDS_MAX ? undefined : records.at(-1);
  return { counted, countedBackToMs: last === undefined ? searchedBackToMs : positionOf(last).createdAtMs };
}

const FACETS = `actor_id AS "actorId", action, event, resource_type AS "resourceType", region, outcome, status`;

interface CountedRow extends Omit<CountedRecords, "records" | "atMs"> {
  readonly at: string;
  readonly records: string;
}

async function countStep(
  database: Database,
  { filter, bucketMs }: RecordCounting,
  step: Span,
): Promise<CountedRecords[]> {
  const parameters = new Parameters();
  const bucket = parameters.add(bucketMs);
  const conditions = [spanConditions(filter, step, parameters), ...recordConditions(filter, parameters)];
  const text = `SELECT floor(extract(epoch FROM created_at) * 1000 / ${bucket}::float8) * ${bucket}::float8 AS at, ${FACETS}, count(*) AS records
    FROM audit_record WHERE ${conditions.join(" AND ")} GROUP BY 1, actor_id, action, event, resource_type, region, outcome, status`;
  const { rows } = await database.pool.query<CountedRow>(text, parameters.values);
  return rows.map((row) => ({ ...row, atMs: Number(row.at), records: Number(row.records) }));
}
