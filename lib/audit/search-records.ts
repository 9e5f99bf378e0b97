import type { Database } from "@/lib/platform/db";
import { hasWords, Parameters, type RecordFilter, recordConditions } from "./record-filter";
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

/** Rows read at a time where words have to be looked at one by one. */
const WORDED_ROWS = 200;

/** The newest records of an organisation in one database that fit a filter, as far as they are found before the deadline. */
export async function searchRecords(database: Database, search: RecordSearch): Promise<FoundRecords> {
  const { filter, after, limit, deadlineMs } = search;
  const span = await spanOf(database, filter, after);
  if (span === null) return { records: [], searchedBackToMs: null };
  const records: Recorded[] = [];
  const visit = async (step: Span) => {
    records.push(...(await readStep(database, search, step, limit - records.length)));
    return records.length < limit;
  };
  const leftMs = await walkBack(span, deadlineMs, visit, isSelective(filter) ? undefined : Number.MAX_SAFE_INTEGER);
  return { records, searchedBackToMs: records.length < limit ? leftMs : null };
}

/** One record of an organisation by its identity; undefined where it is not here. */
export async function findRecord(
  database: Database,
  filter: RecordFilter,
  eventId: string,
): Promise<Recorded | undefined> {
  const span = await spanOf(database, filter, null);
  if (span === null) return undefined;
  const parameters = new Parameters();
  const text = `SELECT body FROM audit_record WHERE ${spanConditions(filter, span, parameters)}
    AND event_id = ${parameters.add(eventId)}`;
  const { rows } = await database.pool.query<{ body: string }>(text, parameters.values);
  return rows.map(parsed)[0];
}

/** What there is to search: from the oldest record of the organisation to the newest, as far as filter and position allow; null = nothing. */
export async function spanOf(
  database: Database,
  { organisationId, from, to }: RecordFilter,
  after: RecordPosition | null,
): Promise<Span | null> {
  const { rows } = await database.pool.query<{ oldest: Date | null; newest: Date | null }>(
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

async function readStep(
  database: Database,
  { filter, after }: RecordSearch,
  step: Span,
  limit: number,
): Promise<Recorded[]> {
  const found: Recorded[] = [];
  const rowsMax = filter.words.length > 0 ? Math.max(limit, WORDED_ROWS) : limit;
  for (let position = after; ; ) {
    const rows = await readRows(database, { filter, after: position, limit: rowsMax }, step);
    found.push(...rows.filter((row) => hasWords(filter.words, row)));
    const last = rows.at(-1);
    if (found.length >= limit || rows.length < rowsMax || last === undefined) return found.slice(0, limit);
    position = positionOf(last);
  }
}

async function readRows(
  database: Database,
  { filter, after, limit }: Omit<RecordSearch, "deadlineMs">,
  step: Span,
): Promise<Recorded[]> {
  const parameters = new Parameters();
  const conditions = [spanConditions(filter, step, parameters), ...recordConditions(filter, parameters)];
  if (after !== null) {
    const time = parameters.add(new Date(after.createdAtMs));
    conditions.push(`(created_at, event_id) < (${time}::timestamptz, ${parameters.add(after.eventId)}::text)`);
  }
  const text = `SELECT body FROM audit_record WHERE ${conditions.join(" AND ")}
    ORDER BY created_at DESC, event_id DESC LIMIT ${parameters.add(limit)}`;
  const { rows } = await database.pool.query<{ body: string }>(text, parameters.values);
  return rows.map(parsed);
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
