import { clock } from "@/lib/platform/clock";
import { type Database, databaseAt } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";

/** Background work that is due again seconds after it was done: too often for the queue of jobs. */
export interface RepeatedTask {
  readonly name: string;
  /** Does what is due in one database and answers how many milliseconds to wait before the next time. Processes agree among themselves which does it. */
  run(database: Database): Promise<number>;
}

/** Pause after a failure, in milliseconds. */
const PAUSE_AFTER_FAILURE_MS = 10_000;

interface Loop {
  stop(): Promise<void>;
}

const loops = () => shared<{ running: Loop[] }>("repeated-tasks", () => ({ running: [] }));

/** Repeats each task on each database until `stopRepeating`. A failure is logged and tried again. */
export function startRepeating(urls: readonly string[], tasks: readonly RepeatedTask[]): void {
  for (const url of urls) for (const task of tasks) loops().running.push(repeat(databaseAt(url), task));
}

/** Ends this process's part; what is at work is waited for. */
export async function stopRepeating(): Promise<void> {
  await Promise.all(
    loops()
      .running.splice(0)
      .map((loop) => loop.stop()),
  );
}

function repeat(database: Database, task: RepeatedTask): Loop {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const pauseMs = await runOnce(database, task);
      await pause(pauseMs, stopping.signal);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

async function runOnce(database: Database, task: RepeatedTask): Promise<number> {
  try {
    return await task.run(database);
  } catch (error) {
    log.warn({ database: database.name, task: task.name, error: String(error) }, "background work failed");
    return PAUSE_AFTER_FAILURE_MS;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener("abort", end);
  });
}

/** Milliseconds that work took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startedMs = clock.monotonicMs();
  const value = await work();
  return { value, tookMs: clock.monotonicMs() - startedMs };
}
