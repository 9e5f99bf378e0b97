import type pg from "pg";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { type Database, destroySocket, ownConnection, warnsOfReplication } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { observeGroup } from "@/lib/platform/metrics";
import { type BrokenChain, Chain, openChainStatement } from "./chain";
import { type CommitAnswer, commitStatement, missedPositions } from "./commit-statement";
import type { AuditRecord } from "./record";

/** Whether a record was written, or missed because the state it was made under has changed. */
export type CommitResult = "committed" | "missed";

interface Waiting {
  readonly record: AuditRecord;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
  resolve(result: CommitResult): void;
  reject(error: KmsError): void;
}

/** Connections, and so chains, per process and database. */
const LANES = 2;
/**
 * How long the next group waits for one that is under way, in milliseconds. Calls that come meanwhile make one group, and groups
 * half as large cost the database nearly as much each; but a group that waits for a row which somebody is changing must not hold
 * up all others.
 */
const WAIT_MS_MAX = 25;
/** A group of fewer records is not waited for: where so few come, each call's time counts and not what it costs. */
const WAITED_FOR_RECORDS_MIN = 4;
const GROUP_RECORDS_MAX = 256;
/** A group of this size starts without waiting for more. */
const GROUP_RECORDS_WANTED = 64;
/** Longest time to gather a group in, in milliseconds. */
const GATHER_MS_MAX = 2;
const QUEUE_RECORDS_MAX = 10_000;
const RECONNECT_DELAY_MS = 200;
const SWEEP_INTERVAL_MS = 100;

const unavailable = (detail: string) => new KmsError("unavailable", { detail, retryAfterInSeconds: 2 });

/** A group that was sent, in monotonic milliseconds. */
interface GroupUnderWay {
  readonly records: number;
  readonly sinceMs: number;
  /** When the first of its callers gives up. */
  readonly deadlineMs: number;
}

interface Lane {
  client: pg.Client;
  chain: Chain;
  /** Its group; null while there is none. */
  underWay: GroupUnderWay | null;
  /** Set when PostgreSQL warned that a commit may not be durable. */
  doubtful: boolean;
}

/** SQLSTATE classes that blame one row's data: 22 data exception, 23 integrity, 21 cardinality. */
const isDataError = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string" && /^2[123]/.test(error.code);

/**
 * Writes audit records of one database in groups: the records of all calls waiting are committed by one statement, and
 * each caller learns whether its own was written. A record that cannot be written before its deadline fails its call.
 */
export class GroupWriter {
  readonly #database: Database;
  #queue: Waiting[] = [];
  #lanes: Lane[] = [];
  #gathering = false;
  #closed = false;
  #broken: BrokenChain[] = [];
  readonly #sweep: NodeJS.Timeout;

  constructor(database: Database) {
    this.#database = database;
    this.#sweep = setInterval(() => this.#sweepExpired(), SWEEP_INTERVAL_MS);
    this.#sweep.unref();
    for (let lane = 0; lane < LANES; lane += 1) void this.#connect();
  }

  /** Queues a record; settles when its group is durable, or rejects with `unavailable` at most a tenth of a second after the deadline. */
  commit(record: AuditRecord, deadlineMs: number): Promise<CommitResult> {
    if (this.#closed || this.#queue.length >= QUEUE_RECORDS_MAX) {
      return Promise.reject(unavailable(this.#closed ? "audit writer closed" : "audit queue full"));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ record, deadlineMs, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes what is queued, then closes the connections. */
  async close(): Promise<void> {
    const limit = clock.monotonicMs() + 5_000;
    while (
      (this.#queue.length > 0 || this.#lanes.some((lane) => lane.underWay !== null)) &&
      clock.monotonicMs() < limit
    ) {
      this.#schedule();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#rejectAll(this.#queue.splice(0), "audit writer closed");
    await Promise.allSettled(this.#lanes.splice(0).map((lane) => lane.client.end()));
  }

  /**
   * Gathers records until a turn of the event loop brings no more of them, so that calls which arrived together share a
   * group: a client that has just been answered sends its next call some turns later.
   */
  #schedule(): void {
    if (this.#gathering || this.#waitsForAnother()) return;
    this.#gathering = true;
    this.#gather(0, clock.monotonicMs() + GATHER_MS_MAX);
  }

  #gather(seen: number, limitMs: number): void {
    setImmediate(() => {
      const waiting = this.#queue.length;
      const isGrowing = waiting > seen && waiting < GROUP_RECORDS_WANTED;
      if (isGrowing && clock.monotonicMs() < limitMs) this.#gather(waiting, limitMs);
      else this.#start();
    });
  }

  #start(): void {
    this.#gathering = false;
    for (const lane of this.#lanes) {
      if (this.#queue.length === 0 || this.#waitsForAnother()) return;
      if (lane.underWay === null) void this.#writeGroup(lane);
    }
  }

  /** Whether what is queued waits for a group under way: not once it is a whole group itself, or that one is small or takes long. */
  #waitsForAnother(): boolean {
    if (this.#queue.length >= GROUP_RECORDS_MAX) return false;
    const lateMs = clock.monotonicMs() - WAIT_MS_MAX;
    return this.#lanes.some(
      ({ underWay }) => underWay !== null && underWay.sinceMs > lateMs && underWay.records >= WAITED_FOR_RECORDS_MIN,
    );
  }

  async #writeGroup(lane: Lane): Promise<void> {
    const group = this.#queue.splice(0, GROUP_RECORDS_MAX);
    const startedMs = clock.monotonicMs();
    lane.underWay = { records: group.length, sinceMs: startedMs, deadlineMs: earliestDeadline(group) };
    try {
      await this.#write(lane, group);
      observeGroup(group.length, clock.monotonicMs() - startedMs);
    } catch (error) {
      this.#abandon(lane, group, error);
    } finally {
      lane.underWay = null;
      if (this.#queue.length > 0) this.#schedule();
    }
  }

  async #write(lane: Lane, group: readonly Waiting[]): Promise<void> {
    try {
      await this.#execute(lane, group);
    } catch (error) {
      if (!isDataError(error)) throw error;
      log.error(
        { error: String(error), records: group.length },
        "audit group refused for its data; writing row by row",
      );
      for (const waiting of group) await this.#executeAlone(lane, waiting);
    }
  }

  async #executeAlone(lane: Lane, waiting: Waiting): Promise<void> {
    try {
      await this.#execute(lane, [waiting]);
    } catch (error) {
      if (!isDataError(error)) throw error;
      waiting.reject(unavailable(`audit record refused: ${String(error)}`));
    }
  }

  async #execute(lane: Lane, group: readonly Waiting[]): Promise<void> {
    const records = group.map((waiting) => waiting.record);
    const { rows } = await lane.client.query<CommitAnswer>(commitStatement(lane.chain.next(), records));
    const answer = rows[0];
    if (answer === undefined || lane.doubtful) throw new Error("commit is not known to be durable");
    lane.chain.advance(answer.head);
    const missed = missedPositions(answer, group.length);
    for (const [index, waiting] of group.entries()) waiting.resolve(missed.has(index) ? "missed" : "committed");
  }

  #abandon(lane: Lane, group: readonly Waiting[], error: unknown): void {
    log.error({ database: this.#database.name, error: String(error) }, "audit writer lost its connection");
    this.#rejectAll(group, `audit commit failed: ${String(error)}`);
    this.#lose(lane);
  }

  #lose(lane: Lane): void {
    const index = this.#lanes.indexOf(lane);
    if (index < 0) return;
    this.#lanes.splice(index, 1);
    this.#broken.push(lane.chain.broken());
    destroySocket(lane.client);
    if (!this.#closed) setTimeout(() => void this.#connect(), RECONNECT_DELAY_MS).unref();
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    const client = ownConnection(this.#database.url);
    const chain = new Chain();
    const lane: Lane = { client, chain, underWay: null, doubtful: false };
    client.on("error", () => this.#lose(lane));
    client.on("end", () => this.#lose(lane));
    client.on("notice", (notice) => {
      lane.doubtful ||= warnsOfReplication(notice);
    });
    const predecessor = this.#broken.pop() ?? null;
    try {
      await openLane(client, chain, predecessor);
      if (this.#closed) return void client.end();
      this.#lanes.push(lane);
      this.#schedule();
    } catch (error) {
      if (predecessor !== null) this.#broken.push(predecessor);
      log.warn({ database: this.#database.name, error: String(error) }, "audit writer cannot connect");
      destroySocket(client);
      setTimeout(() => void this.#connect(), RECONNECT_DELAY_MS).unref();
    }
  }

  /** Gives up what is past its deadline: groups under way with their connections, and what waits. */
  #sweepExpired(): void {
    const nowMs = clock.monotonicMs();
    for (const { underWay, client } of this.#lanes) {
      if (underWay !== null && underWay.deadlineMs <= nowMs) destroySocket(client);
    }
    if (this.#queue.length === 0) return;
    this.#schedule();
    const expired = this.#queue.filter((waiting) => waiting.deadlineMs <= nowMs);
    if (expired.length === 0) return;
    this.#queue = this.#queue.filter((waiting) => waiting.deadlineMs > nowMs);
    this.#rejectAll(expired, "no audit writer was free before the deadline");
  }

  #rejectAll(group: readonly Waiting[], detail: string): void {
    for (const waiting of group) waiting.reject(unavailable(detail));
  }
}

function earliestDeadline(group: readonly Waiting[]): number {
  return group.reduce((earliest, waiting) => Math.min(earliest, waiting.deadlineMs), Number.POSITIVE_INFINITY);
}

/** A plan made while there are few keys reads all of them, and would be kept until there are thousands: hence no such scans. */
async function openLane(client: pg.Client, chain: Chain, predecessor: BrokenChain | null): Promise<void> {
  await client.connect();
  await client.query(
    "SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'; SET jit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off",
  );
  const opening = openChainStatement(chain, predecessor);
  await client.query(opening.text, opening.values);
}
