import type pg from "pg";
import type { CoveredRange } from "./chain-standings";
import { RECORD_COLUMNS, type RecordRow } from "./check-record";
import type { OpenedChain } from "./checkpoint-text";
import type { StoredGroup } from "./cover-groups";
import { storedGroup } from "./write-checkpoint";

/** Reads of the log in its database, each bounded; the same snapshot serves all where the connection holds one. */

const CHECKPOINTS_PER_READ = 200;

/** A checkpoint's row. */
export interface StoredCheckpoint {
  readonly number: number;
  readonly hash: string;
  readonly text: string;
  readonly signature: Buffer;
  readonly chains: string;
  readonly createdAt: Date;
}

interface CheckpointRow {
  number: string;
  hash: string;
  text: string;
  signature: Buffer;
  chains: string;
  created_at: Date;
}

/** The checkpoints of a database, page by page, in the order of their numbers. */
export async function* storedCheckpoints(client: pg.Client): AsyncGenerator<StoredCheckpoint[]> {
  for (let after = "0"; ; ) {
    // Two of one number can only be there where somebody dropped the key; both must be seen, so the last number is read whole.
    const { rows } = await client.query<CheckpointRow>(
      `SELECT c.number::text, encode(hash, 'hex') AS hash, text, signature, chains, created_at FROM audit_checkpoint c
       WHERE c.number > $1 ORDER BY c.number FETCH FIRST ${CHECKPOINTS_PER_READ} ROWS WITH TIES`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
    yield rows.map(({ number, created_at: createdAt, ...row }) => ({ ...row, number: Number(number), createdAt }));
  }
}

const GROUPS_OF_RANGES = `
SELECT g.writer, g.number::text, encode(g.previous_head, 'hex') AS previous_head, encode(g.head, 'hex') AS head,
  g.manifest, g.record_count, g.created_at
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS span (writer, first, last, place)
JOIN audit_group g ON g.writer = span.writer AND g.number BETWEEN span.first AND span.last
ORDER BY span.place, g.number`;

const spans = (ranges: readonly CoveredRange[]) => [
  ranges.map(({ writer }) => writer),
  ranges.map(({ first }) => first),
  ranges.map(({ last }) => last),
];

/** The groups of some ranges, in the order of the ranges. */
export async function groupsOf(client: pg.Client, ranges: readonly CoveredRange[]): Promise<StoredGroup[]> {
  if (ranges.length === 0) return [];
  const { rows } = await client.query({ name: "groups-of-ranges", text: GROUPS_OF_RANGES, values: spans(ranges) });
  return rows.map(storedGroup);
}

const RECORDS_OF_RANGES = `
SELECT ${RECORD_COLUMNS}
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS span (writer, first, last)
JOIN audit_record r ON r.writer = span.writer AND r.group_number BETWEEN span.first AND span.last`;

/** The records of some ranges of groups, by writer and group. */
export async function recordsOf(client: pg.Client, ranges: readonly CoveredRange[]): Promise<Map<string, RecordRow[]>> {
  const { rows } = await client.query<RecordRow>({
    name: "records-of-ranges",
    text: RECORDS_OF_RANGES,
    values: spans(ranges),
  });
  const byGroup = new Map<string, RecordRow[]>();
  for (const row of rows) {
    const name = groupName(row.writer, Number(row.group_number));
    const held = byGroup.get(name);
    if (held === undefined) byGroup.set(name, [row]);
    else held.push(row);
  }
  return byGroup;
}

/** By which `recordsOf` files the records of a group. */
export const groupName = (writer: string, number: number) => `${writer} ${number}`;

/** The rows of some chains, as a checkpoint should say them. */
export async function chainRows(client: pg.Client, writers: readonly string[]): Promise<Map<string, OpenedChain>> {
  const { rows } = await client.query(
    `SELECT id AS writer, opened_at, predecessor, encode(predecessor_head, 'hex') AS predecessor_head, doubtful_number::text, node
     FROM audit_writer WHERE id = ANY ($1)`,
    [writers],
  );
  return new Map(
    rows.map((row) => [
      row.writer,
      {
        writer: row.writer,
        openedAt: row.opened_at.toISOString(),
        predecessor: row.predecessor,
        predecessorHead: row.predecessor_head,
        doubtfulNumber: row.doubtful_number === null ? null : Number(row.doubtful_number),
        node: row.node,
      },
    ]),
  );
}

/** The last group of each chain that has any. */
export async function lastGroups(client: pg.Client): Promise<{ writer: string; number: number; groups: number }[]> {
  const { rows } = await client.query<{ writer: string; number: string; groups: string }>(
    "SELECT writer, max(number)::text AS number, count(*)::text AS groups FROM audit_group GROUP BY writer ORDER BY writer",
  );
  return rows.map(({ writer, number, groups }) => ({ writer, number: Number(number), groups: Number(groups) }));
}

/** Records that stand in no group at all; at most so many. */
export async function recordsWithoutGroup(client: pg.Client, limit: number): Promise<{ event_id: string }[]> {
  const { rows } = await client.query<{ event_id: string }>(
    `SELECT event_id FROM audit_record r
     WHERE NOT EXISTS (SELECT 1 FROM audit_group g WHERE g.writer = r.writer AND g.number = r.group_number) LIMIT $1`,
    [limit],
  );
  return rows;
}
