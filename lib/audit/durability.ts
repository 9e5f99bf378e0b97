import type { Database } from "@/lib/platform/db";
import { StartError } from "@/lib/platform/start-error";

const REQUIRED = ["fsync", "full_page_writes"] as const;

/**
 * Refuses a database that may lose what it has confirmed: an answer is given only after its audit record is durable, and
 * with these settings off it would not be.
 */
export async function requireDurable(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)",
    [REQUIRED],
  );
  for (const { name, setting } of rows) {
    if (setting !== "on") {
      throw new StartError(
        `The ${database.name} database runs with ${name}=${setting}, so a crash could lose recorded calls: set ${name}=on in postgresql.conf and restart it.`,
      );
    }
  }
}
