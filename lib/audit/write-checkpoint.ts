import type pg from "pg";
import type { CheckpointKey, CheckpointKeys } from "@/lib/crypto/checkpoint-signature";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import {
  type ChainHead,
  type CheckpointEvent,
  type ClosedChain,
  chainsText,
  checkpointHash,
  checkpointText,
  NO_CHECKPOINT,
  type OpenedChain,
  parseCheckpoint,
  timesHash,
} from "./checkpoint-text";
import { type Covered, coverGroups, type GroupRun, type StoredGroup, startOf } from "./cover-groups";
import { OrganisationTree } from "./organisation-tree";

/** Longest time between two checkpoints of a database in use, in milliseconds. */
export const CHECKPOINT_INTERVAL_MS_MAX = 60_000;

/** Groups that one checkpoint covers; more are left to the next, which then follows at once. */
const GROUPS_MAX = 2_000;

/** Held while a checkpoint is written, whoever writes it. */
const WRITE_LOCK = 5_093_217_641;

/** A checkpoint as it was written. */
export interface WrittenCheckpoint {
  readonly number: number;
  readonly time: Date;
  readonly text: string;
  /** 64 bytes. */
  readonly signature: Buffer;
  /** Whether groups were left to the next one. */
  readonly isPartial: boolean;
}

/** What to write. */
export interface CheckpointRequest {
  /** `due`: where rows arrived or a minute has passed; `news`: where anything changed; `always`. */
  readonly when: "due" | "news" | "always";
  readonly events?: readonly CheckpointEvent[];
  /** Whether another key signs what follows. */
  readonly rotateKey?: boolean;
}

interface Newest {
  readonly database: string;
  readonly number: number;
  readonly hash: string;
  readonly time: Date;
  readonly nextKey: string;
}

interface OpenChain {
  readonly covered: ChainHead;
  /** The line that opens it, where no checkpoint has. */
  readonly opening: OpenedChain | null;
  readonly isGone: boolean;
}

/** Writes the checkpoints of one database over one connection, and keeps the organisations' tree between two of them. */
export class CheckpointWriter {
  readonly #client: pg.Client;
  readonly #keys: CheckpointKeys;
  #held: { readonly hash: string; readonly tree: OrganisationTree } | null = null;

  constructor(client: pg.Client, keys: CheckpointKeys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Writes one checkpoint where the request asks for it; null where it does not. */
  async write(request: CheckpointRequest): Promise<WrittenCheckpoint | null> {
    await this.#client.query("BEGIN");
    try {
      await this.#client.query("SELECT pg_advisory_xact_lock($1)", [WRITE_LOCK]);
      const written = await this.#writeLocked(request);
      await this.#client.query(written === null ? "ROLLBACK" : "COMMIT");
      return written;
    } catch (error) {
      // What was added to the tree is in no checkpoint.
      this.#held = null;
      await this.#client.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async #writeLocked(request: CheckpointRequest): Promise<WrittenCheckpoint | null> {
    const newest = await readNewest(this.#client);
    const chains = await readOpenChains(this.#client);
    const groups = await readNewGroups(this.#client, chains);
    const isPartial = groups.length === GROUPS_MAX;
    if (!isWanted(request, newest, chains, groups)) return null;
    const tree = await this.#treeAt(newest);
    const coveredBefore = new Map(chains.map(({ covered }) => [covered.writer, covered]));
    const covered = await coverGroups(coveredBefore, groups, tree);
    const closed = closedChains(chains, covered, isPartial);
    const { key, nextKey, events } = await this.#keyAndEvents(newest, request);
    const leaves = tree.settle();
    const times = covered.timeLines.length === 0 ? null : timesHash(covered.timeLines);
    const opened = chains.flatMap(({ opening }) => opening ?? []);
    const part = chainsText({ opened, heads: covered.heads, closed, times });
    const time = newest !== null && newest.time > clock.now() ? newest.time : clock.now();
    const number = (newest?.number ?? 0) + 1;
    const text = checkpointText({
      database: newest?.database ?? newId("adb"),
      number,
      previous: newest?.hash ?? NO_CHECKPOINT,
      time: time.toISOString(),
      key: key.fingerprint,
      organisations: tree.root(),
      chains: checkpointHash(part),
      events,
    });
    const signature = key.sign(text);
    const hash = checkpointHash(text);
    await this.#client.query(INSERT_CHECKPOINT, [number, hash, text, signature, part, time, nextKey.fingerprint]);
    await this.#client.query(UPDATE_LEAVES, [
      leaves.map((leaf) => leaf.organisationId),
      leaves.map((leaf) => leaf.place),
      leaves.map((leaf) => leaf.count),
      leaves.map((leaf) => leaf.running),
      leaves.map((leaf) => runsText(covered.runs.get(leaf.organisationId) ?? [])),
      number,
    ]);
    await this.#noteChains(number, chains, covered.heads, closed);
    this.#held = { hash, tree };
    await this.#endWriters(covered.broken);
    return { number, time, text, signature, isPartial };
  }

  async #treeAt(newest: Newest | null): Promise<OrganisationTree> {
    const held = this.#held;
    this.#held = null;
    if (newest === null) return new OrganisationTree([]);
    return held?.hash === newest.hash ? held.tree : new OrganisationTree(await readLeaves(this.#client));
  }

  async #keyAndEvents(
    newest: Newest | null,
    { events = [], rotateKey }: CheckpointRequest,
  ): Promise<{ key: CheckpointKey; nextKey: CheckpointKey; events: CheckpointEvent[] }> {
    const key = newest === null ? await this.#keys.first() : await this.#keys.named(newest.nextKey);
    const nextKey = rotateKey ? await this.#keys.make() : key;
    const named = [newest === null ? key : null, rotateKey ? nextKey : null].filter((each) => each !== null);
    const naming = named.map(({ publicKey }) => ({ kind: "key", publicKey }) as const);
    return { key, nextKey, events: [...naming, ...events] };
  }

  async #noteChains(
    number: number,
    chains: readonly OpenChain[],
    heads: readonly ChainHead[],
    closed: readonly ClosedChain[],
  ): Promise<void> {
    const opened = chains.filter(({ opening }) => opening !== null).map(({ covered }) => covered.writer);
    await this.#client.query(NOTE_OPENED, [opened, number]);
    await this.#client.query(NOTE_HEADS, [
      heads.map(({ writer }) => writer),
      heads.map((chain) => chain.number),
      heads.map(({ head }) => head),
    ]);
    await this.#client.query(NOTE_CLOSED, [closed.map(({ writer }) => writer), number]);
  }

  /** A writer whose chain was tampered with must open another one, or what it writes would never be covered. */
  async #endWriters(broken: ReadonlyMap<string, string>): Promise<void> {
    if (broken.size === 0) return;
    for (const [writer, finding] of broken)
      log.error({ writer, finding }, "an audit chain does not fit together; it is closed");
    await this.#client.query(END_WRITERS, [[...broken.keys()]]);
  }
}

function isWanted(
  { when, events = [], rotateKey }: CheckpointRequest,
  newest: Newest | null,
  chains: readonly OpenChain[],
  groups: readonly StoredGroup[],
): boolean {
  if (when === "always" || newest === null || groups.length > 0 || events.length > 0 || rotateKey) return true;
  if (when === "news") return chains.some(({ opening, isGone }) => opening !== null || isGone);
  return clock.nowMs() - newest.time.getTime() >= CHECKPOINT_INTERVAL_MS_MAX;
}

/** Chains whose groups did not fit, and where nothing was left to the next checkpoint those whose writers are gone. */
function closedChains(chains: readonly OpenChain[], { heads, broken }: Covered, isPartial: boolean): ClosedChain[] {
  const moved = new Map(heads.map((head) => [head.writer, head]));
  return chains.flatMap(({ covered, isGone }) => {
    const at = moved.get(covered.writer) ?? covered;
    if (broken.has(covered.writer)) return { ...at, reason: "broken" as const };
    return isGone && !isPartial ? { ...at, reason: "gone" as const } : [];
  });
}

/** The runs of groups as the leaf's row keeps them, one a line. */
export const runsText = (runs: readonly GroupRun[]) =>
  runs.map(({ writer, first, last }) => `${writer} ${first} ${last}`).join("\n");

async function readNewest(client: pg.Client): Promise<Newest | null> {
  const { rows } = await client.query<{ text: string; next_key: string }>(
    "SELECT text, next_key FROM audit_checkpoint ORDER BY number DESC LIMIT 1",
  );
  const row = rows[0];
  if (row === undefined) return null;
  const facts = parseCheckpoint(row.text);
  if (facts === null) throw new Error("the newest checkpoint was changed: it cannot be read");
  const { database, number, time } = facts;
  return { database, number, time: new Date(time), hash: checkpointHash(row.text), nextKey: row.next_key };
}

// Read before the groups, in a statement of its own: a writer found to be gone can have committed nothing after that, so the
// next statement sees all of it.
const OPEN_CHAINS = `
WITH held AS MATERIALIZED (
  SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT id, node, opened_at, predecessor, encode(predecessor_head, 'hex') AS predecessor_head, doubtful_number::text,
  covered_number::text, encode(covered_head, 'hex') AS covered_head, opened_in IS NULL AS is_new,
  NOT EXISTS (SELECT 1 FROM held WHERE held.key = hashtextextended(id, 0)) AS is_gone
FROM audit_writer WHERE closed_in IS NULL ORDER BY id COLLATE "C"`;

interface OpenChainRow {
  id: string;
  node: string;
  opened_at: Date;
  predecessor: string | null;
  predecessor_head: string | null;
  doubtful_number: string | null;
  covered_number: string;
  covered_head: string | null;
  is_new: boolean;
  is_gone: boolean;
}

async function readOpenChains(client: pg.Client): Promise<OpenChain[]> {
  const { rows } = await client.query<OpenChainRow>({ name: "open-chains", text: OPEN_CHAINS });
  return rows.map((row) => ({
    covered: row.covered_head === null ? startOf(row.id) : headOf(row.id, row.covered_number, row.covered_head),
    opening: row.is_new ? openingOf(row) : null,
    isGone: row.is_gone,
  }));
}

const headOf = (writer: string, number: string, head: string): ChainHead => ({ writer, number: Number(number), head });

function openingOf(row: OpenChainRow): OpenedChain {
  return {
    writer: row.id,
    openedAt: row.opened_at.toISOString(),
    predecessor: row.predecessor,
    predecessorHead: row.predecessor_head,
    doubtfulNumber: row.doubtful_number === null ? null : Number(row.doubtful_number),
    node: row.node,
  };
}

const NEW_GROUPS = `
SELECT g.writer, g.number::text, encode(g.previous_head, 'hex') AS previous_head, encode(g.head, 'hex') AS head,
  g.manifest, g.record_count, g.created_at
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS chain (writer, number, place)
CROSS JOIN LATERAL (
  SELECT * FROM audit_group WHERE writer = chain.writer AND number > chain.number ORDER BY number LIMIT ${GROUPS_MAX}
) AS g
ORDER BY chain.place, g.number LIMIT ${GROUPS_MAX}`;

interface GroupRow {
  writer: string;
  number: string;
  previous_head: string;
  head: string;
  manifest: string;
  record_count: number;
  created_at: Date;
}

/** A group from its row, whose hashes were read as hex. */
export function storedGroup(row: GroupRow): StoredGroup {
  return {
    writer: row.writer,
    number: Number(row.number),
    previousHead: row.previous_head,
    head: row.head,
    manifest: row.manifest,
    recordCount: row.record_count,
    createdAt: row.created_at,
  };
}

async function readNewGroups(client: pg.Client, chains: readonly OpenChain[]): Promise<StoredGroup[]> {
  const { rows } = await client.query<GroupRow>({
    name: "new-groups",
    text: NEW_GROUPS,
    values: [chains.map(({ covered }) => covered.writer), chains.map(({ covered }) => covered.number)],
  });
  return rows.map(storedGroup);
}

async function readLeaves(client: pg.Client) {
  const { rows } = await client.query<{ organisation_id: string; record_count: string; running: string }>(
    "SELECT organisation_id, record_count::text, encode(running, 'hex') AS running FROM audit_organisation ORDER BY leaf",
  );
  return rows.map((row) => ({
    organisationId: row.organisation_id,
    count: Number(row.record_count),
    running: row.running,
  }));
}

const INSERT_CHECKPOINT = `
INSERT INTO audit_checkpoint (number, hash, text, signature, chains, created_at, next_key)
VALUES ($1, decode($2, 'hex'), $3, $4, $5, $6, $7)`;

const UPDATE_LEAVES = `
WITH changed AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[])
    AS leaf (organisation_id, place, record_count, running, groups)
), newest AS (
  INSERT INTO audit_organisation (organisation_id, leaf, record_count, running)
  SELECT organisation_id, place, record_count, decode(running, 'hex') FROM changed
  ON CONFLICT (organisation_id) DO UPDATE SET record_count = EXCLUDED.record_count, running = EXCLUDED.running
)
INSERT INTO audit_leaf (organisation_id, checkpoint, record_count, running, groups)
SELECT organisation_id, $6::bigint, record_count, decode(running, 'hex'), groups FROM changed`;

const NOTE_OPENED = "UPDATE audit_writer SET opened_in = $2 WHERE id = ANY ($1)";
const NOTE_HEADS = `
UPDATE audit_writer SET covered_number = chain.number, covered_head = decode(chain.head, 'hex')
FROM unnest($1::text[], $2::bigint[], $3::text[]) AS chain (writer, number, head) WHERE id = chain.writer`;
const NOTE_CLOSED = "UPDATE audit_writer SET closed_in = $2 WHERE id = ANY ($1)";

const END_WRITERS = `
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND ((classid::bigint << 32) | objid::bigint) IN (SELECT hashtextextended(writer, 0) FROM unnest($1::text[]) AS writer)`;
