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
/** More than the parts of a worker together may take to stop. */
const STOP_MS_MAX = 40_000;
/** Crashes that are tolerated until all workers have answered for the first time. */
const START_CRASHES_MAX = 5;
/** A worker that ran this long was healthy: its crash starts a new count. */
const HEALTHY_MS = 60_000;

function fork(settings: Config): Worker {
  return cluster.fork(childEnvironment({ DATABASE_URL: settings.databaseUrl ?? "" }));
}

/** Keeps the wanted number of workers running and says when all of them answered for the first time. */
function keepRunning(settings: Config, isStopping: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let ready = 0;
    let crashesBeforeReady = 0;
    let pauseMs = RESTART_PAUSE_MS;
    const start = () => {
      const worker = fork(settings);
      const startedMs = clock.monotonicMs();
      worker.on("message", (message: unknown) => {
        if (message !== READY_MESSAGE) return;
        ready += 1;
        if (ready === settings.workers) resolve();
      });
      worker.once("exit", async (code, signal) => {
        if (isStopping()) return;
        if (code === REFUSED && ready < settings.workers) return reject(new StartError(""));
        crashesBeforeReady += ready < settings.workers ? 1 : 0;
        if (crashesBeforeReady > START_CRASHES_MAX) {
          return reject(new StartError("The worker processes end while they start; the reason is in the log above."));
        }
        if (clock.monotonicMs() - startedMs > HEALTHY_MS) pauseMs = RESTART_PAUSE_MS;
        log.error({ code, signal, pauseMs }, "a worker process ended; it is started again");
        await sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, RESTART_PAUSE_MS_MAX);
        if (!isStopping()) start();
      });
    };
    for (let count = 0; count < settings.workers; count += 1) start();
  });
}

/**
 * Asks one worker to finish, again and again: a worker that is just starting may lose a message to a library that
 * listens before its own handler does. One that does not end in time is killed.
 */
async function stopWorker(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const exited = once(worker, "exit");
  const ask = () => {
    if (worker.isConnected()) worker.send(STOP_MESSAGE, () => {});
  };
  ask();
  const repeat = setInterval(ask, 500);
  const impatience = setTimeout(() => worker.process.kill("SIGKILL"), STOP_MS_MAX);
  await exited;
  clearInterval(repeat);
  clearTimeout(impatience);
}

async function stopWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(workers.map(stopWorker));
}

/**
 * Starts the configured number of worker processes of this same program and keeps them running. Resolves when all
 * answer calls. Throws StartError, with an empty message where the worker itself has said why.
 */
export async function startWorkers(settings: Config): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  answerMetricsOfWorkers();
  try {
    await keepRunning(settings, () => stopping);
  } catch (error) {
    stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
    throw error;
  }
  return {
    async stop() {
      stopping = true;
      await stopWorkers();
    },
  };
}
