import type pg from "pg";
import { type Database, destroySocket, ownConnection } from "@/lib/platform/db";
import { manifestLines } from "./chain";
import { ChainStandings, type CoveredRange } from "./chain-standings";
import { type RecordRow, whatIsWrongWithRecord } from "./check-record";
import { CheckpointSequence, type Gap } from "./checkpoint-sequence";
import {
  type ChainsPart,
  type CheckpointFacts,
  checkpointHash,
  type OpenedChain,
  parseChains,
  timeLine,
  timesHash,
} from "./checkpoint-text";
import type { StoredGroup } from "./cover-groups";
import { type Finding, Findings } from "./finding";
import { OrganisationTree } from "./organisation-tree";
import { RemovedMonths } from "./removed-months";
import {
  chainRows,
  groupName,
  groupsOf,
  lastGroups,
  recordsOf,
  recordsWithoutGroup,
  type StoredCheckpoint,
  storedCheckpoints,
} from "./stored-log";

/** What a verification looked at, and what it found. */
export interface VerificationReport {
  /** Identity of the sequence; null where there is no checkpoint. */
  readonly database: string | null;
  /** Nothing is wrong with what the checkpoints cover. Gaps in time are told apart: they are for somebody to explain. */
  readonly isIntact: boolean;
  /** What is wrong, in the order in which it was found; at most 100 of `findingsTotal`. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  readonly gaps: readonly Gap[];
  /** Fingerprints of the keys that signed, the first first. */
  readonly fingerprints: readonly string[];
  /** Whether the first is the one expected; null where none was given. */
  readonly isExpectedKey: boolean | null;
  readonly checkpoints: number;
  /** Everything recorded before this time is covered; null where there is no checkpoint. */
  readonly completeTo: string | null;
  readonly chains: number;
  readonly groups: number;
  /** Records whose payload was compared with its hash. */
  readonly records: number;
  /** Records of which a signed retention entry has removed the payload; their hashes are covered. */
  readonly removed: number;
  readonly organisations: number;
  /** What was written since the newest checkpoint: nothing protects it yet. */
  readonly unprotected: { readonly groups: number; readonly records: number };
}

export interface VerificationOptions {
  /** Fingerprint of the key that signs the first checkpoint, hex, as it was noted at the first start. */
  readonly expectedFingerprint?: string;
  /** Called now and then with the records compared so far. */
  readonly onProgress?: (records: number) => void;
}

const FINDINGS_MAX = 100;
/** Groups and records read at once: memory does not grow with the log. */
const GROUPS_PER_READ = 200;
const RECORDS_PER_READ = 4_000;
/** A chain that opened so long before the newest checkpoint should be in one. */
const UNNAMED_CHAIN_MS = 300_000;

/**
 * Checks a whole log in its database: every checkpoint, chain, group and record from the first on, in one snapshot, with
 * memory that does not grow with the log. It proves that what the checkpoints cover is what was there when they were signed,
 * by whoever holds their key. It does not prove that the tail since the newest is untouched, nor that the whole database was
 * not rolled back: for that, compare the newest checkpoint with one that was kept elsewhere.
 */
export async function verifyLog(database: Database, options: VerificationOptions = {}): Promise<VerificationReport> {
  const client = ownConnection(database.url, "pelagos verification");
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // A statement for a page of the log reads by index; a plan for any number of rows would read whole tables.
    await client.query("SET LOCAL enable_seqscan = off; SET LOCAL jit = off");
    return await new LogVerification(client, options).run();
  } finally {
    destroySocket(client);
  }
}

/** A checkpoint with its parts read, waiting for its groups. */
interface Pending {
  readonly facts: CheckpointFacts;
  readonly part: ChainsPart | null;
}

class LogVerification {
  readonly #client: pg.Client;
  readonly #options: VerificationOptions;
  readonly #findings = new Findings(FINDINGS_MAX);
  readonly #sequence: CheckpointSequence;
  readonly #chains = new ChainStandings(this.#findings);
  readonly #tree = new OrganisationTree([]);
  readonly #removedMonths = new RemovedMonths();
  readonly #organisations = new Set<string>();
  #groups = 0;
  #records = 0;
  #removed = 0;
  /** Set by the first wrong root: every later one follows from it. */
  #isTreeBroken = false;

  constructor(client: pg.Client, options: VerificationOptions) {
    this.#client = client;
    this.#options = options;
    this.#sequence = new CheckpointSequence(this.#findings, options.expectedFingerprint ?? null);
  }

  async run(): Promise<VerificationReport> {
    await this.#readRetention();
    for await (const page of storedCheckpoints(this.#client)) await this.#checkPage(page);
    if (this.#sequence.count === 0) this.#findings.add("checkpoint", null, "There is no checkpoint.");
    // From here on whole tables are read.
    await this.#client.query("SET LOCAL enable_seqscan = on");
    const unprotected = await this.#checkTail();
    for (const { event_id } of await recordsWithoutGroup(this.#client, FINDINGS_MAX)) {
      this.#findings.add("record", null, `The record ${event_id} stands in no group: it was added.`);
    }
    const { newest, fingerprints, gaps, isExpectedKey, count } = this.#sequence;
    return {
      database: newest?.database ?? null,
      isIntact: this.#findings.total === 0,
      findings: this.#findings.kept,
      findingsTotal: this.#findings.total,
      gaps,
      fingerprints,
      isExpectedKey,
      checkpoints: count,
      completeTo: newest?.time ?? null,
      chains: this.#chains.writers,
      groups: this.#groups,
      records: this.#records,
      removed: this.#removed,
      organisations: this.#organisations.size,
      unprotected,
    };
  }

  /** What retention has removed is known before the records are met whose payload is gone. */
  async #readRetention(): Promise<void> {
    const { rows } = await this.#client.query<{ text: string }>(
      "SELECT text FROM audit_checkpoint WHERE position('event {' IN text) > 0 ORDER BY number",
    );
    for (const { text } of rows) this.#removedMonths.takeFrom(text);
  }

  async #checkPage(page: readonly StoredCheckpoint[]): Promise<void> {
    const parts = page.map((stored) => parseChains(stored.chains));
    const opened = parts.flatMap((part) => part?.opened ?? []);
    const rows = await chainRows(
      this.#client,
      opened.map(({ writer }) => writer),
    );
    for (const [index, stored] of page.entries()) {
      const facts = this.#sequence.take(stored, this.#chains.isIdle);
      if (facts === null) continue;
      this.#checkColumns(stored, facts);
      const part = checkpointHash(stored.chains) === facts.chains ? (parts[index] ?? null) : null;
      if (part === null) {
        this.#findings.add(
          "checkpoint",
          facts.number,
          `The part of checkpoint ${facts.number} about chains was changed.`,
        );
      } else this.#checkOpened(facts.number, part.opened, rows);
      await this.#checkCovered({ facts, part });
    }
  }

  #checkColumns({ hash, text, createdAt }: StoredCheckpoint, { number, time }: CheckpointFacts): void {
    if (hash === checkpointHash(text) && createdAt.toISOString() === time) return;
    this.#findings.add(
      "checkpoint",
      number,
      `The row of checkpoint ${number} says another hash or time than its signed text.`,
    );
  }

  #checkOpened(checkpoint: number, opened: readonly OpenedChain[], rows: ReadonlyMap<string, OpenedChain>): void {
    for (const chain of opened) {
      const row = rows.get(chain.writer);
      if (row === undefined)
        this.#findings.add("chain", checkpoint, `The row of the chain ${chain.writer} is missing.`);
      else if (JSON.stringify(row) !== JSON.stringify(chain)) {
        this.#findings.add("chain", checkpoint, `The row of the chain ${chain.writer} was changed.`);
      }
    }
    this.#chains.open(checkpoint, opened);
  }

  async #checkCovered({ facts, part }: Pending): Promise<void> {
    if (part === null) return;
    const times: string[] = [];
    for (const ranges of readableParts(this.#chains.ranges(facts.number, part.heads))) {
      const groups = await groupsOf(this.#client, ranges);
      for (const group of groups) times.push(timeLine(group.writer, group.number, group.createdAt));
      await this.#checkGroups(facts.number, groups);
    }
    for (const head of part.heads) this.#chains.expect(facts.number, head);
    this.#chains.close(facts.number, part.closed);
    this.#checkTimes(facts.number, part, times);
    this.#checkRoot(facts);
  }

  #checkTimes(checkpoint: number, { times: signed }: ChainsPart, times: readonly string[]): void {
    if (signed === (times.length === 0 ? null : timesHash(times))) return;
    this.#findings.add("group", checkpoint, `The time of a group that checkpoint ${checkpoint} covers was changed.`);
  }

  #checkRoot({ number, organisations }: CheckpointFacts): void {
    this.#tree.settle();
    if (this.#isTreeBroken || this.#tree.root() === organisations) return;
    this.#isTreeBroken = true;
    const message = `What organisations' records amount to at checkpoint ${number} is not what it signs.`;
    this.#findings.add("organisation", number, message);
  }

  /** Groups with their records; nothing of a chain is believed after something in it did not fit. */
  async #checkGroups(checkpoint: number | null, groups: readonly StoredGroup[]): Promise<number> {
    let records = 0;
    for (let from = 0; from < groups.length; ) {
      let count = 0;
      let to = from;
      for (; to < groups.length && count < RECORDS_PER_READ; to += 1) count += groups[to]?.recordCount ?? 0;
      const read = groups.slice(from, to);
      const rows = await recordsOf(this.#client, rangesOf(read));
      for (const group of read)
        records += this.#checkGroup(checkpoint, group, rows.get(groupName(group.writer, group.number)) ?? []);
      from = to;
      this.#options.onProgress?.(this.#records + this.#removed);
    }
    return records;
  }

  #checkGroup(checkpoint: number | null, group: StoredGroup, rows: readonly RecordRow[]): number {
    if (!this.#chains.follow(checkpoint, group)) return 0;
    const byPosition = new Map<number, RecordRow>();
    for (const row of rows) {
      if (byPosition.has(row.position)) this.#blame(checkpoint, row, "was added: its place is taken");
      else byPosition.set(row.position, row);
    }
    const lines = manifestLines(group.manifest);
    for (const line of lines) {
      if (checkpoint !== null) {
        this.#tree.add(line.organisationId, line.hash);
        this.#organisations.add(line.organisationId);
      }
      const row = byPosition.get(line.position);
      byPosition.delete(line.position);
      if (row === undefined) this.#checkMissing(checkpoint, group, line.position);
      else this.#checkRow(checkpoint, row, whatIsWrongWithRecord(row, line));
    }
    for (const row of byPosition.values()) this.#blame(checkpoint, row, "was added: its group does not list it");
    if (checkpoint !== null) this.#groups += 1;
    return lines.length;
  }

  #checkRow(checkpoint: number | null, row: RecordRow, wrong: string | null): void {
    if (wrong !== null) this.#blame(checkpoint, row, wrong);
    else if (checkpoint !== null) this.#records += 1;
  }

  #checkMissing(checkpoint: number | null, { writer, number, createdAt }: StoredGroup, position: number): void {
    if (this.#removedMonths.covers(createdAt)) this.#removed += 1;
    else {
      const place = `record ${position} of group ${number} in the chain ${writer}`;
      this.#findings.add("record", checkpoint, `The ${place} (${createdAt.toISOString()}) is missing.`);
    }
  }

  #blame(checkpoint: number | null, row: RecordRow, wrong: string): void {
    const place = `record ${row.position} of group ${row.group_number} in the chain ${row.writer}`;
    this.#findings.add("record", checkpoint, `The record ${row.event_id} ${wrong} (${place}).`);
  }

  /** What is beyond the newest checkpoint: still in one piece, but protected by nothing. */
  async #checkTail(): Promise<{ groups: number; records: number }> {
    const unprotected = { groups: 0, records: 0 };
    const newestMs = Date.parse(this.#sequence.newest?.time ?? "1970-01-01T00:00:00.000Z");
    for (const { writer, number } of await lastGroups(this.#client)) {
      const at = this.#chains.of(writer) ?? (await this.#unnamedChain(writer, newestMs));
      if (at === null || at.isBroken || number <= at.number) continue;
      if (at.isClosed) {
        const message = `The chain ${writer} goes on to group ${number} after it was closed at group ${at.number}.`;
        this.#findings.add("uncovered", null, message);
        continue;
      }
      for (const ranges of readableParts([{ writer, first: at.number + 1, last: number }])) {
        const groups = await groupsOf(this.#client, ranges);
        unprotected.groups += groups.length;
        unprotected.records += await this.#checkGroups(null, groups);
      }
    }
    return unprotected;
  }

  /** A chain that no checkpoint names: new, or added by somebody. */
  async #unnamedChain(writer: string, newestMs: number): Promise<ReturnType<ChainStandings["of"]>> {
    const row = (await chainRows(this.#client, [writer])).get(writer);
    if (row === undefined) {
      this.#findings.add("uncovered", null, `The chain ${writer} has groups, but nothing ever opened it.`);
      return null;
    }
    if (Date.parse(row.openedAt) < newestMs - UNNAMED_CHAIN_MS) {
      this.#findings.add(
        "uncovered",
        null,
        `The chain ${writer} was opened long before the newest checkpoint, yet none names it.`,
      );
      return null;
    }
    this.#chains.open(0, [{ ...row, predecessor: null }]);
    return this.#chains.of(writer);
  }
}

/** Ranges cut and put together so that each part has few enough groups to be read at once. */
function* readableParts(ranges: readonly CoveredRange[]): Generator<CoveredRange[]> {
  let part: CoveredRange[] = [];
  let free = GROUPS_PER_READ;
  for (const { writer, first, last } of ranges) {
    for (let from = first; from <= last; ) {
      const to = Math.min(last, from + free - 1);
      part.push({ writer, first: from, last: to });
      free -= to - from + 1;
      from = to + 1;
      if (free > 0) continue;
      yield part;
      part = [];
      free = GROUPS_PER_READ;
    }
  }
  if (part.length > 0) yield part;
}

/** Consecutive groups of one writer as ranges. */
function rangesOf(groups: readonly StoredGroup[]): CoveredRange[] {
  const ranges: { writer: string; first: number; last: number }[] = [];
  for (const { writer, number } of groups) {
    const last = ranges.at(-1);
    if (last?.writer === writer && last.last + 1 === number) last.last = number;
    else ranges.push({ writer, first: number, last: number });
  }
  return ranges;
}
