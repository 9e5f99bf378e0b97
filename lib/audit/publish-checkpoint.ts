import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import type { WrittenCheckpoint } from "./write-checkpoint";

/**
 * Gives a checkpoint to what is outside the database: the process log. Whoever keeps these lines can tell a log that was
 * rolled back, checkpoints and all.
 */
export function publishCheckpoint(database: Database, { number, text, signature }: WrittenCheckpoint): void {
  log.info(
    { database: database.name, checkpoint: number, text, signature: signature.toString("base64") },
    "audit checkpoint",
  );
}
