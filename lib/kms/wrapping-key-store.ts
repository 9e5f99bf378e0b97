import type { Query } from "./key-statement";

/** How long a wrapping key opens blobs after a newer one took over, in hours. */
export const RETIRED_HOURS = 24;

/** A wrapping key as stored; its private half is sealed. */
export interface WrappingKeyFacts {
  readonly id: string;
  /** Slug of the region. */
  readonly region: string;
  readonly organisationId: string;
  /** 1 for an organisation's first in the region, one more with each rotation. */
  readonly sequence: number;
  readonly regionKeyId: string;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  readonly createdAt: Date;
}

const COLUMNS = `id, region, organisation_id AS "organisationId", sequence, region_key_id AS "regionKeyId", salt, sealed,
  created_at AS "createdAt"`;

const OF_ORGANISATION = "FROM kms_wrapping_key WHERE region = $1 AND organisation_id = $2";

/** The newest wrapping key of an organisation in a region, or null. */
export async function newestWrappingKey(
  query: Query,
  region: string,
  organisationId: string,
): Promise<WrappingKeyFacts | null> {
  const statement = `SELECT ${COLUMNS} ${OF_ORGANISATION} ORDER BY sequence DESC LIMIT 1`;
  const rows = await query<WrappingKeyFacts>(statement, [region, organisationId]);
  return rows[0] ?? null;
}

/** Every wrapping key that still opens blobs, the newest first. */
export function openingWrappingKeys(
  query: Query,
  region: string,
  organisationId: string,
  now: Date,
): Promise<WrappingKeyFacts[]> {
  const statement = `SELECT ${COLUMNS} ${OF_ORGANISATION}
AND (retired_at IS NULL OR retired_at > $3::timestamptz - interval '${RETIRED_HOURS} hours') ORDER BY sequence DESC`;
  return query<WrappingKeyFacts>(statement, [region, organisationId, now]);
}

/**
 * Adds a wrapping key unless another call was first with its sequence, and lets those before it retire. Returns the one
 * that is the newest now.
 */
export async function insertWrappingKey(query: Query, key: WrappingKeyFacts): Promise<WrappingKeyFacts> {
  const { id, region, organisationId, sequence, regionKeyId, salt, sealed, createdAt } = key;
  await query(
    `INSERT INTO kms_wrapping_key (id, region, organisation_id, sequence, region_key_id, salt, sealed, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (region, organisation_id, sequence) DO NOTHING RETURNING id`,
    [id, region, organisationId, sequence, regionKeyId, salt, sealed, createdAt],
  );
  const newest = await newestWrappingKey(query, region, organisationId);
  if (newest === null) throw new Error("a wrapping key vanished");
  await query(
    `UPDATE kms_wrapping_key SET retired_at = $4
WHERE region = $1 AND organisation_id = $2 AND sequence < $3 AND retired_at IS NULL RETURNING id`,
    [region, organisationId, newest.sequence, createdAt],
  );
  return newest;
}

/** Deletes the wrapping keys that no longer open anything; returns how many. */
export async function deleteRetiredWrappingKeys(query: Query, now: Date): Promise<number> {
  const deleted = await query(
    `DELETE FROM kms_wrapping_key WHERE retired_at <= $1::timestamptz - interval '${RETIRED_HOURS} hours' RETURNING id`,
    [now],
  );
  return deleted.length;
}
