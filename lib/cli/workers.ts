import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "@/lib/platform/clock";
import { type Config, childEnvironment } from "@/lib/platform/config";
import { log } from "@/lib/platform/log";
import { answerMetricsOfWorkers } from "@/lib/platform/render-metrics";
import { StartError } from "@/lib/platform/start-error";

/** Exit code of a worker that refused to start and has said why. */
export const REFUSED = 78;

/** What the primary sends to a worker that shall finish its calls and end. */
export const STOP_MESSAGE = "pelagos:stop";

/** What a worker sends once it answers calls. */
export const READY_MESSAGE = "pelagos:ready";

const RESTART_PAUSE_MS = 500;
const RESTART_PAUSE_MS_MAX = 30_000;
/** A worker that ran this long was healthy: its crash starts a new count. */
const HEALTHY_MS = 60_000;

function fork(settings: Config): Worker {
  return cluster.fork(childEnvironment({ DATABASE_URL: settings.databaseUrl ?? "" }));
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: unknown) => {
      if (message === READY_MESSAGE) resolve();
    });
    worker.once("exit", (code) =>
      reject(new StartError(code === REFUSED ? "" : `A worker process ended while it started (exit code ${code}).`)),
    );
  });
}

/** Starts a worker again after each crash, with growing pauses, until `isStopping`. */
function keepAlive(settings: Config, first: Worker, isStopping: () => boolean): void {
  let pauseMs = RESTART_PAUSE_MS;
  const watch = (worker: Worker) => {
    const startedMs = clock.monotonicMs();
    worker.once("exit", async (code, signal) => {
      if (isStopping()) return;
      if (clock.monotonicMs() - startedMs > HEALTHY_MS) pauseMs = RESTART_PAUSE_MS;
      log.error({ code, signal, pauseMs }, "a worker process ended; it is started again");
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, RESTART_PAUSE_MS_MAX);
      if (!isStopping()) watch(fork(settings));
    });
  };
  watch(first);
}

/** Asks every worker to finish and waits until all have ended. */
async function stopWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(
    workers.map(async (worker) => {
      if (worker.isDead()) return;
      const exited = once(worker, "exit");
      if (worker.isConnected()) worker.send(STOP_MESSAGE);
      await exited;
    }),
  );
}

/**
 * Starts the configured number of worker processes of this same program and keeps them running. Resolves when all
 * answer calls. Throws StartError, with an empty message where the worker itself has said why.
 */
export async function startWorkers(settings: Config): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  answerMetricsOfWorkers();
  const workers = Array.from({ length: settings.workers }, () => fork(settings));
  try {
    await Promise.all(workers.map(untilReady));
  } catch (error) {
    for (const worker of workers) worker.process.kill("SIGKILL");
    throw error;
  }
  for (const worker of workers) keepAlive(settings, worker, () => stopping);
  return {
    async stop() {
      stopping = true;
      await stopWorkers();
    },
  };
}
