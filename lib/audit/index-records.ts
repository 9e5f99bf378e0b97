import type pg from "pg";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { textWords, wordedTexts } from "./record-words";
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
/** Records of one segment at most: what a page has to read where one of them fits. */
const SEGMENT_RECORDS_MAX = 1_000;
/** Bytes of its words, so that what a record adds at last stays far below the megabyte that PostgreSQL takes. */
const SEGMENT_WORD_BYTES_MAX = 250_000;
/** Longest time between a segment's first record and others in it, in milliseconds. */
export const SEGMENT_SPAN_MS_MAX = 86_400_000;
/** How much older than its group a record can be: the deadline of a call, and as much again for clocks that differ. */
const RECORD_AGE_SECONDS = 10;
/** Length of what is counted together without regard to who acted, in milliseconds. */
export const COUNT_BUCKET_MS = 600_000;
/** The same for each actor: there are many, so finer counts would be as long as the log. */
export const ACTOR_BUCKET_MS = 3_600_000;
/** Actor of a facet that stands for all of them. */
export const ANYBODY = "*";

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
interface Faceted {
  readonly record: Recorded;
  readonly own: string;
  readonly anybodys: string;
}

function faceted(record: Recorded): Faceted {
  const line = (actorId: string) =>
    FACET_FIELDS.map((name) => (name === "actorId" ? actorId : record[name])).join("\t");
  return { record, own: line(record.actorId), anybodys: line(ANYBODY) };
}

const countOf = <T>(values: Iterable<T>): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

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

async function facetIdsOf(client: pg.PoolClient, records: readonly Faceted[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ line: string; id: number }>(ADD_FACETS, [
    [...new Set(records.flatMap(({ own, anybodys }) => [own, anybodys]))],
  ]);
  return new Map(rows.map(({ line, id }) => [line, id]));
}

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

interface OpenSegment {
  readonly id: string;
  readonly organisationId: string;
  readonly firstAt: Date;
  readonly records: number;
  readonly wordBytes: number;
}

const NEWEST_SEGMENTS = `SELECT s.id, s.organisation_id AS "organisationId", s.first_at AS "firstAt", s.records, s.word_bytes AS "wordBytes"
FROM unnest($1::text[]) AS o (id) CROSS JOIN LATERAL (
  SELECT * FROM audit_segment WHERE organisation_id = o.id ORDER BY last_at DESC LIMIT 1
) s`;

const GROW_SEGMENT = `UPDATE audit_segment SET first_at = least(first_at, $2), last_at = greatest(last_at, $3), records = records + $4,
  word_bytes = word_bytes + $5, facets = ARRAY(SELECT DISTINCT unnest(facets || $6::integer[])),
  words = words || array_to_tsvector($7::text[]) WHERE id = $1`;

const ADD_SEGMENT = `INSERT INTO audit_segment (organisation_id, first_at, last_at, records, word_bytes, facets, words)
VALUES ($1, $2, $3, $4, $5, $6::integer[], array_to_tsvector($7::text[]))`;

async function addSegments(
  client: pg.PoolClient,
  records: readonly Faceted[],
  facetIds: ReadonlyMap<string, number>,
): Promise<void> {
  const byOrganisation = new Map<string, Faceted[]>();
  for (const each of records) {
    const { organisationId } = each.record;
    const known = byOrganisation.get(organisationId);
    if (known === undefined) byOrganisation.set(organisationId, [each]);
    else known.push(each);
  }
  const { rows } = await client.query<OpenSegment>(NEWEST_SEGMENTS, [[...byOrganisation.keys()]]);
  const open = new Map(rows.map((segment) => [segment.organisationId, segment]));
  for (const [organisationId, own] of byOrganisation) {
    let left: readonly Faceted[] = own.toSorted((one, other) =>
      one.record.createdAt < other.record.createdAt ? -1 : 1,
    );
    const newest = open.get(organisationId);
    if (newest !== undefined) {
      const part = firstPart(left, facetIds, newest);
      if (part.records > 0) await client.query(GROW_SEGMENT, [newest.id, ...Object.values(part)]);
      left = left.slice(part.records);
    }
    while (left.length > 0) {
      const part = firstPart(left, facetIds, {
        firstAt: new Date(left[0]?.record.createdAt ?? 0),
        records: 0,
        wordBytes: 0,
      });
      await client.query(ADD_SEGMENT, [organisationId, ...Object.values(part)]);
      left = left.slice(part.records);
    }
  }
}

const MONTH_CHARACTERS = "YYYY-MM".length;

/** What a segment takes in, in the order of the statements' parameters. */
interface SegmentPart {
  firstAt: string;
  lastAt: string;
  records: number;
  wordBytes: number;
  facets: number[];
  words: string[];
}

/**
 * As many records from the first on as the segment still takes: not too many, with not too many words, near to its beginning, and of the same
 * month (UTC), as it goes with the month's records.
 */
function firstPart(
  records: readonly Faceted[],
  facetIds: ReadonlyMap<string, number>,
  to: Pick<OpenSegment, "firstAt" | "records" | "wordBytes">,
): SegmentPart {
  const [facets, texts, words] = [new Set<number>(), new Set<string>(), new Set<string>()];
  let [count, wordBytes, lastAt] = [0, 0, ""];
  const month = to.firstAt.toISOString().slice(0, MONTH_CHARACTERS);
  for (const { record, own } of records) {
    const isFar = Math.abs(Date.parse(record.createdAt) - to.firstAt.getTime()) > SEGMENT_SPAN_MS_MAX;
    const isFull = to.records + count >= SEGMENT_RECORDS_MAX || to.wordBytes + wordBytes >= SEGMENT_WORD_BYTES_MAX;
    if (isFar || isFull || record.createdAt.slice(0, MONTH_CHARACTERS) !== month) break;
    count += 1;
    lastAt = record.createdAt;
    facets.add(facetIds.get(own) ?? 0);
    for (const text of wordedTexts(record)) {
      if (texts.has(text)) continue;
      texts.add(text);
      for (const word of textWords(text)) {
        if (!words.has(word)) wordBytes += Buffer.byteLength(word);
        words.add(word);
      }
    }
  }
  const firstAt = records[0]?.record.createdAt ?? "";
  return { firstAt, lastAt, records: count, wordBytes, facets: [...facets], words: [...words] };
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
