import type pg from "pg";
import type { CheckpointKeys } from "@/lib/crypto/checkpoint-signature";
import { clock } from "@/lib/platform/clock";
import { type Database, destroySocket, ownConnection } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { nodeName } from "./chain";
import { publishCheckpoint, publishingSettled } from "./publish-checkpoint";
import { CHECKPOINT_INTERVAL_MS_MAX, type CheckpointRequest, CheckpointWriter } from "./write-checkpoint";

const INTERVAL_MS = 1_000;
/** Pause after a failure: a database that is away is not asked every second. */
const PAUSE_AFTER_FAILURE_MS = 5_000;
/** Held by the session of the process that writes a database's checkpoints; the others wait to take over. */
const TURN_LOCK = 5_093_217_642;
/** Without a checkpoint for so long, another process writes one although the first still holds the lock: it may be stuck. */
const OVERDUE_MS = CHECKPOINT_INTERVAL_MS_MAX * 1.5;
/** Longest wait for the server to notice that the writers of this process are gone, in milliseconds. */
const WRITERS_GONE_MS = 2_000;
/** How long a stop waits for checkpoints to be passed on, in milliseconds. */
const PUBLISHING_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 30_000;

interface Session {
  readonly client: pg.Client;
  readonly writer: CheckpointWriter;
  hasTurn: boolean;
}

/**
 * Writes checkpoints of one database: at most every second while rows arrive, every minute while none do, and a last one at
 * stop. Of all processes one has the turn; whichever finds it free takes it.
 */
export class Checkpointer {
  readonly #database: Database;
  readonly #keys: CheckpointKeys;
  #session: Session | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(database: Database, keys: CheckpointKeys) {
    this.#database = database;
    this.#keys = keys;
  }

  start(): void {
    this.#schedule(INTERVAL_MS);
  }

  /** Writes one checkpoint now, whoever has the turn. Rejects where that is not possible. */
  async writeNow(request: CheckpointRequest): Promise<void> {
    const session = await this.#openSession();
    try {
      await this.#write(session, request);
    } finally {
      await session.client.end();
    }
  }

  /** Writes the last checkpoint of this process, once its writers are closed, and lets go of the turn. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#ticking;
    try {
      this.#session ??= await this.#openSession();
      await untilWritersGone(this.#session.client);
      await this.#write(this.#session, { when: "news" });
      await this.#session.client.end();
    } catch (error) {
      log.warn({ database: this.#database.name, error: String(error) }, "no last audit checkpoint");
      this.#drop();
    }
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick();
    }, delayMs).unref();
  }

  async #tick(): Promise<void> {
    try {
      this.#session ??= await this.#openSession();
      const isPartial = (await this.#mayWrite(this.#session)) && (await this.#write(this.#session, { when: "due" }));
      this.#schedule(isPartial ? 0 : INTERVAL_MS);
    } catch (error) {
      log.warn({ database: this.#database.name, error: String(error) }, "audit checkpoint not written");
      this.#drop();
      this.#schedule(PAUSE_AFTER_FAILURE_MS);
    }
  }

  async #mayWrite(session: Session): Promise<boolean> {
    if (session.hasTurn) return true;
    const { rows } = await session.client.query<{ taken: boolean; newest: Date | null }>(
      "SELECT pg_try_advisory_lock($1) AS taken, (SELECT max(created_at) FROM audit_checkpoint) AS newest",
      [TURN_LOCK],
    );
    session.hasTurn = rows[0]?.taken ?? false;
    const newest = rows[0]?.newest ?? null;
    return session.hasTurn || (newest !== null && clock.nowMs() - newest.getTime() > OVERDUE_MS);
  }

  async #write({ writer }: Session, request: CheckpointRequest): Promise<boolean> {
    const written = await writer.write(request);
    if (written !== null) publishCheckpoint(this.#database, written);
    return written?.isPartial ?? false;
  }

  async #openSession(): Promise<Session> {
    const client = ownConnection(this.#database.url, "pelagos checkpoints");
    client.on("error", () => this.#forget(client));
    client.on("end", () => this.#forget(client));
    try {
      await client.connect();
      await client.query(`SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    } catch (error) {
      destroySocket(client);
      throw error;
    }
    return { client, writer: new CheckpointWriter(client, this.#keys), hasTurn: false };
  }

  #forget(client: pg.Client): void {
    if (this.#session?.client === client) this.#session = null;
  }

  #drop(): void {
    if (this.#session !== null) destroySocket(this.#session.client);
    this.#session = null;
  }
}

const WRITERS_HERE = `
SELECT 1 FROM audit_writer w JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(w.id, 0)
WHERE w.closed_in IS NULL AND w.node = $1 LIMIT 1`;

/** A connection counts as ended here before the server has let go of its locks. */
async function untilWritersGone(client: pg.Client): Promise<void> {
  const limitMs = clock.monotonicMs() + WRITERS_GONE_MS;
  while (clock.monotonicMs() < limitMs) {
    const { rows } = await client.query(WRITERS_HERE, [nodeName()]);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const checkpointers = () => shared("checkpointers", () => new Map<Database, Checkpointer>());

/** Starts writing a database's checkpoints in this process; nothing where it has begun already. */
export function startCheckpoints(database: Database, keys: CheckpointKeys): void {
  if (checkpointers().has(database)) return;
  const made = new Checkpointer(database, keys);
  checkpointers().set(database, made);
  made.start();
}

/** Writes the last checkpoint of each database and stops. The writers of this process must be closed. */
export async function stopCheckpoints(): Promise<void> {
  const held = [...checkpointers().values()];
  checkpointers().clear();
  await Promise.all(held.map((checkpointer) => checkpointer.stop()));
  await publishingSettled(PUBLISHING_MS);
}
