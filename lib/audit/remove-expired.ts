import type pg from "pg";
import type { CheckpointKeys } from "@/lib/crypto/checkpoint-signature";
import { type Database, destroySocket, ownConnection } from "@/lib/platform/db";
import { Checkpointer } from "./checkpointer";
import { removeIndexed } from "./remove-indexed";
import { spanOf } from "./removed-months";

const RETENTION_CLASS = "standard";
/** Longest wait for the log's table, in milliseconds: what holds it up are calls that wait to be recorded. */
const LOCK_TIMEOUT_MS = 1_000;

/**
 * Removes the payloads of whole months (UTC) that ended at least `months` months ago. Each removal is first named by a signed
 * checkpoint: without that entry a missing payload is a finding. What the search index holds of them goes with them. Hashes, groups and checkpoints stay. A run that was cut off
 * between the two goes on with the next. Returns the months removed.
 */
export async function removeExpiredMonths(
  database: Database,
  keys: CheckpointKeys,
  now: Date,
  months: number,
): Promise<string[]> {
  if (months === 0) return [];
  const client = ownConnection(database.url, "pelagos retention");
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const due = (await storedMonths(client)).filter((month) => isExpired(month, now, months));
    for (const month of due) {
      if (!(await isSigned(client, month))) {
        const event = { kind: "retention", retentionClass: RETENTION_CLASS, month } as const;
        await new Checkpointer(database, keys).writeNow({ when: "always", events: [event] });
      }
      await remove(client, month);
    }
    return due;
  } finally {
    destroySocket(client);
  }
}

/** Whether a month ended at least so many whole months before the month of `now`. */
export function isExpired(month: string, now: Date, months: number): boolean {
  return spanOf(month).toMs <= Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1);
}

const partitionOf = (month: string) => `audit_record_${RETENTION_CLASS}_${month.replace("-", "_")}`;

/** Months that have a partition, and those of records for which none was there in time. */
async function storedMonths(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(`
    SELECT replace(substring(relname FROM '[0-9]{4}_[0-9]{2}$'), '_', '-') AS month FROM pg_class
    WHERE relkind = 'r' AND relname ~ '^audit_record_${RETENTION_CLASS}_[0-9]{4}_[0-9]{2}$'
    UNION
    SELECT DISTINCT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') FROM audit_record_${RETENTION_CLASS}_default
    ORDER BY month`);
  return rows.map(({ month }) => month);
}

async function isSigned(client: pg.Client, month: string): Promise<boolean> {
  const entry = JSON.stringify({ kind: "retention", retentionClass: RETENTION_CLASS, month });
  const { rows } = await client.query(
    "SELECT 1 FROM audit_checkpoint WHERE position('event {' IN text) > 0 AND position($1 IN text) > 0 LIMIT 1",
    [`event ${entry}`],
  );
  return rows.length > 0;
}

async function remove(client: pg.Client, month: string): Promise<void> {
  const { fromMs, toMs } = spanOf(month);
  await client.query("BEGIN");
  try {
    // Before the log's table is locked, as the index takes them in this order too.
    await removeIndexed(client, new Date(toMs));
    await client.query(`DROP TABLE IF EXISTS ${partitionOf(month)}`);
    await client.query(
      `DELETE FROM audit_record_${RETENTION_CLASS}_default WHERE created_at >= $1 AND created_at < $2`,
      [new Date(fromMs), new Date(toMs)],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
