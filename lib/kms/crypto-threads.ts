import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import type { GivenJob, HeavyAnswer, HeavyJob } from "./heavy-job";

/** Jobs that wait for a thread; more are refused at once instead of late. */
const QUEUE_MAX = 512;
/**
 * Uses of keys that a thread holds, those it works on among them. With one alone it would stand still until the event loop, which
 * has much else to do, has taken its answer and sent the next.
 */
const USES_HELD_MAX = 16;

interface Waiting {
  readonly job: HeavyJob;
  /** Monotonic milliseconds after which nobody waits for the answer any more. */
  readonly deadlineMs: number;
  resolve(value: Uint8Array | boolean): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  /** What it was given and has not answered, by id. */
  readonly held: Map<number, Waiting>;
}

/**
 * Threads of low priority for cryptography that would hold up the event loop: RSA, ECDSA over P-384 and P-521,
 * digests signed ready-made, and key generation. Using keys and generating them have lanes of their own, so that nobody
 * waits for a signature because a key of 4,096 bits is being made.
 */
class ThreadPool {
  readonly #size: number;
  readonly #heldMax: number;
  readonly #threads: Thread[] = [];
  readonly #queue: Waiting[] = [];
  #nextId = 1;
  #handsOver = false;

  /** So many threads, each of which holds so many jobs. */
  constructor(size: number, heldMax: number) {
    this.#size = size;
    this.#heldMax = heldMax;
  }

  run(job: HeavyJob, deadlineMs: number): Promise<Uint8Array | boolean> {
    if (this.#queue.length >= QUEUE_MAX) return Promise.reject(overloaded("every crypto thread is busy"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, deadlineMs, resolve, reject });
      this.#schedule();
    });
  }

  /** Refuses what waits and ends the threads; a later job would start new ones. */
  async close(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.reject(overloaded("shutting down"));
    const threads = this.#threads.splice(0);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
    for (const { held } of threads) for (const waiting of held.values()) waiting.reject(overloaded("shutting down"));
  }

  /** Jobs of calls that arrived together are handed over together, and so answered. */
  #schedule(): void {
    if (this.#handsOver) return;
    this.#handsOver = true;
    setImmediate(() => {
      this.#handsOver = false;
      try {
        this.#handOver();
      } catch (error) {
        log.error({ error: String(error) }, "no crypto thread can be started or given work");
        for (const waiting of this.#queue.splice(0)) waiting.reject(overloaded(String(error)));
      }
    });
  }

  #handOver(): void {
    while (this.#queue.length > 0) {
      const thread = this.#threadToGive();
      if (thread === null) return;
      this.#give(thread);
    }
  }

  /** One with nothing to do, else a new one while there may be more, else the one that holds least, once it has done half of it. */
  #threadToGive(): Thread | null {
    const [least] = this.#threads.toSorted((one, other) => one.held.size - other.held.size);
    if (least?.held.size === 0) return least;
    if (this.#threads.length < this.#size) return this.#start();
    return least !== undefined && least.held.size <= this.#heldMax / 2 ? least : null;
  }

  /** Gives a thread its share of what waits. Throws with all of it still waiting where the thread cannot take it. */
  #give({ worker, held }: Thread): void {
    const share = this.#queue.slice(0, Math.min(this.#heldMax - held.size, Math.ceil(this.#queue.length / this.#size)));
    const nowMs = clock.monotonicMs();
    const late = share.filter(({ deadlineMs }) => deadlineMs <= nowMs);
    const timely = share.filter(({ deadlineMs }) => deadlineMs > nowMs);
    const given = timely.map((waiting) => ({ id: this.#nextId++, waiting }));
    if (given.length > 0) worker.postMessage(given.map(({ id, waiting: { job } }): GivenJob => ({ id, job })));
    this.#queue.splice(0, share.length);
    for (const { id, waiting } of given) held.set(id, waiting);
    for (const waiting of late) waiting.reject(overloaded("no crypto thread was free before the deadline"));
  }

  #start(): Thread {
    // Not imported by name: Next's bundler would look for the file while building, and replace it by an error.
    const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
    const workerData = { niceness: config().cryptoThreadsNice };
    const worker = new NodeWorker(join(installationRoot(), "dist", "crypto-thread.mjs"), { workerData });
    const thread: Thread = { worker, held: new Map() };
    worker.unref();
    worker.on("message", (answers: readonly HeavyAnswer[]) => this.#settle(thread, answers));
    worker.on("error", (error) => this.#lose(thread, error));
    worker.on("exit", (code) => this.#lose(thread, new Error(`crypto thread ended with ${code}`)));
    this.#threads.push(thread);
    return thread;
  }

  #settle({ held }: Thread, answers: readonly HeavyAnswer[]): void {
    for (const answer of answers) {
      const waiting = held.get(answer.id);
      held.delete(answer.id);
      if ("value" in answer) waiting?.resolve(answer.value);
      else if ("refused" in answer) waiting?.reject(refusal(answer.refused));
      else waiting?.reject(new Error(answer.failed));
    }
    this.#schedule();
  }

  #lose(thread: Thread, error: Error): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    log.error({ error: String(error) }, "crypto thread lost");
    for (const waiting of thread.held.values()) waiting.reject(overloaded(String(error)));
    this.#schedule();
  }
}

const refusal = ({ code, message }: { code: KmsError["code"]; message: string }) => new KmsError(code, { message });

const overloaded = (detail: string) => new KmsError("unavailable", { detail, retryAfterInSeconds: 1 });

interface Pools {
  readonly using: ThreadPool;
  readonly generating: ThreadPool;
}

/** As many threads as this process has cores to itself. */
const pools = () =>
  shared<Pools>("crypto-threads", () => ({
    using: new ThreadPool(Math.max(1, Math.floor(availableParallelism() / config().workers)), USES_HELD_MAX),
    generating: new ThreadPool(1, 1),
  }));

/** Runs a job on a thread. Errors: those of the suite; unavailable where no thread was free before the deadline (monotonic milliseconds). */
export function runOnThread(job: HeavyJob, deadlineMs: number): Promise<Uint8Array | boolean> {
  const { using, generating } = pools();
  return (job.operation === "generate" ? generating : using).run(job, deadlineMs);
}

/** Ends the threads; jobs that wait are refused. */
export async function closeCryptoThreads(): Promise<void> {
  const { using, generating } = pools();
  await Promise.all([using.close(), generating.close()]);
}
