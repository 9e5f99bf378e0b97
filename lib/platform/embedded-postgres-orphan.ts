import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isProcessAlive } from "./embedded-postgres-lock";
import { StartError } from "./start-error";

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  }
}

async function stopped(pid: number, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 100) {
    if (!isProcessAlive(pid)) return true;
    await sleep(100);
  }
  return !isProcessAlive(pid);
}

/**
 * Stops a PostgreSQL that a killed Pelagos left running on this cluster: politely within 20 s, else at once. A process
 * number that meanwhile belongs to another program only loses its stale file. The file of a dead process stays:
 * PostgreSQL reads it to make sure that none of its children still holds the shared memory.
 * The caller holds the lock of the data directory.
 */
export async function stopOrphan(clusterDirectory: string, log: (message: string) => void): Promise<void> {
  const pidFile = join(clusterDirectory, "postmaster.pid");
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(pidFile, "latin1"), 10);
  } catch {
    return;
  }
  if (!(pid > 1) || !isProcessAlive(pid)) return;
  if (!commandLine(pid).includes(clusterDirectory)) {
    rmSync(pidFile, { force: true });
    return;
  }
  log("Stopping the PostgreSQL that an earlier, killed Pelagos left running");
  try {
    process.kill(pid, "SIGINT");
    if (await stopped(pid, 20_000)) return;
    process.kill(pid, "SIGQUIT");
    if (await stopped(pid, 10_000)) return;
  } catch {
    if (!isProcessAlive(pid)) return;
  }
  throw new StartError(
    `A PostgreSQL (process ${pid}) still runs on ${clusterDirectory} and does not stop: stop it by hand, then start Pelagos again.`,
  );
}
