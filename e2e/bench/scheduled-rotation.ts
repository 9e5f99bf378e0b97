import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";

const access = z.object({ port: z.number(), password: z.string() });

/** Keys of a region whose schedule is due, on the embedded database of a server that does background work. */
export interface DueKeys {
  readonly count: number;
  /** Seconds until each of them has rotated; starts the job. */
  rotate(): Promise<number>;
  close(): Promise<void>;
}

/** Makes every key of a region due: with a schedule of a day, and versions older than that. */
export async function makeDue(dataDirectory: string, region: string): Promise<DueKeys> {
  const { port, password } = access.parse(JSON.parse(readFileSync(join(dataDirectory, "postgres.json"), "utf8")));
  const client = new Client({ connectionString: `postgresql://pelagos:${password}@127.0.0.1:${port}/pelagos` });
  await client.connect();
  await client.query(
    `UPDATE kms_key_version v SET created_at = now() - interval '25 hours'
     FROM kms_key k WHERE k.id = v.key_id AND k.region = $1`,
    [region],
  );
  const { rowCount } = await client.query(
    "UPDATE kms_key SET rotation_enabled = true, rotation_period_in_days = 1 WHERE region = $1",
    [region],
  );
  await client.query("ANALYZE");
  const rotated = async () => {
    const text = "SELECT count(*)::integer AS count FROM kms_key WHERE region = $1 AND latest_version > 1";
    return Number((await client.query(text, [region])).rows[0]?.count);
  };
  const count = rowCount ?? 0;
  return {
    count,
    async rotate() {
      const startedAt = performance.now();
      await client.query("SELECT graphile_worker.add_job('rotate_due_keys')");
      while ((await rotated()) < count) await sleep(200);
      return (performance.now() - startedAt) / 1_000;
    },
    close: () => client.end(),
  };
}
