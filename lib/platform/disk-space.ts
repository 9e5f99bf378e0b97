import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { KmsError } from "@/lib/contract/kms-error";
import { config } from "./config";
import { log } from "./log";
import { observeFreeDisk } from "./metrics";
import { shared } from "./shared";

/** What the disk of the embedded database has left. */
export type DiskState = "enough" | "low" | "full";

interface Disk {
  state: DiskState;
  /** Null where the database is not ours to watch. */
  freeBytes: number | null;
  /** Reads the free bytes; tests put another in place. */
  read: () => Promise<number | null>;
}

const disk = () => shared<Disk>("disk-space", () => ({ state: "enough", freeBytes: null, read: readFreeBytes }));

/** Twice the reserve is when people are warned. */
const LOW_AT_RESERVES = 2;
const RETRY_AFTER_SECONDS = 60;

/** Free bytes on the disk of the embedded database; null where the database is elsewhere: its own watch is then needed. */
async function readFreeBytes(): Promise<number | null> {
  const { dataDirectory, databaseUrl } = config();
  const accessFile = join(dataDirectory, "postgres.json");
  if (databaseUrl === undefined || !existsSync(accessFile)) return null;
  const { port } = JSON.parse(readFileSync(accessFile, "utf8"));
  if (new URL(databaseUrl).port !== String(port)) return null;
  const { bavail, bsize } = await statfs(dataDirectory);
  return bavail * bsize;
}

/** Looks at the disk; a change of state is logged once. */
export async function checkDisk(): Promise<void> {
  const held = disk();
  held.freeBytes = await held.read();
  const state = stateOf(held.freeBytes, config().diskReserveBytes);
  if (held.freeBytes !== null) observeFreeDisk(held.freeBytes);
  if (state === held.state) return;
  held.state = state;
  const level = state === "enough" ? "info" : state === "low" ? "warn" : "error";
  log[level]({ freeBytes: held.freeBytes, state }, MEANINGS[state]);
}

const MEANINGS: Readonly<Record<DiskState, string>> = {
  enough: "the database's disk has enough space",
  low: "the database's disk is nearly full: make space soon",
  full: "the database's disk is full but for its reserve: changes are refused until there is space",
};

function stateOf(freeBytes: number | null, reserveBytes: number): DiskState {
  if (freeBytes === null || freeBytes >= reserveBytes * LOW_AT_RESERVES) return "enough";
  return freeBytes >= reserveBytes ? "low" : "full";
}

/** The disk as it was last seen. */
export function diskSpace(): { readonly state: DiskState; readonly freeBytes: number | null } {
  const { state, freeBytes } = disk();
  return { state, freeBytes };
}

/**
 * Refuses what would fill the disk further: while only the reserve is left, it is for reading, opening what was encrypted, and the records of both.
 * Error: storage_full.
 */
export function requireDiskSpace(): void {
  if (disk().state === "full") throw new KmsError("storage_full", { retryAfterInSeconds: RETRY_AFTER_SECONDS });
}

/** Reads free bytes from elsewhere. For tests. */
export function readFreeBytesFrom(read: () => Promise<number | null>): void {
  disk().read = read;
}
