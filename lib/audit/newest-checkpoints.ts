import type { Database } from "@/lib/platform/db";
import { parseCheckpoint } from "./checkpoint-text";

/** The newest checkpoints of a database, the newest first, as an organisation may see them: without the part about chains. */
export async function newestCheckpoints(database: Database, limit: number) {
  const { rows } = await database.pool.query<{ text: string; signature: Buffer }>(
    "SELECT text, signature FROM audit_checkpoint ORDER BY number DESC LIMIT $1",
    [limit],
  );
  return rows.flatMap(({ text, signature }) => {
    const facts = parseCheckpoint(text);
    if (facts === null) return [];
    const { number, time, key } = facts;
    return [{ number, time, key, text, signature: signature.toString("base64") }];
  });
}
