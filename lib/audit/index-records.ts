import type pg from "pg";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { addSegments } from "./index-segments";
import { type Faceted, faceted, facetIdsOf } from "./record-facets";
import { type Recorded, recorded } from "./recorded";

/** What one run of the index came to. */
export interface IndexRun {
  readonly records: number;
  /** Whether more was waiting than one run takes. */
  readonly isBehind: boolean;
}

/** Held by the transaction of whichever process indexes a database. */
export const TURN_LOCK = 5_093_217_643;
/** Records that one run takes at most, but always one group: few enough to be forgotten before the collector has to move them. */
const RUN_RECORDS_MAX = 2_000;
const GROUPS_PER_CHAIN_MAX = 250;
/** How much older than its group a record can be: the deadline of a call, and as much again for clocks that differ. */
const RECORD_AGE_SECONDS = 10;
/** Length of what is counted together without regard to who acted, in milliseconds. */
export const COUNT_BUCKET_MS = 600_000;
/** The same for each actor: there are many, so finer counts would be as long as the log. */
export const ACTOR_BUCKET_MS = 3_600_000;

/**
 * Takes records that were committed since the last run into the index: whole groups, in the order of each chain, so that none is missed however
 * late or with whatever clock it was made. Null where another process is at it.
 */
export async function indexNewRecords(database: Database): Promise<IndexRun | null> {
  const client = await database.pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const run = await indexWithin(client);
    await client.query(run === null ? "ROLLBACK" : "COMMIT");
    return run;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}

async function indexWithin(client: pg.PoolClient): Promise<IndexRun | null> {
  const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS taken", [TURN_LOCK]);
  if (!rows[0]?.taken) return null;
  const { taken, tailFrom } = await nextGroups(client);
  const ranges = rangesOf(taken);
  const records = (await recordsOf(client, ranges, taken)).map(faceted);
  if (records.length > 0) {
    const facetIds = await facetIdsOf(client, records);
    await addCounts(client, records, facetIds);
    await addSegments(client, records, facetIds);
  }
  await notePosition(client, ranges, tailFrom);
  return { records: records.length, isBehind: tailFrom.isBehind };
}

interface NewGroup {
  readonly writer: string;
  readonly number: number;
  readonly recordCount: number;
  /** Time of the group or of one before it in its chain, whichever is later: so that each chain stays in order whatever its clock did. */
  readonly at: Date;
  /** Whether the chain may have more than was asked for. */
  readonly isLast: boolean;
}

interface TailStart {
  readonly at: Date;
  readonly isBehind: boolean;
}

const NEW_GROUPS = `
SELECT g.writer, g.number::float8 AS number, g.record_count AS "recordCount", g.at, g.row = ${GROUPS_PER_CHAIN_MAX} AS "isLast"
FROM audit_writer w LEFT JOIN audit_indexed i ON i.writer = w.id
CROSS JOIN LATERAL (
  SELECT writer, number, record_count, max(created_at) OVER (ORDER BY number) AS at, row_number() OVER (ORDER BY number) AS row
  FROM audit_group
  WHERE writer = w.id AND number > coalesce(i.number, 0) ORDER BY number LIMIT ${GROUPS_PER_CHAIN_MAX}
) g
ORDER BY g.at, g.writer, g.number`;

async function nextGroups(client: pg.PoolClient): Promise<{ taken: NewGroup[]; tailFrom: TailStart }> {
  const { rows } = await client.query<NewGroup>(NEW_GROUPS);
  const taken: NewGroup[] = [];
  let records = 0;
  for (const group of rows) {
    const isTooMuch = taken.length > 0 && records + group.recordCount > RUN_RECORDS_MAX;
    if (isTooMuch) return { taken, tailFrom: { at: group.at, isBehind: true } };
    taken.push(group);
    records += group.recordCount;
    // Its chain may go on with groups that are older than the next one here.
    if (group.isLast) return { taken, tailFrom: { at: group.at, isBehind: true } };
  }
  const { rows: times } = await client.query<{ now: Date }>("SELECT now()");
  return { taken, tailFrom: { at: times[0]?.now ?? new Date(0), isBehind: false } };
}

/** Consecutive groups of one chain. */
interface GroupRange {
  readonly writer: string;
  readonly first: number;
  last: number;
}

function rangesOf(groups: readonly NewGroup[]): GroupRange[] {
  const ranges = new Map<string, GroupRange>();
  for (const { writer, number } of groups) {
    const range = ranges.get(writer);
    if (range === undefined) ranges.set(writer, { writer, first: number, last: number });
    else range.last = Math.max(range.last, number);
  }
  return [...ranges.values()];
}

const RECORDS = `SELECT r.body FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS range (writer, first, last)
JOIN audit_record r ON r.writer = range.writer AND r.group_number BETWEEN range.first AND range.last`;

async function recordsOf(
  client: pg.PoolClient,
  ranges: readonly GroupRange[],
  groups: readonly NewGroup[],
): Promise<Recorded[]> {
  if (ranges.length === 0) return [];
  await client.query("SET LOCAL enable_seqscan = off");
  const { rows } = await client.query<{ body: string }>(RECORDS, [
    ranges.map(({ writer }) => writer),
    ranges.map(({ first }) => first),
    ranges.map(({ last }) => last),
  ]);
  const expected = groups.reduce((sum, { recordCount }) => sum + recordCount, 0);
  if (rows.length < expected)
    log.warn({ expected, found: rows.length }, "audit groups have fewer records than they say");
  return rows.map(({ body }) => recorded.parse(JSON.parse(body)));
}

const countOf = <T>(values: Iterable<T>): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const ADD_COUNTS = `
INSERT INTO audit_facet_count (organisation_id, bucket, facet_id, records)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::integer[], $4::bigint[]) ORDER BY 1, 2, 3
ON CONFLICT (organisation_id, bucket, facet_id) DO UPDATE SET records = audit_facet_count.records + EXCLUDED.records`;

async function addCounts(
  client: pg.PoolClient,
  records: readonly Faceted[],
  facetIds: ReadonlyMap<string, number>,
): Promise<void> {
  const counts = countOf(
    records.flatMap(({ record, own, anybodys }) => {
      const atMs = Date.parse(record.createdAt);
      const within = (lengthMs: number, facet: string) => {
        const bucket = new Date(atMs - (atMs % lengthMs)).toISOString();
        return `${record.organisationId}\t${bucket}\t${facetIds.get(facet)}`;
      };
      return [within(COUNT_BUCKET_MS, anybodys), within(ACTOR_BUCKET_MS, own)];
    }),
  );
  const rows = [...counts].map(([key, count]) => [...key.split("\t"), String(count)]);
  await client.query(
    ADD_COUNTS,
    [0, 1, 2, 3].map((column) => rows.map((row) => row[column])),
  );
}

async function notePosition(client: pg.PoolClient, ranges: readonly GroupRange[], tailFrom: TailStart): Promise<void> {
  await client.query(
    `INSERT INTO audit_indexed (writer, number) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (writer) DO UPDATE SET number = EXCLUDED.number`,
    [ranges.map(({ writer }) => writer), ranges.map(({ last }) => last)],
  );
  await client.query(
    `INSERT INTO audit_index_state (id, tail_from) VALUES (1, $1::timestamptz - make_interval(secs => ${RECORD_AGE_SECONDS}))
     ON CONFLICT (id) DO UPDATE SET tail_from = EXCLUDED.tail_from`,
    [tailFrom.at],
  );
}
