import type { Database } from "@/lib/platform/db";
import { manifestLines } from "./chain";
import type { CoveredRange } from "./chain-standings";
import { type CheckpointFacts, parseCheckpoint } from "./checkpoint-text";
import type { StoredGroup } from "./cover-groups";
import { type Leaf, leafHash, MerkleTree, type PathStep } from "./merkle-tree";
import { RemovedMonths } from "./removed-months";
import { firstRunning, nextRunning } from "./running-hash";
import { storedGroup } from "./write-checkpoint";

/** One organisation's part of one database's log between two checkpoints, with what proves it. */

/** What an export is asked for. */
export interface ExportRequest {
  readonly organisationId: string;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** Checkpoint after which an interrupted export goes on; null from the beginning of the range. */
  readonly after: number | null;
  /** Whether a record of the range is wanted, given what its body says; others are given as hashes. */
  wants(body: Readonly<Record<string, unknown>>): boolean;
}

/** A signed checkpoint, as an organisation may have it. */
export interface ExportedCheckpoint {
  readonly number: number;
  readonly text: string;
  /** Base64. */
  readonly signature: string;
}

/** A leaf with the path to the root that its checkpoint signs. */
export interface ExportedLeaf extends Leaf {
  readonly checkpoint: number;
  readonly path: readonly PathStep[];
}

/** One entry, in the order in which the running hash takes it. */
export type ExportedEntry = {
  /** From 1, over all records of the organisation in this database. */
  readonly sequence: number;
} & (
  | { readonly kind: "record"; readonly salt: string; readonly body: string }
  | { readonly kind: "hash"; readonly hash: string; readonly why: "not asked for" | "removed" | "missing" }
);

/** What a section yields, in this order: one `start`, entries with a `mark` now and then, proofs, one `end`. */
export type SectionPart =
  | { readonly part: "start"; readonly count: number; readonly running: string; readonly checkpoint: number | null }
  | { readonly part: "entry"; readonly entry: ExportedEntry; readonly after: number }
  | { readonly part: "mark"; readonly after: number }
  | { readonly part: "leaf"; readonly leaf: ExportedLeaf }
  | { readonly part: "checkpoint"; readonly checkpoint: ExportedCheckpoint }
  | { readonly part: "end"; readonly count: number; readonly running: string; readonly completeTo: string | null };

/** Clocks of nodes may differ by so much from the times of checkpoints without a record being left out of its range. */
const CLOCK_MARGIN_MS = 60_000;
const LEAVES_PER_READ = 200;
const GROUPS_PER_READ = 100;

/** Thrown inside a section whose proof does not fit what is signed: verification says what is wrong. */
export class ExportBroken extends Error {
  override readonly name = "ExportBroken";
}

/** Reads a section page by page; no connection is held between two pages, so that a slow reader costs nothing. */
export async function* exportSection(database: Database, request: ExportRequest): AsyncGenerator<SectionPart> {
  const query = queryOf(database);
  const newest = await newestCheckpoint(query);
  const last = newest === null ? 0 : await lastCheckpoint(query, request.to, newest.number);
  const first = request.after ?? (await checkpointBefore(query, request.from));
  const start = await leafAt(query, request.organisationId, Math.min(first, last));
  yield { part: "start", count: start.count, running: start.running, checkpoint: start.checkpoint };
  let { count, running } = start;
  const removed = await removedMonths(query);
  for await (const leaves of leavesBetween(query, request.organisationId, first, last)) {
    for await (const { entry, hash, before } of entriesOf(query, request, leaves, count, removed)) {
      count = entry.sequence;
      running = nextRunning(running, hash);
      yield { part: "entry", entry, after: before };
    }
    yield { part: "mark", after: leaves.at(-1)?.checkpoint ?? last };
  }
  yield* proofs(query, request.organisationId, [first, last], { count, running });
  yield { part: "end", count, running, completeTo: await timeOf(query, last) };
}

type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

const queryOf =
  (database: Database): Query =>
  async <Row extends object>(text: string, values: unknown[] = []) =>
    (await database.pool.query<Row>(text, values)).rows;

/** The newest checkpoint of a database; null before the first. */
export async function newestCheckpoint(query: Query): Promise<CheckpointFacts | null> {
  const [row] = await query<{ text: string }>("SELECT text FROM audit_checkpoint ORDER BY number DESC LIMIT 1");
  return row === undefined ? null : parseCheckpoint(row.text);
}

/** Identity of a database's sequence and its newest checkpoint; null before the first. */
export const newestIn = (database: Database) => newestCheckpoint(queryOf(database));

async function lastCheckpoint(query: Query, to: Date, newest: number): Promise<number> {
  const [row] = await query<{ number: string }>(
    "SELECT c.number::text FROM audit_checkpoint c WHERE created_at >= $1 ORDER BY created_at, c.number LIMIT 1",
    [new Date(to.getTime() + CLOCK_MARGIN_MS)],
  );
  return row === undefined ? newest : Number(row.number);
}

async function checkpointBefore(query: Query, from: Date): Promise<number> {
  const [row] = await query<{ number: string }>(
    "SELECT c.number::text FROM audit_checkpoint c WHERE created_at < $1 ORDER BY created_at DESC, c.number DESC LIMIT 1",
    [new Date(from.getTime() - CLOCK_MARGIN_MS)],
  );
  return Number(row?.number ?? 0);
}

async function timeOf(query: Query, number: number): Promise<string | null> {
  const [row] = await query<{ text: string }>("SELECT text FROM audit_checkpoint WHERE number = $1", [number]);
  return row === undefined ? null : (parseCheckpoint(row.text)?.time ?? null);
}

interface Standing {
  readonly count: number;
  readonly running: string;
  /** Checkpoint that made it so; null before the first record. */
  readonly checkpoint: number | null;
}

async function leafAt(query: Query, organisationId: string, checkpoint: number): Promise<Standing> {
  const [row] = await query<{ checkpoint: string; record_count: string; running: string }>(
    `SELECT l.checkpoint::text, l.record_count::text, encode(l.running, 'hex') AS running FROM audit_leaf l
     WHERE organisation_id = $1 AND l.checkpoint <= $2 ORDER BY l.checkpoint DESC LIMIT 1`,
    [organisationId, checkpoint],
  );
  if (row === undefined) return { count: 0, running: firstRunning(organisationId), checkpoint: null };
  return { count: Number(row.record_count), running: row.running, checkpoint: Number(row.checkpoint) };
}

async function removedMonths(query: Query): Promise<RemovedMonths> {
  const removed = new RemovedMonths();
  for (const { text } of await query<{ text: string }>(WITH_EVENTS)) removed.takeFrom(text);
  return removed;
}

// Few checkpoints have events; an index knows them.
const WITH_EVENTS = "SELECT text FROM audit_checkpoint WHERE position('event {' IN text) > 0 ORDER BY number";

interface LeafRow {
  readonly checkpoint: number;
  readonly groups: CoveredRange[];
}

async function* leavesBetween(query: Query, organisationId: string, first: number, last: number) {
  for (let after = first; ; ) {
    const rows = await query<{ checkpoint: string; groups: string }>(
      `SELECT l.checkpoint::text, l.groups FROM audit_leaf l
       WHERE organisation_id = $1 AND l.checkpoint > $2 AND l.checkpoint <= $3 ORDER BY l.checkpoint LIMIT ${LEAVES_PER_READ}`,
      [organisationId, after, last],
    );
    if (rows.length === 0) return;
    const leaves = rows.map((row): LeafRow => ({ checkpoint: Number(row.checkpoint), groups: rangesOf(row.groups) }));
    for (const part of readableParts(leaves)) yield part;
    after = leaves.at(-1)?.checkpoint ?? last;
  }
}

const rangesOf = (text: string): CoveredRange[] =>
  text.split("\n").map((line) => {
    const [writer = "", first = "", last = ""] = line.split(" ");
    return { writer, first: Number(first), last: Number(last) };
  });

/** Leaves put together so that their groups can be read at once; a leaf is never cut. */
function* readableParts(leaves: readonly LeafRow[]): Generator<LeafRow[]> {
  let part: LeafRow[] = [];
  let groups = 0;
  for (const leaf of leaves) {
    part.push(leaf);
    groups += leaf.groups.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (groups < GROUPS_PER_READ) continue;
    yield part;
    part = [];
    groups = 0;
  }
  if (part.length > 0) yield part;
}

async function* entriesOf(
  query: Query,
  request: ExportRequest,
  leaves: readonly LeafRow[],
  countBefore: number,
  removed: RemovedMonths,
) {
  let sequence = countBefore;
  const spans = leaves.flatMap((leaf, index) => {
    const before = leaves[index - 1]?.checkpoint ?? leaf.checkpoint - 1;
    return leaf.groups.flatMap(cut).map((range) => ({ range, before }));
  });
  for (let from = 0; from < spans.length; ) {
    const piece: typeof spans = [];
    for (let groups = 0; from < spans.length && groups < GROUPS_PER_READ; from += 1) {
      const span = spans[from];
      if (span === undefined) break;
      piece.push(span);
      groups += span.range.last - span.range.first + 1;
    }
    for (const { group, before, rows } of await readGroups(query, request.organisationId, piece)) {
      for (const line of manifestLines(group.manifest)) {
        if (line.organisationId !== request.organisationId) continue;
        sequence += 1;
        const row = rows.get(line.position);
        const missing = removed.covers(group.createdAt) ? ("removed" as const) : ("missing" as const);
        const entry =
          row === undefined ? withheld(sequence, line.hash, missing) : entryOf(request, sequence, line.hash, row);
        yield { entry, hash: line.hash, before };
      }
    }
  }
}

/** A range in pieces that can each be read at once. */
function cut({ writer, first, last }: CoveredRange): CoveredRange[] {
  const pieces: CoveredRange[] = [];
  for (let from = first; from <= last; from += GROUPS_PER_READ) {
    pieces.push({ writer, first: from, last: Math.min(last, from + GROUPS_PER_READ - 1) });
  }
  return pieces;
}

interface PayloadRow {
  readonly writer: string;
  readonly group_number: string;
  readonly position: number;
  readonly body: string;
  readonly salt: string;
}

const withheld = (sequence: number, hash: string, why: "not asked for" | "removed" | "missing"): ExportedEntry => ({
  sequence,
  kind: "hash",
  hash,
  why,
});

function entryOf(request: ExportRequest, sequence: number, hash: string, { body, salt }: PayloadRow): ExportedEntry {
  const said: unknown = JSON.parse(body);
  const facts = typeof said === "object" && said !== null ? { ...said } : {};
  const createdAt = "createdAt" in facts ? new Date(String(facts.createdAt)) : new Date(0);
  const isInRange = createdAt >= request.from && createdAt < request.to;
  if (!isInRange || !request.wants(facts)) return withheld(sequence, hash, "not asked for");
  return { sequence, kind: "record", salt, body };
}

async function readGroups(
  query: Query,
  organisationId: string,
  spans: readonly { readonly range: CoveredRange; readonly before: number }[],
): Promise<{ group: StoredGroup; before: number; rows: Map<number, PayloadRow> }[]> {
  const values = [
    spans.map(({ range }) => range.writer),
    spans.map(({ range }) => range.first),
    spans.map(({ range }) => range.last),
    spans.map(({ before }) => before),
  ];
  const groups = await query<Parameters<typeof storedGroup>[0] & { before: string }>(GROUPS_OF_SPANS, values);
  const rows = await query<PayloadRow>(PAYLOADS_OF_SPANS, [...values.slice(0, 3), organisationId]);
  const byGroup = new Map<string, Map<number, PayloadRow>>();
  for (const row of rows) {
    const name = `${row.writer} ${row.group_number}`;
    const held = byGroup.get(name) ?? new Map<number, PayloadRow>();
    held.set(row.position, row);
    byGroup.set(name, held);
  }
  return groups.map((row) => ({
    group: storedGroup(row),
    before: Number(row.before),
    rows: byGroup.get(`${row.writer} ${row.number}`) ?? new Map(),
  }));
}

const GROUPS_OF_SPANS = `
SELECT g.writer, g.number::text, encode(g.previous_head, 'hex') AS previous_head, encode(g.head, 'hex') AS head,
  g.manifest, g.record_count, g.created_at, span.before::text
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS span (writer, first, last, before, place)
CROSS JOIN LATERAL (
  SELECT * FROM audit_group WHERE writer = span.writer AND number BETWEEN span.first AND span.last
) AS g
ORDER BY span.place, g.number`;

const PAYLOADS_OF_SPANS = `
SELECT r.writer, r.group_number::text, r.position, r.body, encode(r.salt, 'hex') AS salt
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS span (writer, first, last)
CROSS JOIN LATERAL (
  SELECT * FROM audit_record WHERE writer = span.writer AND group_number BETWEEN span.first AND span.last AND organisation_id = $4
) AS r`;

/** The leaves at both ends with their paths, the checkpoints that sign them, and those that name keys or retention. */
async function* proofs(
  query: Query,
  organisationId: string,
  [first, last]: readonly [number, number],
  end: { readonly count: number; readonly running: string },
): AsyncGenerator<SectionPart> {
  for (const checkpoint of new Set([first, last])) {
    const leaf = checkpoint === 0 ? null : await leafWithPath(query, organisationId, checkpoint);
    if (leaf === null) continue;
    if (checkpoint === last && (leaf.count !== end.count || leaf.running !== end.running)) {
      throw new ExportBroken("the records do not add up to what is signed");
    }
    yield { part: "leaf", leaf };
  }
  const named = await query<{ number: string; text: string; signature: string }>(
    `SELECT c.number::text, text, encode(signature, 'base64') AS signature FROM audit_checkpoint c
     WHERE c.number = ANY ($1::bigint[]) OR (c.number <= $2 AND position('event {' IN text) > 0) ORDER BY c.number`,
    [[first, last], last],
  );
  for (const { number, text, signature } of named) {
    yield {
      part: "checkpoint",
      checkpoint: { number: Number(number), text, signature: signature.replaceAll("\n", "") },
    };
  }
}

const LEAVES_AT = `
SELECT o.organisation_id, leaf.record_count::text, encode(leaf.running, 'hex') AS running
FROM audit_organisation o CROSS JOIN LATERAL (
  SELECT record_count, running FROM audit_leaf l WHERE l.organisation_id = o.organisation_id AND l.checkpoint <= $1
  ORDER BY l.checkpoint DESC LIMIT 1
) AS leaf ORDER BY o.leaf`;

/** Null where the organisation had no records yet. */
async function leafWithPath(query: Query, organisationId: string, checkpoint: number): Promise<ExportedLeaf | null> {
  const rows = await query<{ organisation_id: string; record_count: string; running: string }>(LEAVES_AT, [checkpoint]);
  const leaves = rows.map(
    (row): Leaf => ({
      organisationId: row.organisation_id,
      count: Number(row.record_count),
      running: row.running,
    }),
  );
  const place = leaves.findIndex((leaf) => leaf.organisationId === organisationId);
  const leaf = leaves[place];
  if (leaf === undefined) return null;
  const tree = new MerkleTree();
  for (const [index, each] of leaves.entries()) tree.set(index, leafHash(each));
  return { ...leaf, checkpoint, path: tree.path(place) };
}
