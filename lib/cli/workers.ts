import cluster, { type Worker } from "node:cluster";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "@/lib/platform/clock";
import { type Config, childEnvironment, readEnvironment } from "@/lib/platform/config";
import { log } from "@/lib/platform/log";
import { type ProcessGroup, type ProcessRole, roleEnvironment } from "@/lib/platform/process-role";
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

/**
 * Limit of a process's heap in megabytes; NODE_OPTIONS can set another. V8 collects old objects sooner under a limit.
 */
const OLD_SPACE = { "max-old-space-size": 448 } as const;
/**
 * Where calls are answered, a young space twice as large as V8's own is collected half as often, and what is copied then, the
 * calls under way, is no more than before: that saves a tenth of a call's processor time.
 */
const YOUNG_SPACE = { "max-semi-space-size": 32 } as const;

function nodeOptions(role: ProcessRole): string[] {
  const set = readEnvironment("NODE_OPTIONS") ?? "";
  const wanted = Object.entries({ ...OLD_SPACE, ...(role === "api" ? YOUNG_SPACE : {}) });
  const ours = wanted.filter(([name]) => !set.includes(name));
  return [...process.execArgv, ...ours.map(([name, megabytes]) => `--${name}=${megabytes}`)];
}

/** What each process does: calls are answered by as many as configured, pages and background work have one each. */
function rolesOf({ workers, console }: Config): readonly ProcessRole[] {
  const calls = Array.from({ length: workers }, () => "api" as const);
  return [...calls, ...(console ? ["console" as const] : []), "background"];
}

/** Keeps a process for each role running and says when all of them were ready for the first time. */
function keepRunning(settings: Config, group: ProcessGroup, isStopping: () => boolean): Promise<void> {
  const roles = rolesOf(settings);
  return new Promise((resolve, reject) => {
    let ready = 0;
    let crashesBeforeReady = 0;
    const start = (role: ProcessRole, pauseMs = RESTART_PAUSE_MS) => {
      const environment = { DATABASE_URL: settings.databaseUrl ?? "", ...roleEnvironment(role, group) };
      cluster.setupPrimary({ execArgv: nodeOptions(role) });
      const worker = cluster.fork(childEnvironment(environment));
      rolesByWorker.set(worker, role);
      const startedMs = clock.monotonicMs();
      worker.on("message", (message: unknown) => {
        if (message !== READY_MESSAGE) return;
        ready += 1;
        if (ready === roles.length) resolve();
      });
      worker.once("exit", async (code, signal) => {
        if (isStopping()) return;
        if (code === REFUSED && ready < roles.length) return reject(new StartError(""));
        crashesBeforeReady += ready < roles.length ? 1 : 0;
        if (crashesBeforeReady > START_CRASHES_MAX) {
          return reject(new StartError("The worker processes end while they start; the reason is in the log above."));
        }
        const wasHealthy = clock.monotonicMs() - startedMs > HEALTHY_MS;
        const waitMs = wasHealthy ? RESTART_PAUSE_MS : pauseMs;
        log.error({ code, signal, role, pauseMs: waitMs }, "a process of the server ended; it is started again");
        await sleep(waitMs);
        if (!isStopping()) start(role, Math.min(waitMs * 2, RESTART_PAUSE_MS_MAX));
      });
    };
    for (const role of roles) start(role);
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

const rolesByWorker = new WeakMap<Worker, ProcessRole>();

/** Background work ends last: its last checkpoints then cover what the others have written. */
async function stopWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const isLast = (worker: Worker) => rolesByWorker.get(worker) === "background";
  await Promise.all(workers.filter((worker) => !isLast(worker)).map(stopWorker));
  await Promise.all(workers.filter(isLast).map(stopWorker));
}

/** A folder of this user alone, short enough for the name of a socket; on Windows a pipe needs none. */
function makeGroup(): ProcessGroup & { remove(): void } {
  const frontProof = randomBytes(32).toString("hex");
  if (process.platform === "win32") {
    return { frontProof, consoleSocket: `\\\\.\\pipe\\pelagos-${randomBytes(8).toString("hex")}`, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "pelagos-"));
  return {
    frontProof,
    consoleSocket: join(folder, "console"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Starts the worker processes of this same program, as many for calls as configured, and keeps them running. Resolves when
 * all are ready. Throws StartError, with an empty message where the worker itself has said why.
 */
export async function startWorkers(settings: Config): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  answerMetricsOfWorkers();
  const group = makeGroup();
  try {
    await keepRunning(settings, group, () => stopping);
  } catch (error) {
    stopping = true;
    group.remove();
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
    throw error;
  }
  return {
    async stop() {
      stopping = true;
      await stopWorkers();
      group.remove();
    },
  };
}
