import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { type Database, ownPrisma } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import type { Prisma } from "@/prisma/generated/client";
import { type BrokenChain, Chain, openChainStatement } from "./chain";
import { type CommitAnswer, commitStatement, missedPositions } from "./commit-statement";
import type { AuditRecord } from "./record";

/** Prisma inside one transaction of a change. */
export type ChangeTransaction = Prisma.TransactionClient;

/** Thrown inside a change whose record was not written, because the state it was decided on has changed. */
export class ChangeMissed extends Error {
  override readonly name = "ChangeMissed";
}

/** Writers of changes per process and database; apart from those of crypto calls, which must not wait for a slow change. */
const SLOTS = 3;
const ATTEMPT_MARGIN_MS = 100;

interface Slot {
  readonly connection: ReturnType<typeof ownPrisma>;
  readonly chain: Chain;
}

/**
 * Runs changes of state: the change and its record are committed in one transaction, or neither is. Each slot is one
 * connection and one chain.
 */
export class ChangeWriter {
  readonly #database: Database;
  readonly #free: (Slot | null)[] = Array.from({ length: SLOTS }, () => null);
  readonly #queue: ((slot: Slot | null) => void)[] = [];
  readonly #broken: BrokenChain[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Runs `change` in a transaction, which must end by calling `record` once, with every record of the change. Throws ChangeMissed where the record's
   * condition no longer holds (nothing is changed), and `unavailable` where it cannot finish before the deadline
   * (monotonic milliseconds).
   */
  async transact<T>(
    deadlineMs: number,
    change: (tx: ChangeTransaction, record: (...records: AuditRecord[]) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const held = await this.#acquire(deadlineMs);
    let slot: Slot | null = held;
    try {
      slot ??= await this.#open();
      const value = await this.#run(slot, deadlineMs, change);
      this.#release(slot);
      return value;
    } catch (error) {
      this.#settle(slot, error);
      throw error;
    }
  }

  /** Opens the connections ahead of the first change, which would otherwise pay for it. Where that fails, the change tries. */
  async warm(): Promise<void> {
    const waiting = this.#free.splice(0);
    await Promise.all(
      waiting.map(async (slot) => {
        const opened = slot ?? (await this.#open().catch(() => null));
        this.#release(opened);
      }),
    );
  }

  /** Closes the connections. Changes under way finish first, as their callers wait for them. */
  async close(): Promise<void> {
    const slots = this.#free.splice(0).filter((slot) => slot !== null);
    await Promise.allSettled(slots.map((slot) => slot.connection.prisma.$disconnect()));
    for (const slot of slots) slot.connection.destroy();
  }

  /** Keeps a slot whose transaction was rolled back in order; abandons one whose fate is not known. */
  #settle(slot: Slot | null, error: unknown): void {
    const orderly = error instanceof ChangeMissed || (error instanceof KmsError && error.code !== "unavailable");
    if (slot !== null && orderly) {
      this.#release(slot);
      return;
    }
    if (slot !== null) {
      log.warn({ database: this.#database.name, error: String(error) }, "change writer abandoned");
      this.#broken.push(slot.chain.broken());
      slot.connection.destroy();
    }
    this.#release(null);
  }

  async #run<T>(
    slot: Slot,
    deadlineMs: number,
    change: (tx: ChangeTransaction, record: (...records: AuditRecord[]) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const remainingMs = deadlineMs - clock.monotonicMs() - ATTEMPT_MARGIN_MS;
    if (remainingMs <= 0) throw unavailable("no time left for the change");
    let head: string | null = null;
    const transaction = slot.connection.prisma.$transaction(
      (tx) =>
        change(tx, async (...records) => {
          head = await writeRecords(tx, slot.chain, records);
        }),
      { timeout: remainingMs, maxWait: remainingMs },
    );
    const value = await beforeDeadline(transaction, remainingMs);
    if (slot.connection.isDoubtful()) throw unavailable("the change was committed but not replicated");
    slot.chain.advance(head);
    return value;
  }

  async #open(): Promise<Slot> {
    const connection = ownPrisma(this.#database.url);
    const chain = new Chain();
    const predecessor = this.#broken.pop() ?? null;
    try {
      const { text, values } = openChainStatement(chain, predecessor);
      await connection.prisma.$executeRawUnsafe("SET synchronous_commit = on");
      await connection.prisma.$executeRawUnsafe("SET plan_cache_mode = force_generic_plan");
      await connection.prisma.$executeRawUnsafe("SET enable_seqscan = off");
      await connection.prisma.$executeRawUnsafe(text, ...values);
      return { connection, chain };
    } catch (error) {
      if (predecessor !== null) this.#broken.push(predecessor);
      connection.destroy();
      throw unavailable(`change writer cannot connect: ${String(error)}`);
    }
  }

  #acquire(deadlineMs: number): Promise<Slot | null> {
    const slot = this.#free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((resolve, reject) => {
      const take = (freed: Slot | null) => {
        clearTimeout(timer);
        resolve(freed);
      };
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(take), 1);
        reject(unavailable("every change writer is busy"));
      }, deadlineMs - clock.monotonicMs());
      this.#queue.push(take);
    });
  }

  #release(slot: Slot | null): void {
    const next = this.#queue.shift();
    if (next !== undefined) next(slot);
    else this.#free.push(slot);
  }
}

const unavailable = (detail: string) => new KmsError("unavailable", { detail, retryAfterInSeconds: 2 });

async function writeRecords(
  tx: ChangeTransaction,
  chain: Chain,
  records: readonly AuditRecord[],
): Promise<string | null> {
  const { text, values } = commitStatement(chain.next(), records);
  const rows = await tx.$queryRawUnsafe<CommitAnswer[]>(text, ...values);
  const answer = rows[0];
  if (answer === undefined || missedPositions(answer, records.length).size > 0)
    throw new ChangeMissed("the state has changed");
  return answer.head;
}

/** Prisma's own timeout needs the database to answer; this one does not. */
async function beforeDeadline<T>(work: Promise<T>, remainingMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable("the change did not finish in time")), remainingMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
