import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { welcome } from "@/lib/cli/bootstrap-box";
import { requireFreePort } from "@/lib/cli/listen";
import { listenForMetrics } from "@/lib/cli/metrics-listener";
import { prepareInstallation } from "@/lib/cli/prepare-installation";
import { serveRequests } from "@/lib/cli/serve-requests";
import { READY_MESSAGE, REFUSED, STOP_MESSAGE, startWorkers } from "@/lib/cli/workers";
import { closeRuntime } from "@/lib/kms/runtime";
import { config } from "@/lib/platform/config";
import { diskRefusal } from "@/lib/platform/embedded-postgres-refusal";
import { log } from "@/lib/platform/log";
import { shareMetricsWithPrimary } from "@/lib/platform/render-metrics";
import { StartError } from "@/lib/platform/start-error";
import { readTls } from "@/lib/platform/tls";

/** Calls `stop` at the first signal; a second one ends the process at once. */
function onSignal(stop: (signal: string) => void): void {
  let seen = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (seen) process.exit(1);
      seen = true;
      stop(signal);
    });
  }
  // Where another program started the server with a channel, losing that program counts as being asked to stop.
  process.once("disconnect", () => {
    if (!seen) stop("disconnect");
    seen = true;
  });
}

async function stopInOrder(signal: string, parts: readonly (() => Promise<void> | void)[]): Promise<never> {
  log.info({ signal }, "stopping: finishing calls in flight");
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      log.error({ error: String(error) }, "stopping was not complete");
    }
  }
  log.info("stopped");
  process.exit(0);
}

/** The whole server: prepares the installation, then answers calls here or in worker processes. */
async function runPrimary(): Promise<void> {
  const settings = config();
  readTls(settings.tls);
  await requireFreePort(settings);
  let requested: string | null = null;
  let stop = (signal: string): void => {
    requested = signal;
  };
  onSignal((signal) => stop(signal));
  const installation = await prepareInstallation();
  try {
    const closeMetrics = settings.metricsPort ? await listenForMetrics(settings.metricsPort) : () => {};
    const alone = settings.workers === 1;
    // The workers have their own connections; those of the preparation are not needed any more.
    if (!alone) await closeRuntime();
    const serving = alone ? await serveRequests(config()) : await startWorkers(config());
    stop = (signal) => void stopInOrder(signal, [serving.stop, closeMetrics, installation.release]);
    if (requested !== null) return stop(requested);
    process.stdout.write(`\n${welcome(settings.publicUrl, installation.bootstrapFile, installation.facts)}\n`);
  } catch (error) {
    await installation.release();
    throw error;
  }
}

/** One worker of the cluster: ends when the primary says so, or when the primary is gone. */
async function runWorker(): Promise<void> {
  let stop: (() => Promise<void>) | null = null;
  const end = async () => {
    await stop?.();
    process.exit(0);
  };
  // Ctrl-C reaches every process of the terminal; the primary decides when its workers end.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", end);
  process.on("disconnect", end);
  process.on("message", (message) => {
    if (message === STOP_MESSAGE) void end();
  });
  shareMetricsWithPrimary();
  const serving = await serveRequests(config());
  stop = serving.stop;
  process.send?.(READY_MESSAGE);
}

/** The sentence for the person at the terminal, where there is one. */
function sentenceOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof StartError || error.name === "StartError") return error.message;
  const refusal = "code" in error ? diskRefusal(config().dataDirectory, error) : error;
  return refusal instanceof StartError ? refusal.message : null;
}

function refuse(error: unknown): never {
  const sentence = sentenceOf(error);
  if (sentence === null) log.fatal({ error }, "the server did not start");
  else if (sentence !== "") process.stderr.write(`${sentence}\n`);
  process.exit(cluster.isWorker && sentence !== null ? REFUSED : 1);
}

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ error }, "the process ends after an unexpected error");
    process.exit(1);
  });
}

process.setSourceMapsEnabled(true);
if (cluster.isPrimary) cluster.setupPrimary({ exec: fileURLToPath(import.meta.url) });
await (cluster.isPrimary ? runPrimary() : runWorker()).catch(refuse);
