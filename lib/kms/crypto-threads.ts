import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import type { HeavyAnswer, HeavyJob } from "./heavy-job";

/** Jobs that wait for a thread; more are refused at once instead of late. */
const QUEUE_MAX = 512;

interface Waiting {
  readonly job: HeavyJob;
  /** Monotonic milliseconds after which nobody waits for the answer any more. */
  readonly deadlineMs: number;
  resolve(value: Uint8Array | boolean): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  running: (Waiting & { readonly id: number }) | null;
}

/**
 * Threads of low priority for cryptography that would hold up the event loop: RSA, ECDSA over P-384 and P-521,
 * digests signed ready-made, and key generation. Using keys and generating them have lanes of their own, so that nobody
 * waits for a signature because a key of 4,096 bits is being made.
 */
class ThreadPool {
  readonly #size: number;
  readonly #threads: Thread[] = [];
  readonly #queue: Waiting[] = [];
  #nextId = 1;

  constructor(size: number) {
    this.#size = size;
  }

  run(job: HeavyJob, deadlineMs: number): Promise<Uint8Array | boolean> {
    if (this.#queue.length >= QUEUE_MAX) return Promise.reject(overloaded("every crypto thread is busy"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, deadlineMs, resolve, reject });
      this.#next();
    });
  }

  /** Refuses what waits and ends the threads; a later job would start new ones. */
  async close(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.reject(overloaded("shutting down"));
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    for (;;) {
      const thread = this.#freeThread();
      if (thread === null) return;
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      if (waiting.deadlineMs <= clock.monotonicMs()) {
        waiting.reject(overloaded("no crypto thread was free before the deadline"));
        continue;
      }
      const id = this.#nextId;
      this.#nextId += 1;
      thread.running = { ...waiting, id };
      thread.worker.postMessage({ id, job: waiting.job });
    }
  }

  #freeThread(): Thread | null {
    const free = this.#threads.find((thread) => thread.running === null);
    if (free !== undefined) return free;
    if (this.#queue.length === 0 || this.#threads.length >= this.#size) return null;
    return this.#start();
  }

  #start(): Thread {
    // Not imported by name: Next's bundler would look for the file while building, and replace it by an error.
    const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
    const workerData = { niceness: config().cryptoThreadsNice };
    const worker = new NodeWorker(join(installationRoot(), "dist", "crypto-thread.mjs"), { workerData });
    const thread: Thread = { worker, running: null };
    worker.unref();
    worker.on("message", (answer: HeavyAnswer) => this.#settle(thread, answer));
    worker.on("error", (error) => this.#lose(thread, error));
    worker.on("exit", (code) => this.#lose(thread, new Error(`crypto thread ended with ${code}`)));
    this.#threads.push(thread);
    return thread;
  }

  #settle(thread: Thread, answer: HeavyAnswer): void {
    const { running } = thread;
    thread.running = null;
    if (running?.id === answer.id) {
      if ("value" in answer) running.resolve(answer.value);
      else if ("refused" in answer) running.reject(refusal(answer.refused));
      else running.reject(new Error(answer.failed));
    }
    this.#next();
  }

  #lose(thread: Thread, error: Error): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    log.error({ error: String(error) }, "crypto thread lost");
    thread.running?.reject(overloaded(String(error)));
    this.#next();
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
    using: new ThreadPool(Math.max(1, Math.floor(availableParallelism() / config().workers))),
    generating: new ThreadPool(1),
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
