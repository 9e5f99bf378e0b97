import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { noteAccesses } from "./secret-store";

/** How long reads are gathered before they are noted, in milliseconds. */
const GATHER_MS = 2_000;

interface Gathered {
  readonly accesses: Map<Database, Map<string, Date>>;
  timer: NodeJS.Timeout | null;
}

const gathered = () => shared<Gathered>("secrets.accesses", () => ({ accesses: new Map(), timer: null }));

/** Notes that a value was read. Written with others every two seconds: a row per read would be one more write per call. */
export function noteAccess(database: Database, secretId: string): void {
  const held = gathered();
  let ofDatabase = held.accesses.get(database);
  if (ofDatabase === undefined) {
    ofDatabase = new Map();
    held.accesses.set(database, ofDatabase);
  }
  ofDatabase.set(secretId, clock.now());
  if (held.timer !== null) return;
  held.timer = setTimeout(() => void writeAccesses(), GATHER_MS);
  held.timer.unref();
}

/** When a value was last read by this process, where that is not written yet. */
export function gatheredAccess(database: Database, secretId: string): Date | null {
  return gathered().accesses.get(database)?.get(secretId) ?? null;
}

/** Writes what was gathered; what cannot be written is lost, as the audit log has it anyway. */
export async function writeAccesses(): Promise<void> {
  const held = gathered();
  if (held.timer !== null) clearTimeout(held.timer);
  held.timer = null;
  const batches = [...held.accesses];
  held.accesses.clear();
  for (const [database, accesses] of batches) {
    // In one order for every writer: two that lock the same rows must not wait for each other.
    const ordered = [...accesses].map(([id, at]) => ({ id, at })).sort((one, other) => (one.id < other.id ? -1 : 1));
    await noteAccesses(database, ordered).catch((error: unknown) => {
      log.warn({ database: database.name, error: String(error) }, "times of reading secrets cannot be noted");
    });
  }
}
