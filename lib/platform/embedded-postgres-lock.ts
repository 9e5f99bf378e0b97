import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StartError } from "./start-error";

const holderSchema = z.object({ pid: z.number().int(), startedAt: z.string() });

/** Start time of a process in kernel ticks, so that a reused process number is not taken for the same process. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** True while a process with this number exists, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readHolder(file: string): z.infer<typeof holderSchema> | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function isHeld(file: string): boolean {
  const holder = readHolder(file);
  if (!holder || !isProcessAlive(holder.pid)) return false;
  const started = processStart(holder.pid);
  return started === null || started === holder.startedAt;
}

function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Takes a data directory for this process and returns the function that gives it back. The lock is a hard link, so it
 * appears with its content or not at all; one left by a process that no longer exists is replaced.
 * Throws StartError while another process holds it.
 */
export function lockDataDirectory(dataDirectory: string): () => void {
  const file = join(dataDirectory, "pelagos.lock");
  const own = `${file}.${process.pid}`;
  const inUse = new StartError(
    `The data directory ${dataDirectory} is in use by another Pelagos (process ${readHolder(file)?.pid ?? "unknown"}): stop that one, or set PELAGOS_DATA_DIR to another folder.`,
  );
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) ?? "" }), { mode: 0o600 });
  try {
    if (!tryLink(own, file)) {
      if (isHeld(file)) throw inUse;
      renameSync(file, `${own}.stale`);
      // Between the look and the rename another starter may have taken the lock: then it is theirs, put it back.
      if (isHeld(`${own}.stale`)) tryLink(`${own}.stale`, file);
      if (!tryLink(own, file)) throw inUse;
    }
  } finally {
    rmSync(own, { force: true });
    rmSync(`${own}.stale`, { force: true });
  }
  return () => {
    if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}
