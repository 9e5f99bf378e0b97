import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { open, type SealFields, seal } from "@/lib/crypto/seal";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import type { Region } from "./registry";
import { SealedError, type Vault } from "./vault";

const LABEL = "pelagos/1/restore";

/** What a node has seen of a region's database, kept in the data directory: outside everything that a restore brings back. */
const seenSchema = z.object({
  number: z.number().int(),
  /** Hash of the newest checkpoint, hex. */
  hash: z.string(),
  /** Acknowledgements of restores that were known then; an older database brings back those of before. */
  acknowledged: z.array(z.string()),
});

type Seen = z.output<typeof seenSchema>;

const seenByRegion = () => shared("newest-checkpoints-seen", () => new Map<string, Seen>());

interface Present {
  /** Null before the first checkpoint. */
  readonly number: number | null;
  readonly hash: string | null;
  /** Hash of the checkpoint that has the number seen before; null where there is none. */
  readonly hashOfSeen: string | null;
  readonly acknowledgements: readonly string[];
}

const PRESENT = `
SELECT newest.number::int, encode(sha256(convert_to(newest.text, 'UTF8')), 'hex') AS hash,
  (SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM audit_checkpoint WHERE number = $1) AS "hashOfSeen",
  ARRAY(SELECT id FROM region_restore WHERE region = $2 ORDER BY id) AS acknowledgements
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
  SELECT number, text FROM audit_checkpoint ORDER BY number DESC LIMIT 1
) AS newest ON true`;

/**
 * Throws SealedError where a region's database lacks the newest checkpoint that this node has seen in it: it was restored, or
 * failed over with a loss, and the next rotation would use a version number again that has other material elsewhere. Somebody
 * has to acknowledge that first. Otherwise remembers what is there now.
 */
export async function requireNotOlder(region: Region, vault: Vault): Promise<void> {
  const seen = seenByRegion().get(region.slug) ?? readSeen(region.slug);
  const { rows } = await region.database.pool.query<Present>(PRESENT, [seen?.number ?? 0, region.slug]);
  const present = rows[0];
  if (present === undefined) throw new Error("the newest checkpoint was not read");
  if (seen !== null && present.hashOfSeen !== seen.hash && !(await isAcknowledged(region, vault, seen, present))) {
    throw new SealedError(
      `The database of ${region.slug} is older than checkpoint ${seen.number}, which this node has seen in it: it was restored, or failed over with a loss. Where that is as it should be: pelagos region acknowledge-restore ${region.slug}`,
    );
  }
  remember(region.slug, seen, present);
}

function remember(slug: string, seen: Seen | null, { number, hash, acknowledgements }: Present): void {
  if (number === null || hash === null) return;
  if (seen !== null && seen.hash === hash && seen.acknowledged.length === acknowledgements.length) {
    seenByRegion().set(slug, seen);
    return;
  }
  const next = { number, hash, acknowledged: [...acknowledgements] };
  seenByRegion().set(slug, next);
  try {
    writeSeen(slug, next);
  } catch (error) {
    log.error(
      { region: slug, error: String(error) },
      "the newest checkpoint seen cannot be kept in the data directory",
    );
  }
}

const folder = () => join(config().dataDirectory, "newest-checkpoints");

function readSeen(slug: string): Seen | null {
  try {
    return seenSchema.parse(JSON.parse(readFileSync(join(folder(), `${slug}.json`), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new SealedError(
      `What this node has seen of ${slug} cannot be read (${join(folder(), `${slug}.json`)}): ${String(error)}`,
    );
  }
}

/** Several processes of a node write it: each beside, then in place. */
function writeSeen(slug: string, seen: Seen): void {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const draft = join(folder(), `${slug}.${randomUUID()}.new`);
  writeFileSync(draft, JSON.stringify(seen), { mode: 0o600 });
  renameSync(draft, join(folder(), `${slug}.json`));
}

/** Forgets what this process has seen; the data directory has it. */
export function forgetSeen(): void {
  seenByRegion().clear();
}

const binding = (region: string, id: string, keyId: string): SealFields => ["restore", 1, region, id, keyId];

/** One that this node does not know yet, and that somebody who holds the root key has made. */
async function isAcknowledged(region: Region, vault: Vault, seen: Seen, present: Present): Promise<boolean> {
  const unknown = present.acknowledgements.filter((id) => !seen.acknowledged.includes(id));
  if (unknown.length === 0) return false;
  const { rows } = await region.database.pool.query<{ id: string; key_id: string; salt: Buffer; sealed: Buffer }>(
    "SELECT id, key_id, salt, sealed FROM region_restore WHERE region = $1 AND id = ANY ($2)",
    [region.slug, unknown],
  );
  return rows.some((row) => {
    const key = vault.keys.get(row.key_id);
    try {
      if (key === undefined) return false;
      open(key, LABEL, binding(region.slug, row.id, row.key_id), row).destroy();
      return true;
    } catch {
      return false;
    }
  });
}

/** Version numbers that every key passes over after a restore: more than were lost with what the database no longer knows. */
export const SKIPPED_VERSIONS = 1_000;

/**
 * Acknowledges that a region's database is older than it was, for every node, and makes all its keys pass over 1,000 version
 * numbers: those that were given out and lost are not given out again. Returns the acknowledgement's identity and the keys.
 */
export async function acknowledgeRestore(
  database: Database,
  region: string,
  vault: Vault,
): Promise<{ acknowledgement: string; keys: number }> {
  const acknowledgement = newId("rst");
  const key = vault.keys.get(vault.newestId);
  if (key === undefined) throw new Error("the vault has no newest key");
  const { salt, sealed } = seal(key, LABEL, binding(region, acknowledgement, vault.newestId), Buffer.from("restore"));
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(
      `UPDATE kms_key SET version_floor = least(greatest(latest_version, version_floor)::bigint + $2, 2147483647) WHERE region = $1`,
      [region, SKIPPED_VERSIONS],
    );
    await client.query("INSERT INTO region_restore (id, region, key_id, salt, sealed) VALUES ($1, $2, $3, $4, $5)", [
      acknowledgement,
      region,
      vault.newestId,
      salt,
      sealed,
    ]);
    await client.query("COMMIT");
    return { acknowledgement, keys: rowCount ?? 0 };
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
